// “Your code is the engine” on the page: functions that have passed train XOR, and their gradients are painted on the
// network; what is wrong is found at the number where it parts from the engine.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { edited } from '../../web/exercises/content.js';
import { parts } from '../../web/exercises/training/parts.js';
import { exerciseOf, textOf } from '../exercises/content.mjs';
import { accessibilityProblems, browsers, serveDist } from './lib/browsers.mjs';
import { choosePython, click, openExercise, problemsOf, showExercise, tryCode } from './exercise-page.mjs';

const endings = { javascript: 'js', python: 'py' };
const ids = [...new Set([...parts.flatMap(({ options }) => options.map(({ exercise }) => exercise)), 'train-xor'])];

for (const name of browsers) {
  describe(`your code is the engine, ${name}`, () => {
    /** @type {Awaited<ReturnType<typeof serveDist>>} */
    let site;
    /** @type {Awaited<ReturnType<typeof openExercise>>} */
    let opened;
    /** @type {import('puppeteer-core').Page} */
    let page;
    before(async () => {
      site = await serveDist();
      opened = await openExercise(name, `${site.url}#data=circle&layers=5:tanh&seed=4`, { width: 1440, height: 900, timeout: 60_000 });
      page = opened.page;
    });
    after(async () => {
      await opened?.close();
      await site?.close();
    });

    const openBox = () => page.$eval('.exercise-training', (box) => void (/** @type {HTMLDetailsElement} */ (box).open = true));
    /** @param {string} text */
    const press = async (text) => {
      const index = await page.$$eval('.exercise-training button', (all, wanted) => all.findIndex((each) => each.textContent === wanted), text);
      assert.ok(index >= 0, `there is no button “${text}”`);
      await page.$$eval('.exercise-training button', (all, at) => /** @type {HTMLElement} */ (all[at]).click(), index);
    };
    const status = () => page.$eval('.training-status', (element) => element.textContent ?? '');
    /** @param {RegExp} pattern @param {string} [selector] */
    const said = (pattern, selector = '.training-status') =>
      page.waitForFunction((where, source) => new RegExp(source).test(document.querySelector(where)?.textContent ?? ''), {}, selector, pattern.source);
    /** Passes challenges without typing them: the code a learner's passed run leaves behind. @param {Record<string, string>} codes by id @param {string} language */
    const pass = (codes, language) =>
      page.evaluate((all, spoken) => Object.entries(all).forEach(([id, code]) => localStorage.setItem(`glia.exercise.${id}.${spoken}.passed`, code)), codes, language);
    /** @param {'javascript' | 'python'} language */
    const solutions = (language) => Object.fromEntries(ids.map((id) => [id, textOf(`${id}/solution.${endings[language]}`)]));
    const reload = async () => {
      await page.reload({ waitUntil: 'load' });
      await showExercise(page);
      await openBox();
    };
    /** @param {string} label @param {string} value */
    const choose = async (label, value) => {
      await page.$$eval('.training-parts label', (labels, wanted, option) => {
        const found = labels.find((each) => each.textContent === wanted);
        const select = /** @type {HTMLSelectElement} */ (document.getElementById(/** @type {HTMLLabelElement} */ (found).htmlFor));
        select.value = option;
        select.dispatchEvent(new Event('change'));
      }, label, value);
    };

    test('nothing can be chosen before it is solved; one solved can', async () => {
      await openBox();
      assert.equal(await page.$$eval('.training-parts option:not([disabled])', (options) => options.filter((option) => option.getAttribute('value') !== '').length), 0);
      assert.match(await page.$eval('.training-parts', (element) => element.textContent ?? ''), /softmax: solve “Softmax” first/);
      assert.ok(await page.$eval('.training-run', (element) => /** @type {HTMLButtonElement} */ (element).disabled));
      assert.ok((await tryCode(page, textOf('dense-layer/solution.js'))).passed);
      assert.deepEqual(await page.$$eval('.training-parts option:not([disabled])', (options) => options.map((option) => option.textContent).filter((text) => text?.startsWith('your '))), ['your denseLayer']);
    });

    test('all functions together train XOR', async (context) => {
      await pass(solutions('javascript'), 'javascript');
      await reload();
      await press('Take all of mine');
      await page.$eval('.training-run', (element) => /** @type {HTMLElement} */ (element).click());
      await said(/numbers of yours, each as the engine’s/, '.training-figures');
      const before = await page.$eval('#output', (element) => element.textContent ?? '');
      await said(/little left to learn|far enough/);
      context.diagnostic(await status());
      assert.match(await status(), /The training loss is below 0\.05: there is little left to learn\. [\d,]+ steps, loss [\d.]+, [\d,]+ numbers of yours, each as the engine’s\./);
      assert.match(await page.evaluate(() => location.hash), /data=xor/);
      assert.notEqual(await page.$eval('#output', (element) => element.textContent ?? ''), before, 'the page shows what was learned');
      assert.equal(await page.$('iframe'), null, 'no sandbox is left behind');
    });

    // That they learn to the end in Python, too, is tested under Node.
    test('all functions together train, in Python', async (context) => {
      await pass(solutions('python'), 'python');
      await choosePython(page);
      await openBox();
      await press('Take all of mine');
      await press('Train with these');
      await said(/^\d\d+ steps/, '.training-figures');
      await press('Stop');
      await said(/^Stopped\. \d+ steps, loss [\d.]+, [\d,]+ numbers of yours/);
      context.diagnostic(await status());
      assert.equal((await page.$$('iframe')).length, 1, 'the Python that waits, no other');
    });

    test('stops when asked to, and when another network is opened', async () => {
      await page.select('.exercise-language', 'javascript');
      await page.waitForSelector('.exercise[data-language="javascript"]');
      await page.evaluate(() => (location.hash = 'noise=30&layers=8:relu&seed=9'));
      await page.waitForFunction(() => document.querySelectorAll('#network [role="treeitem"]').length > 0 && location.hash.includes('noise=30'));
      await page.waitForFunction(() => /** @type {any} */ (globalThis).glia.opened.values.seed === '9');
      await openBox();
      await press('Take all of mine');
      await press('Train with these');
      await said(/^[1-9].* steps/, '.training-figures');
      await press('Stop');
      await said(/^Stopped\. .* steps, loss/);
      assert.match(await page.evaluate(() => location.hash), /noise=30/, 'a network that fits is taken as it is');
      await press('Train with these');
      await said(/^[1-9].* steps/, '.training-figures');
      await page.evaluate(() => (location.hash = 'data=rings&layers=4:relu'));
      await said(/^Another network was opened/);
    });

    test('a function that parts from the engine is told by the number', async () => {
      const { mutants } = exerciseOf('softmax').functions[0];
      await pass({ softmax: edited(textOf('softmax/solution.js'), mutants.find(({ id }) => id === 'not-divided')?.edits.javascript ?? []) }, 'javascript');
      await press('Train with these');
      await said(/^Your softmax and the engine part: /);
      assert.match(await page.$eval('.exercise-training', (element) => element.textContent ?? ''), /At softmax\(\[/);
      await pass({ softmax: textOf('softmax/solution.js') }, 'javascript');
    });

    test('gradients are painted: right ones agree, wrong ones differ', async () => {
      for (const [code, worst] of [[textOf('network-backward/solution.js'), 'agrees'], [edited(textOf('network-backward/solution.js'), exerciseOf('network-backward').functions[0].mutants[0].edits.javascript), 'differs']]) {
        await pass({ 'network-backward': code }, 'javascript');
        await press('Paint my gradients');
        await said(/Every link shows/);
        await page.waitForFunction((wanted) => [...document.querySelectorAll('.lens')].some((lens) => /** @type {HTMLElement} */ (lens).dataset.worst === wanted), {}, worst);
        assert.match(await page.$eval('#lenses', (element) => element.textContent ?? ''), /The gradients of your backward beside the engine’s/);
        await press('Back to the engine’s gradients');
        await page.waitForFunction(() => !/gradients of your/.test(document.querySelector('#lenses')?.textContent ?? ''));
      }
    });

    test('one function for all of it opens a network of tanh', async () => {
      await choose('All of it at once', 'train');
      await press('Train with these');
      await said(/^[1-9].* steps/, '.training-figures');
      await press('Stop');
      await said(/^Stopped\. /);
      assert.match(await page.evaluate(() => location.hash), /6:tanh/);
      assert.deepEqual(await accessibilityProblems(page, '.exercise-training'), []);
    });

    test('left no error behind', () => {
      assert.deepEqual(problemsOf(opened), []);
    });
  });
}
