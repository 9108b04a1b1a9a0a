// “Why it moved” in the card: the numbers on the page are the engine's own, example by example; one of them
// can be asked for.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { loadEngine } from '../../dist/engine/engine.js';
import { accessibilityProblems, browsers, serveDist } from './lib/browsers.mjs';
import { middleOf, neuron, openPlayground, untilStep } from './playground-page.mjs';

/** @typedef {import('puppeteer-core').Page} Page */

const engine = await loadEngine();
const text = 'data=xor&layers=3:tanh,2:relu&seed=2&batch=5&optimizer=momentum&l1=0.001';

/** @type {Awaited<ReturnType<typeof serveDist>>} */
let site;
before(async () => {
  site = await serveDist();
});
after(() => site.close());

/** The chain as it stands: result by name, to the last bit. @param {Page} page */
const chain = (page) =>
  page.$$eval('.why-chain li', (items) =>
    items.map((item) => {
      const result = item.querySelector('.why-result b > span');
      return {
        name: /** @type {HTMLElement} */ (item).dataset.line ?? '',
        words: (item.textContent ?? '').replaceAll('−', '-'),
        value: Math.fround(Number((result?.getAttribute('title') ?? 'NaN').replaceAll('−', '-'))),
      };
    }),
  );

/** Waits until the chain is of an update and an example. @param {Page} page @param {number} step @param {number} example */
const untilChain = (page, step, example) =>
  page.waitForFunction(
    (wanted, row) => document.querySelector('.why h3')?.textContent?.endsWith(`update ${wanted}`) && document.querySelector('.why-point')?.textContent?.startsWith(`${row + 1} of`),
    {}, step, example);

/** @param {Page} page @param {string} words of a button in the section */
const press = (page, words) =>
  page.$$eval('.why button', (buttons, wanted) => buttons.find((b) => b.textContent === wanted || b.getAttribute('aria-label') === wanted)?.click(), words);

/** Selects the link from x₁ to the first neuron. @param {Page} page */
async function selectLink(page) {
  const from = await middleOf(page, neuron(0, 0));
  const to = await middleOf(page, neuron(1, 0));
  await page.mouse.click((from.x + to.x) / 2, (from.y + to.y) / 2);
  await page.waitForSelector('.why h3');
}

for (const name of browsers) {
  describe(`why a weight moved in ${name}`, () => {
    /** @type {Awaited<ReturnType<typeof openPlayground>>} */
    let opened;
    /** @type {Page} */
    let page;
    before(async () => {
      opened = await openPlayground(name, site, text);
      page = opened.page;
    });
    after(async () => {
      await opened?.close();
    });

    it('says that nothing moved yet, and offers a step', async () => {
      await selectLink(page);
      await page.waitForFunction(() => /No update has been made yet/.test(document.querySelector('.why')?.textContent ?? ''));
      assert.equal((await chain(page)).length, 0);
      await press(page, 'One step');
      await untilStep(page, 1);
      await untilChain(page, 1, 0);
    });

    it('shows five numbers from input to new value, and all when asked, each the engine’s', async () => {
      await page.evaluate(() => /** @type {any} */ (globalThis).glia.step(30));
      await untilChain(page, 31, 0);
      const run = engine.experiment(text);
      run.advance({ steps: 31 });
      for (const example of [0, 1, 4]) {
        if (example > 0) {
          for (let at = example === 4 ? 1 : 0; at < example; at += 1) {
            await press(page, 'Next example');
            await untilChain(page, 31, at + 1);
          }
        }
        const ledger = run.ledger(0, { example });
        const { input, product, point } = ledger.examples[example];
        const shown = await chain(page);
        assert.deepEqual(
          shown.map(({ name, value }) => [name, value]),
          [['input', input], ['product', product], ['gradient', ledger.gradient], ['change', ledger.change], ['after', ledger.after]].map(([key, value]) => [key, Math.fround(Number(value))]));
        const { x, y } = run.dataset();
        const said = (await page.$eval('.why-point', (element) => element.textContent ?? '')).replaceAll('−', '-');
        const [x1, x2] = said.match(/x₁ (\S+), x₂ (\S+), class/)?.slice(1).map(Number) ?? [];
        assert.ok(Math.abs(x1 - x[2 * point]) <= 0.0051 && Math.abs(x2 - x[2 * point + 1]) <= 0.0051, said);
        assert.match(said, new RegExp(`class ${y[point]}$`));
      }
      assert.equal(await page.$eval('[aria-label="Next example"]', (b) => /** @type {HTMLButtonElement} */ (b).disabled), true);
      await press(page, 'All numbers');
      await page.waitForFunction(() => document.querySelectorAll('.why-chain li').length > 8);
      const ledger = run.ledger(0, { example: 4 });
      const all = new Map((await chain(page)).map((line) => [line.name, line]));
      const detail = ledger.detail ?? assert.fail('asked for');
      for (const [key, value] of Object.entries({ pre: detail.pre, act: detail.act, byPost: detail.byPost, delta: ledger.examples[4].delta, clipped: ledger.clipped, first: ledger.first?.after })) {
        assert.equal(all.get(key)?.value, Math.fround(Number(value)), key);
      }
      for (const { unit, product } of detail.above) assert.equal(all.get(`term ${unit}`)?.value, Math.fround(product));
      // One signed number, as it is written among others: in brackets behind a sign.
      assert.doesNotMatch([...all.values()].map(({ words }) => words).join('\n'), /[-+×÷] -\d/);
      await press(page, 'All numbers');
      run.free();
    });

    it('asks for a number, says whether it is right, and asks for another next time', async () => {
      const seen = new Set();
      for (let i = 0; i < 3; i += 1) {
        await press(page, 'Predict the number');
        await page.waitForSelector('.why-covered');
        const covered = await page.$$eval('.why-chain li', (items) => items.filter((item) => item.querySelector('.why-result .why-covered')).map((item) => /** @type {HTMLElement} */ (item).dataset.line));
        assert.equal(covered.length, 1);
        const state = await page.$eval('.why-point', (element) => element.textContent);
        assert.ok(!seen.has(`${state} ${covered[0]}`), 'never the same twice');
        seen.add(`${state} ${covered[0]}`);
        assert.equal(await page.evaluate(() => document.activeElement?.closest('form')?.className), 'why-guess');
        // The number is nowhere on the card while it is asked for.
        const run = engine.experiment(text);
        run.advance({ steps: 31 });
        const row = Number(state?.split(' ')[0]) - 1;
        const ledger = /** @type {any} */ (run.ledger(0, { example: row }));
        const term = covered[0]?.match(/^term (\d+)$/)?.[1];
        const value = term ? ledger.detail.above[Number(term)].product : covered[0] === 'first' ? ledger.first.after : covered[0] === 'product' ? ledger.examples[row].product : ledger[/** @type {string} */ (covered[0])];
        run.free();
        const titles = await page.$$eval('#card [title]', (elements) => elements.map((element) => Math.fround(Number((element.getAttribute('title') ?? '').replaceAll('−', '-')))));
        assert.ok(value === 0 || !titles.includes(Math.fround(value)), `${covered[0]} is covered everywhere`);
        await page.keyboard.type(i === 1 ? 'much' : String(i === 0 ? value * 1.01 : value * 1.5));
        await page.keyboard.press('Enter');
        await page.waitForFunction(() => document.querySelector('.why-reply')?.textContent);
        const reply = await page.$eval('.why-reply', (element) => element.textContent ?? '');
        if (i === 0) assert.match(reply, /^Right: .* = /);
        if (i === 1) {
          assert.match(reply, /“much” is not a number/);
          assert.ok(await page.$('.why-covered'), 'the question stands');
        }
        if (i === 2) assert.match(reply, /^Not quite: .* = /);
        await press(page, 'Put away');
        assert.equal(await page.$('.why-covered'), null);
      }
    });

    it('tells of a bias in its neuron’s card', async () => {
      await page.$eval('#network', (element) => element.scrollIntoView({ block: 'center' }));
      const at = await middleOf(page, neuron(2, 1));
      await page.mouse.click(at.x, at.y);
      await page.waitForSelector('#card .portrait');
      await untilChain(page, 31, 0);
      const run = engine.experiment(text);
      run.advance({ steps: 31 });
      // After 6 weights and 3 biases come 6 weights, then the biases of this layer.
      const ledger = run.ledger(6 + 3 + 6 + 1, { example: 0 });
      assert.equal(ledger.role, 'bias');
      assert.deepEqual((await chain(page)).map(({ value }) => value), [1, ledger.examples[0].product, ledger.gradient, ledger.change, ledger.after].map(Math.fround));
      run.free();
    });

    it('keeps up with training, and is plain to assistive technology', async () => {
      await page.evaluate(() => /** @type {any} */ (globalThis).glia.play());
      await page.waitForFunction(() => Number(document.querySelector('.why h3')?.textContent?.replaceAll(/\D/g, '')) > 100);
      await page.evaluate(() => /** @type {any} */ (globalThis).glia.pause());
      await page.waitForFunction(() => {
        const step = document.querySelector('#step-count')?.textContent?.replaceAll(',', '');
        return document.querySelector('.why h3')?.textContent?.replaceAll(/[^\d]/g, '') === step;
      });
      assert.deepEqual(await accessibilityProblems(page), []);
    });

    it('met no problem on the way', () => assert.deepEqual(opened.problems, []));
  });
}
