/** @file Something to try out on a figure or a program of the page. It is looked at live, and answered when it is done. */

import { h } from '../../ui/dom.js';
import { stylesheet } from '../../ui/stylesheet.js';
import { rich } from '../page/rich.js';
import { isFulfilled, stateOf } from './predicate.js';

/**
 * @param {HTMLElement} place
 * @param {{ task: string, figure?: string, code?: string, check: import('./predicate.js').Wish, answer: string, points?: number }} fields
 * @param {import('../page/page.js').Page} page
 */
export async function create(place, { task, figure, code, check, answer, points = 1 }, page) {
  await stylesheet(new URL('learn/quizzes/quizzes.css', page.site));
  const target = figure ?? code ?? '';
  const worth = `${points} ${points === 1 ? 'point' : 'points'}`;
  const state = h('span', { class: 'question-state' });
  const result = h('div', { class: 'verdict', role: 'status' });
  const box = h(
    'div',
    { class: 'question', role: 'group', 'aria-label': 'Something to try' },
    h('p', { class: 'question-head' }, h('span', null, 'Try it'), state),
    h('div', { class: 'words' }, rich(task)),
    h('p', { class: 'note' }, 'It is noticed when you have done it. ', h('a', { href: `#${target}` }, figure ? 'To the figure' : 'To the program')),
    result,
  );
  let looking = false;
  let again = false;

  function show() {
    const done = page.passed();
    box.dataset.verdict = done ? 'right' : 'open';
    box.classList.toggle('passed', done);
    state.textContent = done ? `Done ✓ · ${worth}` : worth;
    if (done && !result.hasChildNodes()) result.append(h('p', null, h('b', null, 'Done. '), rich(answer)));
  }

  /** Only after a change: what holds from the start was not done by anyone. @param {import('./predicate.js').Api} api */
  async function look(api) {
    again = looking;
    if (looking || page.passed()) return;
    looking = true;
    try {
      // Once more for what changed meanwhile; not for ever, as a figure may tell of a change because it was asked.
      for (let turn = 0; turn < 2 && (turn === 0 || again); turn += 1) {
        again = false;
        if (!isFulfilled(check, await stateOf(api))) continue;
        page.done();
        show();
        break;
      }
    } finally {
      looking = false;
    }
  }

  place.replaceChildren(box);
  show();
  /** @type {() => void} */
  let stop = () => {};
  let closed = false;
  page.figure(target).then(
    (api) => {
      if (!api?.onChange) throw new Error(`“${target}” cannot be asked what was changed.`);
      if (!closed) stop = api.onChange(() => void look(api));
    },
  ).catch((error) => {
    result.replaceChildren(h('p', null, `This cannot be noticed at the moment: ${error instanceof Error ? error.message : error}`));
  });
  return {
    close() {
      closed = true;
      stop();
    },
  };
}
