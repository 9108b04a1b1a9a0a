/** @file A program with gaps to fill. It is right when the whole does what it should: other words may do as well. */

import { h } from '../../ui/dom.js';
import { languageChoice } from '../code/languages.js';
import { codeStyles } from '../code/output.js';
import { rich } from '../page/rich.js';
import { quizFrame } from './frame.js';
import { fillGaps, splitGaps } from './gaps.js';
import { hintFor } from './hint.js';

/**
 * @param {HTMLElement} place
 * @param {{ exercise?: string, cases?: import('./cases.js').Case[], javascript: string, python?: string,
 *   hint: string, why: string, task?: string, points?: number }} fields
 * @param {import('../page/page.js').Page} page
 */
export async function create(place, { exercise, cases, hint, why, task, points, ...sources }, page) {
  await codeStyles(page);
  const language = () => (sources.python === undefined ? 'javascript' : page.language());
  /** What was written, by language. @type {Record<string, string[]>} */
  const written = { ...page.kept()?.gaps };
  const code = h('div', { class: 'code-plain gaps', tabindex: '0', role: 'group', 'aria-label': 'The program' });
  /** @type {HTMLInputElement[]} */
  let inputs = [];
  /** @type {string[]} */
  let texts = [];

  function show() {
    const split = splitGaps(sources[language()] ?? '');
    texts = split.texts;
    inputs = split.answers.map((answer, i) =>
      h('input', {
        type: 'text', class: 'gap', 'aria-label': `Gap ${i + 1} of ${split.answers.length}`, autocomplete: 'off', autocapitalize: 'off', spellcheck: 'false',
        style: { width: `${Math.max(6, answer.length + 3)}ch` }, value: written[language()]?.[i] ?? '', oninput: changed, onchange: () => page.keep({ gaps: written }),
      }));
    code.replaceChildren(...texts.flatMap((text, i) => (inputs[i] ? [text, inputs[i]] : [text])));
  }

  function changed() {
    written[language()] = inputs.map(({ value }) => value);
    frame?.clear();
  }

  /** @returns {Promise<import('./frame.js').Verdict>} */
  async function check() {
    const empty = inputs.find(({ value }) => value.trim() === '');
    if (empty) return { is: 'open', says: [inputs.length === 1 ? 'Fill the gap first.' : 'Fill every gap first.'] };
    const [{ tryProgram }, { readyRunner }] = await Promise.all([import('./cases.js'), import('../code/runner.js')]);
    await readyRunner(page, language(), loading);
    const source = fillGaps(texts, inputs.map(({ value }) => value));
    const outcome = await tryProgram(page, { source, language: language(), cases, exercise });
    return outcome.passed ? { is: 'right', says: [...outcome.says, h('p', null, rich(why))] } : { is: 'wrong', says: outcome.says };
  }

  const choice = languageChoice(page, () => {
    show();
    frame?.clear();
  });
  const help = hintFor(hint);
  const loading = h('div');
  show();
  /** There once the form is. @type {Awaited<ReturnType<typeof quizFrame>> | null} */
  let frame = null;
  frame = await quizFrame(place, page, {
    name: 'Fill the gaps',
    points,
    question: task ? rich(task) : 'Fill the gaps so that the program does what it should.',
    body: [sources.python === undefined ? h('p', { class: 'note' }, 'This one is in JavaScript only.') : choice.element, code],
    check,
    buttons: [help.button],
  });
  frame.result.before(help.element, loading);
  return { close: choice.close };
}
