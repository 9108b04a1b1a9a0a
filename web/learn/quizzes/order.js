/** @file Lines of a program to be put in order (a Parsons problem): indentation counts, and some lines do not belong. */

import { h } from '../../ui/dom.js';
import { codeStyles } from '../code/output.js';
import { rich } from '../page/rich.js';
import { quizFrame } from './frame.js';
import { firstFault, readLines } from './lines.js';
import { sorter } from './sorter.js';

/**
 * @param {HTMLElement} place
 * @param {{ task: string, lines: string, distractors?: string, why: string, points?: number }} fields
 * @param {import('../page/page.js').Page} page
 */
export async function create(place, { task, lines, distractors = '', why, points }, page) {
  await codeStyles(page);
  const { right, spare } = readLines(lines, distractors);
  const texts = [...right.map(({ text }) => text), ...spare];
  const kept = /** @type {{ at: number, level: number }[] | undefined} */ (page.kept()?.program);
  const board = sorter({
    texts,
    program: kept,
    say: page.say,
    onChange(program) {
      page.keep({ program });
      frame?.clear();
    },
  });

  /** @returns {import('./frame.js').Verdict} */
  function check() {
    const program = board.program().map(({ at, level }) => ({ text: texts[at], level }));
    if (program.length === 0) return { is: 'open', says: ['Put the lines that belong to the program into it first.'] };
    const fault = firstFault(program, right);
    if (!fault) return { is: 'right', says: [h('p', null, rich(why))] };
    board.mark(fault.line);
    return { is: 'wrong', says: [fault.words] };
  }

  /** There once the form is. @type {Awaited<ReturnType<typeof quizFrame>> | null} */
  let frame = null;
  frame = await quizFrame(place, page, {
    name: 'Put the lines in order',
    points,
    question: rich(task),
    body: [board.element],
    check,
  });
  return { close: board.close };
}
