import { drawCases, namesOf } from './reference.js';

/**
 * Makes a failing random test smaller as long as it still fails: a small call can be followed by hand.
 *
 * @typedef {import('./run-tests.js').TestResult} TestResult
 * @typedef {import('./reference.js').Case} Case
 */

/** How many calls this may take. */
const mostCalls = 60;

/**
 * @param {TestResult} failed @param {import('./run-tests.js').Runner} runner @param {import('./reference.js').Engine} engine
 * @param {number} seed @returns {Promise<TestResult>}
 */
export async function smallest(failed, runner, engine, seed) {
  let best = failed;
  let left = mostCalls;
  for (let smaller = true; smaller && left > 0; ) {
    smaller = false;
    const candidates = [...(await shorter(best.case, engine, seed)), ...rounder(best.case)];
    const answers = await answersOf(candidates, engine);
    for (const [i, each] of candidates.entries()) {
      if (answers[i] === null || left-- <= 0) continue;
      const result = await runner.test(each, answers[i]);
      if (runner.over) return best;
      if (result.status !== 'failed') continue;
      best = result;
      smaller = true;
      break;
    }
  }
  return best;
}

/** Right answers, null where there is none: a smaller case may have none. @param {Case[]} cases @param {import('./reference.js').Engine} engine */
async function answersOf(cases, engine) {
  if (cases.length === 0) return [];
  // The first recipe of a question must have an answer; as a second one, it may lack one.
  const { task } = cases[0];
  const [, answers] = await engine.cook([['0'], task.recipe], cases.map(namesOf));
  return answers;
}

/** The same test with one length smaller by one. @param {Case} from @param {import('./reference.js').Engine} engine @param {number} seed */
function shorter({ task, sizes }, engine, seed) {
  const smaller = Object.keys(sizes)
    .filter((name) => sizes[name] > Math.min(...task.random[name]))
    .map((name) => ({ ...sizes, [name]: sizes[name] - 1 }));
  // Twice each, with other numbers: one draw may happen to pass.
  return drawCases(engine, task, [...smaller, ...smaller], (seed + 1000) >>> 0);
}

/** The same test with rounder numbers, none if they are round already. @param {Case} from @returns {Case[]} */
function rounder(from) {
  const round = (/** @type {any} */ value) => mapNumbers(value, (number) => Math.round(number) + 0);
  const args = from.args.map((value, i) => (drawn(from.task.parameters[i]) ? round(value) : value));
  return JSON.stringify(args) === JSON.stringify(from.args) ? [] : [{ ...from, args }];
}

/** Whether an argument's numbers may be rounded: those that are chosen from a list, or lie within 1, may not. @param {import('./content.js').Numbers} spec */
const drawn = ({ choices, labels, from = 0, to = 1, fields }) => !choices && labels === undefined && !fields && from < -1 && to > 1;

/** @param {any} value @param {(number: number) => number} change @returns {any} */
function mapNumbers(value, change) {
  if (typeof value === 'number') return change(value);
  if (Array.isArray(value)) return value.map((item) => mapNumbers(item, change));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, mapNumbers(part, change)]));
}
