/** @file A lesson's progress on its page: at its head, in its contents, and at the end of each section. */

import { find, h, setText } from '../../ui/dom.js';
import { isDone, passedIn, standingOf, standingText } from './standing.js';
import { changeLesson, lessonProgress } from './store.js';

/** @typedef {import('./standing.js').Standing} Standing */
/** @typedef {import('./standing.js').Part & { element: HTMLElement, end: HTMLElement, link: HTMLElement | null }} Section */

/**
 * @param {object} options
 * @param {(text: string) => void} options.say
 * @param {() => void} options.onWrite progress has been written
 */
export function lessonPage({ say, onWrite }) {
  const { lesson = '', version: written, points } = document.body.dataset;
  const version = Number(written);
  const elements = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('section[data-section]'));
  /** @type {Section[]} */
  const sections = [...elements].map((element) => ({
    id: element.id,
    checks: [...element.querySelectorAll('.widget[data-points]')].map(({ id }) => id),
    element,
    end: find('.section-end', element),
    link: document.querySelector(`.contents a[href="#${element.id}"]`),
  }));
  const plan = { lesson, version, parts: sections, pointsOf: Number(points) };
  const standing = () => standingOf(plan, lessonProgress(lesson));

  const line = h('p');
  const meter = h('progress', { max: sections.length, 'aria-label': 'Sections done' });
  const place = find('#progress');
  place.append(meter, line);

  for (const section of sections) {
    if (section.checks.length) continue;
    const button = h('button', { type: 'button', class: 'button tick', 'aria-pressed': 'false', onclick: () => toggle(section.id) }, 'Done');
    section.end.append(button);
  }

  /** @param {string} id of a section without checks */
  function toggle(id) {
    const done = lessonProgress(lesson)?.sections[id] !== true;
    changeLesson(lesson, version, (of) => {
      if (done) of.sections[id] = true;
      else delete of.sections[id];
    });
    onWrite();
    const { sectionsDone } = standing();
    say(`${done ? 'Section done' : 'Section open again'}. ${sectionsDone} of ${sections.length} sections done.`);
  }

  function show() {
    const of = lessonProgress(lesson);
    const now = standing();
    setText(line, standingText(now));
    meter.value = now.sectionsDone;
    for (const section of sections) {
      const done = isDone(of, section);
      section.element.classList.toggle('done', done);
      if (section.link) mark(section.link, done);
      const button = section.end.querySelector('button');
      button?.setAttribute('aria-pressed', String(done));
      const count = section.checks.length;
      if (button) setText(button, done ? 'Done ✓' : 'Done');
      else setText(section.end, `${passedIn(of, section)} of ${count} ${count === 1 ? 'check' : 'checks'} passed${done ? ' ✓' : ''}`);
    }
  }

  return { show, standing };
}

/** Says of a link to a section that it is done: to the eye by its class, to the ear by a word. @param {HTMLElement} link @param {boolean} done */
function mark(link, done) {
  link.classList.toggle('done', done);
  const there = link.querySelector('.visually-hidden');
  if (done && !there) link.append(h('span', { class: 'visually-hidden' }, ' (done)'));
  if (!done) there?.remove();
}
