/** @file A program with a mistake, to be mended. It is right when it does what it should, however it is written. */

import { h } from '../../ui/dom.js';
import { codeBox } from '../code/box.js';
import { rich } from '../page/rich.js';
import { hintFor } from './hint.js';
import { quizFrame } from './frame.js';

/**
 * @param {HTMLElement} place
 * @param {{ exercise?: string, cases?: import('./cases.js').Case[], wrong: { javascript: string, python?: string },
 *   hint: string, why: string, task?: string, points?: number }} fields
 * @param {import('../page/page.js').Page} page
 */
export async function create(place, { exercise, cases, wrong, hint, why, task, points }, page) {
  /** There once the form is. @type {Awaited<ReturnType<typeof quizFrame>> | null} */
  let frame = null;
  const box = await codeBox(page, { sources: wrong, label: 'The program to mend', onRun: () => frame?.form.requestSubmit(), onChange: () => frame?.clear() });
  const help = hintFor(hint);
  const loading = h('div');

  /** @returns {Promise<import('./frame.js').Verdict>} */
  async function check() {
    const [{ tryProgram }, { readyRunner }] = await Promise.all([import('./cases.js'), import('../code/runner.js')]);
    await readyRunner(page, box.language(), loading);
    box.mark(0);
    const outcome = await tryProgram(page, { source: box.code(), language: box.language(), cases, exercise });
    if (outcome.passed) return { is: 'right', says: [...outcome.says, h('p', null, rich(why))] };
    box.mark(outcome.line);
    const line = outcome.line > 0 ? [h('button', { type: 'button', class: 'button', onclick: () => void box.goTo(outcome.line) }, `Go to line ${outcome.line}`)] : [];
    return { is: 'wrong', says: [...outcome.says, ...line] };
  }

  frame = await quizFrame(place, page, {
    name: 'Fix the bug',
    points,
    question: task ? rich(task) : 'This program has a mistake. Find it and mend it.',
    body: [box.head, box.place, box.hint],
    check,
    buttons: [...box.buttons, help.button],
  });
  frame.result.before(help.element, loading);
  return { close: box.close };
}
