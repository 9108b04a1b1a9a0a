// What a hand does is kept while answers of the engine arrive: what is typed stays in its field and reaches the engine
// whole, and what is pressed before the answer to the last press counts as well.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { browsers, serveDist } from './lib/browsers.mjs';
import { engineState, openPlayground, untilValue } from './playground-page.mjs';

/** @type {Awaited<ReturnType<typeof serveDist>>} */
let site;
before(async () => {
  site = await serveDist();
});
after(() => site.close());

for (const name of browsers) {
  describe(`typing in ${name}`, () => {
    /** @type {Awaited<ReturnType<typeof openPlayground>>} */
    let opened;
    /** @type {import('puppeteer-core').Page} */
    let page;
    before(async () => {
      opened = await openPlayground(name, site, 'optimizer=momentum&schedule=cosine');
      page = opened.page;
    });
    after(async () => {
      await opened?.close();
    });

    /** Changes settings as another control would. @param {Record<string, string>} patch */
    const change = (patch) => page.evaluate((values) => /** @type {any} */ (globalThis).glia.change(values), patch);
    const field = (/** @type {string} */ key) => `[data-setting="${key}"] input[type="text"]`;
    const valueOf = (/** @type {string} */ key) => page.$eval(field(key), (input) => /** @type {HTMLInputElement} */ (input).value);
    const isShown = (/** @type {string} */ key) => page.$eval(field(key), (input) => input.checkVisibility());

    it('keeps the focus where it is when the panel tells that it has opened', async () => {
      const kept = await page.evaluate(async (selector) => {
        const button = /** @type {HTMLElement} */ (document.querySelector('[data-opens="schedule"]'));
        const input = /** @type {HTMLInputElement} */ (document.querySelector(selector));
        button.click();
        input.focus(); // the panel's own telling comes in a later turn
        await new Promise((resolve) => setTimeout(resolve, 300));
        return document.activeElement === input;
      }, field('horizon'));
      assert.equal(kept, true);
      await page.$eval(field('horizon'), (input) => /** @type {HTMLInputElement} */ (input).select());
      await page.keyboard.type('500');
      await page.keyboard.press('Enter');
      await untilValue(page, 'horizon', '500');
      await page.keyboard.press('Escape');
    });

    it('keeps what is half typed when the answer to something else arrives', async () => {
      await page.click('[data-opens="optimizer"]');
      await page.focus(field('momentum'));
      await page.$eval(field('momentum'), (input) => /** @type {HTMLInputElement} */ (input).select());
      await page.keyboard.type('0.9');
      await change({ noise: '20' });
      assert.equal(await valueOf('momentum'), '0.9');
      // Even when that answer takes the field's meaning away, it stays until it is left.
      await change({ optimizer: 'adam' });
      assert.equal(await isShown('momentum'), true);
      await page.keyboard.type('5');
      await change({ optimizer: 'momentum' });
      await page.keyboard.press('Enter');
      await untilValue(page, 'momentum', '0.95');
      await page.keyboard.type('7');
      await change({ optimizer: 'adam' });
      assert.equal(await isShown('momentum'), true);
      await page.focus('.popover:popover-open input:checked');
      await page.waitForFunction((selector) => !document.querySelector(selector)?.checkVisibility(), {}, field('momentum'));
      await page.keyboard.press('Escape');
    });

    it('keeps a refused value with its reason until it is mended', async () => {
      await page.click('[data-opens="rate"]');
      await page.$eval(field('rate'), (input) => /** @type {HTMLInputElement} */ (input).select());
      await page.focus(field('rate'));
      await page.keyboard.type('99');
      await page.keyboard.press('Enter');
      await page.waitForSelector('[data-setting="rate"] .refusal:not([hidden])');
      await change({ noise: '10' });
      assert.equal(await valueOf('rate'), '99');
      assert.ok(await page.$('[data-setting="rate"] .refusal:not([hidden])'));
      await page.keyboard.press('Backspace');
      await page.keyboard.press('Enter');
      await untilValue(page, 'rate', '9');
      await page.waitForSelector('[data-setting="rate"] .refusal', { hidden: true });
      await page.keyboard.press('Escape');
    });

    it('stays marked to be typed over when another value arrives', async () => {
      await page.click('[data-opens="rate"]');
      await page.$eval(field('rate'), (input) => {
        /** @type {HTMLInputElement} */ (input).focus();
        /** @type {HTMLInputElement} */ (input).select();
      });
      await change({ rate: '0.3' });
      await page.keyboard.type('0.1');
      await page.keyboard.press('Enter');
      await untilValue(page, 'rate', '0.1');
      await page.keyboard.press('Escape');
    });

    it('counts every press, also those made before the answer to the first', async () => {
      await page.evaluate(() => {
        for (const one of ['x1sq', 'x2sq', 'x1x2']) /** @type {HTMLElement} */ (document.querySelector(`[data-setting="features"] [data-name="${one}"]`)).click();
      });
      await untilValue(page, 'features', 'x1,x2,x1sq,x2sq,x1x2');
      await page.$eval('[data-setting="noise"] input[type="range"]', (input) => /** @type {HTMLElement} */ (input).focus());
      await page.keyboard.press('Home');
      for (let i = 0; i < 6; i += 1) await page.keyboard.press('ArrowRight');
      await untilValue(page, 'noise', '30');
      const { values } = await engineState(page);
      await page.evaluate(() => {
        const more = /** @type {HTMLElement} */ (document.querySelector('.layer-control .stepper button:last-child'));
        for (let i = 0; i < 3; i += 1) more.click();
        /** @type {HTMLElement} */ (document.querySelector('.add-layer[aria-label$="after hidden 1"]')).click();
      });
      assert.equal(values.layers, '8:relu,8:relu');
      await untilValue(page, 'layers', '11:relu,11:relu,8:relu');
    });

    it('met no problem on the way', () => assert.deepEqual(opened.problems, []));
  });
}
