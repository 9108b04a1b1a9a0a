// What a lesson that a test writes may refer to: a small glossary, two lessons, and the engine.

import { loadEngine } from '../../dist/engine/engine.js';
import { readLesson } from '../../web/tools/learn/lesson.mjs';

const engine = await loadEngine();

/** @param {string} text @returns {string} '' or why the engine refuses it */
export function refusal(text) {
  try {
    engine.check(text);
    return '';
  } catch (error) {
    return /** @type {Error} */ (error).message;
  }
}

/** @type {import('../../web/tools/learn/words.mjs').Term[]} */
export const terms = [
  { id: 'weight', word: 'weight', also: ['weights'], definition: 'A number an input is multiplied by.' },
  { id: 'sum', word: 'weighted sum', definition: 'All of it added up.' },
];

export const world = {
  terms,
  places: {
    lessons: new Map([['one', new Set(['start', 'end'])], ['two', new Set(['start'])]]),
    pages: new Map([['reference', new Set(['relu'])], ['glossary', new Set(terms.map(({ id }) => id))]]),
    term: (/** @type {string} */ id) => ({ href: `glossary.html#${id}`, class: 'term', 'data-term': id }),
  },
  experiment: refusal,
  choices: (/** @type {string} */ key) => engine.settings.settings.find((/** @type {any} */ each) => each.key === key)?.choices.map((/** @type {any} */ each) => each.name) ?? [],
};

/** Reads a lesson's text. @param {string} text */
export const lesson = (text) => readLesson(text, 'lesson.md', world);
