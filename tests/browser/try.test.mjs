// “Try”: a list of experiments, one press each, reached and left by keyboard; what cannot be loaded says so.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { accessibilityProblems, browsers, serveDist } from './lib/browsers.mjs';
import { addressBar, engineState, openPlayground, untilStep } from './playground-page.mjs';

/** @type {{ title: string, experiment: string }[]} */
const presets = JSON.parse(readFileSync(new URL('../../web/playground/try/presets.json', import.meta.url), 'utf8'));

/** @type {Awaited<ReturnType<typeof serveDist>>} */
let site;
before(async () => {
  site = await serveDist();
});
after(() => site.close());

for (const name of browsers) {
  describe(`experiments to try in ${name}`, () => {
    it('open with one press, the way back kept, the focus on play', async () => {
      const { page, problems, close } = await openPlayground(name, site, 'seed=3');
      try {
        for (const [i, { title, experiment }] of presets.entries()) {
          await page.focus('#try');
          await page.keyboard.press('Enter');
          await page.waitForFunction(() => document.activeElement?.closest('.presets'));
          if (i === 0) assert.deepEqual(await accessibilityProblems(page), []);
          const shown = await page.$$eval('.presets b', (all) => all.map((one) => one.textContent));
          assert.deepEqual(shown, presets.map((preset) => preset.title));
          await page.$$eval('.presets button', (all, at) => /** @type {HTMLElement} */ (all[at]).focus(), i);
          await page.keyboard.press('Enter');
          await page.waitForFunction((text) => /** @type {any} */ (globalThis).glia.opened.experiment === text, {}, experiment);
          await page.waitForFunction(() => document.activeElement?.id === 'play' && !document.querySelector(':popover-open'));
          assert.equal(await addressBar(page), experiment, title);
        }
        await page.focus('#try');
        await page.keyboard.press('Enter');
        await page.waitForFunction((last) => document.querySelector('.presets [aria-current="true"] b')?.textContent === last, {}, presets[presets.length - 1].title);
        await page.keyboard.press('Escape');
        assert.equal(await page.evaluate(() => document.activeElement?.id), 'try');
        await page.goBack();
        await page.waitForFunction((text) => /** @type {any} */ (globalThis).glia.opened.experiment === text, {}, presets[presets.length - 2].experiment);
        assert.deepEqual(problems, []);
      } finally {
        await close();
      }
    });

    it('keeps the page on a phone as wide as it is, and can be hidden by a link', async () => {
      const { page, close } = await openPlayground(name, site, '', { width: 390, height: 844 });
      try {
        for (const width of [390, 440, 560, 700]) {
          await page.setViewport({ width, height: 844 });
          const over = await page.evaluate(() => [...document.querySelectorAll('body > header *')].filter((one) => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1).map((one) => one.id || one.tagName));
          assert.deepEqual(over, [], `${width} pixels`);
        }
        await page.goto(`${site.url}?hide=try`);
        await page.waitForSelector('.ready');
        assert.equal(await page.$eval('#try', (button) => button.checkVisibility()), false);
      } finally {
        await close();
      }
    });

    it('says when its list cannot be loaded, and loads it the next time', async () => {
      const { page, close } = await openPlayground(name, site, 'seed=4');
      try {
        await page.click('#step');
        await untilStep(page, 1);
        const before = await engineState(page);
        await page.setRequestInterception(true);
        let broken = true;
        page.on('request', (request) => void (broken && request.url().endsWith('presets.json') ? request.abort() : request.continue()));
        await page.click('#try');
        await page.waitForFunction(() => /could not be loaded/.test(document.querySelector(':popover-open .refusal')?.textContent ?? ''));
        await page.keyboard.press('Escape');
        assert.deepEqual(await engineState(page), before);
        broken = false;
        await page.click('#try');
        await page.waitForSelector('.presets button');
      } finally {
        await close();
      }
    });
  });
}
