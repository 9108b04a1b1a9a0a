// The figures about architectures: what they show is what the engine says when asked under Node, and it changes with
// what the learner does, by hand and by keys.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { loadEngine, loadMini } from '../../dist/engine/engine.js';
import { cells as recurrentCells } from '../../web/learn/figures/mini/cells.js';
import { filters } from '../../web/learn/figures/mini/filters.js';
import { hundredths, thousandths } from '../../web/learn/figures/mini/numbers.js';
import { layer, numbers, numbersOf, positionBase, positionNumbers, sentences } from '../../web/learn/figures/mini/words.js';
import { figure } from '../../web/ui/format.js';
import { openFigure, serveFigures } from './figure-page.mjs';
import { accessibilityProblems, browsers } from './lib/browsers.mjs';

const engine = await loadEngine();
const mini = await loadMini();

const markdown = `## Figures {#figures}

\`\`\`figure convolution conv
digit: 3
\`\`\`

\`\`\`figure recurrence rec
sequence: "a..b.a"
cell: lstm
\`\`\`

\`\`\`figure attention att
\`\`\`

\`\`\`figure scale size
experiment: data=spiral&layers=8:relu,8:relu
\`\`\`

\`\`\`figure cost price
widths: [32, 256]
\`\`\`
`;

/** Texts of what is found. @param {import('puppeteer-core').Page} page @param {string} selector @returns {Promise<string[]>} */
const texts = (page, selector) => page.$$eval(selector, (all) => all.map((each) => each.textContent ?? ''));

/** Waits until the text of an element is this. @param {import('puppeteer-core').Page} page @param {string} selector @param {string} text */
async function until(page, selector, text) {
  try {
    await page.waitForFunction((at, wanted) => document.querySelector(at)?.textContent === wanted, {}, selector, text);
  } catch {
    assert.equal(await page.$eval(selector, (each) => each.textContent), text);
  }
}

/** Types over what an input holds. @param {import('puppeteer-core').Page} page @param {string} selector @param {string} text */
async function type(page, selector, text) {
  await page.focus(selector);
  await page.$eval(selector, (input) => /** @type {HTMLInputElement} */ (input).select());
  await page.keyboard.type(text);
}

for (const browser of browsers) {
  describe(`figures of architectures in ${browser}`, () => {
    /** @type {Awaited<ReturnType<typeof serveFigures>>} */
    let site;
    /** @type {Awaited<ReturnType<typeof openFigure>>} */
    let opened;
    /** @type {import('puppeteer-core').Page} */
    let page;
    before(async () => {
      site = await serveFigures(markdown);
      opened = await openFigure(browser, site.url, 'conv');
      page = opened.page;
    });
    after(async () => {
      await opened?.close();
      await site?.close();
    });
    /** @param {string} id */
    const goTo = async (id) => {
      await page.$eval(`#${id}`, (figureThere) => figureThere.scrollIntoView());
      await page.waitForSelector(`#${id}.alive`);
    };

    it('a filter over a digit: its products and its sum, wherever it stands', async () => {
      const side = 14;
      const image = engine.digits(10, { size: side, seed: 3, noise: 0 }).x.slice(3 * side * side, 4 * side * side);
      const given = { x: image, shape: [1, 1, side, side], kernelShape: [3, 3], bias: [0] };
      const kernel = [...filters.vertical.kernel];
      const { y } = mini.convolve({ ...given, kernel });
      const total = (/** @type {number} */ value, bias = '') => `The nine products together${bias}: ${figure(value)}`;
      await until(page, '#conv .total', total(y[6 * 12 + 6]));
      const { products } = mini.convolveTerms({ ...given, kernel, row: 6, column: 6 });
      assert.deepEqual(await texts(page, '#conv .products b'), [...products].map((each) => `= ${figure(each, 3)}`));
      await page.focus('#conv .grid.map');
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('ArrowDown');
      await until(page, '#conv .total', total(y[7 * 12 + 7]));
      await type(page, '#conv .filter-numbers label:nth-child(5) input', '2.5');
      await page.keyboard.press('Enter');
      kernel[4] = 2.5;
      await until(page, '#conv .total', total(mini.convolve({ ...given, kernel }).y[7 * 12 + 7]));
      assert.equal(await page.$eval('#conv .options .menu:nth-child(1) select', (menu) => /** @type {HTMLSelectElement} */ (menu).value), 'own');
      await type(page, '#conv .filter > .field input', '-1');
      await page.keyboard.press('Enter');
      await until(page, '#conv .total', total(mini.convolve({ ...given, kernel, bias: [-1] }).y[7 * 12 + 7], ', and the bias −1'));
      await type(page, '#conv .filter-numbers label:nth-child(5) input', 'much');
      await page.keyboard.press('Enter');
      await until(page, '#conv .refusal', '“much” cannot stand here; a number from −99 to 99 can.');
    });

    it('zeros around it, larger steps, pooling', async () => {
      await page.select('#conv .options label:nth-child(2) select', '2');
      await until(page, '#conv .map-size', 'map, 6 × 6');
      await page.click('#conv .options label:nth-child(3) input');
      await until(page, '#conv .map-size', 'map, 7 × 7');
      await page.click('#conv .options label:nth-child(4) input');
      await page.waitForSelector('#conv .grid.pooled', { visible: true });
    });

    it('the filter slides by itself, and stops where it is told to', async () => {
      await page.$eval('#conv input[type=range]', (rail) => {
        const range = /** @type {HTMLInputElement} */ (rail);
        range.value = '0';
        range.dispatchEvent(new Event('input', { bubbles: true }));
      });
      await page.click('#conv button[aria-label="Play"]');
      await page.waitForFunction(() => Number(/** @type {HTMLInputElement} */ (document.querySelector('#conv input[type=range]')).value) >= 3);
      await page.click('#conv button[aria-label="Pause"]');
      const place = () => page.$eval('#conv input[type=range]', (rail) => /** @type {HTMLInputElement} */ (rail).value);
      const rested = await place();
      await new Promise((resolve) => setTimeout(resolve, 400));
      assert.equal(await place(), rested);
    });

    it('a digit drawn by keys takes the place of the engine’s', async () => {
      const before = await texts(page, '#conv .products span');
      await page.focus('#conv .pad');
      await page.keyboard.press(' ');
      for (let i = 0; i < 12; i += 1) await page.keyboard.press('ArrowDown');
      for (let i = 0; i < 6; i += 1) await page.keyboard.press('ArrowRight');
      await page.keyboard.press(' ');
      await page.waitForFunction((old) => [...document.querySelectorAll('#conv .products span')].map((each) => each.textContent).join() !== old, {}, before.join());
    });

    it('a state along a sequence: gates, memory and what the end hears', async () => {
      await goTo('rec');
      const run = (/** @type {string} */ kind, /** @type {string} */ sequence, /** @type {number} */ knob) => {
        const { wIn, wState, bias } = recurrentCells[kind].weights(knob);
        const steps = sequence.length;
        const upstream = new Array(2 * steps).fill(0);
        upstream[2 * steps - 2] = 1;
        const x = [...sequence].flatMap((sign) => [Number(sign === 'a'), Number(sign === 'b')]);
        return mini.recur(kind, { shape: [steps, 1, 2, 2], x, h0: [0, 0], c0: [0, 0], wIn, wState, bIn: bias, bState: bias.map(() => 0), upstream });
      };
      const shown = (/** @type {ReturnType<typeof run>} */ got, /** @type {number} */ steps, /** @type {number} */ gates) => {
        const rows = Array.from({ length: gates }, (_, gate) => Array.from({ length: steps }, (__, t) => (gates === 1 ? got.sums : got.gates)[t * gates * 2 + gate * 2]));
        if (got.c) rows.push(Array.from({ length: steps }, (_, t) => got.c[2 * t]));
        return [...rows, Array.from({ length: steps }, (_, t) => got.h[2 * t]), Array.from({ length: steps }, (_, t) => got.dx[2 * t])].flat().map(hundredths);
      };
      assert.deepEqual(await texts(page, '#rec tbody td'), shown(run('lstm', 'a..b.a', 4), 6, 4));
      await page.select('#rec select', 'rnn');
      await until(page, '#rec tbody tr:nth-child(1) th', 'sum');
      await page.waitForFunction(() => document.querySelectorAll('#rec tbody tr').length === 3);
      assert.deepEqual(await texts(page, '#rec tbody td'), shown(run('rnn', 'a..b.a', 0.9), 6, 1));
      await type(page, '#rec input[type=text]', 'ab');
      await page.waitForFunction(() => document.querySelectorAll('#rec thead button').length === 2);
      assert.deepEqual(await texts(page, '#rec tbody td'), shown(run('rnn', 'ab', 0.9), 2, 1));
      await type(page, '#rec input[type=text]', ' ');
      await page.keyboard.press('Backspace');
      await until(page, '#rec .refusal', 'The sequence is empty; write one sign at least.');
      await type(page, '#rec input[type=text]', 'abba');
      await page.waitForFunction(() => document.querySelectorAll('#rec thead button').length === 4);
      await page.click('#rec thead th:nth-child(3) button');
      const { h, sums } = run('rnn', 'abba', 0.9);
      await until(page, '#rec .lines p', `h = tanh(1.5 · 0 + −0.5 · 1 + 0.9 · ${figure(h[0], 3)}) = tanh(${figure(sums[2], 3)}) = ${figure(h[2], 3)}`);
    });

    it('attention: lines, matrix and one word’s weights are the engine’s, and add up to 1', async () => {
      await goTo('att');
      const words = sentences[0].split(' ');
      const count = words.length;
      const positions = mini.positions(count, positionNumbers, positionBase);
      const x = words.flatMap((word, p) => [...numbersOf(word), ...positions.subarray(p * positionNumbers, (p + 1) * positionNumbers)]);
      const weights = (/** @type {object} */ options, head = 0) => [...mini.multihead({ shape: [1, count, numbers, 2], x, ...layer(), ...options }).weights].slice(head * count * count, (head + 1) * count * count);
      const query = words.indexOf('it');
      const column = () => texts(page, '#att > .place > .wide table tbody td:nth-child(3)');
      const row = (/** @type {number[]} */ all) => all.slice(query * count, (query + 1) * count).map(thousandths);
      const detail = async () => (await column()).slice(0, count);
      assert.deepEqual(await detail(), row(weights({})));
      assert.equal(words[weights({}).slice(query * count, (query + 1) * count).reduce((best, weight, j, all) => (weight > all[best] ? j : best), 0)], 'cat');
      assert.match((await texts(page, '#att tfoot td:nth-child(3)'))[0], /^1(\.0+)?$/);
      await page.click('#att .toggle input');
      await page.waitForFunction((wanted) => document.querySelector('#att .pair tbody tr:nth-child(1) td:nth-child(3)')?.textContent === wanted, {}, '0');
      assert.deepEqual(await detail(), row(weights({ causal: true })));
      const mask = new Array(count * count).fill(1);
      mask[query * count + 1] = 0;
      await page.click('#att input[aria-label="May look at cat"]');
      await page.waitForFunction((wanted) => document.querySelectorAll('#att > .place > .wide table tbody td:nth-child(3)')[1]?.textContent === wanted, {}, '0');
      assert.deepEqual(await detail(), row(weights({ causal: true, mask })));
      await page.focus('#att .warmth input');
      await page.keyboard.press('ArrowRight');
      const warm = row(weights({ causal: true, mask, temperature: 2 }));
      await page.waitForFunction((wanted) => document.querySelector('#att > .place > .wide table tbody td:nth-child(3)')?.textContent === wanted, {}, warm[0]);
      assert.deepEqual(await detail(), warm);
    });

    it('attention: a word that may look nowhere keeps the last one, and is told', async () => {
      await page.focus('#att .looking button[aria-pressed="true"]');
      for (let i = 0; i < 5; i += 1) await page.keyboard.press('ArrowUp');
      await until(page, '#att .looking button[aria-pressed="true"]', 'the');
      await page.waitForFunction(() => document.querySelectorAll('#att td input:disabled').length === 7);
      await page.click('#att input[aria-label="May look at the"]');
      await page.waitForFunction(() => /may look nowhere/.test(document.querySelector('#att .refusal')?.textContent ?? ''));
      assert.equal(await page.$eval('#att input[aria-label="May look at the"]', (box) => /** @type {HTMLInputElement} */ (box).checked), true);
    });

    it('attention: a sentence of one’s own, its unknown words named', async () => {
      await type(page, '#att .sentence input', 'the zebra ate');
      await until(page, '#att .pair tbody tr:nth-child(2) th', 'zebra');
      assert.match((await texts(page, '#att .note')).join(' '), /without a meaning of their own: zebra/);
    });

    it('the scale: the learner’s own network among the large ones', async () => {
      await goTo('size');
      const rows = await page.$$eval('#size tbody tr', (all) => all.map((row) => [row.querySelector('th')?.firstChild?.textContent, row.querySelector('.size')?.textContent]));
      assert.deepEqual(rows[0], ['Your network', '105']);
      assert.deepEqual(rows.slice(1), [
        ['LeNet-5', '60 thousand'], ['AlexNet', '60 million'], ['ResNet-50', '25 million'], ['BERT-Large', '340 million'],
        ['GPT-3', '175 billion'], ['GPT-4', 'about 1.8 trillion'], ['Llama 3 70B', '70 billion'],
      ]);
      assert.match((await texts(page, '#size tr.estimate'))[0], /an estimate/);
      await page.focus('#size .slider:nth-child(2) input');
      await page.keyboard.press('ArrowRight');
      const run = engine.experiment('data=spiral&layers=16:relu,16:relu');
      await until(page, '#size tr.own .size', String(run.cost().parameters));
      run.free();
      await until(page, '#size tr.own small', '2 → 16 → 16 → 1');
    });

    it('the cost: a wide layer takes longer, on the press of a button', async () => {
      await goTo('price');
      await page.click('#price button');
      await page.waitForFunction(() => document.querySelector('#price button')?.textContent === 'Measure again', { timeout: 60_000 });
      const times = await page.$$eval('#price tbody tr', (all) => all.map((row) => [3, 4].map((n) => Number.parseFloat(row.children[n - 1].textContent ?? ''))));
      // 64 times as many weights, measured in turns: by how much is no matter for a machine that does other things as well.
      for (const way of [0, 1]) assert.ok(times[0][way] > 0 && times[1][way] > times[0][way], `${times}`);
    });

    it('nobody is shut out, in light and dark, on a phone', async () => {
      assert.deepEqual(await accessibilityProblems(page), []);
      assert.deepEqual(opened.problems, []);
      const small = await openFigure(browser, site.url, 'conv', { width: 390, height: 844, colorScheme: 'dark' });
      for (const id of ['rec', 'att', 'size', 'price']) {
        await small.page.$eval(`#${id}`, (there) => there.scrollIntoView());
        await small.page.waitForSelector(`#${id}.alive`);
      }
      assert.deepEqual(await accessibilityProblems(small.page), []);
      assert.ok(await small.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'wider than the screen');
      assert.deepEqual(small.problems, []);
      await small.close();
    });
  });
}
