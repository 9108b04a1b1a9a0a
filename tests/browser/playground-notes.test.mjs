// Small things a newcomer stumbles over: refusals and notices, what the player covers, tips under a finger,
// narrow drawings, and where the keyboard goes next.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { browsers, serveDist } from './lib/browsers.mjs';
import { atRest } from './lib/wait.mjs';
import { addressBar, drawn, engineState, middleOf, neuron, openPlayground, untilStep, untilValue } from './playground-page.mjs';

/** @typedef {import('puppeteer-core').Page} Page */

/** @type {Awaited<ReturnType<typeof serveDist>>} */
let site;
before(async () => {
  site = await serveDist();
});
after(() => site.close());

/** @param {Page} page @param {string} selector */
const textOf = (page, selector) => page.$eval(selector, (element) => element.textContent ?? '');

/** @param {Page} page @param {string} selector @param {string} text */
async function setField(page, selector, text) {
  await page.$eval(selector, (input) => /** @type {HTMLInputElement} */ (input).select());
  await page.focus(selector);
  await page.keyboard.type(text);
  await page.keyboard.press('Enter');
}

/** Waits until the page no longer scrolls. @param {Page} page */
const scrolled = (page) => atRest(() => page.evaluate(() => scrollY));

for (const name of browsers) {
  describe(`a newcomer in ${name}`, () => {
    /** @type {Awaited<ReturnType<typeof openPlayground>>} */
    let opened;
    /** @type {Page} */
    let page;
    before(async () => {
      opened = await openPlayground(name, site);
      page = opened.page;
    });
    after(() => opened?.close());

    it('is pointed at the middle of Play', async () => {
      const off = await page.evaluate(() => {
        const middle = (/** @type {string} */ selector) => {
          const { left, width } = /** @type {Element} */ (document.querySelector(selector)).getBoundingClientRect();
          return left + width / 2;
        };
        return middle('#first-hint') - middle('#play');
      });
      assert.ok(Math.abs(off) < 1, `${off} px beside it`);
    });

    it('keeps at least one input', async () => {
      await page.click('[data-name="x1"]');
      await untilValue(page, 'features', 'x2');
      await page.click('[data-name="x2"]');
      assert.equal(await textOf(page, '[data-setting="features"] .refusal'), 'Keep at least one input.');
      assert.equal(await page.$eval('[data-name="x2"]', (button) => button.getAttribute('aria-pressed')), 'true');
      assert.equal((await engineState(page)).values.features, 'x2');
      await page.click('[data-name="x1"]');
      await untilValue(page, 'features', 'x1,x2');
      assert.ok(await page.$eval('[data-setting="features"] .refusal', (element) => /** @type {HTMLElement} */ (element).hidden));
    });

    it('is told once that a change by hand forgets later steps', async () => {
      for (let i = 1; i <= 3; i += 1) {
        await page.click('#step');
        await untilStep(page, i);
      }
      const at = await middleOf(page, neuron(1, 0));
      await page.mouse.click(at.x, at.y);
      await setField(page, '#card .portrait-row input', '0.5');
      await page.waitForFunction(async () => (await /** @type {any} */ (globalThis).glia.client.frame()).edits === 1);
      assert.equal(await textOf(page, '#toast'), '', 'nothing is forgotten at the end of the path');
      await page.click('#back');
      await untilStep(page, 2);
      await drawn(page);
      await setField(page, '#card .portrait-row input', '−0.25');
      await page.waitForFunction(() => /^Later steps were forgotten, because this change makes another path\.$/.test(document.querySelector('#toast')?.textContent ?? ''));
      await page.$eval('#toast', (element) => element.replaceChildren());
      await setField(page, '#card .portrait-row input', '-0.75');
      await page.waitForFunction(() => /** @type {HTMLInputElement} */ (document.querySelector('#card .portrait-row input')).value === '−0.75');
      assert.equal(await textOf(page, '#toast'), '');
    });

    it('sees the whole card of a neuron above the player, and the keys of the network', async () => {
      await page.click('#card .close');
      await page.evaluate(() => scrollTo(0, 0));
      const at = await middleOf(page, neuron(2, 0));
      await page.mouse.click(at.x, at.y);
      await scrolled(page);
      const { bottom, player } = await page.evaluate(() => ({
        bottom: document.querySelector('#card')?.getBoundingClientRect().bottom ?? 0,
        player: document.querySelector('#player')?.getBoundingClientRect().top ?? 0,
      }));
      assert.ok(bottom <= player, `the card ends at ${bottom}, the player begins at ${player}`);
      await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
      const keys = await page.$eval('.keys-help', (element) => element.getBoundingClientRect().bottom);
      assert.ok(keys <= player, `the hint ends at ${keys}`);
    });

    it('goes by Tab from a neuron into its card, and back', async () => {
      await page.click('#card .close');
      await page.focus('.tree [tabindex="0"]');
      for (const key of /** @type {const} */ (['Home', 'ArrowRight', 'PageDown', 'Enter', 'Tab'])) await page.keyboard.press(key);
      assert.equal(await page.evaluate(() => document.activeElement === document.querySelector('#card [data-parameter] input')), true);
      await page.keyboard.down('Shift');
      await page.keyboard.press('Tab');
      await page.keyboard.up('Shift');
      assert.match(await page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? ''), /^neuron 1 of hidden 1/);
      await page.keyboard.press('Tab');
      assert.ok(await page.evaluate(() => !document.activeElement?.closest('#card')), 'only right after the choice');
    });

    it('can skip to the player, and the address stays the experiment’s', async () => {
      await page.focus('.skip');
      const { width } = await page.$eval('.skip', (element) => element.getBoundingClientRect().toJSON());
      assert.ok(width > 20);
      const before = await addressBar(page);
      await page.keyboard.press('Enter');
      assert.equal(await page.evaluate(() => document.activeElement?.id), 'play');
      assert.equal(await addressBar(page), before);
    });

    it('reads the step it has dragged to', async () => {
      await page.evaluate(() => (location.hash = 'seed=12'));
      await untilValue(page, 'seed', '12');
      await page.evaluate(() => /** @type {any} */ (globalThis).glia.client.step(5321));
      await page.click('#step');
      await untilStep(page, 5322);
      await page.waitForFunction(() => document.querySelector('.track canvas')?.getAttribute('aria-valuemax') === '5322');
      const box = await atRest(() => page.$eval('.track canvas', (element) => element.getBoundingClientRect().toJSON()));
      for (const share of [0.71, 0.403, 0.5557]) {
        await page.mouse.move(box.x + box.width * 0.9, box.y + 40);
        await page.mouse.down();
        await page.mouse.move(box.x + box.width * share, box.y + 42, { steps: 5 });
        await page.mouse.up();
        await page.waitForFunction(() => {
          const said = document.querySelector('.where')?.textContent ?? '';
          return said.startsWith(`step ${document.querySelector('#step-count')?.textContent}:`);
        });
      }
    });

    it('met no problem on the way', () => assert.deepEqual(opened.problems, []));
  });

  describe(`a broken link in ${name}`, () => {
    it('gives way to the address of what is shown when it is put away', async () => {
      const { page, problems, close } = await openPlayground(name, site, 'nois=4');
      try {
        assert.match(await textOf(page, '[data-key="link"]'), /Showing the default network instead\./);
        await page.click('[data-key="link"] p + button');
        assert.equal(await page.$('[data-key="link"]'), null);
        assert.equal(await addressBar(page), '');
        await page.evaluate(() => (location.hash = 'seed=7'));
        await untilValue(page, 'seed', '7');
        await page.evaluate(() => (location.hash = 'rate=fast'));
        await page.waitForSelector('[data-key="link"]');
        await page.click('[data-key="link"] p + button');
        assert.equal(await addressBar(page), 'seed=7');
        assert.deepEqual(problems, []);
      } finally {
        await close();
      }
    });
  });

  describe(`a deep network on a phone in ${name}`, () => {
    for (const hidden of [3, 6]) {
      it(`keeps its controls apart and shows that it goes on: ${hidden} hidden layers`, async () => {
        const layers = Array(hidden).fill('8:relu').join(',');
        const { page, close } = await openPlayground(name, site, `layers=${layers}`, { width: 390, height: 844 });
        try {
          const touching = await page.evaluate(() => {
            const found = [];
            for (const selector of ['.layer-titles > *', '.layer-control']) {
              const boxes = [...document.querySelectorAll(selector)].map((element) => element.getBoundingClientRect()).filter(({ width }) => width > 0);
              boxes.sort((a, b) => a.left - b.left);
              for (let i = 1; i < boxes.length; i += 1) if (boxes[i].left < boxes[i - 1].right + 2) found.push(`${selector} ${i}`);
            }
            return found;
          });
          assert.deepEqual(touching, []);
          assert.ok(await page.$('.network-scroll.more-after'), 'the right edge fades');
          await page.$eval('.network-scroll', (element) => (element.scrollLeft = 10_000));
          await page.waitForSelector('.network-scroll.more-before:not(.more-after)');
          await page.focus('.tree [tabindex="0"]');
          await page.keyboard.press('Home');
          await page.keyboard.press('ArrowDown');
          await page.waitForSelector('.network-scroll.more-after');
        } finally {
          await close();
        }
      });
    }

    it('puts a tip away at the next tap elsewhere, and with the network it was about', async () => {
      const { page, close } = await openPlayground(name, site, 'layers=3:tanh', { width: 390, height: 844, touch: true });
      const hint = await page.evaluate(() => [document.querySelector('#first-hint'), document.querySelector('.track canvas')].map((element) => element?.getBoundingClientRect().toJSON()));
      assert.ok(hint[0].bottom <= hint[1].top + 8, 'the hint leaves the axis free');
      try {
        const tap = async (/** @type {string} */ selector) => {
          const { x, y } = await middleOf(page, selector);
          // Firefox cannot be driven by finger; the keyboard of a test can say the same.
          if (name === 'chromium') await page.touchscreen.tap(x, y);
          else await page.mouse.click(x, y);
        };
        const shown = () => page.$eval('.tip', (element) => !(/** @type {HTMLElement} */ (element).hidden));
        await page.$eval('#network', (element) => element.scrollIntoView({ block: 'center' }));
        await tap(neuron(1, 2));
        await page.waitForSelector('#card .portrait');
        await scrolled(page);
        if (name === 'chromium') assert.ok(await shown()); // a mouse stays behind when the page scrolls
        await tap('#network .word[data-layer="1"]');
        await page.waitForSelector(':popover-open');
        assert.ok(!(await shown()));
        await page.keyboard.press('Escape');
        await tap(neuron(1, 1));
        await page.waitForFunction(() => /neuron 2/i.test(document.querySelector('.tip')?.textContent ?? ''));
        assert.ok(await shown());
        await page.evaluate(() => (location.hash = 'layers=2:tanh'));
        await untilValue(page, 'layers', '2:tanh');
        assert.ok(!(await shown()));
      } finally {
        await close();
      }
    });
  });
}
