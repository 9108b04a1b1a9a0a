import { h, reveal, setText } from '../ui/dom.js';
import { count, exact, figure } from '../ui/format.js';
import { stylesheet } from '../ui/stylesheet.js';
import { neuronName } from './names.js';
import { pointName } from './point-name.js';
import { sentence } from './session.js';
import { chainOf, inBrackets } from './why-chain.js';
import { guessing } from './why-guess.js';

/**
 * “Why it moved”: the last update of one weight or bias as a chain of real numbers. The engine's ledger tells
 * them; while the network trains they follow as well as can be read.
 * @typedef {import('./types.js').Frame} Frame
 * @typedef {import('./types.js').Opened} Opened
 * @typedef {import('./why-chain.js').Line} Line
 *
 * @typedef {object} Around what the section is given by the card
 * @property {import('./types.js').Client} client
 * @property {() => Promise<void>} step one step, after a pause
 * @property {() => void} pause
 * @property {(name: string) => string} activationLabel
 */

/** Milliseconds between two ledgers while training. The engine replays for each, so it gets as much time again. */
const askEvery = 400;

/** Whether all lines are shown: kept from one selection to the next. */
let unfolded = false;

/**
 * @param {HTMLElement} place an empty section
 * @param {Around} around
 * @param {{ opened: () => Opened, item: import('./types.js').Item, index: number }} about index: of the parameter
 */
export function whyItMoved(place, around, { opened, item, index }) {
  const heading = h('h3', null, 'Why it moved');
  const chip = h('span', { class: 'why-point' });
  const earlier = h('button', { type: 'button', 'aria-label': 'Earlier example', onclick: () => choose(row - 1) }, '‹');
  const later = h('button', { type: 'button', 'aria-label': 'Next example', onclick: () => choose(row + 1) }, '›');
  const which = h('div', { class: 'why-example', role: 'group', 'aria-label': 'Example of the batch' }, earlier, chip, later);
  const list = h('ol', { class: 'why-chain' });
  const note = h('p', { class: 'help' });
  const fold = h('button', { type: 'button', class: 'chip', 'aria-pressed': 'false', onclick: () => unfold(!unfolded) }, 'All numbers');
  const predict = h('button', { type: 'button', class: 'chip', onclick: () => void ask() }, 'Predict the number');
  const one = h('button', { type: 'button', class: 'button', onclick: () => void around.step() }, 'One step');
  const guess = guessing({ onCover: (name) => draw(name), onEnd: () => predict.focus() });
  const chips = h('div', { class: 'chips' }, fold, predict);
  place.append(heading, which, list, guess.element, note, chips, one);
  void stylesheet('playground/why.css');

  /** @type {import('./why-chain.js').Ledger | null} */
  let ledger = null;
  /** @type {Line[]} */
  let lines = [];
  let row = 0;
  /** Which state of the run the ledger is of. */
  let shownOf = '';
  /** @type {Opened | null} */
  let shownFor = null;
  let asking = false;
  let resting = 0;
  /** @type {Frame | null} */
  let waiting = null;
  /** @type {string | null} */
  let covered = null;
  empty(null);

  /** No ledger: says why. @param {string | null} why null: nothing is known yet */
  function empty(why) {
    ledger = null;
    setText(heading, 'Why it moved');
    for (const element of [which, list, chips]) element.hidden = true;
    one.hidden = why === null;
    guess.close();
    setText(note, why ?? '');
    note.hidden = why === null;
  }

  /** @param {number} next */
  function choose(next) {
    row = next;
    guess.close();
    void fetch(true);
  }

  /** @param {boolean} on */
  function unfold(on) {
    unfolded = on;
    draw(covered);
  }

  /** Asks the engine about the state on the screen, one question at a time. @param {boolean} [anyhow] */
  async function fetch(anyhow = false) {
    const frame = waiting;
    if (!frame || asking) return;
    const of = opened();
    const state = `${frame.step} ${frame.edits}`;
    if (!anyhow && shownFor === of && shownOf === state) return;
    if (!anyhow && frame.playing && performance.now() < resting) return;
    asking = true;
    const began = performance.now();
    try {
      let next = await around.client.ledger(index, { example: row });
      if (next.examples[row] === undefined) {
        row = 0;
        next = await around.client.ledger(index, { example: 0 });
      }
      if (of === opened()) show(next);
    } catch (error) {
      if (row > 0) row = 0; // a smaller batch has no such row
      if (of === opened()) empty(frame.step === 0 ? 'No update has been made yet: this is the value it began with.' : sentence(error));
    }
    // The card has just grown by these lines; where its end went below the player, it comes up. Not on a
    // phone: the network stands above it there and would leave the screen.
    if (!shownFor && matchMedia('(min-width: 760px)').matches) reveal(place.closest('#card') ?? place);
    [shownFor, shownOf] = [of, state];
    resting = performance.now() + Math.max(askEvery, performance.now() - began);
    asking = false;
    if (waiting && `${waiting.step} ${waiting.edits}` !== state && !waiting.playing) void fetch();
  }

  /** @param {import('./why-chain.js').Ledger} next */
  function show(next) {
    if (ledger?.step !== next.step) guess.close();
    ledger = next;
    const { network, dataset } = opened();
    const { layers } = network;
    const { layer, unit, input } = item;
    lines = chainOf(next, row, {
      from: item.kind === 'weight' ? neuronName(layers, layer - 1, input) : '',
      above: (above) => neuronName(layers, layer + 1, above),
      activation: around.activationLabel(next.activation),
      loss: 'loss',
    });
    setText(heading, `Why it moved · update ${count(next.step)}`);
    for (const element of [which, list, chips]) element.hidden = false;
    one.hidden = true;
    const examples = next.examples.length;
    earlier.disabled = row === 0;
    later.disabled = row === examples - 1;
    chip.setAttribute('aria-live', waiting?.playing ? 'off' : 'polite');
    setText(chip, `${row + 1} of ${examples}: ${pointName(dataset, network, next.examples[row].point)}`);
    const says = [];
    if (next.detail && next.detail.post === 0 && item.kind !== 'weight') says.push(`For this point ${neuronName(layers, layer, unit)} answered 0.`);
    if (!next.agrees) says.push('Training rounded one of these steps differently in the last bits.');
    if (next.edited) says.push(`Set by hand since, to ${figure(next.value)}.`);
    setText(note, says.join(' '));
    note.hidden = says.length === 0;
    draw(covered);
  }

  /** @param {string | null} name the number to cover */
  function draw(name) {
    covered = name;
    fold.setAttribute('aria-pressed', String(unfolded));
    const shown = lines.filter((line) => unfolded || line.main || line.result.name === name);
    list.replaceChildren(...shown.map((line) => h('li', { dataset: { line: line.result.name } },
      h('span', { class: 'why-label' }, line.label),
      h('span', { class: 'why-sum' },
        ...line.sum.map((part, i) => (typeof part === 'string' ? part : number(part, name, inBrackets(line.sum, i)))),
        h('span', { class: 'why-result' }, line.sum.length > 0 ? ' = ' : null, h('b', null, number(line.result, name)))))));
  }

  async function ask() {
    around.pause();
    const answer = guess.ask(lines, `${ledger?.step} ${ledger?.examples[row].point} ${index}`);
    if (answer) return;
    // Every number of this example was asked for: another has others.
    const examples = ledger?.examples.length ?? 0;
    if (row + 1 < examples) {
      row += 1;
      await fetch(true);
      if (guess.ask(lines, `${ledger?.step} ${ledger?.examples[row].point} ${index}`)) return;
    }
    setText(note, 'You have been asked for every number of this update. Another step brings new ones.');
    note.hidden = false;
    one.hidden = false;
  }

  return {
    /** @param {Frame} frame */
    show(frame) {
      waiting = frame;
      void fetch();
    },
  };
}

/** @param {import('./why-chain.js').Quantity} of @param {string | null} covered @param {boolean} [brackets] */
function number({ name, value }, covered, brackets = false) {
  if (name === covered) return h('span', { class: 'why-covered', 'aria-label': 'covered' }, '?');
  return h('span', { title: exact(value) }, brackets ? `(${figure(value)})` : figure(value));
}
