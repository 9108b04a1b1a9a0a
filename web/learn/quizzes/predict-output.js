/** @file What does this program print? Nothing runs before one has answered; then one may run it and look. */

import { h, uniqueId } from '../../ui/dom.js';
import { languageChoice } from '../code/languages.js';
import { rich } from '../page/rich.js';
import { codeStyles, outputOf } from '../code/output.js';
import { isAnswer } from './answers.js';
import { quizFrame } from './frame.js';

/** Wrong answers after which the program may be run, for nothing. */
const patience = 3;

/**
 * @param {HTMLElement} place
 * @param {{ question?: string, javascript: string, python: string, answer: string | number, tolerance?: number, why: string,
 *   wrong?: { is: string | number, why: string }[], points?: number }} fields
 * @param {import('../page/page.js').Page} page
 */
export async function create(place, { question, answer, tolerance = 0, why, wrong = [], points, ...sources }, page) {
  const id = uniqueId('prediction');
  const lines = String(answer).trimEnd().split('\n').length;
  const number = typeof answer === 'number';
  const input = lines > 1
    ? h('textarea', { id, rows: lines, spellcheck: 'false', autocapitalize: 'off', oninput: () => frame.clear() })
    : h('input', { id, type: 'text', inputmode: number ? 'decimal' : 'text', autocomplete: 'off', autocapitalize: 'off', spellcheck: 'false', oninput: () => frame.clear() });
  const program = h('code');
  const code = h('pre', { class: 'code-plain', tabindex: '0', 'aria-label': 'The program' }, program);
  const shown = h('div', { class: 'code-printed' });
  const runButton = h('button', { type: 'button', class: 'button', hidden: !page.passed(), onclick: run }, 'Run it and see');
  const choice = languageChoice(page, () => showCode());
  let wrongs = 0;
  let seen = page.kept()?.seen === true;
  let running = false;

  function showCode() {
    program.textContent = sources[page.language()].trimEnd();
    shown.replaceChildren();
  }

  async function run() {
    if (running) return;
    running = true;
    // Copying what was printed is no prediction: it counts as passed, but brings no points.
    if (!page.passed()) page.keep({ seen: (seen = true) });
    try {
      await outputOf(page, { source: sources[page.language()], language: page.language(), place: shown });
    } finally {
      running = false;
    }
  }

  /** @returns {import('./frame.js').Verdict} */
  function check() {
    const given = input.value;
    if (given.trim() === '') return { is: 'open', says: ['Write down what you expect first.'] };
    const right = isAnswer(given, answer, tolerance);
    if (right === null) return { is: 'open', says: ['The program prints a number: write one, such as 0.5 or -3.'] };
    if (right) {
      runButton.hidden = false;
      const says = [h('p', null, rich(why))];
      return seen ? { is: 'right', points: 0, says: [...says, 'You had seen the output before, so it brings no points.'] } : { is: 'right', says };
    }
    wrongs += 1;
    const known = wrong.find(({ is }) => isAnswer(given, is, tolerance));
    const says = [known ? h('p', null, rich(known.why)) : 'Follow the program line by line, and note what each name holds. Then try again.'];
    if (wrongs >= patience) {
      runButton.hidden = false;
      says.push('You may also run it and look; then it brings no points any more.');
    }
    return { is: 'wrong', says };
  }

  showCode();
  await codeStyles(page);
  const frame = await quizFrame(place, page, {
    name: 'Predict the output',
    points,
    question: question ? rich(question) : 'What does this program print?',
    body: [
      choice.element,
      code,
      h('p', { class: 'typed' }, h('label', { for: id }, lines > 1 ? `It prints (${lines} lines)` : 'It prints'), input, tolerance > 0 && h('span', { class: 'note' }, `to within ${tolerance}`)),
    ],
    check,
    buttons: [runButton],
  });
  frame.form.append(shown);
  return { close: choice.close };
}
