/**
 * @file The learner's progress, kept in the browser as one JSON text; in memory where it keeps nothing. Written anew
 * from what is there each time, so that two windows do not undo each other.
 */

const key = 'glia.learn';

/**
 * @typedef {object} WidgetProgress
 * @property {number} [points] there once it is passed @property {number} [tries]
 * @property {any} [kept] @property {number} [version] of the lesson in which `kept` was written
 * @typedef {{ version: number, sections: Record<string, true>, widgets: Record<string, WidgetProgress> }} LessonProgress
 * @typedef {{ format: 1, lessons: Record<string, LessonProgress> }} Progress
 */

/** @returns {Progress} */
const nothing = () => ({ format: 1, lessons: {} });

let memory = nothing();
let blocked = false;

/** Whether the browser refused to keep it; it then lasts as long as the page. */
export const isBlocked = () => blocked;

/** @param {unknown} value @returns {value is Record<string, any>} */
const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Reads a text as progress.
 * @param {string} text
 * @returns {Progress} throws a sentence when it is none
 */
export function parseProgress(text) {
  /** @type {any} */
  let data;
  try {
    data = JSON.parse(text);
  } catch {
    throw new Error('This is no progress of Glia: it cannot be read as JSON.');
  }
  if (!isObject(data) || data.format !== 1 || !isObject(data.lessons)) throw new Error('This is no progress of Glia: it needs “format”: 1 and “lessons”.');
  const count = (/** @type {unknown} */ value) => Number.isSafeInteger(value) && Number(value) >= 0;
  for (const [name, lesson] of Object.entries(data.lessons)) {
    const fits =
      /^[a-z0-9-]+$/.test(name) && isObject(lesson) && count(lesson.version) && isObject(lesson.sections) && isObject(lesson.widgets) &&
      Object.values(lesson.sections).every((done) => done === true) &&
      Object.values(lesson.widgets).every((each) => isObject(each) && [each.points, each.tries, each.version].every((v) => v === undefined || count(v)));
    if (!fits) throw new Error(`The progress of the lesson “${name.slice(0, 40)}” cannot be read: it needs a version, sections and widgets.`);
  }
  return { format: 1, lessons: data.lessons };
}

/** All there is. @returns {Progress} */
export function readProgress() {
  try {
    const text = localStorage.getItem(key);
    // What was kept while storage worked and what came later are one.
    return text === null ? memory : merged(parseProgress(text), memory);
  } catch (error) {
    if (error instanceof DOMException) blocked = true;
    return memory;
  }
}

/** @param {Progress} progress */
export function writeProgress(progress) {
  memory = progress;
  try {
    localStorage.setItem(key, JSON.stringify(progress));
    memory = nothing();
    blocked = false;
  } catch {
    blocked = true;
  }
}

/** @param {string} lesson @returns {LessonProgress | null} */
export const lessonProgress = (lesson) => readProgress().lessons[lesson] ?? null;

/**
 * Changes what is kept of a lesson.
 * @param {string} lesson @param {number} version of its content @param {(of: LessonProgress) => void} change
 */
export function changeLesson(lesson, version, change) {
  const all = readProgress();
  const of = (all.lessons[lesson] ??= { version, sections: {}, widgets: {} });
  of.version = version;
  change(of);
  writeProgress(all);
}

/**
 * Two states as one that loses nothing: what is done in either is done, the higher points count, and what was written
 * later (in `newer`) stands before what was written earlier.
 * @param {Progress} older @param {Progress} newer @returns {Progress}
 */
export function merged(older, newer) {
  const all = structuredClone(older);
  for (const [name, lesson] of Object.entries(newer.lessons)) {
    const had = all.lessons[name];
    if (!had) {
      all.lessons[name] = structuredClone(lesson);
      continue;
    }
    had.version = Math.max(had.version, lesson.version);
    Object.assign(had.sections, lesson.sections);
    for (const [id, widget] of Object.entries(lesson.widgets)) {
      const before = had.widgets[id] ?? {};
      const points = Math.max(before.points ?? -1, widget.points ?? -1);
      const tries = Math.max(before.tries ?? 0, widget.tries ?? 0);
      had.widgets[id] = { ...before, ...structuredClone(widget), ...(points >= 0 ? { points } : {}), ...(tries ? { tries } : {}) };
    }
  }
  return all;
}
