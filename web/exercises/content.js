import { faultsOf } from './schema.js';

/**
 * Exercises are data: a folder with `exercise.json` and the files it names. A new exercise is a new folder and its name
 * in list.json; README.md says how.
 *
 * @typedef {'javascript' | 'python'} Language
 * @typedef {Record<Language, string>} ByLanguage
 * @typedef {Record<Language, [string, string][]>} Edits for each language, what to replace in the solution by what
 *
 * @typedef {object} Numbers how random arguments are drawn: see README.md
 * @property {string[]} [shape] names of the lengths, outermost first; none for a single number
 * @property {number} [from] @property {number} [to] @property {number} [decimals]
 * @property {string | number} [labels] whole numbers below this length, each of them there
 * @property {boolean} [probabilities] each innermost list adds up to 1
 * @property {number[]} [choices] one of these
 * @property {string[]} [layers] names of the lengths from the inputs on: a list of layers, lengths of 0 left out
 * @property {string[]} [activations] one of these for each layer
 * @property {Record<string, Numbers>} [fields] an object
 *
 * @typedef {Numbers & { name: string, say: string }} Parameter say: what it is, with its shape in words
 *
 * @typedef {object} Returns what a function gives back
 * @property {string} say its shape in words
 * @property {string[]} [each] what one item stands for: of a list one word, of a matrix one for rows and one for columns
 * @property {Record<string, { each?: string[] }>} [fields] of an object, or of each object of a list
 *
 * @typedef {object} Mutant a well-known mistake, worked out by the engine, so that a wrong result can be given its name
 * @property {string} id
 * @property {string} say
 * @property {[string, string][]} recipe what to replace in the right recipe by what
 * @property {Edits} edits the same mistake in the solution: for the tests
 *
 * @typedef {object} Test
 * @property {string} title
 * @property {unknown[]} args
 * @property {{ recipe: string[], below: number, say: string }} [accept] instead of being compared with the right answer, the
 *   result is measured by this recipe, which finds it under the name result; say: what is wrong if it is not below
 *
 * @typedef {object} Task one function to write
 * @property {ByLanguage} names
 * @property {Parameter[]} parameters
 * @property {Returns} returns
 * @property {string[]} recipe how the engine computes the right answer, see web/engine/recipe-text.js
 * @property {number} tolerance relative to the larger of 1 and the right number
 * @property {{ args: unknown[], result: unknown }} example
 * @property {Test[]} tests the visible ones
 * @property {Record<string, number[]>} random for each length its values, test by test, small ones first
 * @property {Mutant[]} mutants
 *
 * @typedef {object} Wrong a known wrong answer: a file, or the solution edited; and a part of the message it must get
 * @property {string} about @property {string} message @property {string} [file] @property {Edits} [edits]
 *
 * @typedef {object} Exercise
 * @property {2} format version of this format
 * @property {string} id name of the folder, and of the learner's code in storage
 * @property {string} title
 * @property {string} promise what one can do afterwards, in a line
 * @property {string[]} statement paragraphs; `code` between backticks
 * @property {Task[]} functions
 * @property {{ load: number, call: number, pass: number }} limits milliseconds for loading, one call, one picture
 * @property {Record<Language, { starter: string, solution: string, given?: string }>} files
 * @property {string[]} hints three, one at a time
 * @property {Wrong[]} wrong
 * @property {'layer'} [live] the function can be a layer of the live network
 *
 * @typedef {{ exercise: Exercise, language: Language, starter: string, solution: string, given: string }} Loaded
 */

/** @param {URL} url */
async function text(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`The exercise could not be loaded: ${url.pathname} answered ${response.status}.`);
  return response.text();
}

/** @param {URL} base address of the folder that holds the exercises @returns {Promise<{ id: string, title: string }[]>} */
export const loadList = async (base) => JSON.parse(await text(new URL('list.json', base)));

/**
 * @param {string} id folder name @param {URL} base address of the folder that holds the exercises
 * @param {Language} [language] @returns {Promise<Loaded>} rejects with a sentence
 */
export async function loadExercise(id, base, language = 'javascript') {
  const folder = new URL(`${id}/`, base);
  const data = JSON.parse(await text(new URL('exercise.json', folder)));
  const faults = faultsOf(data);
  if (faults.length > 0) throw new Error(`The exercise “${id}” is not complete: ${faults.join(' ')}`);
  const { starter, solution, given } = /** @type {Exercise} */ (data).files[language];
  const texts = await Promise.all([starter, solution, given].map((name) => (name ? text(new URL(name, folder)) : '')));
  return { exercise: data, language, starter: texts[0], solution: texts[1], given: texts[2] };
}

/**
 * A code with parts replaced. Throws where a part to replace is not there, for then the edit says nothing.
 * @param {string} code @param {[string, string][]} edits
 */
export function edited(code, edits) {
  return edits.reduce((text, [from, to]) => {
    if (!text.includes(from)) throw new Error(`“${from}” does not occur in:\n${text}`);
    return text.replace(from, () => to);
  }, code);
}

/** A mutant's recipe. @param {Task} task @param {Mutant} mutant @returns {string[]} */
export const mutated = ({ recipe }, mutant) => edited(recipe.join('\n'), mutant.recipe).split('\n');
