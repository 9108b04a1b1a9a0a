import { limitNames, longest, readChallenge, writeChallenge } from '../../challenges/format.js';
import { chips } from '../../ui/choice.js';
import { h } from '../../ui/dom.js';
import { refusal } from '../../ui/field.js';
import { sentence } from '../session.js';
import { copyButton } from './challenges-receipt.js';

/** @file A form for a challenge of one's own, around the experiment that is open; what it makes is a link. */

const goals = [
  { name: 'test-accuracy', label: 'Test accuracy at least (%)', start: '95' },
  { name: 'test-loss', label: 'Test loss at most', start: '0.1' },
  { name: 'train-accuracy', label: 'Training accuracy at least (%)', start: '95' },
  { name: 'train-loss', label: 'Training loss at most', start: '0.1' },
];

/** Settings that are the task itself, and so fixed unless the maker thinks otherwise. */
const usual = ['data', 'noise', 'points', 'test'];

/**
 * @param {import('../types.js').Page} page
 * @param {{ title: (text: string) => HTMLElement, back: () => HTMLElement }} around
 * @returns {import('./challenges.js').View}
 */
export function challengeMaker(page, { title, back }) {
  const values = page.opened?.values ?? {};
  const name = h('input', { type: 'text', maxlength: longest.title });
  const about = h('textarea', { rows: 3, maxlength: longest.sentence });
  const metric = h('select', { 'aria-label': 'Goal', onchange: () => (amount.value = goals.find((goal) => goal.name === metric.value)?.start ?? '') },
    ...goals.map((goal) => h('option', { value: goal.name }, goal.label)));
  const amount = h('input', { type: 'text', inputmode: 'decimal', value: goals[0].start, 'aria-label': 'Value of the goal' });
  const limits = Object.entries(limitNames).map(([key, label]) => ({ key, input: h('input', { type: 'text', inputmode: 'numeric', dataset: { limit: key } }), label }));
  const rows = page.table.filter(({ key, when }) => values[key] !== undefined && (!when || when.names.includes(values[when.key])));
  let locked = usual.filter((key) => rows.some((row) => row.key === key));
  const locks = chips({
    label: 'Settings that stay as they are',
    choices: rows.map(({ key, label, help }) => ({ name: key, label, help })),
    onChoose: (next) => {
      locked = next;
      locks.set(next);
    },
  });
  locks.set(locked);
  const refused = refusal(() => null);
  const link = h('input', { type: 'text', readonly: true, class: 'link', 'aria-label': 'Link to the challenge', onfocus: () => link.select() });
  const made = h('div', { hidden: true }, link, h('div', { class: 'ways' }, copyButton(() => link.value, 'Copy the link')));

  function make() {
    made.hidden = true;
    try {
      const typed = amount.value.trim().replace(',', '.');
      const share = metric.value.endsWith('accuracy');
      const value = typed === '' ? NaN : Number(share ? `${typed}e-2` : typed);
      if (!Number.isFinite(value) || value < 0 || (share && value > 1)) throw new Error(`“${amount.value}” is no goal: ${share ? 'write per cent from 0 to 100' : 'write a number from 0 up'}.`);
      const [part, of] = metric.value.split('-');
      const text = writeChallenge({
        id: '',
        level: 0,
        hints: [],
        title: name.value.trim(),
        sentence: about.value.trim(),
        experiment: page.opened?.experiment ?? '',
        lock: locked,
        goal: { part: /** @type {'test'} */ (part), metric: /** @type {'loss'} */ (of), [share ? 'atLeast' : 'atMost']: value },
        limits: Object.fromEntries(limits.filter(({ input }) => input.value.trim()).map(({ key, input }) => [key, wholeNumber(input.value, key)])),
      });
      readChallenge(text); // says what is missing, as it would of the link
      refused.set(null);
      link.value = new URL(`#${text}`, location.href.replace(/[?#].*$/, '')).href;
      made.hidden = false;
    } catch (error) {
      refused.set(sentence(error));
    }
  }

  return {
    element: h('div', null, back(), title('Make a challenge'),
      h('p', { class: 'help' }, 'It starts from the experiment that is open now.'),
      h('label', { class: 'line' }, h('span', null, 'Title'), name),
      h('label', { class: 'line' }, h('span', null, 'What it is about'), about),
      h('h4', null, 'Goal'), h('div', { class: 'goal' }, metric, amount),
      h('h4', null, 'At most'), h('div', { class: 'limits' }, ...limits.map(({ label, input }) => h('label', { class: 'field' }, h('span', null, label), input))),
      h('h4', null, 'Fixed'), locks.element,
      h('button', { type: 'button', class: 'button', onclick: make }, 'Make the link'), refused.element, made),
  };
}

/** @param {string} text @param {string} key */
function wholeNumber(text, key) {
  if (!/^\d{1,9}$/.test(text.trim())) throw new Error(`“${text}” ${limitNames[/** @type {'steps'} */ (key)]}: write a whole number from 0 up, or nothing.`);
  return Number(text);
}
