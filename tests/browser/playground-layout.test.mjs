// The playground on every screen: wide and narrow, light and dark, zoomed in, with less motion, and as
// axe sees it.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { accessibilityProblems, browsers, serveDist } from './lib/browsers.mjs';
import { drawn, engineState, openPlayground } from './playground-page.mjs';

/** @type {Awaited<ReturnType<typeof serveDist>>} */
let site;
before(async () => {
  site = await serveDist();
});
after(() => site.close());

const screens = [
  { width: 1440, height: 900, colorScheme: 'light' },
  { width: 1440, height: 900, colorScheme: 'dark' },
  { width: 390, height: 844, colorScheme: 'light' },
  { width: 390, height: 844, colorScheme: 'dark' },
  { width: 1024, height: 768, colorScheme: 'light' },
  { width: 720, height: 450, colorScheme: 'light' }, // 1440 by 900 at 200 %
];

const experiments = ['', 'data=sine', 'data=blobs&classes=10', 'data=hills&features=x1,x2,x1sq,x2sq,x1x2,sinx1,sinx2&layers=8:tanh,16:relu,8:tanh,8:tanh,8:tanh,8:tanh'];

/** Parts that stick out of the window, except what may be scrolled to inside its own box. @param {import('puppeteer-core').Page} page */
function overflowing(page) {
  return page.evaluate(() => {
    const wide = document.documentElement.clientWidth;
    const names = [];
    for (const element of document.querySelectorAll('body *')) {
      const { right, left, width } = element.getBoundingClientRect();
      const free = element.closest('.network-scroll, .visually-hidden, .popover, .toast, svg') && !element.matches('.network-scroll');
      if (width > 0 && !free && (right > wide + 1 || left < -1)) names.push(element.id || element.className || element.tagName);
    }
    return { names, page: document.documentElement.scrollWidth - wide };
  });
}

for (const name of browsers) {
  describe(`layout in ${name}`, () => {
    for (const { width, height, colorScheme } of screens) {
      it(`fits ${width} × ${height}, ${colorScheme}`, async () => {
        const scheme = /** @type {'light' | 'dark'} */ (colorScheme);
        const { page, problems, close } = await openPlayground(name, site, '', { width, height, colorScheme: scheme });
        try {
          for (const experiment of experiments) {
            await page.evaluate((text) => (location.hash = text), experiment);
            await page.waitForFunction((text) => /** @type {any} */ (globalThis).glia.opened.experiment === text, {}, experiment);
            await drawn(page);
            assert.deepEqual(await overflowing(page), { names: [], page: 0 });
          }
          const dark = await page.evaluate(() => getComputedStyle(document.body).backgroundColor.match(/\d+/g)?.every((part) => Number(part) < 80));
          assert.equal(dark, colorScheme === 'dark');
          const player = await page.$eval('#player', (element) => element.getBoundingClientRect().bottom);
          assert.ok(Math.abs(player - height) < 2, 'the player stays at the bottom');
          if (width === 390) {
            const order = await page.evaluate(() => ['output', 'middle', 'data'].map((id) => document.getElementById(id)?.getBoundingClientRect().top ?? 0));
            assert.deepEqual([...order].sort((a, b) => a - b), order, 'result, network, data');
          }
          assert.deepEqual(problems, []);
        } finally {
          await close();
        }
      });
    }

    it('has its header in one line down to the smallest phone, with a way to everything', async () => {
      const { page, problems, close } = await openPlayground(name, site, '', { width: 320, height: 844 });
      try {
        for (const width of [320, 359, 360, 389, 390, 439, 440, 519, 520, 619, 620, 759, 760]) {
          await page.setViewport({ width, height: 844 });
          await page.waitForFunction((wide) => innerWidth === wide, {}, width);
          const parts = await page.$$eval('body > header :is(a, button)', (all) => all.filter((one) => one.checkVisibility() && !one.closest('.popover')).map((one) => {
            const { top, bottom, left, right } = one.getBoundingClientRect();
            return { name: one.id || one.getAttribute('href'), middle: (top + bottom) / 2, left, right };
          }));
          assert.ok(parts.every(({ middle }) => Math.abs(middle - parts[0].middle) <= 2), `${width}: ${JSON.stringify(parts)}`);
          assert.ok(parts.every(({ left, right }, i) => right <= width && (i === 0 || left >= parts[i - 1].right)), `${width}: ${JSON.stringify(parts)}`);
          const names = [...new Set(parts.map((part) => part.name))];
          const redo = width >= 390 ? ['redo'] : [];
          assert.deepEqual(names, ['./', 'learn.html', 'undo', ...redo, 'try', 'exercise-toggle', 'share', 'theme'], `${width}`);
        }
        assert.deepEqual(problems, []);
      } finally {
        await close();
      }
    });

    it('has the name, role and contrast that axe asks for', async () => {
      for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
        const { page, close } = await openPlayground(name, site, 'rat=1', { colorScheme });
        try {
          await page.click('[data-opens="optimizer"]');
          assert.deepEqual(await accessibilityProblems(page), []);
          await page.keyboard.press('Escape');
          await page.focus('.tree [tabindex="0"]');
          /** @type {import('puppeteer-core').KeyInput[]} */
          const keys = ['Home', 'ArrowRight', 'PageDown', 'ArrowRight', 'Enter'];
          for (const key of keys) await page.keyboard.press(key);
          assert.deepEqual(await accessibilityProblems(page), []);
        } finally {
          await close();
        }
      }
    });

    it('draws less often for those who asked for less motion', async () => {
      const { page, problems, close } = await openPlayground(name, site, '', { reducedMotion: true });
      try {
        await page.evaluate(() => {
          const { client } = /** @type {any} */ (globalThis).glia;
          const ask = client.frame.bind(client);
          Object.assign(globalThis, { asked: [] });
          client.frame = () => {
            /** @type {any} */ (globalThis).asked.push(performance.now());
            return ask();
          };
        });
        await page.click('#play');
        await page.waitForFunction(() => /** @type {any} */ (globalThis).asked.length >= 8);
        const asked = /** @type {number[]} */ (await page.evaluate(() => /** @type {any} */ (globalThis).asked));
        // Two may come at once with the press; after that each has to wait its turn.
        assert.ok(asked[7] - asked[1] > 6 * 150, `8 frames, at ${asked.map(Math.round)} milliseconds`);
        assert.ok((await engineState(page)).step > 50, 'it trains all the same');
        assert.deepEqual(problems, []);
      } finally {
        await close();
      }
    });

    it('draws nothing while nothing moves', async () => {
      const { page, close } = await openPlayground(name, site);
      try {
        await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 800)));
        const asked = await page.evaluate(async () => {
          const { client } = /** @type {any} */ (globalThis).glia;
          let count = 0;
          const ask = client.frame.bind(client);
          client.frame = () => ((count += 1), ask());
          await new Promise((resolve) => setTimeout(resolve, 600));
          return count;
        });
        assert.equal(asked, 0);
      } finally {
        await close();
      }
    });
  });
}
