// Settings on the page: changes that keep the run, undo and redo, saved files, stop conditions, the scale of the track.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { browsers, serveDist } from './lib/browsers.mjs';
import { addressBar, drawn, engineState, openPlayground, untilStep, untilValue } from './playground-page.mjs';

/** @type {Awaited<ReturnType<typeof serveDist>>} */
let site;
before(async () => {
  site = await serveDist();
});
after(() => site.close());

for (const name of browsers) {
  describe(`changes of settings in ${name}`, () => {
    /** @type {Awaited<ReturnType<typeof openPlayground>>} */
    let opened;
    /** @type {import('puppeteer-core').Page} */
    let page;
    before(async () => {
      opened = await openPlayground(name, site, 'data=circle&layers=4:tanh');
      page = opened.page;
    });
    after(async () => {
      await opened?.close();
    });

    const toast = () => page.$eval('#toast', (element) => element.textContent ?? '');
    const run = () => page.evaluate(() => {
      const { live, from, kept } = /** @type {any} */ (globalThis).glia.opened;
      return { live, from, kept };
    });

    /** Opens an experiment as a pasted link would, and trains it. @param {string} experiment @param {number} steps */
    async function trained(experiment, steps) {
      await page.evaluate(async ({ text, count }) => {
        const { glia } = /** @type {any} */ (globalThis);
        await glia.session.openLink(text, { push: true });
        await glia.step(count);
      }, { text: experiment, count: steps });
      await untilStep(page, steps);
      await drawn(page);
      return engineState(page);
    }

    /** @param {string} selector @param {string} text */
    async function type(selector, text) {
      await page.$eval(selector, (input) => /** @type {HTMLInputElement} */ (input).select());
      await page.focus(selector);
      await page.keyboard.type(text);
      await page.keyboard.press('Enter');
    }

    it('go on from the present step where they can, and can be undone and redone', async () => {
      const before = await trained('data=circle&layers=4:tanh', 812);
      await page.click('[data-opens="rate"]');
      await type('[data-setting="rate"] input[type="text"]', '0.003');
      await untilValue(page, 'rate', '0.003');
      const branch = await engineState(page);
      assert.deepEqual([branch.step, branch.hash], [812, before.hash]);
      const { live, from } = await run();
      assert.deepEqual([live, from], [true, 812]);
      assert.equal(await addressBar(page), branch.experiment);
      assert.match(await toast(), /Goes on from step 812 with learning rate 0\.003\..*Undo/);
      await page.keyboard.press('Escape');
      await page.click('#share');
      await page.waitForFunction(() => /only a file keeps the run/.test(document.querySelector('.popover:popover-open')?.textContent ?? ''));
      await page.keyboard.press('Escape');

      await page.click('#step');
      await untilStep(page, 813);
      const later = await engineState(page);
      await page.click('#undo');
      await untilValue(page, 'rate', '0.01');
      await untilStep(page, 812);
      assert.equal((await engineState(page)).hash, before.hash);
      assert.equal(await addressBar(page), before.experiment);
      await page.focus('#play');
      await page.keyboard.down('Control');
      await page.keyboard.down('Shift');
      await page.keyboard.press('Z');
      await page.keyboard.up('Shift');
      await page.keyboard.up('Control');
      await untilValue(page, 'rate', '0.003');
      await untilStep(page, 813);
      assert.equal((await engineState(page)).hash, later.hash);
    });

    it('begin anew where they must, and Undo brings the trained run back', async () => {
      const before = await trained('data=circle&layers=4:tanh&seed=2', 300);
      const { kept } = await run();
      await page.focus('[data-setting="noise"] input[type="range"]');
      // One gesture over three positions, as a finger makes it.
      await page.$eval('[data-setting="noise"] input[type="range"]', async (element) => {
        const input = /** @type {HTMLInputElement} */ (element);
        for (let i = 0; i < 3; i++) {
          input.value = String(Number(input.value) + 1);
          input.dispatchEvent(new Event('input', { bubbles: true }));
          await new Promise((resolve) => setTimeout(resolve, 150));
        }
        input.dispatchEvent(new Event('change', { bubbles: true }));
      });
      await untilValue(page, 'noise', '20');
      await untilStep(page, 0);
      assert.match(await toast(), /A new run, with noise 20 %; the one before stood at step 300\..*Undo/);
      assert.ok((await run()).kept.before <= Math.min(4, kept.before + 1), 'the gesture is one change');
      await page.click('#toast button');
      await untilStep(page, 300);
      const back = await engineState(page);
      assert.deepEqual([back.hash, back.experiment, back.playing], [before.hash, before.experiment, false]);
    });

    it('leave undo to a field that is being written in', async () => {
      await trained('data=circle&layers=4:tanh&seed=3', 5);
      await page.click('[data-opens="batch"]');
      await page.focus('[data-setting="batch"] input[type="text"]');
      const { experiment } = await engineState(page);
      await page.keyboard.down('Control');
      await page.keyboard.press('z');
      await page.keyboard.up('Control');
      assert.equal((await engineState(page)).experiment, experiment);
      await page.keyboard.press('Escape');
    });

    it('do not touch a run that was saved: the file brings it back bit for bit', async () => {
      const before = await trained('data=xor&layers=5:tanh+drop0.2&optimizer=adamw&seed=4', 150);
      const text = await page.evaluate(async () => (await /** @type {any} */ (globalThis).glia.client.save()).text);
      await page.click('#step');
      await untilStep(page, 151);
      const after = await engineState(page);
      await trained('data=gauss', 3);
      /** @param {string} content */
      const drop = (content) => page.evaluate((json) => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File([json], 'run.json', { type: 'application/json' }));
        document.querySelector('main')?.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
      }, content);
      await drop(text.replace(/"state": ".{40}/, '"state": "'));
      await page.waitForSelector('[data-key="file"]');
      assert.match(await page.$eval('[data-key="file"]', (element) => element.textContent ?? ''), /cannot be opened.*The run shown stays/);
      assert.equal((await engineState(page)).experiment, 'data=gauss');
      await drop(text);
      await untilStep(page, 150);
      assert.equal((await engineState(page)).hash, before.hash);
      assert.match(await toast(), new RegExp(before.hash));
      await page.click('#step');
      await untilStep(page, 151);
      assert.equal((await engineState(page)).hash, after.hash);
      assert.equal(await page.$('[data-key="file"]'), null);
    });

    it('say when to stop, and playing stops there', async () => {
      await trained('data=circle&layers=4:tanh&seed=5', 1);
      await page.click('#stop');
      await type('[data-stop="epoch"] input', '0');
      await page.waitForSelector('.popover:popover-open .refusal:not([hidden])');
      await type('[data-stop="epoch"] input', '3');
      await page.waitForFunction(() => document.querySelector('#stop')?.textContent === 'stop at epoch 3');
      await page.keyboard.press('Escape');
      await page.click('#play');
      await page.waitForFunction(() => /Stopped at epoch 3/.test(document.querySelector('#toast')?.textContent ?? ''));
      const { step, playing } = await engineState(page);
      const epoch = await page.evaluate(async () => (await /** @type {any} */ (globalThis).glia.client.frame()).stepsPerEpoch);
      assert.deepEqual([step, playing], [3 * epoch, false]);
      assert.equal(await page.$eval('#play', (button) => button.getAttribute('aria-label')), 'Play');
      await page.click('#stop');
      await type('[data-stop="epoch"] input', ' ');
      await page.waitForFunction(() => document.querySelector('#stop')?.textContent === 'stop at …');
      await page.keyboard.press('Escape');
    });

    it('can be seen on a logarithmic track', async () => {
      await trained('data=circle&layers=4:tanh&seed=6', 400);
      await page.mouse.move(700, 300);
      const pixels = () => page.$eval('.track canvas', (canvas) => {
        const { width, height } = /** @type {HTMLCanvasElement} */ (canvas);
        return /** @type {any} */ (globalThis).copyOf(canvas).getImageData(0, 0, width, height).data.join();
      });
      const even = await pixels();
      await page.click('#log');
      assert.equal(await page.$eval('#log', (button) => button.getAttribute('aria-pressed')), 'true');
      assert.notEqual(await pixels(), even);
      await page.click('#log');
      await page.mouse.move(700, 300);
    });

    it('met no problem on the way', () => assert.deepEqual(opened.problems, []));
  });
}
