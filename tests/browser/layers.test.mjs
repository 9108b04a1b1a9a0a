// What a hidden layer can be: every choice in its panel reaches the engine and the link, badges say what is not plain,
// layers come and go with one press, and the keyboard is led on.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { accessibilityProblems, browsers, serveDist } from './lib/browsers.mjs';
import { addressBar, engineState, followLink, openPlayground, settingsTable, untilValue } from './playground-page.mjs';

/** @type {Awaited<ReturnType<typeof serveDist>>} */
let site;
before(async () => {
  site = await serveDist();
});
after(() => site.close());

for (const name of browsers) {
  describe(`layers in ${name}`, () => {
    /** @type {Awaited<ReturnType<typeof openPlayground>>} */
    let opened;
    /** @type {import('puppeteer-core').Page} */
    let page;
    before(async () => {
      opened = await openPlayground(name, site, 'layers=6:tanh,4:relu');
      page = opened.page;
    });
    after(async () => {
      await opened?.close();
    });

    const goTo = (/** @type {string} */ experiment) => followLink(page, experiment);
    /** @param {number} layer */
    const open = async (layer) => {
      await page.click(`.word[data-layer="${layer}"]`);
      await page.waitForSelector(':popover-open');
    };
    const badges = (/** @type {number} */ layer) => page.$$eval(`.layer-control:nth-of-type(${layer}) .layer-badges span`, (spans) => spans.map((span) => span.textContent));
    const focus = () => page.evaluate(() => /** @type {HTMLElement} */ (document.activeElement).dataset.layer ?? document.activeElement?.textContent ?? '');

    it('can be everything the table offers, one choice after the other', async () => {
      const row = (await settingsTable(page)).find(({ type }) => type === 'layers');
      const init = (await settingsTable(page)).find(({ key }) => key === 'init');
      await open(2);
      const press = (/** @type {string} */ selector) => page.$eval(`:popover-open ${selector}`, (input) => /** @type {HTMLElement} */ (input).click());
      for (const { name: activation } of [...row.choices].reverse()) {
        await press(`input[type="radio"][value="${activation}"]`);
        await untilValue(page, 'layers', `6:tanh,4:${activation}`);
      }
      const plain = `6:tanh,4:${row.choices[0].name}`;
      for (const { name: norm } of [...row.norms, { name: '' }]) {
        await press(`input[type="radio"][value="${norm}"]`);
        await untilValue(page, 'layers', norm ? `${plain}+${norm}` : plain);
      }
      for (const { name: extra, max } of row.extras) {
        if (max > 0) {
          await page.focus(`:popover-open [data-extra="${extra}"] input`);
          await page.keyboard.press('End');
          await untilValue(page, 'layers', `${plain}+${extra}${max}`);
          await page.keyboard.press('Home');
        } else {
          await press(`[data-extra="${extra}"] input`);
          await untilValue(page, 'layers', `${plain}+${extra}`);
          await press(`[data-extra="${extra}"] input`);
        }
        await untilValue(page, 'layers', plain);
      }
      for (const { name: weights } of init.choices.filter((/** @type {any} */ choice) => choice.name !== init.default)) {
        await page.select(':popover-open select', weights);
        await untilValue(page, 'layers', `${plain}+${weights}`);
      }
      assert.equal(await addressBar(page), (await engineState(page)).experiment);
      await page.keyboard.press('Escape');
      assert.equal(await focus(), '2', 'Escape gives the focus back');
    });

    it('keeps all of several choices made quickly, and says them beside the network', async () => {
      await goTo('layers=6:tanh,4:relu');
      await open(1);
      await page.evaluate(() => {
        const press = (/** @type {string} */ selector) => /** @type {HTMLElement} */ (document.querySelector(`:popover-open ${selector}`)).click();
        press('input[value="bn"]');
        press('[data-extra="res"] input');
        press('[data-extra="nobias"] input');
        press('input[value="gelu"]');
      });
      await untilValue(page, 'layers', '6:gelu+bn+res+nobias,4:relu');
      await page.keyboard.press('Escape');
      assert.deepEqual(await badges(1), ['batch norm', 'residual', 'no bias']);
      assert.deepEqual(await badges(2), []);
      assert.equal(await page.$eval('.word[data-layer="1"]', (button) => button.getAttribute('aria-label')), 'Layer hidden 1: 6 units, GELU, batch norm, residual, no bias');
    });

    it('is spoken in the tree with all it has', async () => {
      const said = await page.$eval('[role="treeitem"][data-kind="layer"][data-layer="1"]', (item) => item.getAttribute('aria-label'));
      assert.equal(said, 'hidden 1: 6 neurons, GELU. Batch norm, Residual, No bias');
    });

    it('shows what a link says of a layer, and changes one part alone', async () => {
      await goTo('layers=6:tanh+ln+drop0.33+orthogonal,4:relu');
      assert.deepEqual(await badges(1), ['layer norm', 'dropout 0.33', 'Orthogonal']);
      await open(1);
      const shown = await page.evaluate(() => ({
        norm: /** @type {HTMLInputElement} */ (document.querySelector(':popover-open input[value="ln"]')).checked,
        dropout: document.querySelector(':popover-open [data-extra="drop"] output')?.textContent,
        init: /** @type {HTMLSelectElement} */ (document.querySelector(':popover-open select')).value,
      }));
      assert.deepEqual(shown, { norm: true, dropout: '0.33', init: 'orthogonal' });
      await page.$eval(':popover-open [data-extra="res"] input', (input) => /** @type {HTMLElement} */ (input).click());
      await untilValue(page, 'layers', '6:tanh+ln+drop0.33+res+orthogonal,4:relu');
      await page.keyboard.press('Escape');
    });

    it('refuses more units than there can be with a sentence, and keeps the run', async () => {
      await goTo('layers=6:tanh,4:relu');
      const before = await engineState(page);
      await open(1);
      for (const wrong of ['0', '4097', 'many']) {
        await page.$eval(':popover-open .field input', (input) => /** @type {HTMLInputElement} */ (input).select());
        await page.keyboard.type(wrong);
        await page.keyboard.press('Enter');
        await page.waitForFunction((text) => document.querySelector(':popover-open .refusal:not([hidden])')?.textContent?.includes(text), {}, wrong);
      }
      assert.deepEqual(await engineState(page), before);
      await page.keyboard.press('Escape');
    });

    it('goes with one press, and the focus goes on to its neighbour', async () => {
      await goTo('layers=6:tanh,4:relu');
      for (const [layer, left, to] of [['2', '6:tanh', '1'], ['1', '', '+']]) {
        await page.focus(`.word[data-layer="${layer}"]`);
        await page.keyboard.press('Enter');
        await page.waitForSelector(':popover-open');
        await page.focus(':popover-open > .button:last-child');
        await page.keyboard.press('Enter');
        await untilValue(page, 'layers', left);
        await page.waitForFunction(() => document.activeElement !== document.body);
        assert.equal(await focus(), to);
      }
      await page.keyboard.press('Enter');
      await page.waitForFunction(() => /** @type {any} */ (globalThis).glia.opened.values.layers !== '');
    });

    it('finds room on a phone, and axe has nothing against it', async () => {
      await page.setViewport({ width: 390, height: 844 });
      await goTo('layers=6:tanh+bn+drop0.5+res+nobias+glorot_uniform,4:relu+ln,4:relu,4:relu');
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.equal(wide, 0);
      const under = await page.evaluate(() => {
        const row = /** @type {HTMLElement} */ (document.querySelector('.layer-controls')).getBoundingClientRect();
        return [...document.querySelectorAll('.layer-badges span')].filter((badge) => badge.getBoundingClientRect().bottom > row.bottom + 1).length;
      });
      assert.equal(under, 0, 'badges stay inside their row');
      await page.$eval('.word[data-layer="1"]', (button) => /** @type {HTMLElement} */ (button).click());
      await page.waitForSelector(':popover-open');
      const box = await page.$eval(':popover-open', (panel) => panel.getBoundingClientRect().toJSON());
      assert.ok(box.left >= 0 && box.right <= 390 && box.top >= 0 && box.bottom <= 844, JSON.stringify(box));
      assert.deepEqual(await accessibilityProblems(page), []);
      await page.keyboard.press('Escape');
    });

    it('met no problem on the way', () => assert.deepEqual(opened.problems, []));
  });
}
