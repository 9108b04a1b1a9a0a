// Python as a learner meets it: loaded only when a run asks for it, with progress shown; each run in a fresh Python that
// was waiting; an endless loop ended; errors in the learner's own lines; code and choice kept.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { edited } from '../../web/exercises/content.js';
import { exerciseOf, textOf } from '../exercises/content.mjs';
import { accessibilityProblems, browsers, serveDist } from './lib/browsers.mjs';
import { choosePython, click, codeOf, enterCode, openExercise, problemsOf, runTests, showExercise, tryCode } from './exercise-page.mjs';

const solution = textOf('dense-layer/solution.py');

for (const name of browsers) {
  describe(`Python in ${name}`, () => {
    /** @type {Awaited<ReturnType<typeof serveDist>>} */
    let site;
    /** @type {Awaited<ReturnType<typeof openExercise>>} */
    let opened;
    /** @type {import('puppeteer-core').Page} */
    let page;
    /** @type {string[]} */
    const asked = [];
    before(async () => {
      site = await serveDist();
      opened = await openExercise(name, site.url, { timeout: 90_000 });
      page = opened.page;
      page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    });
    after(async () => {
      await opened?.close();
      await site?.close();
    });

    const pythonFiles = () => asked.filter((path) => path.startsWith('/python/'));

    test('to choose it loads nothing and runs nothing', async () => {
      await choosePython(page);
      assert.equal((await codeOf(page)).trim(), textOf('dense-layer/starter.py').trim());
      assert.match(await page.$eval('.exercise', (root) => root.textContent ?? ''), /dense_layer\(\[.*gives/);
      assert.deepEqual(pythonFiles(), []);
      assert.equal(await page.$('iframe'), null);
    });

    test('the first run loads it from the site, says how far it is, and passes', async () => {
      await page.evaluate(() => {
        /** @type {string[]} */
        const seen = [];
        Reflect.set(window, 'seen', seen);
        const place = /** @type {Element} */ (document.querySelector('.exercise-loading'));
        new MutationObserver(() => {
          const bar = place.querySelector('progress');
          seen.push(`${place.textContent} ${bar?.hasAttribute('value') ? bar.value.toFixed(3) : 'open'}`);
        }).observe(place, { subtree: true, childList: true, attributes: true });
      });
      const { passed, status } = await tryCode(page, solution);
      assert.equal(status, 'All 14 tests passed: 4 visible, 10 random.');
      assert.ok(passed);
      const seen = await page.evaluate(() => /** @type {string[]} */ (Reflect.get(window, 'seen')));
      assert.match(seen.join('\n'), /Loading Python: \d+\.\d of 13\.\d MB\. Your browser keeps it for the next visit\. 0\.\d+/);
      assert.match(seen.join('\n'), /Starting Python… open/);
      const parts = seen.map((line) => Number(/ (\d\.\d+)$/.exec(line)?.[1] ?? 1));
      assert.deepEqual(parts, [...parts].sort((a, b) => a - b), 'the bar only grows');
      assert.ok(new Set(parts).size > 5, `${new Set(parts).size} steps`);
      assert.equal(new Set(pythonFiles()).size, 6, pythonFiles().join(', '));
      assert.ok(await page.$eval('.exercise-loading', (element) => /** @type {HTMLElement} */ (element).hidden));
    });

    test('an endless loop is ended, and the next run begins at once in another Python', async (context) => {
      const files = pythonFiles().length;
      const { passed, text } = await tryCode(page, 'def dense_layer(inputs, weights, biases):\n    while True:\n        pass');
      assert.ok(!passed);
      assert.match(text, /No answer after 1\.5 seconds: the time limit ended the run\. Is there a loop that never stops\?/i);
      assert.equal((await page.$$('iframe')).length, 1, 'the one that waits');
      await page.waitForFunction(() => document.querySelector('iframe')?.dataset.state === 'waiting');
      await enterCode(page, solution);
      await page.evaluate(() => (Reflect.get(window, 'seen').length = 0));
      const before = performance.now();
      const next = await runTests(page);
      context.diagnostic(`the next run took ${Math.round(performance.now() - before)} ms`);
      assert.ok(next.passed, next.text);
      assert.equal(pythonFiles().length, files);
      const seen = await page.evaluate(() => Reflect.get(window, 'seen').join('\n'));
      assert.doesNotMatch(seen, /Loading|Starting/, 'nobody waits for a Python');
    });

    test('an error is told in the learner’s lines', async () => {
      const { text } = await tryCode(page, 'def dense_layer(inputs, weights, biases):\n    return [one(row) for row in weights]\n\n\ndef one(row):\n    return row[99]');
      assert.match(text, /The code raised an error in line 6: IndexError: list index out of range\./);
      assert.match(text, /line 2, in dense_layer\s+return \[one\(row\) for row in weights\]\s+line 6, in one\s+return row\[99\]/);
      assert.doesNotMatch(text, /pyodide|harness|File "/);
      const marked = await page.$eval('.exercise-editor', (host) => host.shadowRoot?.querySelector('.cm-faulty')?.textContent);
      assert.match(marked ?? '', /row\[99\]/);
      await click(page, '.exercise-line');
      assert.deepEqual(await accessibilityProblems(page, '.exercise-panel'), []);
    });

    test('a syntax error, a print, a changed input', async () => {
      assert.match((await tryCode(page, 'def dense_layer(inputs, weights, biases)\n    return []')).text, /cannot be read in line 1: expected ':'\. Python stopped there/);
      assert.match((await tryCode(page, `print('hello', [1, 2.5])\n${solution}`)).text, /Printed: 1 linehello \[1, 2\.5\]/);
      assert.match((await tryCode(page, `${solution.replace('    return', '    inputs.append(0)\n    return')}`)).text, /the function changed its input inputs/i);
    });

    test('nothing is left from one run to the next', async () => {
      await tryCode(page, 'import math, builtins\nmath.secret = builtins.secret = 1\ndef dense_layer(i, w, b):\n    return 1');
      const { text } = await tryCode(page, 'import math\nprint(hasattr(math, "secret"), "secret" in dir(__builtins__))\ndef dense_layer(i, w, b):\n    return 1');
      assert.match(text, /False False/);
    });

    test('a mistake has the same name as in JavaScript', async () => {
      const [{ mutants }] = exerciseOf('dense-layer').functions;
      const { text } = await tryCode(page, edited(solution, mutants[0].edits.python));
      assert.ok(text.includes(mutants[0].say), text);
    });

    test('another challenge, with code that is given: the solution passes', async () => {
      await page.select('#exercise-choice', 'classifier');
      await page.waitForSelector('.exercise[data-exercise="classifier"]');
      const { passed, text } = await tryCode(page, textOf('classifier/solution.py'));
      assert.ok(passed, text);
      assert.match(await page.$eval('.exercise', (root) => root.textContent ?? ''), /predict/);
      await page.select('#exercise-choice', 'dense-layer');
      await page.waitForSelector('.exercise[data-exercise="dense-layer"]');
    });

    test('it can be used in the network', async () => {
      await enterCode(page, solution);
      await click(page, '.exercise-use');
      await page.waitForFunction(() => /are drawn by your dense_layer\.$/.test(document.querySelector('.exercise-live')?.textContent ?? ''));
      await click(page, '.exercise-drawing button');
    });

    test('the language is remembered, and each keeps its own code', async () => {
      await enterCode(page, '# mine in Python');
      await page.reload({ waitUntil: 'load' });
      asked.length = 0;
      await showExercise(page);
      assert.equal(await codeOf(page), '# mine in Python');
      assert.deepEqual(pythonFiles(), [], 'a reload loads nothing by itself');
      await page.select('.exercise-language', 'javascript');
      await page.waitForFunction(() => !document.querySelector('.exercise-editor')?.shadowRoot?.textContent?.includes('# mine'));
      assert.doesNotMatch(await codeOf(page), /mine in Python/);
      await choosePython(page);
      assert.equal(await codeOf(page), '# mine in Python');
    });

    test('to close the panel takes the waiting Python away', async () => {
      await tryCode(page, solution);
      assert.ok(await page.$('iframe'));
      await click(page, '#exercise-toggle');
      await page.waitForFunction(() => !document.querySelector('iframe'));
    });

    test('left no error behind', () => {
      assert.deepEqual(problemsOf(opened), []);
    });
  });

  describe(`Python that cannot be loaded, in ${name}`, () => {
    test('is said in a sentence, and can be tried again', async () => {
      const site = await serveDist();
      const opened = await openExercise(name, site.url, { timeout: 90_000 });
      const { page } = opened;
      try {
        await choosePython(page);
        await page.evaluate(() => {
          const real = window.fetch;
          Reflect.set(window, 'real', real);
          window.fetch = (url, options) => (String(url).includes('/python/3') ? Promise.reject(new TypeError('offline')) : real(url, options));
        });
        const { passed, text } = await tryCode(page, solution);
        assert.ok(!passed);
        assert.match(text, /The tests could not run: Python could not be loaded: .* could not be reached\. Check the connection and try again\./);
        await page.evaluate(() => (window.fetch = Reflect.get(window, 'real')));
        assert.ok((await runTests(page)).passed);
      } finally {
        await opened.close();
        await site.close();
      }
    });
  });
}
