// The lens “Compare”: pinned runs, races and the map of rates and seeds. What its tables say is held against
// the engine asked directly, and against the native program.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { answer } from '../cli/lib.mjs';
import { accessibilityProblems, browsers, serveDist } from './lib/browsers.mjs';
import { atRest } from './lib/wait.mjs';
import { addressBar, drawn, engineState, openPlayground, untilStep } from './playground-page.mjs';

/** @typedef {import('puppeteer-core').Page} Page */

/** @type {Awaited<ReturnType<typeof serveDist>>} */
let site;
before(async () => {
  site = await serveDist();
});
after(() => site.close());

/** Opens the lens, in one of its ways. @param {Page} page @param {'pins' | 'race' | 'map'} way */
async function openLens(page, way) {
  await page.click('[data-tab="compare"]');
  const tab = await page.waitForSelector(`.compare [data-tab="${way}"]`);
  // Not where the player covers it: a browser driver takes that for on screen.
  await tab?.evaluate((element) => element.scrollIntoView({ block: 'center', behavior: 'instant' }));
  await tab?.click();
}

/** Presses the button on screen that says this. @param {Page} page @param {string} text */
async function press(page, text) {
  await page.evaluate((words) => {
    const buttons = /** @type {HTMLButtonElement[]} */ ([...document.querySelectorAll('.compare button, .compare-larger, .compare-dialog button')]);
    const button = buttons.find((one) => one.textContent === words && one.clientWidth > 0 && !one.disabled);
    if (!button) throw new Error(`no button says “${words}”`);
    button.click();
  }, text);
}

/** @param {Page} page @param {string} label @param {string} text */
async function type(page, label, text) {
  await page.evaluate((words, value) => {
    const field = [...document.querySelectorAll('.compare .field')].find((one) => one.textContent === words && one.clientWidth > 0);
    const input = /** @type {HTMLInputElement} */ (field?.querySelector('input'));
    input.value = value;
    input.dispatchEvent(new Event('change', { bubbles: true }));
  }, label, text);
}

/** @typedef {{ letter: string, words: string, loss: number, testLoss: number }} Row */
/** The rows of the table on screen. @param {Page} page @returns {Promise<Row[]>} */
const rows = (page) =>
  page.evaluate(() => [...document.querySelectorAll('.compare-run')].filter((row) => row.clientWidth > 0).map((row) => {
    const number = (/** @type {string} */ figure) => Number(/** @type {HTMLElement} */ (row.querySelector(`[data-figure="${figure}"]`)).dataset.value);
    const button = row.querySelector('[data-racer]') ?? row.nextElementSibling?.querySelector('[data-racer]');
    return { letter: /** @type {HTMLElement} */ (row).dataset.slot ?? '', words: button?.textContent ?? '', loss: number('loss'), testLoss: number('testLoss') };
  }));

/** @param {Page} page @param {string} letter */
const openRacer = (page, letter) =>
  page.evaluate((which) => {
    const buttons = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(`[data-racer="${which}"]`)]);
    buttons.find(({ clientWidth }) => clientWidth > 0)?.click();
  }, letter);

/** @param {Page} page @param {string} text */
const untilSaid = (page, text) => page.waitForFunction((words) => document.querySelector('.compare')?.textContent?.includes(words), {}, text);

/** Ticks exactly these values. @param {Page} page @param {string} setting @param {string[]} names */
async function choose(page, setting, names) {
  await page.select('.compare-setting select', setting);
  const all = await page.$$eval('.compare-options .chip', (chips) => chips.map((chip) => [/** @type {HTMLElement} */ (chip).dataset.name ?? '', chip.getAttribute('aria-pressed')]));
  for (const [name, pressed] of all) {
    if (names.includes(name ?? '') !== (pressed === 'true')) {
      // Not by the mouse: the player may lie over it.
      await page.focus(`.compare-options .chip[data-name="${name}"]`);
      await page.keyboard.press('Enter');
    }
  }
}

/** What the native program has after these steps. @param {string} experiment @param {number} steps */
function native(experiment, steps) {
  const line = answer(['run', experiment, '--steps', String(steps)]).split('\n').filter((text) => /^\s+\d/.test(text)).at(-1) ?? '';
  const [step, , loss, testLoss] = line.trim().split(/\s+/).map(Number);
  assert.equal(step, steps);
  return { loss, testLoss };
}

for (const name of browsers) {
  describe(`comparing in ${name}`, () => {
    it('pins runs with their curve, settings and cost, over a reload too, and opens them again', async () => {
      const { page, problems, close } = await openPlayground(name, site, 'data=circle&seed=5');
      try {
        await openLens(page, 'pins');
        await page.evaluate(() => /** @type {any} */ (globalThis).glia.step(120));
        await untilStep(page, 120);
        const first = await page.evaluate(async () => {
          const { client } = /** @type {any} */ (globalThis).glia;
          const { loss, testLoss } = await client.frame();
          return { loss, testLoss, hash: await client.hash(), cost: await client.cost() };
        });
        await press(page, 'Pin this run');
        await page.waitForSelector('.compare-run');
        await page.evaluate(async () => {
          const page = /** @type {any} */ (globalThis).glia;
          await page.change({ rate: '0.1', layers: '3:tanh' });
          await page.step(60);
        });
        await untilStep(page, 60);
        await press(page, 'Pin this run');
        await page.waitForFunction(() => document.querySelectorAll('.compare-run').length === 2);
        const pinned = await rows(page);
        assert.deepEqual(pinned.map(({ letter }) => letter), ['A', 'B']);
        assert.deepEqual([pinned[0].loss, pinned[0].testLoss], [first.loss, first.testLoss]);
        assert.match(pinned[0].words, /^Layers 8 relu, 8 relu, learning rate 0\.01$/);
        assert.match(pinned[1].words, /^Layers 3 tanh, learning rate 0\.1$/);
        const cost = await page.$eval('.compare-cost', (line) => line.textContent ?? '');
        assert.match(cost, new RegExp(`^step 120 · .*${first.cost.parameters} parameters · ${first.cost.operationsPerExample} operations an example · [\\d.]+ ms a step$`));

        // The line across reads the way that was kept.
        const history = await page.evaluate(async () => {
          const { steps, testLoss } = await /** @type {any} */ (globalThis).glia.client.history();
          return { steps: [...steps], testLoss: [...testLoss] };
        });
        await page.focus('.compare-canvas');
        await page.keyboard.press('Home');
        for (let i = 0; i < 7; i += 1) await page.keyboard.press('ArrowRight');
        const read = await page.$eval('.compare-canvas', (canvas) => canvas.getAttribute('aria-valuetext') ?? '');
        const at = history.steps.indexOf(7);
        assert.ok(at > 0);
        const [, shown] = read.match(/^step 7: A [\d.]+, B ([\d.]+)$/) ?? [];
        assert.ok(Math.abs(Number(shown) - history.testLoss[at]) <= 0.0006, `${read} for ${history.testLoss[at]}`);
        assert.equal(await page.$eval('.compare-reading span:nth-child(2) > span', (cell) => cell.textContent), shown);

        await page.reload();
        await page.waitForSelector('.ready');
        await drawn(page);
        await page.waitForSelector('.compare-run');
        assert.deepEqual(await rows(page), pinned);
        await openRacer(page, 'A');
        await untilStep(page, 120);
        const { experiment, hash } = await engineState(page);
        assert.equal(experiment, 'data=circle&seed=5');
        assert.equal(hash, first.hash);
        await page.focus('.compare-remove[aria-label^="Remove A"]');
        await page.keyboard.press('Enter');
        assert.deepEqual((await rows(page)).map(({ letter }) => letter), ['B']);
        assert.match(await page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? ''), /^Remove B/);
        assert.deepEqual(problems, []);
      } finally {
        await close();
      }
    });

    it('races rates: the numbers are those of the engine asked directly, and of the native program', async () => {
      const { page, problems, close } = await openPlayground(name, site, 'data=xor&layers=4:tanh');
      try {
        await openLens(page, 'race');
        await choose(page, 'rate', ['0.001', '0.01', '0.1', '1']);
        await type(page, 'Steps', '300');
        // The run on the page has made steps: under another rate it would go on, which a racer opened must not.
        await page.evaluate(async () => {
          const page = /** @type {any} */ (globalThis).glia;
          await page.step(10);
          page.play();
        });
        await press(page, 'Start the race');
        await untilSaid(page, 'Ranking by test loss');
        assert.equal((await engineState(page)).playing, false, 'the run on the page waits');
        const ranked = await rows(page);
        assert.equal(ranked.length, 4);
        assert.deepEqual(ranked.map(({ testLoss }) => testLoss), ranked.map(({ testLoss }) => testLoss).sort((a, b) => a - b));
        const raced = [...ranked].sort((a, b) => (a.letter < b.letter ? -1 : 1));
        assert.deepEqual(raced.map(({ words }) => words), ['0.001', '0.01', '0.1', '1']);
        const experiments = raced.map(({ words }) => `data=xor&layers=4:tanh&rate=${words}`);
        const direct = await page.evaluate(async (texts) => {
          const { client } = /** @type {any} */ (globalThis).glia;
          await client.race({ experiments: texts });
          const snapshots = await client.raceAdvance(300);
          await client.raceClose();
          return snapshots.map((/** @type {any} */ { loss, testLoss }) => ({ loss, testLoss }));
        }, experiments);
        assert.deepEqual(raced.map(({ loss, testLoss }) => ({ loss, testLoss })), direct);
        for (const i of [0, 2]) {
          const expected = native(experiments[i], 300);
          assert.equal(Number(raced[i].loss.toPrecision(6)), expected.loss);
          assert.equal(Number(raced[i].testLoss.toPrecision(6)), expected.testLoss);
        }
        // A racer opened on the page is the same run there.
        await openRacer(page, 'C');
        await untilStep(page, 300);
        assert.equal(await addressBar(page), experiments[2]);
        const now = await page.evaluate(async () => (await /** @type {any} */ (globalThis).glia.client.frame()).testLoss);
        assert.equal(now, raced[2].testLoss);
        assert.equal(await page.evaluate(() => /** @type {any} */ (globalThis).glia.opened.live), false);
        assert.deepEqual(problems, []);
      } finally {
        await close();
      }
    });

    it('pauses, goes on and stops a race; tells where a racer began from weights of another', async () => {
      const { page, problems, close } = await openPlayground(name, site, 'data=gauss&layers=2:tanh');
      try {
        await openLens(page, 'race');
        await choose(page, 'seed', ['1', '2']);
        assert.equal(await page.$eval('.compare-check input', (box) => /** @type {HTMLInputElement} */ (box).checked), false, 'seeds draw weights of their own');
        await page.focus('.compare-check input');
        await page.keyboard.press(' ');
        await type(page, 'Steps', '1000000');
        await press(page, 'Start the race');
        await page.waitForSelector('.compare-run');
        await press(page, 'Pause');
        await untilSaid(page, 'Paused at step');
        // What was asked for before the pause may still arrive.
        const still = await atRest(() => rows(page));
        await press(page, 'Go on');
        await page.waitForFunction((loss) => Number(/** @type {HTMLElement} */ (document.querySelector('.compare-run [data-figure="loss"]'))?.dataset.value) !== loss, {}, still[0].loss);
        await press(page, 'Stop');
        await untilSaid(page, 'Stopped at step');
        const asked = await page.evaluate(() => /** @type {any} */ (globalThis).glia.client.raceAdvance(1).catch((/** @type {any} */ error) => error.code));
        assert.equal(asked, 'bad_argument', 'the race has given its memory back');
        await type(page, 'Steps', 'many');
        assert.match(await page.$eval('.compare-part:not([hidden]) .refusal', (line) => line.textContent ?? ''), /“many” cannot be the number of steps/);
        await type(page, 'Steps', '20');
        await press(page, 'New race').catch(() => press(page, 'Start the race'));
        await untilSaid(page, 'Over after 20 steps');
        await openRacer(page, 'B');
        await page.waitForFunction(() => /weights of its own here/.test(document.querySelector('#toast')?.textContent ?? ''));
        assert.equal((await engineState(page)).values.seed, '2');
        assert.deepEqual(problems, []);
      } finally {
        await close();
      }
    });

    it('maps rates and seeds by mouse and keyboard', async () => {
      const { page, problems, close } = await openPlayground(name, site, 'data=plane&layers=4:relu&optimizer=sgd&rate=10&seed=3');
      try {
        await openLens(page, 'map');
        await type(page, 'Steps for each cell', '150');
        await type(page, 'Solved below a loss of', '0.02');
        await press(page, 'Draw the map');
        await page.waitForFunction(() => /are solved/.test(document.querySelector('.compare')?.textContent ?? ''));
        const shown = await page.evaluate(() => {
          const all = [...document.querySelectorAll('.compare-cell')];
          return {
            rates: [...document.querySelectorAll('.compare-map tbody th')].map((head) => Number(head.textContent)),
            seeds: [...document.querySelectorAll('.compare-map thead th')].slice(1).map((head) => Number(head.textContent)),
            labels: all.map((cell) => cell.getAttribute('aria-label') ?? ''),
            signs: all.map((cell) => cell.textContent),
          };
        });
        assert.equal(shown.rates[0], 10);
        assert.deepEqual(shown.seeds, [3, 4, 5, 6, 7, 8]);
        const direct = await page.evaluate(async ({ rates, seeds }) => {
          const { states, testLoss } = await /** @type {any} */ (globalThis).glia.client.survey({ rates, seeds, steps: 150 });
          return { states, testLoss: [...testLoss] };
        }, shown);
        const expected = direct.states.map((/** @type {string} */ state, /** @type {number} */ i) => (state === 'diverged' ? '×' : direct.testLoss[i] < 0.02 ? '✓' : ''));
        assert.deepEqual(shown.signs, expected);
        assert.ok(expected.includes('×') && expected.includes('✓') && expected.includes(''), expected.join());
        shown.labels.forEach((label, i) => {
          assert.ok(label.startsWith(`Rate ${shown.rates[Math.floor(i / 6)]}, seed ${shown.seeds[i % 6]}: `), label);
          const [, number] = label.match(/test loss ([\d.]+)/) ?? [];
          if (number) assert.ok(Math.abs(Number(number) - direct.testLoss[i]) <= 0.006 * direct.testLoss[i], `${label} for ${direct.testLoss[i]}`);
          else assert.match(label, /diverged|e−|, solved/);
        });
        await page.focus('.compare-cell[tabindex="0"]');
        for (const key of /** @type {const} */ (['ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowRight'])) await page.keyboard.press(key);
        const focused = await page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '');
        assert.equal(focused, shown.labels[5 * 6 + 1]);
        assert.equal(await page.$eval('.compare-part:not([hidden]) .compare-where', (line) => line.textContent), focused);
        await page.keyboard.press('Enter');
        await untilStep(page, 150);
        const { values } = await engineState(page);
        assert.deepEqual([Number(values.rate), values.seed], [shown.rates[5], '4']);
        assert.deepEqual(problems, []);
      } finally {
        await close();
      }
    });

    it('opens large as a dialog, by keyboard, fits a phone and pleases axe', async () => {
      for (const [width, height, colorScheme] of /** @type {const} */ ([[390, 844, 'dark'], [1440, 900, 'light']])) {
        const { page, problems, close } = await openPlayground(name, site, 'data=circle', { width, height, colorScheme });
        try {
          await openLens(page, 'race');
          await choose(page, 'layers:activation', ['relu', 'tanh', 'sigmoid']);
          await type(page, 'Steps', '50');
          await press(page, 'Start the race');
          await untilSaid(page, 'Over after 50 steps');
          const narrow = await page.$$eval('.compare-canvas', (all) => Math.max(...all.map(({ clientWidth }) => clientWidth)));
          assert.deepEqual(await accessibilityProblems(page, '#lenses'), []);
          await page.focus('.compare-larger');
          await page.keyboard.press('Enter');
          await page.waitForSelector('.compare-dialog[open]');
          assert.equal(await page.evaluate(() => Boolean(document.activeElement?.closest('.compare-dialog'))), true);
          assert.deepEqual(await accessibilityProblems(page), []);
          const wide = await page.$$eval('.compare-canvas', (all) => Math.max(...all.map(({ clientWidth }) => clientWidth)));
          if (width === 1440) assert.ok(wide > 2 * narrow, `${wide} over ${narrow}`);
          const outside = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
          assert.equal(outside, 0);
          assert.equal((await rows(page)).length, 3);
          await page.keyboard.press('Escape');
          await page.waitForFunction(() => !document.querySelector('.compare-dialog[open]') && document.querySelector('.lens > .compare'));
          assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Larger');
          assert.equal((await rows(page)).length, 3, 'everything is back in its column');
          assert.deepEqual(problems, []);
        } finally {
          await close();
        }
      }
    });
  });
}
