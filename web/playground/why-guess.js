import { h, reveal, setText } from '../ui/dom.js';
import { figure } from '../ui/format.js';
import { inBrackets } from './why-chain.js';

/**
 * “Predict the number”: covers one number of the chain, asks for it, and answers with the arithmetic. What has
 * been asked once is not asked again.
 * @typedef {import('./why-chain.js').Line} Line
 */

/** A guess within this share of the number counts. */
const tolerance = 0.02;

/** What was asked since the page was opened. @type {Set<string>} */
const asked = new Set();

/** What was typed as a number, in whichever of the usual ways. @param {string} text */
const read = (text) => (text.trim() === '' ? NaN : Number(text.trim().replaceAll('−', '-').replace(',', '.')));

/** The arithmetic in words. @param {Line} line */
const arithmetic = ({ sum, result }) =>
  `${sum.map((part, i) => (typeof part === 'string' ? part : inBrackets(sum, i) ? `(${figure(part.value)})` : figure(part.value))).join('')} = ${figure(result.value)}`;

/**
 * @param {{ onCover: (name: string | null) => void, onEnd: () => void }} options onCover: a number is asked
 *   for, or shown again; onEnd: the question was put away by hand
 */
export function guessing({ onCover, onEnd }) {
  const label = h('span');
  const input = h('input', { type: 'text', class: 'entry', inputmode: 'decimal', autocomplete: 'off', spellcheck: 'false' });
  const reply = h('p', { class: 'why-reply', role: 'status' });
  const check = h('button', { type: 'submit', class: 'button' }, 'Check');
  const done = h('button', { type: 'button', class: 'button', onclick: () => end() }, 'Put away');
  const help = h('p', { class: 'help', id: 'why-tolerance' }, `Within ${tolerance * 100} % counts.`);
  input.setAttribute('aria-describedby', help.id);
  const element = h('form', { class: 'why-guess', hidden: true, onsubmit: answer },
    h('label', null, label, input), check, done, help, reply);

  /** @type {Line | null} */
  let line = null;

  /** @param {SubmitEvent} event */
  function answer(event) {
    event.preventDefault();
    if (!line) return;
    const guess = read(input.value);
    if (!Number.isFinite(guess)) {
      setText(reply, `“${input.value}” is not a number; write it like −0.5 or 1.25.`);
      return;
    }
    const { value } = line.result;
    const close = Math.abs(guess - value) <= tolerance * Math.abs(value);
    const sign = !close && Math.abs(guess + value) <= tolerance * Math.abs(value);
    element.dataset.right = String(close);
    setText(reply, `${close ? 'Right: ' : sign ? 'The size is right, the sign is not: ' : 'Not quite: '}${arithmetic(line)}.`);
    check.hidden = true;
    input.readOnly = true;
    onCover(null);
  }

  function close() {
    if (line === null) return;
    line = null;
    element.hidden = true;
    onCover(null);
  }

  function end() {
    close();
    onEnd();
  }

  return {
    element,
    close,
    /**
     * Covers a number at random, of those of this state that have not been asked for.
     * @param {Line[]} lines @param {string} state which update and example they are of
     * @returns {boolean} whether there was one
     */
    ask(lines, state) {
      const left = lines.filter(({ question, result }) => question && Number.isFinite(result.value) && !asked.has(`${state} ${result.name}`));
      if (left.length === 0) return false;
      line = left[Math.floor(Math.random() * left.length)];
      asked.add(`${state} ${line.result.name}`);
      setText(label, `What is ${line.question}?`);
      input.value = '';
      input.readOnly = false;
      check.hidden = false;
      delete element.dataset.right;
      setText(reply, '');
      element.hidden = false;
      onCover(line.result.name);
      input.focus({ preventScroll: true });
      reveal(element);
      return true;
    },
  };
}
