/**
 * @file A hidden state carried along a short sequence: every step's gates, memory and state in numbers, and how much the
 * end still hears of each step. The learner types the sequence. Forward and back-propagation through time are the engine's.
 *
 * api: `state()` the cell, its setting, the sequence and what came out.
 */

import { h, setText } from '../../ui/dom.js';
import { brief, minus } from '../../ui/format.js';
import { evenly, slider } from '../../ui/slider.js';
import { cells, letters } from './mini/cells.js';
import { hundredths } from './mini/numbers.js';
import { complaint, dress, menu, short, stepper, tint } from './mini/parts.js';

/** Units, and inputs as well: one for each letter. */
const units = 2;
const mostSteps = 16;

/** Sequences to begin with. */
const examples = ['a.........', 'a....b....', 'ab.ab.....'];

/** @typedef {{ steps: number, h: Float32Array, c?: Float32Array, sums: Float32Array, gates: Float32Array, dx: Float32Array }} Outcome */

/** @param {HTMLElement} place @param {{ sequence?: string, cell?: string }} fields @param {import('../page/page.js').Page} page */
export async function create(place, { sequence = examples[0], cell: first = 'rnn' }, page) {
  const [client] = await Promise.all([page.client(), dress(page, 'recurrence')]);
  let kind = first;
  let knob = cells[kind].range[3];
  let unit = 0;
  let text = sequence;
  let wanted = 0;
  let at = 0;
  /** Steps shown: fewer than all while it plays. */
  let seen = Infinity;
  /** @type {Outcome | null} */
  let outcome = null;
  const cell = () => cells[kind];
  const weights = () => cell().weights(knob);

  place.classList.add('mini', 'recurrence');
  const trouble = complaint(place);
  const input = h('input', { type: 'text', class: 'entry', maxlength: mostSteps, spellcheck: 'false', autocomplete: 'off', autocapitalize: 'off', value: text, oninput: () => read(input.value) });
  const kinds = menu('Cell', Object.entries(cells).map(([key, { name }]) => /** @type {[string, string]} */ ([key, name])), kind, (chosen) => {
    kind = chosen;
    knob = cell().range[3];
    showKnob();
    void compute();
  });
  const preset = menu('or', [['', 'an example'], ...examples.map((each) => /** @type {[string, string]} */ ([each, each]))], '', (chosen) => {
    if (chosen) read((input.value = chosen));
  });
  const unitButtons = letters.map((letter, i) =>
    h('button', { type: 'button', class: 'chip', onclick: () => choose(i) }, `Unit ${i + 1}, listens for ${letter}`),
  );
  const knobPlace = h('div', { class: 'knob' });
  const steps = stepper({
    label: 'Step',
    count: 1,
    pace: 600,
    show: (to) => `${to + 1}${text[to] ? `, ${letterName(text[to])}` : ''}`,
    onGo(to, playing) {
      at = to;
      seen = playing ? to + 1 : Infinity;
      paint();
    },
    onRest: speak,
  });
  const table = h('table');
  const sheet = h('div', { class: 'wide', tabindex: 0, role: 'group', 'aria-label': 'Every step' }, table);
  const lines = h('div', { class: 'lines' });
  place.prepend(
    h('div', { class: 'options' }, kinds.element, h('label', { class: 'menu' }, h('span', null, 'Sequence'), input), preset.element),
    h('p', { class: 'note' }, 'Write a and b; any other sign is a pause. The weights are set by hand, so that each part is easy to follow.'),
    h('div', { class: 'chips', role: 'group', 'aria-label': 'Unit shown' }, ...unitButtons),
    sheet,
    h('p', { class: 'note' }, 'Last row: how strongly the end would answer to a little more of that letter at each step. It is found by going back through all steps.'),
    steps.element,
    lines,
    knobPlace,
  );

  /** @param {string} sign */
  const letterName = (sign) => (letters.includes(sign) ? sign : 'pause');

  function showKnob() {
    const [from, to, step, start] = cell().range;
    const rail = slider({
      label: cell().knob,
      positions: evenly(from, to, step),
      show: (value) => minus(Number(value).toFixed(1)),
      onInput(value) {
        knob = Number(value);
        return compute();
      },
    });
    rail.set(String(start));
    knobPlace.replaceChildren(rail.element);
  }

  /** @param {string} typed */
  function read(typed) {
    text = typed.toLowerCase();
    preset.select.value = examples.includes(text) ? text : '';
    if (text === '') return trouble.show('The sequence is empty; write one sign at least.');
    trouble.clear();
    void compute();
  }

  /** @param {number} which */
  function choose(which) {
    unit = which;
    void compute();
  }

  async function compute() {
    const asked = (wanted += 1);
    const signs = [...text].slice(0, mostSteps);
    const { wIn, wState, bias } = weights();
    const x = signs.flatMap((sign) => letters.map((letter) => Number(sign === letter)));
    // How the end of this unit's state depends on everything before.
    const upstream = new Array(signs.length * units).fill(0);
    upstream[(signs.length - 1) * units + unit] = 1;
    const zeros = new Array(units).fill(0);
    try {
      const got = await client.mini('recur', kind, {
        shape: [signs.length, 1, letters.length, units], x, h0: zeros, c0: zeros, wIn, wState, bIn: bias, bState: new Array(bias.length).fill(0), upstream,
      });
      if (asked !== wanted) return;
      const moved = outcome?.steps !== signs.length;
      outcome = /** @type {any} */ ({ ...got, steps: signs.length });
      build(signs);
      if (moved) {
        steps.resize(signs.length);
        steps.go(asked === 1 ? 0 : signs.length - 1); // at first the beginning, then what was just typed
      } else paint();
    } catch (error) {
      trouble.show(error);
    }
  }

  /** Rows of the table: what is shown of each step. @returns {{ name: string, sign: string, most: number, of: (step: number) => number }[]} */
  function rows() {
    const { gates, sums, h: state, c, dx } = /** @type {Outcome} */ (outcome);
    const all = cell().gates.length * units;
    const gateRows = kind === 'rnn'
      ? [{ name: 'sum', sign: '', most: 3, of: (/** @type {number} */ step) => sums[step * all + unit] }]
      : cell().gates.map(({ name, sign }, gate) => ({ name, sign, most: 1, of: (/** @type {number} */ step) => gates[step * all + gate * units + unit] }));
    const memory = c ? [{ name: 'memory', sign: 'c', most: 1, of: (/** @type {number} */ step) => c[step * units + unit] }] : [];
    return [
      ...gateRows,
      ...memory,
      { name: 'state', sign: 'h', most: 1, of: (step) => state[step * units + unit] },
      { name: `end’s slope by ${letters[unit]}`, sign: '', most: 1, of: (step) => dx[step * letters.length + unit] },
    ];
  }

  /** @type {{ cell: HTMLElement, step: number, row: ReturnType<typeof rows>[number], late: boolean }[]} */
  let shown = [];
  /** @type {HTMLButtonElement[]} */
  let heads = [];

  /** @param {string[]} signs */
  function build(signs) {
    const focused = heads.indexOf(/** @type {any} */ (document.activeElement));
    heads = signs.map((sign, step) =>
      h('button', { type: 'button', 'aria-label': `Step ${step + 1}, ${letterName(sign)}`, onclick: () => { steps.go(step); speak(); } }, letters.includes(sign) ? sign : '·'),
    );
    shown = [];
    const list = rows();
    table.replaceChildren(
      h('thead', null, h('tr', null, h('th', { scope: 'col' }, 'input'), ...heads.map((head) => h('th', { scope: 'col' }, head)))),
      h('tbody', null, ...list.map((row, i) => h('tr', { class: i === list.length - 1 ? 'heard' : '' },
        h('th', { scope: 'row' }, row.sign ? h('i', null, `${row.sign} `) : null, row.name),
        ...signs.map((_, step) => {
          const one = h('td');
          shown.push({ cell: one, step, row, late: i === list.length - 1 });
          return one;
        })))),
    );
    unitButtons.forEach((button, i) => button.setAttribute('aria-pressed', String(i === unit)));
    heads[focused]?.focus();
  }

  function paint() {
    if (!outcome) return;
    for (const { cell: one, step, row, late } of shown) {
      const known = step < seen && !(late && seen < outcome.steps);
      setText(one, known ? hundredths(row.of(step)) : '');
      tint(one, known ? row.of(step) : 0, row.most);
      one.classList.toggle('here', step === at);
    }
    heads.forEach((head, step) => head.setAttribute('aria-pressed', String(step === at)));
    bringIntoView(heads[at]);
    lines.replaceChildren(...arithmetic().map((each) => h('p', null, ...each)));
  }

  /** Scrolls the table, not the page. @param {HTMLElement | undefined} head */
  function bringIntoView(head) {
    if (!head) return;
    const [cell, frame] = [head.getBoundingClientRect(), sheet.getBoundingClientRect()];
    const names = /** @type {HTMLElement} */ (table.querySelector('tbody th')).offsetWidth;
    const over = Math.max(0, cell.right + 8 - frame.right) || Math.min(0, cell.left - 8 - names - frame.left);
    if (over) sheet.scrollLeft += over;
  }

  /** The arithmetic of the step, line by line. @returns {(string | HTMLElement)[][]} */
  function arithmetic() {
    const { h: state, c, sums, gates } = /** @type {Outcome} */ (outcome);
    const { wIn, wState, bias } = weights();
    const list = cell().gates;
    const all = list.length * units;
    const before = (/** @type {Float32Array} */ of, /** @type {number} */ which) => (at ? of[(at - 1) * units + which] : 0);
    const now = (/** @type {Float32Array} */ of) => of[at * units + unit];
    const gate = (/** @type {number} */ which) => gates[at * all + which * units + unit];
    const sum = (/** @type {number} */ which) => sums[at * all + which * units + unit];
    const strong = (/** @type {number} */ value) => h('b', null, short(value));
    const times = (/** @type {number} */ weight, /** @type {number} */ value) => `${brief(weight)} · ${short(value)}`;
    /** Products of a gate's sum that are not there for nothing. @param {number} which */
    const parts = (which) => {
      const row = which * units + unit;
      const products = [
        ...letters.map((letter, i) => (wIn[row * letters.length + i] ? times(wIn[row * letters.length + i], Number(text[at] === letter)) : '')),
        ...letters.map((_, i) => {
          const weight = wState[row * units + i];
          if (!weight) return '';
          return list[which].sign === 'n' ? `${short(gate(0))} · (${times(weight, before(state, i))})` : times(weight, before(state, i));
        }),
        bias[row] ? brief(bias[row]) : '',
      ];
      return products.filter(Boolean).join(' + ') || '0';
    };
    const opened = list.map(({ sign, squash }, i) => [`${sign} = ${squash}(${parts(i)}) = ${squash}(${short(sum(i))}) = `, strong(gate(i))]);
    if (kind === 'rnn') return opened;
    if (kind === 'lstm' && c) {
      return [
        ...opened,
        [`c = f · c before + i · g = ${short(gate(1))} · ${short(before(c, unit))} + ${short(gate(0))} · ${short(gate(2))} = `, strong(now(c))],
        [`h = o · tanh(c) = ${short(gate(3))} · tanh(${short(now(c))}) = `, strong(now(state))],
      ];
    }
    return [
      ...opened,
      [`h = (1 − z) · n + z · h before = (1 − ${short(gate(1))}) · ${short(gate(2))} + ${short(gate(1))} · ${short(before(state, unit))} = `, strong(now(state))],
    ];
  }

  function speak() {
    if (!outcome) return;
    page.say(`Step ${at + 1}, ${letterName(text[at])}: ${rows().slice(0, -1).map(({ name, of }) => `${name} ${hundredths(of(at))}`).join(', ')}`);
  }

  showKnob();
  await compute();
  return {
    close: steps.close,
    pause: steps.pause,
    resume: steps.resume,
    api: { state: () => ({ cell: kind, knob, unit, sequence: text, step: at, ...outcome }) },
  };
}
