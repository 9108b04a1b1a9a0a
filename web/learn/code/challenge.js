/** @file A coding challenge inside a lesson: what it is about, and the exercise itself once one opens it. */

import { languageNames } from '../../exercises/languages.js';
import { codeStore } from '../../exercises/storage.js';
import { h } from '../../ui/dom.js';
import { stylesheet } from '../../ui/stylesheet.js';

/**
 * @param {HTMLElement} place
 * @param {{ exercise: string, points?: number }} fields
 * @param {import('../page/page.js').Page} page
 */
export async function create(place, { exercise: id, points = 5 }, page) {
  await stylesheet(new URL('learn/quizzes/quizzes.css', page.site));
  const base = new URL('exercises/', page.site);
  const answer = await fetch(new URL(`${id}/exercise.json`, base));
  if (!answer.ok) throw new Error(`The challenge “${id}” could not be loaded.`);
  const { title, promise } = await answer.json();
  const worth = `${points} ${points === 1 ? 'point' : 'points'}`;
  const state = h('span', { class: 'question-state' });
  const said = h('p', { class: 'note', role: 'status' });
  const openButton = h('button', { type: 'button', class: 'button main', 'aria-expanded': 'false', onclick: () => void toggle() }, 'Open the challenge');
  const panel = h('div', { class: 'challenge-panel' });
  // The exercise says both itself, once it is open.
  const about = h('div', { class: 'question-about' }, h('p', { class: 'question-title' }, title), h('p', { class: 'words' }, promise));
  const box = h(
    'div',
    { class: 'question', role: 'group', 'aria-label': `Coding challenge: ${title}` },
    h('p', { class: 'question-head' }, h('span', null, 'Coding challenge'), state),
    about,
    h('div', { class: 'actions' }, openButton),
    said,
    panel,
  );
  /** @type {import('../../exercises/challenge.js').Mounted | null} */
  let mounted = null;
  let opening = false;

  function show() {
    // What was solved elsewhere on the site is solved.
    if (!page.passed() && Object.keys(languageNames).some((language) => codeStore(`${id}.${language}`).solved)) page.done();
    box.dataset.verdict = page.passed() ? 'right' : 'open';
    box.classList.toggle('passed', page.passed());
    state.textContent = page.passed() ? `Solved ✓ · ${worth}` : worth;
    about.hidden = mounted !== null;
    openButton.classList.toggle('main', mounted === null);
    openButton.textContent = mounted ? 'Close the challenge' : 'Open the challenge';
    openButton.setAttribute('aria-expanded', String(mounted !== null));
  }

  async function toggle() {
    if (opening) return;
    if (mounted) {
      mounted.unmount();
      mounted = null;
      show();
      return;
    }
    opening = true;
    said.textContent = 'The challenge is being opened…';
    try {
      const [{ mountExercise }, client] = await Promise.all([import('../../exercises/panel.js'), page.client()]);
      mounted = await mountExercise(panel, { client }, id, { base, onSolved: solved });
      said.textContent = '';
    } catch (error) {
      said.textContent = `The challenge could not be opened. ${error instanceof Error ? error.message : error}`;
    }
    opening = false;
    show();
  }

  function solved() {
    page.done();
    show();
  }

  place.replaceChildren(box);
  show();
  return { close: () => mounted?.unmount() };
}
