/** @file The overview: how far each lesson is, and progress as a file to be saved and taken in again. */

import { find, h, setText } from '../../ui/dom.js';
import { standingOf } from './standing.js';
import { isBlocked, merged, parseProgress, readProgress, writeProgress } from './store.js';

/**
 * @param {object} options
 * @param {(text: string) => void} options.say
 * @param {ReturnType<typeof import('../../ui/notice.js').messages>['notice']} options.notice
 */
export function overviewPage({ say, notice }) {
  const items = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('[data-lesson][data-plan]'));
  const lessons = [...items].map((item) => ({
    state: find('.state', item),
    plan: {
      lesson: item.dataset.lesson ?? '',
      version: Number(item.dataset.version),
      parts: JSON.parse(item.dataset.plan ?? '[]').map((/** @type {[string, string[]]} */ [id, checks]) => ({ id, checks })),
      pointsOf: Number(item.dataset.points),
    },
  }));

  const total = h('p');
  const file = h('input', { type: 'file', accept: '.json,application/json', hidden: true, onchange: takeIn });
  const save = h('button', { type: 'button', class: 'button', onclick: saveFile }, 'Save as a file');
  const load = h('button', { type: 'button', class: 'button', onclick: () => file.click() }, 'Take in a file');
  const forget = h('button', { type: 'button', class: 'button', onclick: startOver }, 'Start over');
  const place = find('#progress');
  place.append(total, h('div', { class: 'actions' }, save, load, forget), file);
  place.hidden = false;

  function show() {
    const all = readProgress();
    const standings = lessons.map(({ plan }) => standingOf(plan, all.lessons[plan.lesson] ?? null));
    for (const [i, { state, plan }] of lessons.entries()) {
      const { sectionsDone, state: now } = standings[i];
      setText(state, now === 'in progress' ? `${sectionsDone} of ${plan.parts.length} sections done` : now);
      state.classList.toggle('done', now === 'done');
    }
    const sum = (/** @type {'points' | 'pointsOf'} */ key) => standings.reduce((to, each) => to + each[key], 0);
    const done = standings.filter(({ state }) => state === 'done').length;
    const kept = isBlocked() ? 'This browser keeps nothing for this page: save your progress as a file before you leave.' : 'It is kept in this browser alone.';
    setText(total, `${done} of ${lessons.length} lessons done · ${sum('points')} of ${sum('pointsOf')} points. ${kept}`);
    forget.disabled = save.disabled = Object.keys(all.lessons).length === 0;
  }

  function saveFile() {
    const address = URL.createObjectURL(new Blob([`${JSON.stringify(readProgress(), null, 1)}\n`], { type: 'application/json' }));
    h('a', { href: address, download: 'glia-progress.json' }).click();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
    say('Progress saved as glia-progress.json.');
  }

  async function takeIn() {
    const [chosen] = file.files ?? [];
    file.value = '';
    if (!chosen) return;
    try {
      if (chosen.size > 5_000_000) throw new Error('This file is too large to be progress of Glia.');
      const came = parseProgress(await chosen.text());
      const before = readProgress();
      writeProgress(merged(before, came));
      show();
      undoable(`The file’s progress is taken in: ${Object.keys(came.lessons).length} lessons. What was done here stays done.`, before);
    } catch (error) {
      notice(error instanceof Error ? error.message : String(error), { key: 'progress' });
    }
  }

  function startOver() {
    const before = readProgress();
    writeProgress({ format: 1, lessons: {} });
    show();
    undoable('Your progress is empty now. The code of your exercises is kept.', before);
  }

  /** @param {string} sentence @param {import('./store.js').Progress} before */
  function undoable(sentence, before) {
    const undo = h('button', { type: 'button', class: 'button', onclick: back }, 'Undo');
    const close = notice(sentence, { key: 'progress', actions: [undo] });
    function back() {
      writeProgress(before);
      show();
      close();
      load.focus();
      say('Undone.');
    }
  }

  return { show };
}
