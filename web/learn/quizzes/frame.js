/**
 * @file What every quiz has around it: a form with its question, a button to check, and the result in words, spoken as
 * well. Answers may be given again as often as one likes; passing is worth the same at any try.
 */

import { inline } from '../../exercises/report.js';
import { h, setText } from '../../ui/dom.js';
import { count } from '../../ui/format.js';
import { stylesheet } from '../../ui/stylesheet.js';

/** @typedef {import('../page/page.js').Page} Page */
/**
 * @typedef {object} Verdict
 * @property {'right' | 'wrong' | 'open'} is open: nothing was answered that could be judged; it is not counted
 * @property {(Node | string)[]} says texts with `code` between backticks
 * @property {number} [points] what passing is worth, where that is less than all
 */

/** How often one has tried, kindly. @param {number} tries */
const triesInWords = (tries) => (tries <= 1 ? 'At the first try.' : `At try ${count(tries)}.`);

/**
 * @param {HTMLElement} place is filled @param {Page} page
 * @param {object} options
 * @param {string} options.name of the kind of quiz, as one says it
 * @param {number} [options.points] what it is worth
 * @param {Node | string} options.question
 * @param {(Node | null)[]} options.body what one answers with
 * @param {() => Verdict | Promise<Verdict>} options.check
 * @param {string} [options.action] words of the button that checks
 * @param {(Node | null)[]} [options.buttons] beside it
 * @param {(verdict: Verdict) => void} [options.onVerdict] after it was shown
 */
export async function quizFrame(place, page, { name, points = 1, question, body, check, action = 'Check', buttons = [], onVerdict = () => {} }) {
  await stylesheet(new URL('learn/quizzes/quizzes.css', page.site));
  const worth = `${points} ${points === 1 ? 'point' : 'points'}`;
  const state = h('span', { class: 'question-state' });
  const result = h('div', { class: 'verdict', role: 'status' });
  const submit = h('button', { type: 'submit', class: 'button main' }, action);
  const fieldset = h('fieldset', null, h('legend', null, question), ...body);
  const form = h(
    'form',
    { class: 'question', novalidate: true, dataset: { verdict: 'open', state: 'ready' }, onsubmit: judge },
    h('p', { class: 'question-head' }, h('span', null, name), state),
    fieldset,
    h('div', { class: 'actions' }, submit, ...buttons),
    result,
  );
  let judging = false;

  const showState = () => {
    form.classList.toggle('passed', page.passed());
    setText(state, page.passed() ? `Passed ✓ · ${worth}` : worth);
  };

  /** @param {SubmitEvent} event */
  async function judge(event) {
    event.preventDefault();
    if (judging) return;
    judging = true;
    form.dataset.state = 'judging';
    submit.setAttribute('aria-disabled', 'true');
    try {
      show(await check());
    } catch (error) {
      show({ is: 'open', says: [h('p', null, error instanceof Error ? error.message : String(error))] });
    }
    judging = false;
    form.dataset.state = 'judged';
    submit.removeAttribute('aria-disabled');
  }

  /** @param {Verdict} verdict */
  function show(verdict) {
    const { is, says } = verdict;
    const before = page.passed();
    if (is !== 'open' && !before) page.tried();
    if (is === 'right') page.done(verdict.points);
    const first = is === 'right' && !before;
    const signs = { right: 'Right.', wrong: 'Not yet.', open: '' };
    form.dataset.verdict = is;
    result.replaceChildren(
      ...(signs[is] ? [h('p', { class: 'judged' }, h('b', null, signs[is]), first ? ` ${triesInWords(page.tries())}` : '')] : []),
      ...says.map((said) => (said instanceof Node ? said : h('p', null, ...inline(said)))),
    );
    showState();
    onVerdict(verdict);
  }

  showState();
  place.replaceChildren(form);
  return {
    form, fieldset, result, submit,
    /** Takes the result away: what it was about has changed. */
    clear() {
      if (form.dataset.verdict === 'open' && !result.hasChildNodes()) return;
      form.dataset.verdict = 'open';
      result.replaceChildren();
    },
  };
}
