// The exercise denseLayer: the right answer passes, every known wrong one gets its message, and nothing the learner
// writes harms the page or is lost.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { accessibilityProblems, browsers, serveDist } from './lib/browsers.mjs';
import { click, codeOf, content, enterCode, exercise, focusEditor, openExercise, problemsOf, report, runTests, showExercise, tryCode } from './exercise-page.mjs';

/** Without the marks of code, and in small letters: a message may begin a sentence. @param {string} text */
const plain = (text) => text.replaceAll('`', '').toLowerCase();

/** @param {import('puppeteer-core').Page} page @param {string} selector */
const textOf = (page, selector) => page.$eval(selector, (element) => element.textContent ?? '');

/** @param {import('puppeteer-core').Page} page @param {string} label */
async function press(page, label) {
  const buttons = await page.$$('.exercise-buttons button');
  for (const button of buttons) {
    if ((await button.evaluate((element) => element.textContent)) !== label) continue;
    await button.evaluate((element) => element.scrollIntoView({ block: 'center' }));
    return button.click();
  }
  throw new Error(`There is no button “${label}”.`);
}

for (const name of browsers) {
  describe(`the exercise in ${name}`, () => {
    /** @type {Awaited<ReturnType<typeof serveDist>>} */
    let site;
    /** @type {Awaited<ReturnType<typeof openExercise>>} */
    let opened;
    /** @type {import('puppeteer-core').Page} */
    let page;

    before(async () => {
      site = await serveDist();
      opened = await openExercise(name, site.url);
      page = opened.page;
    });
    after(async () => {
      await opened?.close();
      await site?.close();
    });

    test('begins with the starter, and runs nothing', async () => {
      assert.equal(await codeOf(page), (await content('starter.js')).replace(/\n$/, '\n'));
      assert.equal(await textOf(page, '.exercise-status'), '');
      assert.equal(await page.$('iframe'), null);
    });

    test('the solution passes all tests', async () => {
      const { passed, status } = await tryCode(page, await content('solution.js'));
      assert.equal(status, 'All 14 tests passed: 4 visible, 10 random.');
      assert.ok(passed);
    });

    test('the starter fails, in words', async () => {
      const { passed, text } = await tryCode(page, await content('starter.js'));
      assert.ok(!passed);
      assert.match(plain(text), /expected 1 number, one per neuron; got an empty list/);
    });

    for (const { file, about, message } of exercise.wrong) {
      test(`wrong answer, ${about}: “${message}”`, async () => {
        const { passed, text } = await tryCode(page, await content(String(file)));
        assert.ok(!passed, 'it must not pass');
        assert.ok(plain(text).includes(plain(message)), `the report says otherwise:\n${text}`);
      });
    }

    test('the line of an error is marked, and a button leads to it', async () => {
      await tryCode(page, await content('wrong/misspelt.js'));
      const marked = await page.$eval('.exercise-editor', (host) => host.shadowRoot?.querySelector('.cm-faulty')?.textContent);
      assert.match(marked ?? '', /totl/);
      await click(page, '.exercise-line');
      assert.ok(await page.$eval('.exercise-editor', (host) => host.shadowRoot?.activeElement?.matches('.cm-content')));
    });

    test('what differs is marked in the report', async () => {
      await tryCode(page, await content('wrong/no-relu.js'));
      const marks = await page.$$eval('.exercise-failure mark', (list) => list.map((mark) => mark.textContent));
      assert.deepEqual(marks, ['0', '-2.5']);
    });

    test('printed lines are shown, and bounded', async () => {
      const loud = `for (let i = 0; i < 5000; i++) console.log('line', i, [1, { a: 2 }]);\n${await content('solution.js')}`;
      const { passed, text } = await tryCode(page, loud);
      assert.ok(passed);
      assert.match(text, /Printed: 5,000 lines/);
      assert.match(text, /line 99 \[1, \{ a: 2 \}\]/);
      assert.match(text, /4,900 more, not kept/);
    });

    test('the engine computes what is right: another seed at every passed run', async () => {
      const seeds = new Set();
      for (let i = 0; i < 2; i++) {
        const { text } = await tryCode(page, await content('solution.js'));
        seeds.add(/seed (\d+)/.exec(text)?.[1]);
      }
      assert.equal(seeds.size, 2);
    });

    test('is worked by keyboard alone', async () => {
      await enterCode(page, await content('solution.js'));
      await page.$eval('.exercise', (root) => (/** @type {HTMLElement} */ (root).dataset.state = 'waiting'));
      await page.keyboard.down('Control');
      await page.keyboard.press('Enter');
      await page.keyboard.up('Control');
      assert.ok((await report(page)).passed);
      assert.ok(await page.$eval('.exercise-editor', (host) => host === document.activeElement), 'focus stays in the editor');
      await page.keyboard.press('Tab');
      assert.ok(await page.$eval('.exercise-editor', (host) => host === document.activeElement), 'Tab indents');
      assert.match(await codeOf(page), /^ {2}\}?$|\} {2}$| {2}\}$/m);
      await page.keyboard.press('Escape');
      await page.keyboard.press('Tab');
      assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Run');
    });

    test('announces the result politely, where it can be seen', async () => {
      const { top, covered } = await page.$eval('.exercise-status', (element) => {
        const box = element.getBoundingClientRect();
        const there = document.elementFromPoint(box.left + 5, box.top + 5);
        return { top: box.top, covered: there !== element };
      });
      assert.ok(top >= 0 && !covered, `the result is covered, at ${top} px`);
      assert.equal(await page.$eval('.exercise-status', (element) => element.getAttribute('role')), 'status');
    });

    test('a reset can be taken back, even after a reload', async () => {
      await enterCode(page, '// my work');
      await press(page, 'Reset to starter');
      assert.match(await codeOf(page), /For each neuron/);
      await page.reload({ waitUntil: 'load' });
      await showExercise(page);
      await press(page, 'Bring my code back');
      assert.equal(await codeOf(page), '// my work');
    });

    test('typed code survives a reload at once, and does not run by itself', async () => {
      await enterCode(page, 'console.log("ran"); while (true) {}');
      await focusEditor(page);
      await page.keyboard.type(' // kept');
      await page.reload({ waitUntil: 'load' });
      await showExercise(page);
      assert.match(await codeOf(page), /while \(true\) \{\} \/\/ kept/);
      await new Promise((resolve) => setTimeout(resolve, 400));
      assert.equal(await textOf(page, '.exercise-status'), '');
      assert.equal(await page.$('iframe'), null);
    });

    test('the page is alive after an endless loop: the next run passes', async () => {
      assert.ok(!(await runTests(page)).passed);
      assert.ok((await tryCode(page, await content('solution.js'))).passed);
      assert.equal(await page.$('iframe'), null, 'no sandbox is left behind');
    });

    test('hints come one at a time, then a solution', async () => {
      for (let shown = 1; shown <= exercise.hints.length; shown++) {
        await press(page, 'Hint');
        assert.equal((await page.$$('.exercise-hints li')).length, shown);
      }
      const before = await textOf(page, '.exercise-status');
      await press(page, 'Show a solution');
      const shown = () => textOf(page, '.exercise-solution pre');
      assert.equal((await shown()).split('\n').length, 1, 'a solution comes line by line');
      await press(page, 'Next line');
      assert.equal((await shown()).split('\n').length, 2);
      assert.match(await textOf(page, '.exercise-helped'), /^Line 2 of 11: const outputs/);
      await press(page, 'All lines');
      assert.equal((await shown()).trim(), (await content('solution.js')).trim());
      assert.equal(await textOf(page, '.exercise-status'), before, 'the report still stands');
      assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Run', 'the focus has a place');
    });

    test('left no error behind', () => {
      assert.deepEqual(problemsOf(opened), []);
    });
  });

  describe(`the exercise on a phone in ${name}`, () => {
    for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
      test(`fits 390 pixels and is accessible, ${colorScheme}`, async () => {
        const site = await serveDist();
        const opened = await openExercise(name, site.url, { width: 390, height: 844, colorScheme });
        const { page } = opened;
        try {
          await tryCode(page, await content('wrong/no-bias.js'));
          const { right, wide, font } = await page.$eval('.exercise', (root) => ({
            right: Math.max(...[...root.querySelectorAll('*')].map((element) => element.getBoundingClientRect().right)),
            wide: document.documentElement.scrollWidth,
            font: getComputedStyle(/** @type {Element} */ (root.querySelector('.exercise-editor')?.shadowRoot?.querySelector('.cm-content'))).fontSize,
          }));
          assert.ok(right <= 390, `something reaches to ${right} px`);
          assert.ok(wide <= 390, `the page is ${wide} px wide`);
          assert.equal(font, '16px');
          assert.deepEqual(await accessibilityProblems(page, '.exercise'), []);
          assert.deepEqual(problemsOf(opened), []);
        } finally {
          await opened.close();
          await site.close();
        }
      });
    }

    test('says calmly when the browser keeps nothing', async () => {
      const site = await serveDist();
      const opened = await openExercise(name, site.url);
      const { page } = opened;
      try {
        await page.evaluateOnNewDocument(() => {
          Object.defineProperty(window, 'localStorage', { get: () => { throw new DOMException('no', 'SecurityError'); } });
        });
        await page.reload({ waitUntil: 'load' });
        await showExercise(page);
        assert.match(await textOf(page, '.exercise'), /does not let the page keep your code/);
        assert.ok((await tryCode(page, await content('solution.js'))).passed);
      } finally {
        await opened.close();
        await site.close();
      }
    });
  });
}
