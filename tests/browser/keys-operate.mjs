// What stands in a lesson, worked by keys alone: each kind of widget has its way here. Only the focus is set by script,
// to spare the Tabs to it; that Tab leads there is walked elsewhere (keys-page.mjs).

import assert from 'node:assert/strict';
import { splitGaps } from '../../web/learn/quizzes/gaps.js';
import { readLines } from '../../web/learn/quizzes/lines.js';

/** @typedef {import('puppeteer-core').Page} Page */
/** @typedef {{ group: string, kind: string, id: string, fields: any }} Placed a widget, as the content has it */

/** @param {Page} page @param {string} selector @param {number} [at] of those that fit */
export async function focusOn(page, selector, at = 0) {
  const has = await page.evaluate((where, i) => {
    const element = /** @type {HTMLElement | undefined} */ ([...document.querySelectorAll(where)].filter((each) => each.checkVisibility())[i]);
    element?.focus();
    return element !== undefined && element === document.activeElement;
  }, selector, at);
  assert.ok(has, `${selector} cannot have the focus`);
}

/** Gives the focus to the button with these words or this name. @param {Page} page @param {string} within @param {string} words */
async function focusButton(page, within, words) {
  const at = await page.$$eval(`${within} button`, (all, w) => all.filter((each) => each.checkVisibility()).findIndex((each) => (each.getAttribute('aria-label') ?? each.textContent ?? '').trim() === w), words);
  assert.ok(at >= 0, `${within} has no button “${words}”`);
  await focusOn(page, `${within} button`, at);
}

/** @param {Page} page @param {string} within @param {string} words */
export async function pressButton(page, within, words) {
  await focusButton(page, within, words);
  await page.keyboard.press('Enter');
}

/** What a widget shows, apart from the control that has the focus: its words, what its fields hold, its drawings; or whether that is something else now. @param {string} id @param {string} [had] */
const lookOf = (id, had) => {
  const root = /** @type {HTMLElement} */ (document.getElementById(id));
  const words = [...root.querySelectorAll('*')].filter((each) => each !== document.activeElement && each.childElementCount === 0).map((each) => `${each.textContent} ${each.getAttribute('style') ?? ''} ${each.getAttribute('aria-label') ?? ''}`);
  const fields = [...root.querySelectorAll('input, select')].filter((each) => each !== document.activeElement).map((each) => /** @type {HTMLInputElement} */ (each).value);
  const look = [...words, ...fields, ...[...root.querySelectorAll('canvas')].map((each) => each.toDataURL())].join('\n');
  return had === undefined ? look : look !== had;
};

/** Keys change what a widget shows. @param {Page} page @param {string} id @param {import('puppeteer-core').KeyInput[]} keys */
async function changes(page, id, ...keys) {
  const before = await page.evaluate(lookOf, id);
  for (const key of keys) await page.keyboard.press(key);
  await page.waitForFunction(lookOf, { polling: 200 }, id, /** @type {string} */ (before)).catch(() => assert.fail(`${keys.join(', ')} changed nothing of #${id}`));
}

/** Presses Enter where the question has the focus, and waits for what is said. @param {Page} page @param {string} id */
async function verdict(page, id) {
  await page.$eval(`#${id} form`, (form) => void (/** @type {HTMLElement} */ (form).dataset.state = 'waiting'));
  await page.keyboard.press('Enter');
  await page.waitForSelector(`#${id} form[data-state="judged"]`);
  assert.equal(await page.$eval(`#${id} .verdict`, (element) => element.getAttribute('role')), 'status', 'what is said is spoken');
  return page.$eval(`#${id} form`, (form) => /** @type {HTMLElement} */ (form).dataset.verdict);
}

/** @param {Page} page @param {string} id */
async function isRight(page, id) {
  await focusOn(page, `#${id} button[type="submit"]`);
  assert.equal(await verdict(page, id), 'right', `#${id} is answered rightly by keys`);
}

/** An editor is entered by “Edit”, written in, and left by Escape, then Tab. @param {Page} page @param {string} id @param {string} [text] in place of what is there */
async function editor(page, id, text) {
  await pressButton(page, `#${id}`, 'Edit');
  const inside = () => page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.classList.contains('cm-content') ?? false);
  await page.waitForFunction(() => document.activeElement?.shadowRoot?.activeElement?.classList.contains('cm-content'));
  if (text !== undefined) {
    await page.keyboard.down('Control');
    await page.keyboard.press('a');
    await page.keyboard.up('Control');
    await page.keyboard.sendCharacter(text);
  } else {
    await page.keyboard.press('Tab');
    assert.ok(await inside(), 'Tab indents in an editor');
  }
  await page.keyboard.press('Escape');
  await page.keyboard.press('Tab');
  assert.ok(!(await inside()), 'Escape, then Tab, leaves the editor');
}

/** @type {Record<string, (page: Page, widget: Placed) => Promise<unknown>>} */
const ways = {
  async 'quiz choice'(page, { id, fields }) {
    const right = fields.choices.flatMap((/** @type {any} */ each, /** @type {number} */ i) => (each.right ? [String(i)] : []));
    if (fields.several) {
      for (const value of right) {
        await focusOn(page, `#${id} input[value="${value}"]`);
        await page.keyboard.press(' ');
      }
    } else {
      await focusOn(page, `#${id} input[type="radio"]`);
      await page.keyboard.press(' ');
      for (let i = 0; i < fields.choices.length && !(await page.$eval(`#${id} input[value="${right[0]}"]`, (input) => /** @type {HTMLInputElement} */ (input).checked)); i += 1) await page.keyboard.press('ArrowDown');
    }
    await isRight(page, id);
  },
  async 'quiz predict-output'(page, { id, fields }) {
    await focusOn(page, `#${id} .typed :is(input, textarea)`);
    for (const [i, line] of String(fields.answer).trimEnd().split('\n').entries()) {
      if (i) await page.keyboard.press('Enter');
      await page.keyboard.type(line);
    }
    await isRight(page, id);
  },
  async 'quiz predict-number'(page, { id }) {
    await focusOn(page, `#${id} .typed input`);
    await page.keyboard.type('12345');
    assert.equal(await verdict(page, id), 'wrong', 'Enter in the field checks');
    await pressButton(page, `#${id}`, 'New numbers');
    await page.waitForFunction((i) => /** @type {HTMLInputElement} */ (document.querySelector(`#${i} .typed input`)).value === '', {}, id);
  },
  async 'quiz blank'(page, { id, fields }) {
    for (const [i, answer] of splitGaps(fields.javascript).answers.entries()) {
      await focusOn(page, `#${id} .gap`, i);
      await page.keyboard.type(answer);
    }
    await isRight(page, id);
  },
  async 'quiz fix'(page, { id, fields }) {
    // Over WebDriver BiDi a text cannot be entered at once, and key by key the editor indents it and closes its brackets.
    const solves = !/firefox/i.test(await page.browser().version());
    await editor(page, id, solves ? fields.solution.javascript : undefined);
    if (solves) return isRight(page, id);
    await focusOn(page, `#${id} button[type="submit"]`);
    assert.equal(await verdict(page, id), 'wrong', 'an indented line mends nothing');
  },
  async 'quiz order'(page, { id, fields }) {
    let level = 0;
    for (const line of readLines(fields.lines, fields.distractors ?? '').right) {
      const at = await page.$$eval(`#${id} .sort-pool .sort-text`, (all, text) => all.findIndex((each) => each.textContent === text), line.text);
      await focusOn(page, `#${id} .sort-pool .sort-text`, at);
      await page.keyboard.press('Enter'); // it comes to the end, and is the one that the arrows move
      for (; level < line.level; level += 1) await page.keyboard.press('ArrowRight');
      for (; level > line.level; level -= 1) await page.keyboard.press('ArrowLeft');
      await page.keyboard.press('Escape');
    }
    await isRight(page, id);
  },
  async 'code run'(page, { id }) {
    await pressButton(page, `#${id}`, 'Run');
    await page.waitForSelector(`#${id} .code-box[data-runs="1"]`);
    await editor(page, id);
  },
  async 'challenge exercise'(page, { id }) {
    await pressButton(page, `#${id}`, 'Open the challenge');
    await page.waitForSelector(`#${id} [aria-expanded="true"]`);
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Close the challenge', 'the focus stays');
    await page.keyboard.press('Enter');
    await page.waitForSelector(`#${id} [aria-expanded="false"]`);
  },
  async 'try experiment'(page, { id, fields }) {
    const target = fields.figure ?? fields.code;
    await focusOn(page, `#${id} a[href="#${target}"]`);
    await page.keyboard.press('Enter');
    await page.waitForFunction((to) => {
      const { top, bottom } = /** @type {Element} */ (document.getElementById(to)).getBoundingClientRect();
      return location.hash === `#${to}` && top < innerHeight && bottom > 0;
    }, {}, target);
    await page.keyboard.press('Tab');
    assert.ok(await page.evaluate((to) => document.getElementById(to)?.contains(document.activeElement), target), `Tab goes on in #${target}`);
  },
};

/** A key on the first control that fits. @param {string} selector @param {import('puppeteer-core').KeyInput[]} keys */
const key = (selector, ...keys) => async (/** @type {Page} */ page, /** @type {Placed} */ { id }) => {
  await focusOn(page, `#${id} ${selector}`);
  await changes(page, id, ...keys);
};

/** The drawn network's tree, and then a button. @param {string} words */
const network = (words) => async (/** @type {Page} */ page, /** @type {Placed} */ { id }) => {
  await focusOn(page, `#${id} [role="treeitem"][tabindex="0"]`);
  const label = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
  const before = await label();
  await page.keyboard.press('ArrowDown');
  assert.notEqual(await label(), before, 'the arrow keys walk the network');
  await focusButton(page, `#${id}`, words);
  await changes(page, id, 'Enter');
};

/** The main control of each figure changes what it shows. @type {typeof ways} */
const figures = {
  playground: network('One step'),
  async tour(page, widget) {
    await network('Next')(page, widget);
    await focusButton(page, `#${widget.id}`, 'Back');
    await changes(page, widget.id, 'Enter');
  },
  'slow-motion': network('Next act'),
  curve: key('input[type="range"]', 'ArrowLeft'),
  'loss-curve': key('input[type="range"]', 'ArrowLeft'),
  async 'neuron-line'(page, widget) {
    for (const handle of ['move', 'turn', 'probe']) await key(`.handle.${handle}`, 'ArrowUp')(page, widget);
  },
  collapse: key('button', 'Enter'),
  width: key('input[type="range"]', 'ArrowRight'),
  lab: network('Train as it is'),
  race: key('button', 'Enter'),
  async surface(page, widget) {
    await page.waitForSelector(`#${widget.id} button:enabled`); // once its map is computed
    await key('button', 'Enter')(page, widget);
  },
  async chain(page, widget) {
    for (const words of ['Next', 'Back']) {
      await focusButton(page, `#${widget.id}`, words);
      await changes(page, widget.id, 'Enter');
    }
  },
  async convolution(page, widget) {
    await key('.pad', ' ', 'ArrowDown', 'ArrowRight', ' ')(page, widget);
    await key('.grid.map', 'ArrowRight')(page, widget);
    await key('select', 'ArrowDown')(page, widget);
  },
  recurrence: key('button[aria-label="One step on"]', 'Enter'),
  async attention(page, widget) {
    await key('button[tabindex="0"]', 'ArrowUp')(page, widget);
    await key('input[type="range"]', 'ArrowRight')(page, widget);
  },
  scale: key('input[type="range"]', 'ArrowRight'),
  async cost(page, { id }) {
    await focusOn(page, `#${id} button`);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.waitForFunction((i) => document.querySelector(`#${i} button`)?.textContent === 'Measure again', {}, id);
    assert.ok(await page.evaluate(() => document.activeElement?.matches('.wide') ?? false), 'who has gone on is not called back');
  },
};

/** What is around the widgets, where the page has it: words of the glossary, sections' ticks, the list of contents, disclosures. @param {Page} page */
export async function operatePage(page) {
  const there = (/** @type {string} */ selector) => page.evaluate((where) => [...document.querySelectorAll(where)].some((each) => each.checkVisibility()), selector);
  const buttons = await page.$$eval('a.term', (all) => all.map((each) => each.getAttribute('role') === 'button'));
  const held = await page.$$eval('a.term', (all) => all.map((each) => document.querySelector(`.terms [data-term="${/** @type {HTMLElement} */ (each).dataset.term}"]`) !== null));
  assert.deepEqual(buttons, held, 'a word is a button where its meaning opens here, and else a link');
  if (held.includes(true)) {
    await focusOn(page, 'a.term[role="button"]');
    await page.keyboard.press(' ');
    await page.waitForSelector('.term-panel:popover-open');
    await page.keyboard.press('Escape');
    await page.waitForFunction(() => !document.querySelector('.term-panel:popover-open') && document.activeElement?.matches('a.term'));
  }
  if (await there('.tick')) {
    await focusOn(page, '.tick');
    await page.keyboard.press(' ');
    await page.waitForFunction(() => document.activeElement?.matches('.tick[aria-pressed="true"]'));
  }
  if (await there('.contents a')) {
    await focusOn(page, '.contents a', 1);
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => {
      const { top = -1 } = document.getElementById(location.hash.slice(1))?.getBoundingClientRect() ?? {};
      return top >= 0 && top < innerHeight;
    });
  }
  if (await there('summary')) {
    await focusOn(page, 'summary');
    const open = () => page.evaluate(() => document.activeElement?.closest('details')?.open);
    const before = await open();
    await page.keyboard.press('Enter');
    assert.notEqual(await open(), before, 'Enter opens and closes');
  }
  const theme = () => page.$eval('#theme', (button) => button.getAttribute('aria-label'));
  const was = await theme();
  await focusOn(page, '#theme');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.activeElement?.matches(':popover-open input'));
  await page.keyboard.press('ArrowDown');
  assert.notEqual(await theme(), was, 'the theme is chosen by keys');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Escape');
  await page.waitForFunction(() => document.activeElement?.id === 'theme');
}

/** Works a widget that is awake. @param {Page} page @param {Placed} widget */
export async function operate(page, widget) {
  const way = widget.group === 'figure' ? figures[widget.kind] : ways[`${widget.group} ${widget.kind}`];
  assert.ok(way, `a ${widget.group} of the kind ${widget.kind} has no way by keys here yet`);
  await way(page, widget);
}
