// What the exercise says about slips of syntax, and that none of its messages outlives what it is about.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { firstSlip, inLearnersTerms, openBracket } from '../../web/exercises/syntax.js';
import { browsers, serveDist } from './lib/browsers.mjs';
import { click, content, enterCode, openExercise, problemsOf, tryCode } from './exercise-page.mjs';

const broken = 'function denseLayer(inputs, weights, biases) {\n  return weights.map((w, n) => {{;\n}';

/** @param {string} text @param {number} line @returns {import('../../web/exercises/channel.js').Problem} */
const slip = (text, line) => ({ kind: 'problem', problem: 'syntax', name: 'SyntaxError', text, line });

describe('slips of syntax in the learner’s own terms', () => {
  test('the innermost open bracket is found, wherever brackets are only text', () => {
    assert.deepEqual(openBracket(broken), { sign: '{', line: 2 });
    assert.deepEqual(openBracket('f(\n[1, 2]'), { sign: '(', line: 1 });
    assert.deepEqual(openBracket("const a = '{'; // (\nconst b = /[({]/;\nconst c = [`{`"), { sign: '[', line: 3 });
    assert.deepEqual(openBracket('const a = [`{${1}`,\n`${2 `'), { sign: '${', line: 2 });
    assert.equal(openBracket('f({ a: [1] })'), null);
    assert.equal(openBracket('f(]\n{'), null, 'a bracket before is closed by another kind');
  });

  test('no line and no word is named that the learner did not write', () => {
    const { line, words } = inLearnersTerms(slip("Unexpected token 'export'", 5), broken);
    assert.deepEqual({ line, words }, { line: 2, words: 'the code ends before it is complete: a `{` opened in line 2 is not closed.' });
    assert.equal(inLearnersTerms(slip('missing } in compound statement', 4), broken).line, 2);
    const cut = inLearnersTerms(slip("Unexpected token ';'", 3), 'const a = 1;\nconst b =\n\n');
    assert.deepEqual([cut.line, cut.words], [2, 'the code ends before it is complete.']);
    const own = slip("Unexpected token '='", 1);
    assert.equal(inLearnersTerms(own, 'const a = = 1;\nf('), own, 'what lies inside the code stays as the browser says it');
    assert.equal(firstSlip('const a = 1;\nconst b = = 2;'), 2);
  });
});

for (const name of browsers) {
  describe(`words of the exercise in ${name}`, () => {
    /** @type {Awaited<ReturnType<typeof serveDist>>} */
    let site;
    /** @type {Awaited<ReturnType<typeof openExercise>>} */
    let opened;
    /** @type {import('puppeteer-core').Page} */
    let page;
    before(async () => {
      site = await serveDist();
      opened = await openExercise(name, site.url, { width: 1440, height: 900 });
      page = opened.page;
    });
    after(async () => {
      await opened?.close();
      await site?.close();
    });

    /** @param {string} selector */
    const textOf = (selector) => page.$eval(selector, (element) => element.textContent ?? '');
    /** @param {string} selector @param {string} part */
    const untilText = (selector, part) =>
      page.waitForFunction((where, text) => document.querySelector(where)?.textContent?.includes(text), {}, selector, part);

    test('an open bracket is named with its line, and the button leads there', async () => {
      const { status } = await tryCode(page, broken);
      assert.equal(status, 'No test could run: the code ends before it is complete: a { opened in line 2 is not closed.');
      assert.equal(await textOf('.exercise-line'), 'Go to line 2');
      const marked = await page.$eval('.exercise-editor', (host) => host.shadowRoot?.querySelector('.cm-faulty')?.textContent);
      assert.match(marked ?? '', /weights\.map/);
    });

    test('the same is said where the code was to draw, and goes with the next run', async () => {
      await click(page, '.exercise-use');
      await untilText('.exercise-live', 'cannot draw: the code ends before it is complete: a `{` opened in line 2');
      assert.ok((await tryCode(page, await content('solution.js'))).passed);
      assert.equal(await textOf('.exercise-live'), '');
    });

    test('a report is read without the map leaving the screen', async () => {
      await page.evaluate(() => scrollTo(0, 0));
      await tryCode(page, await content('wrong/no-bias.js'));
      const { map, status, player, page: scrolled } = await page.evaluate(() => {
        const top = (/** @type {string} */ selector) => document.querySelector(selector)?.getBoundingClientRect().top ?? 0;
        return { map: top('.plane'), status: top('.exercise-status'), player: top('#player'), page: scrollY };
      });
      assert.ok(scrolled < 60 && map > 0, `the page is scrolled by ${scrolled} px, the map at ${map}`);
      assert.ok(status > 0 && status < player, `the result is at ${status}`);
    });

    test('a drawing that fits has no fading edge', async () => {
      assert.equal(await page.$('.network-scroll:is(.more-before, .more-after)'), null);
    });

    test('until the first picture is there, the map is not said to be the learner’s', async () => {
      await page.evaluate(() => {
        const { client } = /** @type {any} */ (globalThis).glia;
        const { grid } = client;
        client.grid = (/** @type {number} */ size) =>
          new Promise((resolve) => Object.assign(globalThis, { go: resolve })).then(() => ((client.grid = grid), grid.call(client, size)));
      });
      await enterCode(page, await content('wrong/past-the-end.js'));
      await click(page, '.exercise-use');
      await untilText('#output', 'waiting for your denseLayer');
      assert.match(await textOf('.exercise-live'), /Waiting for the first picture/);
      await page.waitForFunction(() => 'go' in globalThis);
      await page.evaluate(() => /** @type {any} */ (globalThis).go());
      await untilText('#output', 'drawn by your denseLayer');
      await untilText('.exercise-live', 'are drawn by your denseLayer.');
    });

    test('figures say whose they are; tiles of neurons are striped like the map', async () => {
      assert.ok(await page.$eval('.measured', (element) => /own layers/.test(element.textContent ?? '') && !(/** @type {HTMLElement} */ (element).hidden)));
      await untilText('.exercise-fault', 'Striped pixels are places where your function gave no usable number.');
      const shades = await page.evaluate(() => {
        const item = document.querySelector('[data-kind="neuron"][data-layer="1"]')?.getBoundingClientRect();
        const canvas = /** @type {HTMLCanvasElement} */ (document.querySelectorAll('.stage canvas')[1]);
        const box = canvas.getBoundingClientRect();
        if (!item) return [];
        const ratio = canvas.width / box.width;
        const row = canvas.getContext('2d')?.getImageData((item.left - box.left) * ratio + 4, (item.top - box.top + item.height / 2) * ratio, item.width * ratio - 8, 1).data ?? [];
        return [...row].filter((_, i) => i % 4 === 0);
      });
      assert.ok(Math.max(...shades) > 190 && Math.min(...shades) < 140, `one row of a tile: ${shades.join(' ')}`);
    });

    test('a fault of older code does not stand above a passed run', async () => {
      assert.ok((await tryCode(page, await content('solution.js'))).passed);
      assert.equal(await textOf('.exercise-fault'), '');
      await click(page, '.exercise-drawing button');
      assert.ok(await page.$eval('.measured', (element) => /** @type {HTMLElement} */ (element).hidden));
    });

    test('left no error behind', () => assert.deepEqual(problemsOf(opened), []));
  });
}
