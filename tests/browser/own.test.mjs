// Points of one's own: by press, stroke, spray, eraser and keys, what the network keeps meanwhile, the exact numbers as
// a table and out of one, and what a link says of them.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { accessibilityProblems, browsers, serveDist } from './lib/browsers.mjs';
import { drawn, engineState, openPlayground, untilStep } from './playground-page.mjs';

/** @typedef {import('puppeteer-core').Page} Page */

/** @type {Awaited<ReturnType<typeof serveDist>>} */
let site;
before(async () => {
  site = await serveDist();
});
after(() => site.close());

/** The points the engine trains on. @param {Page} page @returns {Promise<{ kind: string, x: number[], y: number[], test: number[], weights: number[], step: number, classes: number }>} */
const given = (page) => page.evaluate(async () => {
  const { opened, client } = /** @type {any} */ (globalThis).glia;
  const { x, y, test } = opened.dataset;
  const { parameters, step } = await client.frame();
  return { kind: opened.values.data, x: [...x], y: [...y], test: [...test], weights: [...parameters], step, classes: opened.network.classes };
});

/** Waits for a number of points in the engine's run. @param {Page} page @param {number} count */
async function untilPoints(page, count) {
  await page.waitForFunction((wanted) => /** @type {any} */ (globalThis).glia.opened.dataset.count === wanted, {}, count);
  await drawn(page);
}

/** Chooses a data set by its picture. @param {Page} page @param {string} data */
async function choose(page, data) {
  await page.$eval(`#data input[value="${data}"]`, (input) => /** @type {HTMLElement} */ (input).click());
  await page.waitForSelector('.own-pad');
  await page.waitForFunction((wanted) => /** @type {any} */ (globalThis).glia.opened.values.data === wanted, {}, data);
  await drawn(page); // the picture has its size
}

/** @param {Page} page @param {string} text */
async function press(page, text) {
  await page.evaluate((wanted) => {
    const found = [...document.querySelectorAll('.own button, dialog button')].find((button) => button.textContent === wanted);
    /** @type {HTMLButtonElement} */ (found).click();
  }, text);
}

/** A tool, or a class. @param {Page} page @param {string} value */
const take = (page, value) => page.$eval(`.own-panel input[value="${value}"]`, (input) => /** @type {HTMLElement} */ (input).click());

/** A place over the picture, in window coordinates. @param {Page} page @param {number} u @param {number} v shares of its sides */
async function spot(page, u, v) {
  return page.$eval('.own-pad', (pad, a, b) => {
    pad.scrollIntoView({ block: 'nearest' });
    const { left, top, width, height } = pad.getBoundingClientRect();
    return { x: left + a * width, y: top + b * height };
  }, u, v);
}

for (const name of browsers) {
  describe(`points of one’s own in ${name}`, () => {
    it('puts points by press and stroke, of the class chosen, and the network keeps what it learned', async () => {
      const { page, problems, close } = await openPlayground(name, site, 'layers=4:tanh');
      try {
        await page.evaluate(() => /** @type {any} */ (globalThis).glia.step(30));
        await untilStep(page, 30);
        const { parameters } = await engineState(page);
        await press(page, 'Edit these points');
        await page.waitForSelector('.own-pad');
        const copied = await given(page);
        assert.equal(copied.kind, 'points');
        assert.equal(copied.y.length, 500, 'the points shown');
        assert.deepEqual(copied.weights, parameters, 'the weights are the same');
        assert.equal(copied.step, 0);

        await take(page, '1');
        const at = await spot(page, 0.75, 0.25);
        await page.mouse.click(at.x, at.y);
        await untilPoints(page, 501);
        const one = await given(page);
        assert.ok(Math.abs(one.x[1000] - 3) < 0.1 && Math.abs(one.x[1001] - 3) < 0.1, `${one.x.slice(1000)}`);
        assert.equal(one.y[500], 1);
        assert.deepEqual(one.weights, parameters);
        assert.deepEqual(one.test.slice(0, 500), copied.test, 'every point keeps its part');

        await take(page, '0');
        const from = await spot(page, 0.2, 0.5);
        const to = await spot(page, 0.8, 0.5);
        await page.mouse.move(from.x, from.y);
        await page.mouse.down();
        await page.mouse.move(to.x, to.y, { steps: 6 });
        await page.mouse.up();
        await page.waitForFunction(() => /** @type {any} */ (globalThis).glia.opened.dataset.count > 507);
        const stroke = await given(page);
        assert.ok(stroke.y.slice(501).every((label) => label === 0));
        assert.ok(stroke.x.slice(1002).filter((_, i) => i % 2).every((x2) => Math.abs(x2) < 0.1), 'along the line');

        await press(page, 'Undo');
        await untilPoints(page, 501);
        await press(page, 'Undo');
        await untilPoints(page, 500);
        assert.deepEqual(problems, []);
      } finally {
        await close();
      }
    });

    it('trains on while points come, sprays, erases, clears, and brings everything back', async () => {
      const { page, problems, close } = await openPlayground(name, site, 'points=40&layers=4:tanh');
      try {
        await choose(page, 'points');
        await page.click('#play');
        await page.waitForFunction(() => /** @type {any} */ (globalThis).glia.frame.step > 5);
        await take(page, 'spray');
        const at = await spot(page, 0.8, 0.8);
        await page.mouse.move(at.x, at.y);
        await page.mouse.down();
        await page.waitForFunction(() => /** @type {any} */ (globalThis).glia.opened.dataset.count > 45);
        await page.mouse.up();
        assert.equal(await page.evaluate(() => /** @type {any} */ (globalThis).glia.playing), true);
        await page.waitForFunction(async () => (await /** @type {any} */ (globalThis).glia.client.frame()).step > 5);
        await page.click('#play');
        const sprayed = await given(page);
        assert.ok(sprayed.y.length > 45);

        await take(page, 'erase');
        await page.mouse.click(at.x, at.y);
        await page.waitForFunction((count) => /** @type {any} */ (globalThis).glia.opened.dataset.count < count, {}, sprayed.y.length);

        await press(page, 'Clear');
        await page.waitForFunction(() => !document.querySelector('.own-tools > .help')?.hasAttribute('hidden'));
        assert.match(await page.$eval('.own-tools > .help', (element) => element.textContent ?? ''), /draw two points or more/);
        await take(page, 'point');
        await page.mouse.click(at.x, at.y);
        await take(page, '1');
        await page.mouse.click(at.x - 100, at.y - 100);
        await untilPoints(page, 2);
        const two = await given(page);
        assert.deepEqual(two.y, [0, 1]);
        assert.equal(two.test[0] + two.test[1], 1, 'one of each part');
        for (let i = 0; i < 4; i += 1) await press(page, 'Undo');
        await untilPoints(page, sprayed.y.length);
        assert.deepEqual((await given(page)).x, sprayed.x, 'back to the bit');
        assert.deepEqual(problems, []);
      } finally {
        await close();
      }
    });

    it('is drawn on with the keyboard alone, and spoken', async () => {
      const { page, problems, close } = await openPlayground(name, site, 'data=blobs&classes=3&points=30&layers=4:tanh');
      try {
        await choose(page, 'points');
        assert.equal((await given(page)).classes, 3);
        await page.focus('.own-pad');
        await page.keyboard.press('2');
        for (const key of /** @type {const} */ (['ArrowRight', 'ArrowRight', 'ArrowUp'])) await page.keyboard.press(key);
        await page.keyboard.press('Enter');
        await untilPoints(page, 31);
        const { x, y } = await given(page);
        assert.equal(y[30], 2);
        assert.ok(Math.abs(x[60] - 0.48) < 0.01 && Math.abs(x[61] - 0.24) < 0.01, `${x.slice(60)}`);
        assert.match(await page.$eval('.own-tools [role="status"]', (element) => element.textContent ?? ''), /Point placed at x₁ \+0\.48, x₂ \+0\.24, class 2/);
        await page.keyboard.press('Delete');
        await untilPoints(page, 30);
        await page.keyboard.down('Control');
        await page.keyboard.press('z');
        await page.keyboard.up('Control');
        await untilPoints(page, 31);
        await page.click('[aria-label="One more class"]');
        await page.waitForFunction(() => /** @type {any} */ (globalThis).glia.opened.network.classes === 4);
        assert.equal((await given(page)).y.length, 31);
        assert.deepEqual(await accessibilityProblems(page), []);
        assert.deepEqual(problems, []);
      } finally {
        await close();
      }
    });

    it('draws values by the slider, and curves', async () => {
      const { page, problems, close } = await openPlayground(name, site, 'data=hills&points=30&layers=4:tanh');
      try {
        await choose(page, 'values');
        await page.focus('.own-pad');
        for (let i = 0; i < 4; i += 1) await page.keyboard.press('-');
        await page.keyboard.press('Enter');
        await untilPoints(page, 31);
        assert.ok(Math.abs((await given(page)).y[30] - 0.6) < 1e-6);
        await choose(page, 'curve');
        const { y } = await given(page);
        const at = await spot(page, 0.5, 0.3);
        await page.mouse.click(at.x, at.y);
        await untilPoints(page, y.length + 1);
        const curve = await given(page);
        assert.ok(Math.abs(curve.x[y.length]) < 1 && curve.y[y.length] > 0.1, `${curve.x[y.length]}, ${curve.y[y.length]}`);
        assert.deepEqual(problems, []);
      } finally {
        await close();
      }
    });

    it('keeps them through other settings and a new visit; a link without them says so', async () => {
      const { page, problems, close } = await openPlayground(name, site, 'points=20&layers=4:tanh');
      try {
        await choose(page, 'points');
        const at = await spot(page, 0.9, 0.1);
        await page.mouse.click(at.x, at.y);
        await untilPoints(page, 21);
        const mine = await given(page);
        for (const patch of [{ layers: '5:relu' }, { data: 'rings' }, { data: 'points' }]) {
          assert.equal(await page.evaluate((asked) => /** @type {any} */ (globalThis).glia.change(asked), /** @type {any} */ (patch)), null);
        }
        assert.deepEqual((await given(page)).x, mine.x);
        await page.reload();
        await page.waitForSelector('.ready');
        await page.waitForSelector('.own-pad');
        const again = await given(page);
        assert.deepEqual([again.kind, again.x, again.y, again.test], ['points', mine.x, mine.y, mine.test]);
        await page.click('#share');
        assert.match(await page.$eval('.popover:popover-open', (panel) => /** @type {HTMLElement} */ (panel).innerText), /Your own data are not in it/);
        await page.evaluate(() => localStorage.clear());
        await page.reload();
        await page.waitForSelector('.ready');
        assert.match(await page.$eval('#notices', (element) => element.textContent ?? ''), /no link can hold/);
        assert.deepEqual(problems, []);
      } finally {
        await close();
      }
    });

    it('shows the exact points, and takes others out of a spreadsheet', async () => {
      const { page, problems, close } = await openPlayground(name, site, 'points=20&layers=4:tanh');
      try {
        await press(page, 'See the points');
        await page.waitForSelector('dialog[open]');
        const shown = await page.$$eval('dialog tbody tr', (rows) => rows.map((row) => [...row.children].map((cell) => (cell.textContent ?? '').replace('−', '-'))));
        const { x, y, test, weights } = await given(page);
        assert.deepEqual(shown.map(([a, b]) => [Math.fround(Number(a)), Math.fround(Number(b))]), y.map((_, i) => [x[2 * i], x[2 * i + 1]]), 'to the last bit');
        assert.deepEqual(shown.map(([, , label, part]) => [Number(label), part]), y.map((label, i) => [label, test[i] ? 'test' : 'train']));
        assert.deepEqual(await accessibilityProblems(page), []);

        await page.focus('dialog textarea');
        await page.$eval('dialog textarea', (field) => {
          /** @type {HTMLTextAreaElement} */ (field).value = 'x1\tx2\n1\t2\n';
        });
        await press(page, 'Use these points');
        await page.waitForFunction(() => !document.querySelector('dialog .refusal')?.hasAttribute('hidden'));
        assert.match(await page.$eval('dialog .refusal', (element) => element.textContent ?? ''), /2 columns; wanted are x1, x2 and class/);
        assert.equal((await given(page)).kind, 'spiral', 'the run is as it was');

        await page.$eval('dialog textarea', (field) => {
          /** @type {HTMLTextAreaElement} */ (field).value = 'x1\tx2\tclass\tpart\n1.5\t-2.25\t0\ttrain\n0.5\t3\t1\ttest\n2\t2\t1\ttrain\n-1\t-1\t0\ttest\n';
        });
        await press(page, 'Use these points');
        await untilPoints(page, 4);
        const mine = await given(page);
        assert.deepEqual([mine.kind, mine.x, mine.y, mine.test], ['points', [1.5, -2.25, 0.5, 3, 2, 2, -1, -1], [0, 1, 1, 0], [0, 1, 0, 1]]);
        assert.deepEqual(mine.weights, weights, 'the network is the same');
        assert.equal(await page.$('dialog'), null);
        assert.deepEqual(problems, []);
      } finally {
        await close();
      }
    });
  });
}
