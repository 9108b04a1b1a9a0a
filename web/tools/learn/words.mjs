// The glossary: its file is checked, and the first use of each of its words in a lesson is found.

import { ContentFault } from './fault.mjs';

/** @typedef {{ id: string, word: string, also?: string[], definition: string }} Term */

/** @param {string} text glossary.json @param {string} file @returns {Term[]} */
export function readGlossary(text, file) {
  /** @type {any} */
  let terms;
  try {
    terms = JSON.parse(text);
  } catch (error) {
    throw new ContentFault(file, 1, `This is not JSON: ${/** @type {Error} */ (error).message}`);
  }
  if (!Array.isArray(terms)) throw new ContentFault(file, 1, 'The glossary must be a list of terms.');
  const seen = new Map();
  for (const [i, term] of terms.entries()) {
    const lineOf = lineOfTerm(text, term?.id, i);
    const refuse = (/** @type {string} */ sentence) => {
      throw new ContentFault(file, lineOf, sentence);
    };
    if (typeof term?.id !== 'string' || !/^[a-z0-9-]+$/.test(term.id)) refuse('A term needs an “id” of small letters, digits and hyphens.');
    for (const key of ['word', 'definition']) if (typeof term[key] !== 'string' || !term[key].trim()) refuse(`The term “${term.id}” needs “${key}”, a text.`);
    if (term.also !== undefined && !(Array.isArray(term.also) && term.also.every((/** @type {unknown} */ each) => typeof each === 'string'))) refuse(`“also” of “${term.id}” must be a list of texts.`);
    const extra = Object.keys(term).find((key) => !['id', 'word', 'also', 'definition'].includes(key));
    if (extra) refuse(`The term “${term.id}” has no field “${extra}”; there is id, word, also, definition.`);
    const count = term.definition.trim().split(/\s+/).length;
    if (count > 25) refuse(`The definition of “${term.id}” has ${count} words; there may be 25.`);
    for (const form of [`#${term.id}`, term.word, ...(term.also ?? [])]) {
      const key = form.toLowerCase();
      if (seen.has(key)) refuse(`“${form.replace(/^#/, '')}” is already there, of the term “${seen.get(key)}”.`);
      seen.set(key, term.id);
    }
  }
  return terms;
}

/** @param {string} text @param {unknown} id @param {number} index */
function lineOfTerm(text, id, index) {
  const at = typeof id === 'string' ? text.search(new RegExp(`"id"\\s*:\\s*"${id.replace(/[^\w-]/g, '.')}"`)) : -1;
  return at < 0 ? index + 1 : text.slice(0, at).split('\n').length;
}

/**
 * Finds words of the glossary, each once in a lesson.
 * @param {Term[]} terms
 */
export function firstUses(terms) {
  /** @type {Map<string, string>} */
  const idOf = new Map();
  for (const { id, word, also = [] } of terms) for (const form of [word, ...also]) idOf.set(form.toLowerCase(), id);
  const forms = [...idOf.keys()].sort((a, b) => b.length - a.length).map((form) => form.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const pattern = forms.length ? new RegExp(`(?<![\\p{L}\\p{N}_])(?:${forms.join('|')})(?![\\p{L}\\p{N}_])`, 'giu') : null;
  /** @type {Set<string>} */
  const used = new Set();
  return {
    used,
    /** @param {string} id whether there is such a term; it is used from now on */
    use(id) {
      const known = terms.some((term) => term.id === id);
      if (known) used.add(id);
      return known;
    },
    /** The text in pieces: plain ones, and first uses with their term. @param {string} text @returns {{ text: string, id?: string }[]} */
    split(text) {
      /** @type {{ text: string, id?: string }[]} */
      const pieces = [];
      let from = 0;
      for (const match of pattern ? text.matchAll(pattern) : []) {
        const id = idOf.get(match[0].toLowerCase());
        if (!id || used.has(id)) continue;
        used.add(id);
        if (match.index > from) pieces.push({ text: text.slice(from, match.index) });
        pieces.push({ text: match[0], id });
        from = match.index + match[0].length;
      }
      if (from < text.length) pieces.push({ text: text.slice(from) });
      return pieces;
    },
  };
}
