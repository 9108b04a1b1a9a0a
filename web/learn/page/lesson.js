/** @file A lesson's progress: what its checks and its “Done” buttons come to, shown at its head and in its contents. */

import { find, h, setText } from '../../ui/dom.js';
import { changeLesson, isBlocked, lessonProgress } from './store.js';

/** @typedef {import('./store.js').LessonProgress} LessonProgress */
/** @typedef {{ id: string, checks: string[], element: HTMLElement, end: HTMLElement, link: HTMLElement | null }} Section */
/** @typedef {'not started' | 'in progress' | 'done'} State */
/** @typedef {{ lesson: string, version: number, state: State, sectionsDone: number, sections: number, points: number, pointsOf: number }} Standing */

/**
 * @param {object} options
 * @param {(text: string) => void} options.say @param {(sentence: string) => void} options.notice
 * @param {(standing: Standing) => void} options.onChange
 */
export function lessonPage({ say, notice, onChange }) {
  const { lesson = '', version: written, points: all } = document.body.dataset;
  const version = Number(written);
  let warned = false;
  const elements = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('section[data-section]'));
  /** @type {Section[]} */
  const sections = [...elements].map((element) => ({
    id: element.id,
    checks: [...element.querySelectorAll('.widget[data-points]')].map(({ id }) => id),
    element,
    end: find('.section-end', element),
    link: document.querySelector(`.contents a[href="#${element.id}"]`),
  }));

  const read = () => lessonProgress(lesson) ?? { version, sections: {}, widgets: {} };

  /** @param {(of: LessonProgress) => void} change */
  function write(change) {
    changeLesson(lesson, version, change);
    if (isBlocked() && !warned) {
      warned = true;
      notice('This browser keeps nothing for this page, so your progress lasts until you leave it. On the overview you can save it as a file.');
    }
    show();
  }

  /** @param {LessonProgress} of @param {Section} section */
  const passedIn = (of, { checks }) => checks.filter((id) => of.widgets[id]?.points !== undefined).length;
  /** @param {LessonProgress} of @param {Section} section */
  const isDone = (of, section) => (section.checks.length ? passedIn(of, section) === section.checks.length : of.sections[section.id] === true);

  /** @returns {Standing} */
  function standing() {
    const of = read();
    const sectionsDone = sections.filter((section) => isDone(of, section)).length;
    const points = sections.flatMap(({ checks }) => checks).reduce((sum, id) => sum + (of.widgets[id]?.points ?? 0), 0);
    const begun = Object.keys(of.sections).length + Object.keys(of.widgets).length > 0;
    const state = sectionsDone === sections.length ? 'done' : begun ? 'in progress' : 'not started';
    return { lesson, version, state, sectionsDone, sections: sections.length, points, pointsOf: Number(all) };
  }

  const line = h('p');
  const meter = h('progress', { max: sections.length, 'aria-label': 'Sections done' });
  const place = find('#progress');
  place.append(meter, line);
  place.hidden = false;

  for (const section of sections) {
    if (section.checks.length) continue;
    const button = h('button', { type: 'button', class: 'button tick', 'aria-pressed': 'false', onclick: () => toggle(section) }, 'Done');
    section.end.append(button);
  }

  /** @param {Section} section */
  function toggle({ id }) {
    const done = read().sections[id] !== true;
    write((of) => {
      if (done) of.sections[id] = true;
      else delete of.sections[id];
    });
    const { sectionsDone, sections: count } = standing();
    say(`${done ? 'Section done' : 'Section open again'}. ${sectionsDone} of ${count} sections done.`);
  }

  function show() {
    const of = read();
    const now = standing();
    setText(line, `${now.sectionsDone} of ${now.sections} sections done${now.pointsOf ? ` · ${now.points} of ${now.pointsOf} points` : ''} · ${now.state}`);
    meter.value = now.sectionsDone;
    for (const section of sections) {
      const done = isDone(of, section);
      section.element.classList.toggle('done', done);
      section.link?.classList.toggle('done', done);
      if (section.link) mark(section.link, done);
      const button = section.end.querySelector('button');
      button?.setAttribute('aria-pressed', String(done));
      if (button) setText(button, done ? 'Done ✓' : 'Done');
      else setText(section.end, `${passedIn(of, section)} of ${section.checks.length} ${section.checks.length === 1 ? 'check' : 'checks'} passed${done ? ' ✓' : ''}`);
    }
    onChange(now);
  }

  /** Says of a link to a section that it is done, to the eye by its class. @param {HTMLElement} link @param {boolean} done */
  function mark(link, done) {
    const there = link.querySelector('.visually-hidden');
    if (done && !there) link.append(h('span', { class: 'visually-hidden' }, ' (done)'));
    if (!done) there?.remove();
  }

  addEventListener('storage', ({ key }) => key === 'glia.learn' && show());

  return {
    show,
    standing,
    /** What a widget may ask of its progress. @param {string} id @param {number} worth */
    progress: (id, worth) => ({
      /** @param {number} [points] */
      done(points = worth) {
        const had = read().widgets[id]?.points;
        if (had !== undefined && had >= points) return;
        write((of) => {
          of.widgets[id] = { ...of.widgets[id], points };
        });
      },
      tried: () =>
        write((of) => {
          of.widgets[id] = { ...of.widgets[id], tries: (of.widgets[id]?.tries ?? 0) + 1 };
        }),
      tries: () => read().widgets[id]?.tries ?? 0,
      passed: () => read().widgets[id]?.points !== undefined,
      kept({ anyVersion = false } = {}) {
        const of = read().widgets[id];
        return of?.kept !== undefined && (anyVersion || of.version === version) ? of.kept : null;
      },
      /** @param {any} kept */
      keep: (kept) =>
        write((of) => {
          of.widgets[id] = { ...of.widgets[id], kept, version };
        }),
    }),
  };
}
