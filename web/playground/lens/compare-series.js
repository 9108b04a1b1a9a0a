import { h, icon } from '../../ui/dom.js';
import { count, measure, percent, precise } from '../../ui/format.js';

/**
 * What runs that are compared have in common: a letter, a colour and a dash each; a row of figures; the way
 * back to the page.
 * @typedef {import('../types.js').Page} Page
 * @typedef {import('../types.js').Cost} Cost
 *
 * @typedef {object} Series a run with its way so far
 * @property {number} slot which letter, colour and dash it has
 * @property {ArrayLike<number>} steps @property {ArrayLike<number>} loss @property {ArrayLike<number>} testLoss
 *
 * @typedef {object} Figures
 * @property {number} step @property {number} loss @property {number} testLoss
 * @property {number | null} accuracy @property {number | null} testAccuracy
 * @property {boolean} diverged @property {Cost} cost
 */

/** Colours in an order in which neighbours are far apart, as tokens. */
const colours = [1, 0, 2, 3, 6, 5, 4, 7].map((n) => `class-${n}`);
const dashes = [[], [7, 4], [2, 3], [12, 4], [8, 3, 2, 3], [4, 2], [1, 4], [12, 3, 2, 3, 2, 3]];

/** @param {number} slot 0 to 7 */
export const markOf = (slot) => ({ letter: String.fromCharCode(65 + slot), colour: colours[slot], dash: dashes[slot] });

/** A piece of the line, with its letter. @param {number} slot */
export function swatch(slot) {
  const { letter, colour, dash } = markOf(slot);
  const line = icon('', 24);
  line.setAttribute('viewBox', '0 0 24 4');
  line.setAttribute('height', '4');
  const path = /** @type {SVGPathElement} */ (line.firstElementChild);
  path.setAttribute('d', 'M0 2H24');
  path.setAttribute('stroke', `var(--${colour})`);
  path.setAttribute('stroke-width', '3');
  path.setAttribute('stroke-dasharray', dash.join(' '));
  return h('span', { class: 'compare-mark' }, h('b', null, letter), line);
}

/** @param {Figures} figures */
function otherFigures({ step, accuracy, testAccuracy, cost: { parameters, operationsPerExample, millisecondsPerStep } }) {
  const right = testAccuracy ?? accuracy;
  return [
    `step ${count(step)}`,
    right === null ? null : `${percent(right)} right`,
    `${count(parameters)} parameters`,
    `${count(operationsPerExample)} operations an example`,
    millisecondsPerStep === null ? null : `${measure(millisecondsPerStep, 2)} ms a step`,
  ].filter((part) => part !== null).join(' · ');
}

/** What the cost is made of. */
const costHelp = 'Operations: additions and multiplications of one forward pass. Milliseconds: measured over the steps made here.';

/**
 * The rows of a run: the line's piece and its losses, then its other figures and its cost. A button of its name
 * opens it; where runs can be removed names are long, and stand below.
 * @param {{ slot: number, name: string, figures: Figures, onOpen: () => void, onRemove?: () => void }} of
 */
export function figuresRow({ slot, name, figures, onOpen, onRemove }) {
  const { letter } = markOf(slot);
  const { loss, testLoss, diverged, step } = figures;
  const open = h('button', { type: 'button', class: 'word', title: `Open it on the page, at step ${count(step)}`, dataset: { racer: letter }, onclick: onOpen }, name);
  const remove = onRemove && h('button', { type: 'button', class: 'compare-remove', 'aria-label': `Remove ${letter}, ${name}`, onclick: onRemove }, '×');
  return [
    h('tr', { class: 'compare-run', dataset: { slot: letter } },
      h('th', { scope: 'row' }, swatch(slot), onRemove ? null : open, diverged ? h('span', { class: 'compare-flag' }, ' diverged') : null),
      h('td', { dataset: { figure: 'testLoss', value: testLoss } }, precise(testLoss)),
      h('td', { dataset: { figure: 'loss', value: loss } }, precise(loss)),
      onRemove ? h('td', null, remove) : null),
    h('tr', { class: 'compare-words' }, h('td', { colspan: onRemove ? 4 : 3 },
      onRemove ? open : null, h('p', { class: 'compare-cost', title: costHelp }, otherFigures(figures)))),
  ];
}

/** @param {string} caption @param {boolean} removable */
export function figuresTable(caption, removable) {
  const body = h('tbody');
  const title = h('caption', null, caption);
  const heads = ['Run', 'Test loss', 'Training loss'].map((text) => h('th', { scope: 'col' }, text));
  if (removable) heads.push(h('th', { scope: 'col' }, h('span', { class: 'visually-hidden' }, 'Remove')));
  return { element: h('table', { class: 'compare-table' }, title, h('thead', null, h('tr', null, ...heads)), body), body, title };
}

/**
 * Opens a run that was compared on the page and brings it to its step: from step 0 by its experiment alone, since
 * a change on the way would make another run of it.
 * @param {Page} page @param {string} experiment @param {number} step
 * @returns {Promise<string | null>} null, or the sentence why not
 */
export async function openRun(page, experiment, step) {
  const why = await page.visit(experiment);
  if (!why && step > 0) await page.step(step);
  return why;
}
