/**
 * @file Whether a learner's program does what a quiz asks: by calls with their results, or by the tests of an exercise.
 * It runs in the exercises' sandbox, and only when the learner presses.
 */

import { compare } from '../../exercises/compare.js';
import { loadExercise } from '../../exercises/content.js';
import { formatList, nameOf } from '../../exercises/numbers.js';

/** @typedef {import('../page/page.js').Page} Page @typedef {import('../page/page.js').Language} Language */
/** @typedef {import('../../exercises/harness.js').Encoded} Encoded */
/** @typedef {{ call: string, gives: any }} Case a call as it is written in JavaScript, and its result */
/** @typedef {{ passed: boolean, says: string[], line: number }} Outcome says: with `code` between backticks; line of the fault, 0 if not known */

/** Relative to the larger of 1 and the right number, as most exercises have it. */
const tolerance = 1e-6;

/** A name in Python's way, if it is written in JavaScript's. @param {string} name */
const snake = (name) => (/^[a-z].*[a-z0-9][A-Z]/.test(name) ? name.replace(/(?<=[a-z0-9])[A-Z]/g, (letter) => `_${letter}`).toLowerCase() : name);

/**
 * A call as the language writes it: names in Python are in small letters with underscores.
 * @param {string} call @param {Language} language
 */
export function callIn(call, language) {
  if (language === 'javascript') return call;
  const parts = call.split(/('[^']*'|"[^"]*")/);
  const words = /** @type {Record<string, string>} */ ({ true: 'True', false: 'False', null: 'None' });
  return parts
    .map((part, i) => (i % 2 === 1 ? part : part.replace(/[A-Za-z_]\w*/g, (name) => words[name] ?? snake(name))))
    .join('');
}

/** @param {any} value whether it is made of numbers alone @returns {boolean} */
const isNumeric = (value) => typeof value === 'number' || (value !== null && typeof value === 'object' && Object.values(value).every(isNumeric));

/** A text or truth value as both languages would say it. @param {Encoded} got */
function wordOf(got) {
  if (typeof got === 'number') return String(got);
  if (got.kind === 'undefined' || got.kind === 'null') return 'null';
  const text = got.text ?? '';
  return got.kind === 'boolean' ? text.toLowerCase() : text.replace(/^(['"])(.*)\1$/s, '$2');
}

/** @param {any} gives @param {Encoded} got @returns {boolean} */
function sameWords(gives, got) {
  if (!Array.isArray(gives)) return typeof gives === 'number' ? !compare(gives, got, { tolerance, returns: { say: '' } }) : String(gives) === wordOf(got);
  if (typeof got === 'number' || got.kind !== 'array' || got.length !== gives.length) return false;
  return gives.every((each, i) => sameWords(each, /** @type {Encoded[]} */ (got.items)[i]));
}

/**
 * What is wrong with a result; null if nothing.
 * @param {any} gives @param {Encoded} got
 */
export function faultOf(gives, got) {
  if (isNumeric(gives)) return compare(gives, got, { tolerance, returns: { say: '', each: ['place'] } })?.message ?? null;
  if (sameWords(gives, got)) return null;
  return `expected ${formatList(gives)}; got ${typeof got === 'number' ? got : got.kind === 'array' ? 'a list that differs' : nameOf(got)}.`;
}

/** @param {string} text */
const sentence = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/**
 * @param {Page} page @param {string} source @param {Language} language @param {Case[]} cases
 * @returns {Promise<Outcome>}
 */
async function byCases(page, source, language, cases) {
  const calls = cases.map(({ call }) => callIn(call, language));
  const ran = await page.runCode(source, language, calls);
  if (ran.problem) return { passed: false, says: [sentence(ran.problem)], line: ran.line };
  for (const [i, { gives }] of cases.entries()) {
    const result = ran.results[i];
    const fault = !result ? 'the run ended before.' : result.value === null ? result.fault : faultOf(gives, result.value);
    if (!fault) continue;
    const passed = i === 0 ? '' : ` ${i} of ${cases.length} calls gave what they should.`;
    return { passed: false, says: [`\`${calls[i]}\`: ${fault}${passed}`], line: 0 };
  }
  const word = cases.length === 1 ? 'The call gives' : `All ${cases.length} calls give`;
  return { passed: true, says: [`${word} what ${cases.length === 1 ? 'it' : 'they'} should.`], line: 0 };
}

/**
 * @param {Page} page @param {string} source @param {Language} language @param {string} id of the exercise
 * @returns {Promise<Outcome>}
 */
async function byExercise(page, source, language, id) {
  const base = new URL('exercises/', page.site);
  const [{ runTests, summary }, { runnerOn }] = await Promise.all([import('../../exercises/run-tests.js'), import('../code/runner.js')]);
  const [{ exercise, given }, { start }, engine] = await Promise.all([loadExercise(id, base, language), runnerOn(page.site, language), page.client()]);
  const [seed] = crypto.getRandomValues(new Uint32Array(1));
  const report = await runTests({ exercise, code: source, seed, engine, start, language, given });
  const line = report.line || (report.tests.find(({ status }) => status === 'failed')?.line ?? 0);
  const says = report.passed ? [] : [report.mistake, failureOf(report)].filter((words) => words !== '');
  return { passed: report.passed, says: [summary(report), ...says], line };
}

/** @param {import('../../exercises/run-tests.js').Report} report */
function failureOf({ tests }) {
  const first = tests.find(({ status }) => status === 'failed');
  return first ? `\`${first.call}\`: ${first.message}` : '';
}

/**
 * @param {Page} page
 * @param {object} options
 * @param {string} options.source @param {Language} options.language
 * @param {Case[]} [options.cases] @param {string} [options.exercise] one of both
 * @returns {Promise<Outcome>}
 */
export const tryProgram = (page, { source, language, cases, exercise }) => (exercise ? byExercise(page, source, language, exercise) : byCases(page, source, language, cases ?? []));
