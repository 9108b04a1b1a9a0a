// Three more challenges as a learner meets them: chosen from the list, solved, failed with a name, and kept apart.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { exerciseOf, textOf } from '../exercises/content.mjs';
import { edited } from '../../web/exercises/content.js';
import { accessibilityProblems, browsers, serveDist } from './lib/browsers.mjs';
import { codeOf, enterCode, openExercise, problemsOf, showExercise, tryCode } from './exercise-page.mjs';

for (const name of browsers) {
  describe(`the list of challenges in ${name}`, () => {
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

    /** @param {string} id */
    const choose = async (id) => {
      await page.select('#exercise-choice', id);
      await page.waitForSelector(`.exercise[data-exercise="${id}"]`);
    };
    /** @param {string} selector */
    const read = (selector) => page.$eval(selector, (element) => element.textContent ?? '');

    test('lists all fourteen', async () => {
      const options = await page.$$eval('#exercise-choice option', (list) => list.map((option) => option.textContent));
      assert.equal(options.length, 14);
      assert.match(String(options[0]), /^1\. One neuron$/);
    });

    for (const [id, mutant] of [['activations', 'gelu-no-cube'], ['softmax', 'no-shift'], ['train-xor', 'not-averaged']]) {
      test(`${id}: the solution passes, a mistake is named, the tries are counted`, async () => {
        const exercise = exerciseOf(id);
        const solution = textOf(`${id}/solution.js`);
        const mistake = exercise.functions.flatMap(({ mutants }) => mutants).find((each) => each.id === mutant);
        assert.ok(mistake);
        await choose(id);
        assert.equal((await codeOf(page)).trim(), textOf(`${id}/starter.js`).trim());
        const wrong = await tryCode(page, edited(solution, mistake.edits.javascript));
        assert.ok(!wrong.passed);
        assert.ok(wrong.text.includes(mistake.say), wrong.text);
        assert.equal(await read('.exercise-tries'), 'Try 1.');
        const right = await tryCode(page, solution);
        assert.ok(right.passed, right.text);
        assert.equal(await read('.exercise-tries'), 'Solved at try 2.');
        assert.match(await read(`#exercise-choice option[value="${id}"]`), /solved/);
        assert.equal(await page.$('iframe'), null);
      });
    }

    test('code is kept for each challenge, and the choice, too', async () => {
      await choose('neuron');
      await enterCode(page, '// my neuron');
      await choose('softmax');
      assert.match(await codeOf(page), /largest/);
      await page.reload({ waitUntil: 'load' });
      await showExercise(page);
      assert.equal(await page.$eval('.exercise', (root) => /** @type {HTMLElement} */ (root).dataset.exercise), 'softmax');
      await choose('neuron');
      assert.equal(await codeOf(page), '// my neuron');
      assert.equal(await page.$('.exercise-use'), null, 'only a layer can be used in the network');
    });

    test('code that is given can be read, and is there', async () => {
      await choose('numerical-gradient');
      assert.match(await read('.exercise-given pre'), /mean squared error/);
      assert.ok((await tryCode(page, textOf('numerical-gradient/solution.js'))).passed);
    });

    test('is accessible, and left no error behind', async () => {
      assert.deepEqual(await accessibilityProblems(page, '.exercise-panel'), []);
      assert.deepEqual(problemsOf(opened), []);
    });
  });
}
