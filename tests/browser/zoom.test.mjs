// Every page as it is at 200 %: a window of half the width and half the height. Nothing runs out sideways, no text is
// cut off, what opens fits the window and can be scrolled to its end, and what stays in place leaves room to read.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { drop, flowers, settled } from './files-page.mjs';
import { arriveAt, learnPages } from './keys-page.mjs';
import { openPage, serveDist } from './lib/browsers.mjs';
import { openPlayground } from './playground-page.mjs';

/** @typedef {import('puppeteer-core').Page} Page */

const sizes = [{ width: 720, height: 450 }, { width: 640, height: 400 }]; // 1440 by 900, 1280 by 800
const scale = 2;

/** @type {Awaited<ReturnType<typeof serveDist>>} */
let site;
before(async () => {
  site = await serveDist();
});
after(() => site.close());

/** What does not fit, as sentences. @param {Page} page @returns {Promise<string[]>} */
const misfits = (page) =>
  page.evaluate(() => {
    const { clientWidth, scrollWidth } = document.documentElement;
    const found = scrollWidth > clientWidth ? [`the page is ${scrollWidth - clientWidth} pixels too wide`] : [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
      const holder = text.parentElement;
      if (!text.textContent?.trim() || !holder?.checkVisibility({ visibilityProperty: true, opacityProperty: true }) || holder.closest('.visually-hidden, math, svg, .toast')) continue;
      const range = document.createRange();
      range.selectNodeContents(text);
      const { left, right } = range.getBoundingClientRect();
      for (let around = /** @type {Element | null} */ (holder); around && around !== document.body; around = around.parentElement) {
        const { overflowX, textOverflow, position } = getComputedStyle(around);
        if (overflowX === 'auto' || overflowX === 'scroll') break; // one may scroll to it
        const box = around.getBoundingClientRect();
        if (box.width <= 1) break; // for those who listen
        if ((overflowX === 'hidden' || overflowX === 'clip') && textOverflow !== 'ellipsis' && (right > box.right + 1 || left < box.left - 1)) {
          found.push(`“${text.textContent.trim().slice(0, 40)}” is cut off by ${around.tagName.toLowerCase()}.${around.className}`);
          break;
        }
        if (position === 'fixed') break;
      }
    }
    return [...new Set(found)];
  });

/** How much of the height is left by what stays in its place. @param {Page} page @returns {Promise<number>} */
const roomLeft = (page) =>
  page.evaluate(() => {
    let taken = 0;
    for (const element of document.querySelectorAll('body > *, main > *')) {
      const { position, display } = getComputedStyle(element);
      const { top, bottom, width } = element.getBoundingClientRect();
      if (display === 'none' || width < innerWidth / 2 || (position !== 'sticky' && position !== 'fixed') || element.matches('.skip, .toast, :popover-open')) continue;
      taken += Math.max(0, Math.min(bottom, innerHeight) - Math.max(top, 0));
    }
    return 1 - taken / innerHeight;
  });

/** What is open stands in the window, and its last control can be brought into sight. @param {Page} page @param {string} selector */
async function fitsTheWindow(page, selector) {
  await page.waitForSelector(selector);
  await page.evaluate(() => Promise.all(document.getAnimations().map((each) => each.finished.catch(() => {}))));
  const faults = await page.$eval(selector, (panel) => {
    const inside = (/** @type {DOMRect} */ { left, right, top, bottom }) => left >= -1 && top >= -1 && right <= innerWidth + 1 && bottom <= innerHeight + 1;
    const found = inside(panel.getBoundingClientRect()) ? [] : [`it does not stand in the window: ${JSON.stringify(panel.getBoundingClientRect())}`];
    const last = [...panel.querySelectorAll('button, input, select, textarea, a[href]')].filter((each) => each.checkVisibility() && !each.matches(':disabled, .visually-hidden')).at(-1);
    last?.scrollIntoView({ block: 'nearest' });
    if (last && !inside(last.getBoundingClientRect())) found.push(`its last control cannot be reached: ${last.textContent}`);
    return found;
  });
  assert.deepEqual(faults, [], selector);
  assert.deepEqual(await misfits(page), [], selector);
}

/** Presses what is on the page, wherever it stands. @param {Page} page @param {string} selector @param {number} [at] */
const press = (page, selector, at = 0) => page.$$eval(selector, (all, i) => /** @type {HTMLElement} */ (all[i]).click(), at);

for (const { width, height } of sizes) {
  describe(`at 200 % of ${width * 2} × ${height * 2}`, () => {
    it('the playground fits, and all that opens in it', async () => {
      const { page, problems, close } = await openPlayground('chromium', site, '', { width, height, scale, reducedMotion: true, timeout: 60_000 });
      try {
        assert.deepEqual(await misfits(page), []);
        assert.ok((await roomLeft(page)) >= 0.5, `${await roomLeft(page)} of the height is left`);
        const openers = await page.$$eval('#sentence [data-opens], #try, #share, #theme', (all) => all.map((each) => (each.id ? `#${each.id}` : `[data-opens="${/** @type {HTMLElement} */ (each).dataset.opens}"]`)));
        assert.ok(openers.length >= 6, openers.join(', '));
        for (const opener of openers) {
          await press(page, opener);
          await fitsTheWindow(page, ':popover-open');
          await page.keyboard.press('Escape');
          await page.waitForFunction(() => !document.querySelector(':popover-open'));
        }
        const lenses = await page.$$eval('#lenses [role="tab"]', (all) => all.length);
        assert.ok(lenses >= 4);
        for (let at = 0; at < lenses; at += 1) {
          await press(page, '#lenses [role="tab"]', at);
          await page.waitForFunction((i) => {
            const tab = document.querySelectorAll('#lenses [role="tab"]')[i];
            const panel = document.getElementById(tab.getAttribute('aria-controls') ?? '');
            return tab.getAttribute('aria-selected') === 'true' && panel?.checkVisibility() && panel.childElementCount > 0;
          }, {}, at);
          assert.deepEqual(await misfits(page), [], `lens ${at}`);
        }
        await drop(page, [{ name: 'flowers.csv', bytes: flowers(30) }]);
        await settled(page);
        await fitsTheWindow(page, 'dialog[open]');
        await page.keyboard.press('Escape');
        await page.waitForFunction(() => !document.querySelector('dialog[open]'));
        await press(page, '#exercise-toggle');
        await page.waitForFunction(() => [...document.querySelectorAll('#exercise *')].some((each) => each.shadowRoot?.querySelector('.cm-content')));
        assert.deepEqual(await misfits(page), [], 'the exercise');
        assert.ok((await roomLeft(page)) >= 0.5, 'with an exercise');
        assert.deepEqual(problems, []);
      } finally {
        await close();
      }
    });

    it('the embed fits', async () => {
      const { page, problems, close } = await openPage('chromium', `${site.url}embed.html`, { width, height, scale, reducedMotion: true, timeout: 60_000 });
      try {
        await page.waitForFunction(() => /\d/.test(document.body.textContent ?? '') && document.querySelector('canvas') !== null);
        assert.deepEqual(await misfits(page), []);
        assert.deepEqual(problems, []);
      } finally {
        await close();
      }
    });

    it('every page of the learning side fits, all awake', async () => {
      const paths = await learnPages();
      const { page, problems, close } = await openPage('chromium', `${site.url}${paths[0]}`, { width, height, scale, reducedMotion: true, timeout: 60_000 });
      try {
        for (const path of paths) {
          await arriveAt(page, site.url + path);
          assert.deepEqual(await misfits(page), [], path);
          assert.ok((await roomLeft(page)) >= 0.5, path);
          if (!(await page.$('a.term[role="button"]'))) continue;
          await page.$eval('a.term[role="button"]', (word) => word.scrollIntoView({ block: 'end' }));
          await press(page, 'a.term[role="button"]');
          await fitsTheWindow(page, ':popover-open');
          await page.keyboard.press('Escape');
        }
        assert.deepEqual(problems, []);
      } finally {
        await close();
      }
    });
  });
}
