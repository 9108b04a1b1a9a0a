/**
 * Exercises are data: a folder with `exercise.json` and the files it names. A new exercise is a new folder.
 *
 * @typedef {object} Mutant a well-known mistake, computed by the engine, so that a wrong result can be given its name
 * @property {Record<string, string>} change what differs from the right computation: argument or option → how
 * @property {string} say
 *
 * @typedef {object} RandomTests
 * @property {number} count
 * @property {string[]} dimensions names of the lengths, for instance inputs and units
 * @property {number[][]} sizes for each test one value per dimension, small ones first
 * @property {string[][]} arguments for each argument the dimensions of its array, outermost first
 * @property {number} range numbers lie in [-range, range)
 * @property {number} decimals they are rounded to so many decimals, so that the call shown is the call made
 *
 * @typedef {object} Exercise
 * @property {1} format version of this format
 * @property {string} id name of the folder, and of the learner's code in storage
 * @property {string} title
 * @property {string} entry name of the function to write
 * @property {string[]} parameters its arguments, by name
 * @property {string[]} statement paragraphs; `code` between backticks
 * @property {{ args: unknown[], result: unknown }} example
 * @property {string} each what one number of the result stands for ("neuron")
 * @property {{ engine: string, activation: string }} reference how the engine computes the right answer
 * @property {number} tolerance relative to the larger of 1 and the right number
 * @property {{ load: number, call: number, pass: number }} limits milliseconds for loading, one call, one picture
 * @property {Record<string, { starter: string, solution: string }>} files for each language
 * @property {{ title: string, args: unknown[] }[]} tests the visible ones
 * @property {RandomTests} random
 * @property {Mutant[]} mutants
 * @property {string[]} hints one at a time
 * @property {{ file: string, about: string, message: string }[]} wrong known wrong answers, and a part of the message
 *   each of them must get
 *
 * @typedef {{ exercise: Exercise, starter: string, solution: string }} Loaded
 */

/** @type {Record<string, (value: any) => boolean>} */
const shapes = {
  text: (value) => typeof value === 'string' && value.length > 0,
  texts: (value) => Array.isArray(value) && value.length > 0 && value.every(shapes.text),
  list: (value) => Array.isArray(value) && value.length > 0,
  object: (value) => value !== null && typeof value === 'object' && !Array.isArray(value),
  positive: (value) => typeof value === 'number' && value > 0,
};

/** @type {[string, string][]} */
const fields = [
  ['id', 'text'], ['title', 'text'], ['entry', 'text'], ['parameters', 'texts'], ['statement', 'texts'],
  ['example.args', 'list'], ['each', 'text'], ['reference.engine', 'text'], ['reference.activation', 'text'],
  ['tolerance', 'positive'], ['limits.load', 'positive'], ['limits.call', 'positive'], ['limits.pass', 'positive'],
  ['files.javascript.starter', 'text'], ['files.javascript.solution', 'text'], ['tests', 'list'],
  ['random.count', 'positive'], ['random.dimensions', 'texts'], ['random.sizes', 'list'], ['random.arguments', 'list'],
  ['random.range', 'positive'], ['random.decimals', 'positive'], ['mutants', 'list'], ['hints', 'texts'], ['wrong', 'list'],
];

/**
 * @param {any} data a parsed exercise.json
 * @returns {string[]} one sentence for each thing that is missing or wrong
 */
export function faultsOf(data) {
  if (!shapes.object(data)) return ['exercise.json must hold one object.'];
  const faults = data.format === 1 ? [] : ['“format” must be 1.'];
  for (const [path, shape] of fields) {
    const value = path.split('.').reduce((part, key) => part?.[key], data);
    if (!shapes[shape](value)) faults.push(`“${path}” is missing or is not of the kind “${shape}”.`);
  }
  if (faults.length > 0) return faults;
  const { parameters, tests, random } = /** @type {Exercise} */ (data);
  for (const test of [...tests, { title: 'example', args: data.example.args }]) {
    if (test.args.length !== parameters.length) faults.push(`“${test.title}” must have ${parameters.length} arguments.`);
  }
  if (random.sizes.length !== random.count) faults.push('“random.sizes” must have one entry for each random test.');
  if (random.arguments.length !== parameters.length) faults.push('“random.arguments” must have one entry per argument.');
  for (const size of random.sizes) {
    if (size.length !== random.dimensions.length) faults.push(`“random.sizes” entry ${size} must have one length per dimension.`);
  }
  for (const name of random.arguments.flat()) {
    if (!random.dimensions.includes(name)) faults.push(`“random.arguments” names “${name}”, which is no dimension.`);
  }
  return faults;
}

/** @param {URL} url */
async function text(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`The exercise could not be loaded: ${url.pathname} answered ${response.status}.`);
  return response.text();
}

/**
 * @param {string} id folder name @param {URL} base address of the folder that holds the exercises
 * @param {string} [language] @returns {Promise<Loaded>} rejects with a sentence
 */
export async function loadExercise(id, base, language = 'javascript') {
  const folder = new URL(`${id}/`, base);
  const data = JSON.parse(await text(new URL('exercise.json', folder)));
  const faults = faultsOf(data);
  if (faults.length > 0) throw new Error(`The exercise “${id}” is not complete: ${faults.join(' ')}`);
  const files = data.files[language];
  const [starter, solution] = await Promise.all(
    [files.starter, files.solution].map((name) => text(new URL(name, folder))),
  );
  return { exercise: data, starter, solution };
}
