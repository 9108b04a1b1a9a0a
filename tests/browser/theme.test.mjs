// The theme in the header: auto, light, dark; what is drawn follows, the choice is kept, and no link carries it.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { accessibilityProblems, browsers, serveDist, shot } from './lib/browsers.mjs';
import { addressBar, drawn, openPlayground } from './playground-page.mjs';

/** @type {Awaited<ReturnType<typeof serveDist>>} */
let site;
before(async () => {
  site = await serveDist();
});
after(() => site.close());

/** What the theme decides: ground, the browser's own controls, the colours that canvases are drawn in. @param {import('puppeteer-core').Page} page */
const seen = (page) =>
  page.evaluate(() => {
    const dark = Number(getComputedStyle(document.body).backgroundColor.match(/\d+/)?.[0]) < 80;
    const drawnIn = /** @type {any} */ (globalThis).glia.palette().css.paper;
    return { dark, scheme: document.documentElement.style.colorScheme, drawnDark: drawnIn === '#14161b', label: document.getElementById('theme')?.getAttribute('aria-label') };
  });

/** @param {import('puppeteer-core').Page} page @param {'auto' | 'light' | 'dark'} name */
async function choose(page, name) {
  await page.click('#theme');
  await page.click(`.popover:popover-open input[value="${name}"]`);
  await page.waitForFunction(() => !document.querySelector(':popover-open'));
}

for (const name of browsers) {
  describe(`theme in ${name}`, () => {
    it('is the system’s until one is chosen, and then the chosen one, also after a reload', async () => {
      const { page, problems, close } = await openPlayground(name, site, '', { colorScheme: 'light' });
      try {
        const link = await addressBar(page);
        assert.deepEqual(await seen(page), { dark: false, scheme: '', drawnDark: false, label: 'Theme: auto' });
        await choose(page, 'dark');
        assert.deepEqual(await seen(page), { dark: true, scheme: 'dark', drawnDark: true, label: 'Theme: dark' });
        await drawn(page);
        await shot(page, `theme-dark-${name}`);
        assert.deepEqual(await accessibilityProblems(page), []);
        assert.equal(await addressBar(page), link);
        await page.reload();
        await page.waitForSelector('.ready');
        assert.deepEqual(await seen(page), { dark: true, scheme: 'dark', drawnDark: true, label: 'Theme: dark' });
        await choose(page, 'auto');
        assert.deepEqual(await seen(page), { dark: false, scheme: '', drawnDark: false, label: 'Theme: auto' });
        assert.deepEqual(problems, []);
      } finally {
        await close();
      }
    });

    it('stays light in a dark system when light is chosen, by keys alone', async () => {
      const { page, problems, close } = await openPlayground(name, site, '', { colorScheme: 'dark', width: 390, height: 844 });
      try {
        assert.equal((await seen(page)).dark, true);
        await page.focus('#theme');
        await page.keyboard.press('Enter');
        await page.waitForFunction(() => document.activeElement?.matches('.popover:popover-open input:checked'));
        await page.keyboard.press('ArrowDown');
        assert.deepEqual(await seen(page), { dark: false, scheme: 'light', drawnDark: false, label: 'Theme: light' });
        await page.keyboard.press('Escape');
        assert.equal(await page.evaluate(() => document.activeElement?.id), 'theme');
        await shot(page, `theme-light-390-${name}`);
        assert.deepEqual(problems, []);
      } finally {
        await close();
      }
    });
  });
}
