// The lenses below the result: tabs by mouse and keyboard, code that is fetched only when wanted, marks over
// the drawing, and the lens “Measures”, whose numbers are counted again here.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { accessibilityProblems, browsers, serveDist } from './lib/browsers.mjs';
import { atRest } from './lib/wait.mjs';
import { addressBar, engineState, middleOf, neuron, openPlayground, untilStep } from './playground-page.mjs';

/** @typedef {import('puppeteer-core').Page} Page */

/** @type {Awaited<ReturnType<typeof serveDist>>} */
let site;
before(async () => {
  site = await serveDist();
});
after(() => site.close());

/** Trains and waits for the screen. @param {Page} page @param {number} steps */
async function train(page, steps) {
  await page.evaluate((count) => /** @type {any} */ (globalThis).glia.step(count), steps);
  await untilStep(page, steps);
}

/** The open run's answers, as the engine gives them for one part of the data. @param {Page} page @param {boolean} test */
function answers(page, test) {
  return page.evaluate(async (held) => {
    const { client, opened } = /** @type {any} */ (globalThis).glia;
    const { count, inputs, x, y, test: flags } = opened.dataset;
    const { outputs } = opened.network;
    const all = await client.predict(x);
    const rows = [];
    for (let i = 0; i < count; i += 1) {
      if (Boolean(flags[i]) !== held) continue;
      rows.push({ x: [...x.slice(i * inputs, (i + 1) * inputs)], y: y[i], out: [...all.slice(i * outputs, (i + 1) * outputs)] });
    }
    return /** @type {{ x: number[], y: number, out: number[] }[]} */ (rows);
  }, test);
}

/** @param {{ out: number[] }} row the class with the greatest share, or by one output */
const taken = ({ out }) => (out.length === 1 ? Number(out[0] > 0.5) : out.indexOf(Math.max(...out)));

/** @param {Page} page @param {string} selector @returns {Promise<string[][]>} the cells of a table's body */
const cells = (page, selector) =>
  page.$$eval(`${selector} tbody tr`, (rows) => rows.map((row) => [...row.querySelectorAll('td')].map((cell) => cell.textContent ?? '')));

/** As the page writes a share. @param {number} value */
const percent = (value) => (Number.isNaN(value) ? '–' : `${(value * 100).toFixed(1)} %`);

/** Waits until the measures shown are of this very state: two looks in a row are alike. @param {Page} page */
async function settled(page) {
  await page.waitForFunction(() => /\d/.test(document.querySelector('.measures td')?.textContent ?? ''));
  await atRest(() => page.$eval('.measures', (element) => element.textContent ?? ''));
}

for (const name of browsers) {
  describe(`lenses in ${name}`, () => {
    it('opens a lens by mouse or keyboard, fetches it only then, and remembers the choice', async () => {
      const { page, problems, close } = await openPlayground(name, site);
      try {
        const fetched = () => page.evaluate(() => performance.getEntriesByType('resource').some((entry) => entry.name.includes('measures-')));
        assert.equal(await fetched(), false, 'not before it is opened');
        const shown = () => page.$$eval('#lenses [role="tabpanel"]', (panels) => panels.filter((panel) => !(/** @type {HTMLElement} */ (panel).hidden)).map((panel) => document.getElementById(panel.getAttribute('aria-labelledby') ?? '')?.textContent));
        assert.deepEqual(await shown(), ['Look closer']);
        await page.focus('[data-tab="card"]');
        await page.keyboard.press('ArrowRight');
        assert.equal(await page.evaluate(() => /** @type {HTMLElement} */ (document.activeElement).dataset.tab), 'measures');
        assert.deepEqual(await shown(), ['Look closer'], 'walking past opens nothing');
        await page.keyboard.press('Enter');
        await page.waitForSelector('.measures .confusion');
        assert.deepEqual(await shown(), ['Measures']);
        assert.equal(await fetched(), true);
        assert.equal(await page.$eval('[data-tab="measures"]', (tab) => tab.getAttribute('aria-selected')), 'true');
        await page.keyboard.press('Home');
        assert.equal(await page.evaluate(() => /** @type {HTMLElement} */ (document.activeElement).dataset.tab), 'card');
        await page.keyboard.press('ArrowLeft');
        const last = await page.$$eval('[role="tab"]', (tabs) => /** @type {HTMLElement} */ (tabs[tabs.length - 1]).dataset.tab);
        assert.equal(await page.evaluate(() => /** @type {HTMLElement} */ (document.activeElement).dataset.tab), last, 'round to the last one');

        await page.reload();
        await page.waitForSelector('.measures .confusion');
        assert.deepEqual(await shown(), ['Measures'], 'kept in the session');
        const at = await middleOf(page, neuron(1, 1));
        await page.mouse.click(at.x, at.y);
        await page.waitForSelector('#card .portrait', { visible: true });
        assert.deepEqual(await shown(), ['Look closer'], 'what is chosen in the network is shown');
        assert.deepEqual(problems, []);
      } finally {
        await close();
      }
    });

    for (const experiment of ['layers=3:tanh&noise=30', 'data=rings&classes=4&noise=20&layers=3:tanh']) {
      it(`counts right: ${experiment}`, async () => {
        const { page, problems, close } = await openPlayground(name, site, experiment);
        try {
          await page.click('[data-tab="measures"]');
          await train(page, 120);
          const classes = experiment.includes('classes') ? 4 : 2;
          for (const test of [true, false]) {
            await page.click(`[data-part="${test ? 'test' : 'train'}"]`);
            await settled(page);
            const rows = await answers(page, test);
            const matrix = Array.from({ length: classes }, () => Array(classes).fill(0));
            for (const row of rows) matrix[row.y][taken(row)] += 1;
            assert.deepEqual(await cells(page, '.confusion'), matrix.map((row) => row.map(String)));
            assert.ok(matrix.some((row, i) => row.some((points, j) => i !== j && points > 0)), 'the case must hold mistakes');

            const column = (/** @type {number} */ j) => matrix.reduce((sum, row) => sum + row[j], 0);
            const perClass = matrix.map((row, i) => {
              const support = row.reduce((a, b) => a + b, 0);
              const precision = column(i) ? row[i] / column(i) : 0;
              const recall = support ? row[i] / support : 0;
              const f1 = precision + recall ? (2 * precision * recall) / (precision + recall) : 0;
              return { support, scores: [precision, recall, f1] };
            });
            const mean = (/** @type {number[]} */ weights) => [0, 1, 2].map((k) => percent(perClass.reduce((sum, { scores }, i) => sum + weights[i] * scores[k], 0) / weights.reduce((a, b) => a + b, 0)));
            const found = await cells(page, '.scores');
            assert.deepEqual(found.slice(0, classes), perClass.map(({ support, scores }) => [...scores.map(percent), String(support)]));
            assert.deepEqual(found[classes].slice(0, 3), mean(perClass.map(() => 1)), 'macro');
            assert.deepEqual(found[classes + 1].slice(0, 3), mean(perClass.map(({ support }) => support)), 'weighted');
            const right = matrix.reduce((sum, row, i) => sum + row[i], 0);
            assert.equal(await page.$eval('.measures .numbers dd', (element) => element.textContent), percent(right / rows.length));
          }
          if (classes === 2) {
            // The area is the share of pairs that stand in the right order.
            const rows = await answers(page, false);
            const score = (/** @type {{ out: number[] }} */ { out }) => out[out.length - 1];
            const ones = rows.filter(({ y }) => y === 1).map(score);
            const zeros = rows.filter(({ y }) => y === 0).map(score);
            let ordered = 0;
            for (const one of ones) for (const zero of zeros) ordered += one > zero ? 1 : one === zero ? 0.5 : 0;
            const area = Number(await page.$eval('.measures .numbers > :last-child dd', (element) => element.textContent));
            assert.ok(Math.abs(area - ordered / (ones.length * zeros.length)) <= 0.0006, `${area}`);
            assert.match(await page.$eval('.roc canvas', (canvas) => canvas.getAttribute('aria-label') ?? ''), /ROC curve.*area below it is 0\.\d/);
          } else assert.equal(await page.$('.roc'), null);
          assert.deepEqual(problems, []);
        } finally {
          await close();
        }
      });
    }

    it('measures values by R², RMSE and MAE', async () => {
      const { page, problems, close } = await openPlayground(name, site, 'data=hills&layers=4:tanh');
      try {
        await page.click('[data-tab="measures"]');
        await train(page, 200);
        await settled(page);
        const rows = await answers(page, true);
        const mean = rows.reduce((sum, { y }) => sum + y, 0) / rows.length;
        const squares = rows.reduce((sum, { y, out }) => sum + (y - out[0]) ** 2, 0);
        const wanted = [
          1 - squares / rows.reduce((sum, { y }) => sum + (y - mean) ** 2, 0),
          Math.sqrt(squares / rows.length),
          rows.reduce((sum, { y, out }) => sum + Math.abs(y - out[0]), 0) / rows.length,
        ];
        const found = (await cells(page, '.scores')).map(([text]) => Number(text.replace('−', '-')));
        wanted.forEach((value, i) => assert.ok(Math.abs(found[i] - value) <= 0.0006, `${found[i]} is not ${value}`));
        const below = await page.$$eval('#output .numbers > div:not([hidden])', (figures) => figures.map((figure) => figure.textContent));
        assert.deepEqual(below.slice(2), [`test R²${(await cells(page, '.scores'))[0][0]}`, `test RMSE${(await cells(page, '.scores'))[1][0]}`]);
        assert.deepEqual(problems, []);
      } finally {
        await close();
      }
    });

    it('lays marks over links and neurons, seen and spoken, and takes them away', async () => {
      const { page, problems, close } = await openPlayground(name, site, 'layers=3:tanh');
      try {
        const label = () => page.$eval(neuron(1, 1), (element) => element.getAttribute('aria-label') ?? '');
        const plain = await label();
        /** How many pixels of a canvas of the stage have about a token's colour. @param {number} canvas @param {string} token */
        const painted = (canvas, token) => page.evaluate((index, name) => {
          const element = /** @type {HTMLCanvasElement} */ (document.querySelectorAll('.stage canvas')[index]);
          const { data } = /** @type {CanvasRenderingContext2D} */ (/** @type {any} */ (globalThis).copyOf(element)).getImageData(0, 0, element.width, element.height);
          const hex = /** @type {any} */ (globalThis).glia.palette().css[name];
          const [r, g, b] = [1, 3, 5].map((i) => Number.parseInt(hex.slice(i, i + 2), 16));
          let count = 0;
          for (let i = 0; i < data.length; i += 4) {
            if (data[i + 3] > 200 && Math.abs(data[i] - r) + Math.abs(data[i + 1] - g) + Math.abs(data[i + 2] - b) < 24) count += 1;
          }
          return count;
        }, canvas, token);
        assert.deepEqual([await painted(0, 'bad'), await painted(2, 'warn')], [0, 0]);
        await page.evaluate(() => /** @type {any} */ (globalThis).glia.network.mark({
          links: (/** @type {number} */ i) => (i === 0 ? { colour: 'bad', said: 'It is wrong.' } : { colour: 'good' }),
          units: [{ layer: 1, unit: 1, sign: '!', said: 'It is dead.' }],
        }));
        assert.equal(await label(), `${plain}. It is dead.`);
        assert.ok(await painted(0, 'bad') > 60 && await painted(0, 'good') > 200, 'links');
        assert.ok(await painted(2, 'warn') > 60, 'the badge');
        await page.mouse.move((await middleOf(page, neuron(1, 1))).x, (await middleOf(page, neuron(1, 1))).y);
        await page.waitForFunction(() => /It is dead\.$/.test(document.querySelector('.tip')?.textContent ?? ''));
        await page.evaluate(() => /** @type {any} */ (globalThis).glia.network.mark(null));
        assert.equal(await label(), plain);
        assert.deepEqual([await painted(0, 'bad'), await painted(2, 'warn')], [0, 0]);
        assert.deepEqual(problems, []);
      } finally {
        await close();
      }
    });

    it('goes on from the present weights under another setting, and back by undo', async () => {
      const { page, problems, close } = await openPlayground(name, site, 'layers=3:tanh');
      try {
        await train(page, 40);
        const first = await engineState(page);
        assert.equal(await page.evaluate(() => /** @type {any} */ (globalThis).glia.branch({ rate: '0.1' })), null);
        const branched = await engineState(page);
        assert.deepEqual([branched.step, branched.hash, branched.values.rate], [40, first.hash, '0.1']);
        assert.match(await addressBar(page), /rate=0\.1/);
        assert.match(String(await page.evaluate(() => /** @type {any} */ (globalThis).glia.branch({ layers: '5:tanh' }))), /layers/i, 'a sentence');
        assert.equal(await page.evaluate(() => /** @type {any} */ (globalThis).glia.undo()), true);
        assert.deepEqual(await engineState(page), first);
        assert.equal(await addressBar(page), first.experiment);
        assert.equal(await page.evaluate(() => /** @type {any} */ (globalThis).glia.redo()), true);
        assert.equal((await engineState(page)).values.rate, '0.1');
        assert.equal(await page.evaluate(() => /** @type {any} */ (globalThis).glia.redo()), false);
        assert.deepEqual(problems, []);
      } finally {
        await close();
      }
    });

    it('is sound to axe, and fits a phone', async () => {
      /** @type {[string[], Parameters<typeof openPlayground>[3]][]} */
      const cases = [
        [['data=blobs&classes=10', 'layers=3:tanh'], {}],
        [['data=blobs&classes=10', 'data=sine'], { colorScheme: 'dark', width: 390, height: 844 }],
      ];
      for (const [experiments, options] of cases) {
        for (const experiment of experiments) {
          const { page, problems, close } = await openPlayground(name, site, experiment, options);
          try {
            await page.click('[data-tab="measures"]');
            await settled(page);
            assert.deepEqual(await accessibilityProblems(page, '#lenses'), []);
            const sticksOut = await page.evaluate(() => {
              const wide = document.documentElement.clientWidth;
              return [...document.querySelectorAll('.measures *')].filter((element) => !element.closest('.visually-hidden') && element.getBoundingClientRect().right > wide).length
                + Number(document.documentElement.scrollWidth > wide);
            });
            assert.equal(sticksOut, 0);
            assert.deepEqual(problems, []);
          } finally {
            await close();
          }
        }
      }
    });
  });
}
