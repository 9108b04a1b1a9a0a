// Lines put in order by keys, by buttons and by dragging; programs run and tried; everything without a mouse, on a
// phone, and for those who listen.

import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { accessibilityProblems, openPage } from './lib/browsers.mjs';
import { arrive, checked, enterCode, forget, inEveryBrowser, openQuizzes, press, progressOf, said, type, verdict } from './quiz-page.mjs';
import { problemsOf } from './exercise-page.mjs';

/** @typedef {import('puppeteer-core').Page} Page */

/** @param {Page} page @returns {Promise<string[]>} the program as it stands, a dash for each step of indentation */
const program = (page) =>
  page.$$eval('#loop .sort-program .sort-line', (lines) =>
    lines.map((line) => '-'.repeat(Number(/** @type {HTMLElement} */ (line).style.getPropertyValue('--level'))) + (line.querySelector('code')?.textContent ?? '')));

/** The button of a line. @param {Page} page @param {string} text */
async function lineOf(page, text) {
  const buttons = await page.$$('#loop .sort-text');
  for (const button of buttons) if ((await button.evaluate((element) => element.textContent)) === text) return button;
  throw new Error(`There is no line “${text}”.`);
}

/**
 * Drags a line by the mouse to where it should be.
 * @param {Page} page @param {string} text
 * @param {(box: { x: number, y: number, width: number, height: number }) => { x: number, y: number }} to of the program's place
 * @param {boolean} [within] whether that is in the program
 */
async function drag(page, text, to, within = true) {
  const line = await lineOf(page, text);
  await page.$eval('#loop', (element) => element.scrollIntoView({ block: 'center' }));
  const from = await line.boundingBox();
  const place = await (await page.$('#loop .sort-program'))?.boundingBox();
  if (!from || !place) throw new Error('a line that cannot be seen');
  const target = to(place);
  await page.mouse.move(from.x + 8, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(from.x + 20, from.y + 20, { steps: 2 });
  await page.mouse.move(target.x, target.y, { steps: 5 });
  assert.equal((await page.$$('#loop .sort-gap')).length, within ? 1 : 0, 'a gap shows where it would come to stand');
  await page.mouse.up();
}

/** Tabs until something in a widget has the focus. @param {Page} page @param {string} selector */
async function tabTo(page, selector) {
  for (let i = 0; i < 80; i += 1) {
    if (await page.evaluate((where) => document.activeElement?.matches(where) ?? false, selector)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not lead to ${selector}`);
}

const site = inEveryBrowser((opened) => {
  /** @type {Page} */
  let page;
  before(() => {
    page = opened.page;
  });

  test('lines are put in order by keys alone, and the first that is wrong is told', async () => {
    await arrive(page, 'loop');
    assert.equal((await checked(page, 'loop')).is, 'open');
    const { keyboard } = page;
    for (const text of ['for x in values:', 'total = 0', 'total += x', 'print(total)']) {
      await (await lineOf(page, text)).focus();
      await keyboard.press('Enter');
    }
    assert.deepEqual(await program(page), ['for x in values:', 'total = 0', 'total += x', 'print(total)']);
    const swapped = await checked(page, 'loop');
    assert.match(swapped.says, /^Not yet\. ?Line 1 is the first that is not right: another line comes here\./);
    assert.equal(await page.$$eval('#loop .sort-wrong', (all) => all.length), 1);
    await (await lineOf(page, 'total = 0')).focus();
    await keyboard.press(' ');
    await keyboard.press('ArrowUp');
    await said(page, /Line 1 of 4, not indented/);
    await keyboard.press('ArrowUp');
    await said(page, /cannot go further up/);
    await keyboard.press('Escape');
    await keyboard.press('ArrowDown');
    await keyboard.press('ArrowDown');
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'total += x', 'unpicked, the arrows walk');
    assert.match((await checked(page, 'loop')).says, /Line 3 is the right one\. It stands one step too far to the left\./);
    await (await lineOf(page, 'total += x')).focus();
    await keyboard.press('Enter');
    await keyboard.press('ArrowRight');
    await said(page, /Line 3 of 4, indented one step/);
    await keyboard.press('Escape');
    assert.deepEqual(await program(page), ['total = 0', 'for x in values:', '-total += x', 'print(total)']);
    const right = await checked(page, 'loop');
    assert.match(right.says, /^Right\. At try 3\. ?The sum begins at zero/);
    assert.equal((await progressOf(page, 'loop'))?.points, 1);
  });

  test('by buttons, and kept until the next visit', async () => {
    await press(page, 'loop', 'total += x');
    await page.click('#loop .sort-tool[aria-label="Indent less"]');
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('aria-label')), 'Indent less', 'the focus stays on the tool');
    await page.click('#loop .sort-tool[aria-label="Move up"]');
    await page.click('#loop .sort-tool[aria-label="Take out"]');
    assert.deepEqual(await program(page), ['total = 0', 'for x in values:', 'print(total)']);
    assert.equal(await page.$eval('#loop .verdict', (element) => element.textContent), '', 'what was said of another program is gone');
    await page.reload();
    await arrive(page, 'loop');
    assert.deepEqual(await program(page), ['total = 0', 'for x in values:', 'print(total)']);
  });

  test('by dragging: into the program, to the right, and out again', async () => {
    await arrive(page, 'loop');
    // Below the second line, indented by a step.
    const lines = () => page.$$eval('#loop .sort-program .sort-line', (all) => all.map((each) => each.getBoundingClientRect().height));
    const [height] = await lines();
    await drag(page, 'total += x', ({ x, y }) => ({ x: x + 24 + 30, y: y + 2 * (height + 4) + 4 }));
    assert.deepEqual(await program(page), ['total = 0', 'for x in values:', '-total += x', 'print(total)']);
    await drag(page, 'total = x', ({ x, y }) => ({ x: x + 30, y: y - 4 }));
    assert.deepEqual((await program(page))[0], 'total = x');
    assert.match((await checked(page, 'loop')).says, /Line 1 .* it does not belong to the program/);
    await drag(page, 'total = x', ({ x, y, height: all }) => ({ x: x + 40, y: y + all + 80 }), false);
    assert.deepEqual(await program(page), ['total = 0', 'for x in values:', '-total += x', 'print(total)']);
    assert.equal((await checked(page, 'loop')).is, 'right');
  });

  test('a program runs when it is asked to, and says where it ended', async () => {
    await arrive(page, 'program');
    assert.equal(await page.$('#program .code-out'), null, 'nothing has run by itself');
    assert.equal((await page.$$('iframe')).length, 0);
    await press(page, 'program', 'Run');
    await page.waitForSelector('#program .code-box[data-runs="1"]');
    assert.equal(await page.$eval('#program .code-out', (out) => out.textContent), '-1.5');
    await said(page, /Printed: -1\.5/);
    await press(page, 'program', 'Edit');
    await enterCode(page, '#program .code-editor', 'console.log(1);\nconsole.log(inputs);');
    await page.keyboard.down('Control');
    await page.keyboard.press('Enter');
    await page.keyboard.up('Control');
    await page.waitForSelector('#program .code-box[data-runs="2"]');
    assert.match(await page.$eval('#program .code-fault', (fault) => fault.textContent ?? ''), /error in line 2.*inputs/);
    assert.equal(await page.$eval('#program .code-out', (out) => out.textContent), '1', 'what was printed before stays');
  });

  test('a try is noticed when it is done, and not before', async () => {
    await arrive(page, 'positive-sum');
    assert.equal(await page.$eval('#positive-sum .verdict', (element) => element.textContent), '');
    await press(page, 'program', 'Reset');
    await said(page, /as it was at first/);
    await press(page, 'program', 'Bring my code back');
    await enterCode(page, '#program .code-editor', 'console.log(0.5 * 1 + 1 * 2);');
    await press(page, 'program', 'Run');
    await page.waitForFunction(() => /Done\./.test(document.querySelector('#positive-sum .verdict')?.textContent ?? ''));
    assert.match(await page.$eval('#positive-sum', (element) => element.textContent ?? ''), /the sum is 2\.5/);
    assert.equal((await progressOf(page, 'positive-sum'))?.points, 1);
  });

  test('an endless loop is ended, and the page goes on', async () => {
    await enterCode(page, '#program .code-editor', 'console.log("begun");\nwhile (true) {}');
    await press(page, 'program', 'Run');
    await page.waitForSelector('#program .code-box[data-runs="4"]');
    assert.match(await page.$eval('#program .code-fault', (fault) => fault.textContent ?? ''), /loop that never stops/);
  });

  test('in Python: the choice is for the whole page, programs run and are judged', async () => {
    await page.evaluate(() => localStorage.clear());
    await page.reload();
    await arrive(page, 'program');
    await page.$eval('#program .code-languages input[value="python"]', (input) => /** @type {HTMLElement} */ (input).click());
    assert.match(await page.$eval('#program .code-plain', (code) => code.textContent ?? ''), /^inputs = \[1, 2\]/);
    await press(page, 'program', 'Run');
    await page.waitForSelector('#program .code-box[data-runs="1"]', { timeout: 120_000 });
    assert.equal(await page.$eval('#program .code-printed', (out) => out.textContent), 'Output-1.5');
    await arrive(page, 'bias');
    assert.match(await page.$eval('#bias .code-plain', (code) => code.textContent ?? ''), /^def neuron/);
    assert.match((await checked(page, 'bias')).says, /neuron\(\[1, 2\], \[0\.5, 1\], 1\): the number differs: expected 3\.5, got 2\.5/);
    await arrive(page, 'relu');
    await type(page, '#relu .gap', 'max');
    await type(page, '#relu .gap:nth-of-type(2)', 'None');
    assert.match((await checked(page, 'relu')).says, /relu_layer\(\[1, -2, 0\.5\]\): the code raised an error in line 2: TypeError/);
    await type(page, '#relu .gap:nth-of-type(2)', '0');
    assert.equal((await checked(page, 'relu')).is, 'right');
    await page.$eval('#relu .code-languages input[value="javascript"]', (input) => /** @type {HTMLElement} */ (input).click());
    assert.match(await page.$eval('#program .code-plain', (code) => code.textContent ?? ''), /^const inputs/);
  });

  test('a choice and gaps by keyboard alone', async () => {
    await page.evaluate(() => localStorage.clear());
    await page.reload();
    await arrive(page, 'one');
    const { keyboard } = page;
    await tabTo(page, '#one input');
    await keyboard.press(' ');
    const label = () => page.evaluate(() => document.activeElement?.closest('label')?.textContent);
    for (let i = 0; i < 3 && (await label()) !== '0'; i += 1) await keyboard.press('ArrowDown');
    await forget(page, 'one');
    await keyboard.press('Enter');
    assert.equal((await verdict(page, 'one')).is, 'right');
    assert.equal(await label(), '0', 'the focus stays where it was');
    await arrive(page, 'relu');
    await page.$eval('#relu .code-languages input:checked', (input) => /** @type {HTMLElement} */ (input).focus());
    await tabTo(page, '#relu .gap');
    await keyboard.type('Math.max');
    await keyboard.press('Tab');
    await keyboard.type('0');
    await forget(page, 'relu');
    await keyboard.press('Enter');
    assert.equal((await verdict(page, 'relu')).is, 'right');
  });

  test('and the page has nothing to complain of', () => assert.deepEqual(problemsOf(opened), []));
});

for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
  test(`accessible in ${colorScheme} colours, with results of every kind`, async () => {
    const { page, close } = await openQuizzes('chromium', site, { colorScheme, width: 390, height: 844 });
    try {
      for (const id of ['one', 'many', 'program', 'positive-sum', 'output', 'number', 'bias', 'neuron-exercise', 'relu', 'loop', 'sum', 'neuron']) await arrive(page, id);
      await page.click('#one .answers label');
      await checked(page, 'one');
      await type(page, '#output input[type="text"]', '[0.5, 0, 3]');
      await checked(page, 'output');
      await (await lineOf(page, 'total = 0')).click();
      await checked(page, 'loop');
      await press(page, 'bias', 'Edit');
      await page.waitForSelector('#bias .code-editor');
      await press(page, 'neuron', 'Open the challenge');
      await page.waitForSelector('#neuron .exercise');
      assert.deepEqual(await accessibilityProblems(page), []);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      assert.ok(wide <= 0, `at 390 px the page is ${wide} px too wide`);
    } finally {
      await close();
    }
  });
}

test('by a finger: the grip drags, the rest of a line scrolls the page or is pressed', async () => {
  const { page, close } = await openQuizzes('chromium', site, { width: 390, height: 844, touch: true });
  try {
    await arrive(page, 'loop');
    await (await lineOf(page, 'total = 0')).tap();
    await (await lineOf(page, 'print(total)')).tap();
    assert.deepEqual(await program(page), ['total = 0', 'print(total)']);
    /** @param {string} text @param {string} part of the line that is touched */
    const dragged = async (text, part) => {
      await page.$eval('#loop', (element) => element.scrollIntoView({ block: 'start' }));
      const line = await (await lineOf(page, text)).evaluateHandle((button, where) => /** @type {Element} */ (button.closest('.sort-line')?.querySelector(where)), part);
      const from = await line.boundingBox();
      const to = await (await page.$('#loop .sort-program'))?.boundingBox();
      if (!from || !to) throw new Error('a line that cannot be seen');
      const [x, y] = [from.x + from.width / 2, from.y + from.height / 2];
      await page.touchscreen.touchStart(x, y);
      for (let i = 1; i <= 5; i += 1) await page.touchscreen.touchMove(x + (i / 5) * 10, y + (i / 5) * (to.y + 2 - y));
      await page.touchscreen.touchEnd();
    };
    await dragged('total += x', '.sort-grip');
    assert.deepEqual((await program(page)).map((line) => line.replace(/^-+/, '')), ['total += x', 'total = 0', 'print(total)']);
    await dragged('for x in values:', '.sort-text');
    assert.equal((await program(page)).length, 3, 'a finger on the text moves no line');
  } finally {
    await close();
  }
});

test('without script the questions can be read', async () => {
  const { page, close } = await openPage('chromium', `${site.url}license.txt`);
  try {
    await page.setJavaScriptEnabled(false);
    await page.goto(site.lesson);
    const text = await page.$eval('main', (main) => main.textContent ?? '');
    for (const words of ['What does ReLU give?', 'sum += inputs[i]', 'This neuron forgets its bias.', '____(____, z)', 'for x in values:']) assert.ok(text.includes(words), words);
  } finally {
    await close();
  }
});
