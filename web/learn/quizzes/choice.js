/**
 * @file A question with choices, one or several of them right. After each try the reason for every choice that was
 * made is shown; a wrong try takes nothing away.
 */

import { h, uniqueId } from '../../ui/dom.js';
import { rich } from '../page/rich.js';

/** @typedef {{ text: string, right?: boolean, why: string }} Choice */

/** @param {HTMLElement} place @param {{ question: string, choices: Choice[], several?: boolean }} fields @param {import('../page/page.js').Page} page */
export async function create(place, { question, choices, several = false }, page) {
  const name = uniqueId('choice');
  const rows = choices.map((choice, i) => {
    const input = h('input', { type: several ? 'checkbox' : 'radio', name, value: i, onchange: changed });
    const why = h('p', { class: choice.right ? 'why right' : 'why', hidden: true, id: uniqueId('why') });
    return { choice, input, why, element: h('div', null, h('label', null, input, h('span', null, rich(choice.text))), why) };
  });
  const verdict = h('p', { class: 'verdict', role: 'status' });
  const check = h('button', { type: 'submit', class: 'button' }, 'Check');
  const form = h(
    'form',
    { onsubmit: judge },
    h('fieldset', null, h('legend', null, rich(question), several ? ' (Several may be right.)' : ''), h('div', { class: 'answers' }, ...rows.map(({ element }) => element))),
    h('div', { class: 'actions' }, check, verdict),
  );
  place.append(form);

  const before = page.kept();
  if (page.passed() && Array.isArray(before)) {
    for (const [i, { input }] of rows.entries()) input.checked = before.includes(i);
    show();
    verdict.textContent = 'Right: answered at an earlier visit.';
  }

  function changed() {
    for (const { why, input } of rows) {
      why.hidden = true;
      input.removeAttribute('aria-describedby');
    }
    verdict.textContent = '';
  }

  /** The reason of every choice that was made. */
  function show() {
    for (const { choice, input, why } of rows) {
      why.hidden = !input.checked;
      if (!input.checked) continue;
      why.replaceChildren(h('b', null, choice.right ? 'Right. ' : 'Not this one. '), rich(choice.why));
      input.setAttribute('aria-describedby', why.id);
    }
  }

  /** @param {Event} event */
  function judge(event) {
    event.preventDefault();
    const chosen = rows.filter(({ input }) => input.checked);
    if (chosen.length === 0) {
      verdict.textContent = 'Choose an answer first.';
      return;
    }
    page.tried();
    show();
    const missing = rows.filter(({ choice, input }) => choice.right && !input.checked).length;
    const wrong = chosen.filter(({ choice }) => !choice.right).length;
    if (!wrong && !missing) {
      page.keep(rows.flatMap(({ input }, i) => (input.checked ? [i] : [])));
      page.done();
      verdict.textContent = page.tries() > 1 ? `Right, at try ${page.tries()}.` : 'Right.';
    } else if (!wrong) verdict.textContent = missing === 1 ? 'One right answer is still missing.' : `${missing} right answers are still missing.`;
    else verdict.textContent = 'Not yet. Read why, and try again.';
  }

  return { close() {} };
}
