/**
 * @file A question with choices, one or several of them right. Each has its reason, shown once it was chosen and checked;
 * when all is right, the reasons of the others as well.
 */

import { h, uniqueId } from '../../ui/dom.js';
import { rich } from '../page/rich.js';
import { quizFrame } from './frame.js';
import { shuffledNumbers } from './shuffle.js';

/** @typedef {{ text: string, right?: boolean, why: string }} Choice */

/**
 * @param {HTMLElement} place
 * @param {{ question: string, choices: Choice[], several?: boolean, points?: number }} fields
 * @param {import('../page/page.js').Page} page
 */
export async function create(place, { question, choices, several = false, points }, page) {
  const name = uniqueId('choice');
  const rows = choices.map((choice, i) => {
    const input = h('input', { type: several ? 'checkbox' : 'radio', name, value: i, onchange: changed });
    const why = h('p', { class: 'why', hidden: true, id: uniqueId('why') });
    const element = h('div', { class: 'answer' }, h('label', null, input, h('span', null, rich(choice.text))), why);
    return { choice, input, why, element };
  });

  /** What was said of an answer goes when the answer changes. */
  function changed() {
    for (const { why, input, element } of rows) {
      why.hidden = true;
      input.removeAttribute('aria-describedby');
      delete element.dataset.mark;
    }
    frame?.clear();
  }

  /** The reason of a choice, below it. @param {(typeof rows)[number]} row */
  function explain({ choice, input, why, element }) {
    const sign = choice.right ? 'Right. ' : 'Not this one. ';
    why.replaceChildren(h('b', null, sign), rich(choice.why));
    why.hidden = false;
    input.setAttribute('aria-describedby', why.id);
    element.dataset.mark = choice.right ? 'right' : input.checked ? 'wrong' : 'left';
  }

  /** @returns {import('./frame.js').Verdict} */
  function check() {
    const taken = rows.filter(({ input }) => input.checked);
    if (taken.length === 0) return { is: 'open', says: ['Choose an answer first.'] };
    const wrong = taken.filter(({ choice }) => !choice.right);
    const missing = rows.filter(({ choice, input }) => choice.right && !input.checked).length;
    const right = wrong.length === 0 && missing === 0;
    for (const row of right ? rows : taken) explain(row);
    // The reasons stand beside the choices; those of the answer are spoken as well.
    const spoken = h('span', { class: 'visually-hidden' }, ...(right ? taken : wrong).flatMap(({ choice }) => [rich(choice.why), ' ']));
    if (right) {
      page.keep(taken.map(({ input }) => Number(input.value)));
      return { is: 'right', says: [spoken] };
    }
    if (wrong.length) return { is: 'wrong', says: [h('p', null, 'Read why, and try again.', ' ', spoken)] };
    return { is: 'wrong', says: [missing === 1 ? 'What you chose is right; one right answer is still missing.' : `What you chose is right; ${missing} right answers are still missing.`] };
  }

  /** There once the form is. @type {Awaited<ReturnType<typeof quizFrame>> | null} */
  let frame = null;
  frame = await quizFrame(place, page, {
    name: several ? 'Choose all that are right' : 'Choose one',
    points,
    question: rich(question),
    body: [h('div', { class: 'answers' }, ...shuffledNumbers(rows.length).map((i) => rows[i].element))],
    check,
  });
  const before = page.kept();
  if (page.passed() && Array.isArray(before)) {
    for (const { input } of rows) input.checked = before.includes(Number(input.value));
    for (const row of rows) explain(row);
  }
  return { close() {} };
}
