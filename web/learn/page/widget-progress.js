/** @file What a widget may ask of its progress: points, attempts, and what it wants kept. */

import { changeLesson, lessonProgress } from './store.js';

/** @typedef {import('./store.js').WidgetProgress} WidgetProgress */

/**
 * @param {string} lesson @param {number} version of its content
 * @param {() => void} onWrite something has been written
 */
export const widgetProgress = (lesson, version, onWrite) => (/** @type {string} */ id, /** @type {number} */ worth) => {
  const read = () => lessonProgress(lesson)?.widgets[id];
  /** @param {WidgetProgress} change */
  const write = (change) => {
    changeLesson(lesson, version, (of) => {
      of.widgets[id] = { ...of.widgets[id], ...change };
    });
    onWrite();
  };
  return {
    /** @param {number} [points] */
    done(points = worth) {
      const had = read()?.points;
      if (had === undefined || had < points) write({ points });
    },
    tried: () => write({ tries: (read()?.tries ?? 0) + 1 }),
    tries: () => read()?.tries ?? 0,
    passed: () => read()?.points !== undefined,
    kept({ anyVersion = false } = {}) {
      const of = read();
      return of?.kept !== undefined && (anyVersion || of.version === version) ? of.kept : null;
    },
    /** @param {any} kept */
    keep: (kept) => write({ kept, version }),
  };
};
