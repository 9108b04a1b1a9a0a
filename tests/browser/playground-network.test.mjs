// The drawing of the network: values under mouse, finger and focus, weights set by hand, layers built in
// place, and all of it without a mouse.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { browsers, serveDist } from './lib/browsers.mjs';
import { atRest } from './lib/wait.mjs';
import { drawn, engineState, middleOf, neuron, openPlayground, untilValue } from './playground-page.mjs';

/** @type {Awaited<ReturnType<typeof serveDist>>} */
let site;
before(async () => {
  site = await serveDist();
});
after(() => site.close());

/** @param {import('puppeteer-core').Page} page */
const tip = (page) => page.$eval('.tip', (element) => (/** @type {HTMLElement} */ (element).hidden ? '' : element.textContent ?? ''));

/** @param {import('puppeteer-core').Page} page */
const focusLabel = (page) => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '');

/** The value as the page writes it: a sign that is always there. @param {number} value */
const written = (value) => (value < 0 ? `−${Math.abs(value).toFixed(3)}` : `+${value.toFixed(3)}`);

for (const name of browsers) {
  describe(`network in ${name}`, () => {
    /** @type {Awaited<ReturnType<typeof openPlayground>>} */
    let opened;
    /** @type {import('puppeteer-core').Page} */
    let page;
    before(async () => {
      opened = await openPlayground(name, site, 'layers=3:tanh,2:relu&seed=2');
      page = opened.page;
    });
    after(async () => {
      await opened?.close();
    });

    it('shows a neuron’s name and bias, and a link’s weight, under the mouse', async () => {
      const { parameters } = await engineState(page);
      const at = await middleOf(page, neuron(1, 1));
      await page.mouse.move(at.x, at.y);
      await page.waitForFunction(() => !(/** @type {HTMLElement} */ (document.querySelector('.tip')).hidden));
      assert.match(await tip(page), /^Neuron 2 of hidden 1, Tanh, bias/);
      // Just left of a neuron of the first layer its links run together; between x₁ and neuron 1 there is one.
      const from = await middleOf(page, neuron(0, 0));
      const to = await middleOf(page, neuron(1, 0));
      await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 4 });
      await page.waitForFunction(() => document.querySelector('.tip')?.textContent?.startsWith('Weight'));
      assert.equal(await tip(page), `Weight ${written(parameters[0])} from x₁ to neuron 1 of hidden 1`);
      await page.mouse.move(5, 5);
      assert.equal(await tip(page), '');
    });

    it('explains what is clicked, and sets a weight and a bias by hand', async () => {
      const from = await middleOf(page, neuron(0, 0));
      const to = await middleOf(page, neuron(1, 0));
      await page.mouse.click((from.x + to.x) / 2, (from.y + to.y) / 2);
      await page.waitForSelector('#card [data-parameter="0"] input');
      await setField('#card [data-parameter="0"] input', '-1.5');
      await page.waitForFunction(async () => (await /** @type {any} */ (globalThis).glia.client.frame()).parameters[0] === -1.5);
      await setField('#card [data-parameter="0"] input', 'much');
      assert.match(await page.$eval('#card .refusal:not([hidden])', (element) => element.textContent ?? ''), /much.*number/);
      assert.equal((await engineState(page)).parameters[0], -1.5);
      const at = await middleOf(page, neuron(1, 0));
      await page.mouse.click(at.x, at.y);
      await page.waitForSelector('#card [data-parameter="6"] input');
      await setField('#card [data-parameter="6"] input', '0.25');
      await page.waitForFunction(async () => (await /** @type {any} */ (globalThis).glia.client.frame()).parameters[6] === 0.25);
      await page.click('#card .close');
      assert.ok(await page.$('#card.empty'));
      await page.mouse.move(5, 5);
    });

    /** @param {string} selector @param {string} text */
    async function setField(selector, text) {
      await page.$eval(selector, (input) => /** @type {HTMLInputElement} */ (input).select());
      await page.focus(selector);
      await page.keyboard.type(text);
      await page.keyboard.press('Enter');
    }

    it('is a tree in which arrow keys reach every neuron, bias and weight, each with its value', async () => {
      const { parameters } = await engineState(page);
      await page.focus('.tree [tabindex="0"]');
      await page.keyboard.press('Home');
      assert.equal(await focusLabel(page), 'inputs: 2 inputs');
      /** @type {Set<string>} */
      const heard = new Set();
      // Down walks what is open; Right opens a neuron, so that going down comes by its weights.
      for (let i = 0; i < 60; i += 1) {
        const kind = await page.evaluate(() => /** @type {HTMLElement} */ (document.activeElement).dataset.kind);
        heard.add(await focusLabel(page));
        await page.keyboard.press(kind === 'neuron' ? 'ArrowRight' : 'ArrowDown');
        const label = await focusLabel(page);
        if (heard.has(label)) {
          await page.keyboard.press('ArrowDown');
          if (heard.has(await focusLabel(page))) break;
        }
      }
      const weights = [...heard].filter((label) => label.startsWith('weight'));
      const biases = [...heard].filter((label) => label.startsWith('bias'));
      assert.equal(weights.length, 3 * 2 + 2 * 3 + 2, [...heard].join('\n'));
      assert.equal(biases.length, 3 + 2 + 1);
      assert.ok(weights.includes(`weight ${written(parameters[1])} from x₂ to neuron 1 of hidden 1`), weights.join('\n'));
    });

    it('selects with Enter, goes sideways with Page Down, and shows the focus', async () => {
      await page.focus('.tree [tabindex="0"]');
      await page.keyboard.press('Home');
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('PageDown');
      assert.match(await focusLabel(page), /^neuron 1 of hidden 1/);
      await page.keyboard.press('Enter');
      await page.waitForSelector('#card .portrait');
      assert.equal(await page.$eval(neuron(1, 0), (element) => element.getAttribute('aria-selected')), 'true');
      assert.match(await tip(page), /neuron 1 of hidden 1/i);
      const outline = await page.evaluate(() => getComputedStyle(/** @type {Element} */ (document.activeElement)).outlineStyle);
      assert.equal(outline, 'solid');
    });

    it('builds layers in place: units, activation, one more, one less', async () => {
      // The card of the neuron chosen before scrolls into sight when its reasons have come.
      await page.waitForFunction(() => /No update|Why it moved ·/.test(document.querySelector('#card .why')?.textContent ?? ''));
      await atRest(() => page.evaluate(() => scrollY));
      await page.click('.layer-control:first-of-type .stepper button:last-child');
      await untilValue(page, 'layers', '4:tanh,2:relu');
      await drawn(page);
      await page.click('.word[data-layer="2"]');
      await page.waitForSelector(':popover-open input[value="sigmoid"]');
      await page.$eval(':popover-open input[value="sigmoid"]', (input) => /** @type {HTMLElement} */ (input).click());
      await untilValue(page, 'layers', '4:tanh,2:sigmoid');
      await page.keyboard.press('Escape');
      await drawn(page);
      await page.click('.add-layer[aria-label$="after hidden 2"]');
      await untilValue(page, 'layers', '4:tanh,2:sigmoid,2:sigmoid');
      await drawn(page);
      await page.click('.word[data-layer="1"]');
      await page.waitForSelector(':popover-open');
      await page.evaluate(() => [...document.querySelectorAll(':popover-open button')].find((b) => b.textContent === 'Remove this layer')?.dispatchEvent(new MouseEvent('click', { bubbles: true })));
      await untilValue(page, 'layers', '2:sigmoid,2:sigmoid');
    });

    it('offers no more layers and units than the table allows', async () => {
      const limits = await page.evaluate(() => {
        const row = /** @type {any} */ (globalThis).glia.client.settings.settings.find((/** @type {any} */ s) => s.type === 'layers');
        return { most: row.maxLayers, units: row.units.control };
      });
      const layers = Array(limits.most).fill(`${limits.units}:tanh`).join(',');
      await page.evaluate((text) => (location.hash = `layers=${text}`), layers);
      await untilValue(page, 'layers', layers);
      await drawn(page);
      assert.equal(await page.$$eval('.add-layer', (buttons) => buttons.filter((b) => !(/** @type {HTMLElement} */ (b).hidden)).length), 0);
      const more = await page.$$eval('.layer-control .stepper button:last-child', (buttons) => buttons.map((b) => /** @type {HTMLButtonElement} */ (b).disabled));
      assert.deepEqual(more, Array(limits.most).fill(true));
    });

    it('draws a wide layer in part and says how much is left out', async () => {
      await page.evaluate(() => (location.hash = 'layers=300:relu'));
      await untilValue(page, 'layers', '300:relu');
      await drawn(page);
      assert.ok((await page.$$('[data-kind="neuron"][data-layer="1"]')).length <= 16);
    });

    it('met no problem on the way', () => assert.deepEqual(opened.problems, []));
  });

  describe(`a finger on the network in ${name}`, () => {
    it('shows the value of what it taps', async () => {
      const { page, problems, close } = await openPlayground(name, site, 'layers=3:tanh', { width: 390, height: 844, touch: true, reducedMotion: true });
      try {
        await page.$eval('#network', (element) => element.scrollIntoView({ block: 'center' }));
        const at = await middleOf(page, neuron(1, 2));
        if (name === 'chromium') await page.touchscreen.tap(at.x, at.y);
        else await page.mouse.click(at.x, at.y); // Firefox cannot be driven by finger
        await page.waitForSelector('#card .portrait');
        if (name !== 'chromium') {
          // The page has moved to the card, away from under the mouse; a finger that has tapped stays where it was.
          const now = await middleOf(page, neuron(1, 2));
          await page.mouse.move(now.x, now.y, { steps: 3 });
          await page.waitForFunction(() => !(/** @type {HTMLElement} */ (document.querySelector('.tip')).hidden));
        }
        assert.match(await tip(page), /neuron 3 of hidden 1/i);
        assert.deepEqual(problems, []);
      } finally {
        await close();
      }
    });
  });

  describe(`the keyboard alone in ${name}`, () => {
    it('reaches every control and runs the network', async () => {
      const { page, problems, close } = await openPlayground(name, site);
      try {
        /** @type {string[]} */
        const visited = [];
        for (let i = 0; i < 90; i += 1) {
          await page.keyboard.press('Tab');
          const at = await page.evaluate(() => {
            const element = /** @type {HTMLElement} */ (document.activeElement);
            if (element === document.body) return '';
            const { width, height } = element.getBoundingClientRect();
            const name = element.id || element.dataset.opens || element.dataset.points || element.getAttribute('aria-label') || element.textContent || element.tagName;
            return `${name}${width > 0 && height > 0 ? '' : ' (without a size)'}`;
          });
          visited.push(at);
          if (at === 'more …') await page.keyboard.press('Enter'); // the rows it brings come next
          if (at === 'Step shown') break; // the last one: beyond it Firefox takes the keys into its own window
        }
        for (const wanted of ['exercise-toggle', 'share', 'optimizer', 'rate', 'batch', 'loss', 'seed', 'more …', 'inputs: 2 inputs', 'training', 'test', 'play', 'step', 'epoch', 'reset', 'new-seed', 'speed']) {
          assert.ok(visited.includes(wanted), `Tab should come by ${wanted}: ${visited.join(', ')}`);
        }
        assert.deepEqual(visited.filter((text) => text.endsWith('(without a size)')), []);
        assert.equal(await page.$eval('[data-opens="init"]', (word) => word.checkVisibility()), true, 'Enter on more … shows the rest');
        await page.focus('#play');
        await page.keyboard.press(' ');
        await page.waitForFunction(() => Number(document.querySelector('#step-count')?.textContent?.replaceAll(',', '')) > 10);
        await page.keyboard.press(' ');
        await page.focus('[data-opens="rate"]');
        await page.keyboard.press('Enter');
        await page.waitForSelector('.popover:popover-open');
        await page.keyboard.press('Escape');
        assert.equal(await page.evaluate(() => /** @type {HTMLElement} */ (document.activeElement).dataset.opens), 'rate', 'Escape gives the focus back');
        assert.deepEqual(problems, []);
      } finally {
        await close();
      }
    });
  });
}
