// lesson.json and page.json: the few facts about a page that do not stand in its text.

import { ContentFault } from './fault.mjs';

const levels = ['beginner', 'intermediate', 'advanced'];

/** @type {Record<string, { fits: (value: any) => boolean, say: string, lessonOnly?: boolean, optional?: boolean }>} */
const facts = {
  title: { fits: (v) => typeof v === 'string' && v.trim() !== '' && v.length <= 60, say: 'a text of up to 60 characters' },
  promise: { fits: (v) => typeof v === 'string' && v.trim() !== '' && v.length <= 140 && !v.includes('\n'), say: 'one line of up to 140 characters' },
  minutes: { fits: (v) => Number.isInteger(v) && v >= 1 && v <= 90, say: 'a whole number from 1 to 90', lessonOnly: true },
  level: { fits: (v) => levels.includes(v), say: `one of ${levels.join(', ')}`, lessonOnly: true },
  version: { fits: (v) => Number.isInteger(v) && v >= 1 && v <= 1000, say: 'a whole number from 1 to 1000' },
  groups: { fits: (v) => typeof v === 'object' && v !== null && Object.values(v).every((name) => typeof name === 'string' && name !== ''), say: 'an object: under the id of the section that begins a group, the name of the group', optional: true },
};

/**
 * @param {string} text JSON @param {string} file @param {'lesson' | 'page'} kind
 * @returns {{ title: string, promise: string, minutes: number, level: string, version: number, groups?: Record<string, string> }}
 *   for a page without minutes and level; groups: names in the list of contents, each before the section of its id
 */
export function readInfo(text, file, kind) {
  /** @type {any} */
  let data;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw new ContentFault(file, 1, `This is not JSON: ${/** @type {Error} */ (error).message}`);
  }
  if (typeof data !== 'object' || data === null || Array.isArray(data)) throw new ContentFault(file, 1, 'It must hold one object.');
  const wanted = Object.keys(facts).filter((key) => kind === 'lesson' || !facts[key].lessonOnly);
  const lineOf = (/** @type {string} */ key) => {
    const at = text.indexOf(`"${key}"`);
    return at < 0 ? 1 : text.slice(0, at).split('\n').length;
  };
  for (const key of wanted) if ((!facts[key].optional || Object.hasOwn(data, key)) && !facts[key].fits(data[key])) throw new ContentFault(file, lineOf(key), `“${key}” must be ${facts[key].say}.`);
  const extra = Object.keys(data).find((key) => !wanted.includes(key));
  if (extra) throw new ContentFault(file, lineOf(extra), `There is no “${extra}”; there is ${wanted.join(', ')}.`);
  return data;
}
