// Quizzes as a learner meets them: right and wrong answers of every kind, the words that come back, what is kept.

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { arrive, checked, click, enterCode, inEveryBrowser, press, progressOf, type } from './quiz-page.mjs';
import { problemsOf } from './exercise-page.mjs';

/** @typedef {import('puppeteer-core').Page} Page */

/** @param {Page} page @param {string} id @param {string} text of the choice */
async function choose(page, id, text) {
  const labels = await page.$$(`#${id} .answers label`);
  for (const label of labels) {
    if ((await label.evaluate((element) => element.textContent)) !== text) continue;
    await label.evaluate((element) => element.scrollIntoView({ block: 'center' }));
    await label.click();
    return;
  }
  throw new Error(`There is no choice “${text}”.`);
}

/** @param {Page} page @param {string} id @returns {Promise<string[]>} the reasons that are shown */
const reasons = (page, id) => page.$$eval(`#${id} .why:not([hidden])`, (all) => all.map((each) => each.textContent ?? ''));

/** @param {Page} page @returns {Promise<string>} what has the focus */
const focused = (page) => page.evaluate(() => document.activeElement?.textContent ?? '');

inEveryBrowser((opened) => {
  /** @type {Page} */
  let page;
  before(() => {
    page = opened.page;
  });

  test('a choice: the reason of what was chosen, the focus kept, passing at the second try', async () => {
    await arrive(page, 'one');
    assert.deepEqual(await checked(page, 'one'), { is: 'open', says: 'Choose an answer first.', state: '1 point' });
    assert.equal(await progressOf(page, 'one'), undefined, 'nothing answered is no try');
    await choose(page, 'one', '2');
    const wrong = await checked(page, 'one');
    assert.equal(wrong.is, 'wrong');
    assert.match(wrong.says, /^Not yet\. ?Read why, and try again\. ReLU does not turn the sign around\./);
    assert.deepEqual(await reasons(page, 'one'), ['Not this one. ReLU does not turn the sign around.']);
    assert.equal(await focused(page), 'Check');
    await choose(page, 'one', '0');
    assert.deepEqual(await reasons(page, 'one'), []);
    const right = await checked(page, 'one');
    assert.match(right.says, /^Right\. At try 2\./);
    assert.equal(right.state, 'Passed ✓ · 1 point');
    assert.equal((await reasons(page, 'one')).length, 3, 'now every choice has its reason');
    assert.equal((await progressOf(page, 'one'))?.points, 1);
  });

  test('several choices: a missing one is told, and passing is worth two points', async () => {
    await arrive(page, 'many');
    await choose(page, 'many', 'tanh');
    assert.match((await checked(page, 'many')).says, /one right answer is still missing/);
    await choose(page, 'many', 'ReLU');
    assert.match((await checked(page, 'many')).says, /It has no upper bound/);
    await choose(page, 'many', 'ReLU');
    await choose(page, 'many', 'sigmoid');
    assert.equal((await checked(page, 'many')).is, 'right');
    assert.equal((await progressOf(page, 'many'))?.points, 2);
  });

  test('predict the output: a known mistake has its reason; the program runs after the answer alone', async () => {
    await arrive(page, 'output');
    const frames = () => page.$$eval('iframe', (all) => all.length);
    await type(page, '#output input[type="text"]', '[0.5, 2, 3]');
    assert.match((await checked(page, 'output')).says, /does not turn the sign around/);
    await type(page, '#output input[type="text"]', '[9]');
    assert.match((await checked(page, 'output')).says, /line by line/);
    assert.equal(await frames(), 0, 'nothing has run');
    assert.equal(await page.$$eval('#output .actions button:not([hidden])', (all) => all.length), 1, 'and nothing can be run yet');
    await type(page, '#output input[type="text"]', '[0.5,0,3]');
    const right = await checked(page, 'output');
    assert.match(right.says, /Right\. At try 3\..*ReLU cuts off/s);
    await press(page, 'output', 'Run it and see');
    await page.waitForSelector('#output .code-out');
    assert.equal(await page.$eval('#output .code-out', (out) => out.textContent), '[0.5, 0, 3]');
    assert.equal((await progressOf(page, 'output'))?.points, 1);
  });

  test('predict a number: within what is said, and no points for who looked first', async () => {
    await arrive(page, 'number');
    await type(page, '#number input[type="text"]', 'much');
    assert.match((await checked(page, 'number')).says, /write one, such as/);
    await type(page, '#number input[type="text"]', '0,12');
    assert.match((await checked(page, 'number')).says, /sigmoid of −2/);
    for (const guess of ['3', '4']) {
      await type(page, '#number input[type="text"]', guess);
      assert.equal((await checked(page, 'number')).is, 'wrong');
    }
    await press(page, 'number', 'Run it and see');
    await page.waitForSelector('#number .code-out');
    await type(page, '#number input[type="text"]', '0.88');
    for (const times of [1, 2]) {
      const right = await checked(page, 'number');
      assert.match(right.says, /brings no points/, `at check ${times}`);
      assert.equal((await progressOf(page, 'number'))?.points, 0, 'looking first is no prediction, however often one checks');
    }
  });

  test('fix the bug: the call that fails, then the mended program, in an editor that comes when wanted', async () => {
    await arrive(page, 'bias');
    const editors = () => page.evaluate(() => performance.getEntriesByType('resource').filter(({ name: address }) => /editor/.test(address)).length);
    assert.equal(await editors(), 0, 'no editor is loaded before');
    const wrong = await checked(page, 'bias');
    assert.equal(wrong.is, 'wrong');
    assert.match(wrong.says, /neuron\(\[1, 2\], \[0\.5, 1\], 1\): the number differs: expected 3\.5, got 2\.5\. 1 of 2 calls/);
    await press(page, 'bias', 'Hint');
    assert.match(await page.$eval('#bias .hint', (hint) => hint.textContent ?? ''), /Where does bias stand/);
    await press(page, 'bias', 'Edit');
    await enterCode(page, '#bias .code-editor', 'function neuron(inputs, weights, bias) {\n  return inputs[0] *;\n}');
    const broken = await checked(page, 'bias');
    assert.match(broken.says, /line 2/);
    await press(page, 'bias', 'Go to line 2');
    await enterCode(page, '#bias .code-editor', 'const neuron = (x, w, b) => Math.max(0, x[0] * w[0] + x[1] * w[1] + b);');
    const right = await checked(page, 'bias');
    assert.match(right.says, /All 2 calls give what they should.*The sum begins at the bias/s);
    assert.equal((await progressOf(page, 'bias'))?.points, 2);
  });

  test('fix the bug, tried by the tests of an exercise', async () => {
    await arrive(page, 'neuron-exercise');
    const wrong = await checked(page, 'neuron-exercise');
    assert.equal(wrong.is, 'wrong');
    assert.match(wrong.says, /tests passed/);
    await press(page, 'neuron-exercise', 'Edit');
    await enterCode(page, '#neuron-exercise .code-editor', 'function neuron(inputs, weights, bias) {\n  return Math.max(0, inputs.reduce((sum, x, i) => sum + x * weights[i], bias));\n}');
    assert.match((await checked(page, 'neuron-exercise')).says, /All \d+ tests passed/);
  });

  test('fill the gaps: all of them, with anything that works', async () => {
    await arrive(page, 'relu');
    await type(page, '#relu .gap', 'Math.min');
    assert.equal((await checked(page, 'relu')).says, 'Fill every gap first.');
    await type(page, '#relu .gap:nth-of-type(2)', '0');
    assert.match((await checked(page, 'relu')).says, /reluLayer\(\[1, -2, 0\.5\]\)/);
    await type(page, '#relu .gap', '((a, b) => (a > b ? a : b))');
    assert.equal((await checked(page, 'relu')).is, 'right');
    assert.equal((await progressOf(page, 'relu'))?.points, 1);
  });

  test('work out a number of a live network: its mistakes have names, its numbers are new each time', async () => {
    await arrive(page, 'sum');
    const given = () => page.$$eval('#sum .given dd', (all) => all.map((each) => Number((each.textContent ?? '').replace('−', '-'))));
    let [x1, x2, w1, w2, b] = await given();
    const first = JSON.stringify([x1, x2, w1, w2, b]);
    await type(page, '#sum input', String((x1 * w1 + x2 * w2 + b + 1).toFixed(3)));
    assert.equal((await checked(page, 'sum')).is, 'wrong');
    await press(page, 'sum', 'New numbers');
    await page.waitForFunction((before) => JSON.stringify([...document.querySelectorAll('#sum .given dd')].map((each) => Number((each.textContent ?? '').replace('−', '-')))) !== before, {}, first);
    assert.equal(await page.$eval('#sum .verdict', (element) => element.textContent), '', 'the old result is gone');
    [x1, x2, w1, w2, b] = await given();
    // Without the weights, unless that happens to be right.
    const careless = x1 + x2 + b;
    if (Math.abs(careless - (x1 * w1 + x2 * w2 + b)) > 0.05) {
      await type(page, '#sum input', careless.toFixed(4));
      assert.match((await checked(page, 'sum')).says, /Multiply each input by its weight|without the bias/);
    }
    await type(page, '#sum input', (x1 * w1 + x2 * w2 + b).toFixed(2));
    const right = await checked(page, 'sum');
    assert.equal(right.is, 'right', right.says);
    assert.match(right.says, /× .* = .*Each input times its weight/s);
  });

  test('a challenge: opened in the lesson, solved, and worth five points', async () => {
    await arrive(page, 'neuron');
    assert.match(await page.$eval('#neuron', (element) => element.textContent ?? ''), /Coding challenge/);
    await press(page, 'neuron', 'Open the challenge');
    await page.waitForSelector('#neuron .exercise-editor', { visible: true });
    assert.equal(await page.$('#neuron .exercise-use'), null, 'there is no network here to use it in');
    await enterCode(page, '#neuron .exercise-editor', 'function neuron(inputs, weights, bias) {\n  return Math.max(0, inputs.reduce((sum, x, i) => sum + x * weights[i], bias));\n}');
    await click(page, '#neuron .exercise-run');
    await page.waitForFunction(() => /Solved ✓/.test(document.querySelector('#neuron .question-state')?.textContent ?? ''), { timeout: 60_000 });
    assert.equal((await progressOf(page, 'neuron'))?.points, 5);
    await press(page, 'neuron', 'Close the challenge');
    assert.equal(await page.$('#neuron .exercise'), null);
  });

  test('at the next visit all of it is as it was left', async () => {
    await page.reload();
    await page.waitForSelector('.widget');
    await arrive(page, 'one');
    assert.equal(await page.$eval('#one .question-state', (state) => state.textContent), 'Passed ✓ · 1 point');
    assert.equal(await page.$eval('#one .answers', (list) => [...list.querySelectorAll('label')].find((label) => label.querySelector('input')?.checked)?.textContent), '0');
    await arrive(page, 'bias');
    assert.match(await page.$eval('#bias .code-plain', (code) => code.textContent ?? ''), /^const neuron = \(x, w, b\)/);
    assert.equal(await page.$('#bias .code-editor'), null);
    await arrive(page, 'relu');
    assert.equal(await page.$eval('#relu .gap', (gap) => /** @type {HTMLInputElement} */ (gap).value), '((a, b) => (a > b ? a : b))');
    await arrive(page, 'neuron');
    assert.match(await page.$eval('#neuron .question-state', (state) => state.textContent ?? ''), /Solved/);
  });

  test('and the page has nothing to complain of', () => assert.deepEqual(problemsOf(opened), []));
});
