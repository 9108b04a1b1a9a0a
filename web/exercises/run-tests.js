import { closeTo, compare } from './compare.js';
import { formatList, plural } from './numbers.js';
import { mutantAnswers, randomTests, rightAnswer } from './reference.js';
import { startSandbox } from './sandbox.js';
import { misnamed, whatHappened } from './messages.js';

/**
 * One run: visible tests, then random ones, each a call of the learner's function in a fresh sandbox.
 *
 * @typedef {import('./content.js').Exercise} Exercise
 * @typedef {import('./harness.js').Encoded} Encoded
 * @typedef {object} TestResult
 * @property {string} title
 * @property {boolean} random
 * @property {'passed' | 'failed' | 'left out'} status left out: the run ended before
 * @property {string} call as code
 * @property {number[]} expected
 * @property {Encoded | null} got null: nothing came back
 * @property {string} message what is wrong, in words; empty when passed
 * @property {number} mark the item that differs, or -1
 * @property {number} digits
 * @property {boolean} comparable
 * @property {number} line of the learner's code, 0 = not known
 *
 * @typedef {object} Report
 * @property {boolean} passed
 * @property {string} problem why no test could run; empty if some could
 * @property {number} line for the problem; 0 = not known
 * @property {string} mistake the well-known mistake that gives exactly these numbers; or empty
 * @property {TestResult[]} tests
 * @property {number} seed of the random tests
 * @property {string[]} output lines printed
 * @property {number} dropped lines printed beyond what is kept
 */

/**
 * @param {object} options
 * @param {Exercise} options.exercise @param {string} options.code @param {number} options.seed
 * @param {import('./reference.js').Engine} options.engine
 * @param {URL} options.frame address of sandbox.html
 * @returns {Promise<Report>} rejects only if the engine does
 */
export async function runTests({ exercise, code, seed, engine, frame }) {
  const cases = [
    ...exercise.tests.map((test) => ({ ...test, random: false })),
    ...(await randomTests(engine, exercise, seed)).map((test) => ({ ...test, random: true })),
  ];
  const answers = await Promise.all(cases.map(({ args }) => rightAnswer(engine, exercise, args)));
  /** @type {Report} */
  const report = { passed: false, problem: '', line: 0, mistake: '', tests: [], seed, output: [], dropped: 0 };
  const started = await startSandbox({
    code,
    entry: exercise.entry,
    frame,
    milliseconds: exercise.limits.load,
    onOutput: (line) => report.output.push(line),
    onDropped: (count) => (report.dropped = count),
  });
  if ('kind' in started) {
    const problem = await understood(started, code);
    report.problem = whatHappened(problem, exercise) + (problem.problem === 'missing' ? misnamed(code, exercise.entry) : '');
    report.line = problem.line;
    return report;
  }
  const sandbox = started;
  try {
    let over = false;
    for (const [i, { title, args, random }] of cases.entries()) {
      /** @type {TestResult} */
      const test = {
        title, random, status: 'left out', call: `${exercise.entry}(${args.map(formatList).join(', ')})`,
        expected: answers[i], got: null, message: '', mark: -1, digits: 6, comparable: false, line: 0,
      };
      report.tests.push(test);
      if (over) continue;
      const outcome = await sandbox.call(args, exercise.limits.call);
      over = judge(test, outcome, exercise);
    }
  } finally {
    sandbox.close();
  }
  report.passed = report.tests.every((test) => test.status === 'passed');
  if (!report.passed) report.mistake = await nameMistake(engine, exercise, cases, report.tests);
  return report;
}

/**
 * A problem that names nothing the learner did not write. The grammar this takes is loaded when it is needed.
 * @param {import('./sandbox.js').Problem} problem @param {string} code @returns {Promise<import('./sandbox.js').Problem>}
 */
export async function understood(problem, code) {
  if (problem.problem === 'syntax') return (await import('./syntax.js')).inLearnersTerms(problem, code);
  return problem.line > code.split('\n').length ? { ...problem, line: 0 } : problem;
}

/**
 * Fills in how a test went.
 * @param {TestResult} test @param {Awaited<ReturnType<import('./sandbox.js').Sandbox['call']>>} outcome
 * @param {Exercise} exercise @returns {boolean} whether the sandbox has ended
 */
function judge(test, outcome, exercise) {
  test.status = 'failed';
  if (outcome.kind !== 'value') {
    test.message = whatHappened(outcome, exercise);
    test.line = outcome.kind === 'thrown' ? outcome.line : 0;
    return outcome.kind !== 'thrown';
  }
  test.got = outcome.value;
  const difference = compare(test.expected, outcome.value, exercise);
  if (difference) Object.assign(test, difference);
  else test.comparable = true;
  if (outcome.changed >= 0) {
    const name = exercise.parameters[outcome.changed];
    const also = difference ? ` Besides, ${difference.message}` : '';
    test.message = `the function changed its input \`${name}\`. It should only read what it is given: a caller may need it again.${also}`;
  } else if (!difference) {
    test.status = 'passed';
  }
  return false;
}

/**
 * Names a mistake when it explains every comparable result, and the right computation does not.
 * @param {import('./reference.js').Engine} engine @param {Exercise} exercise
 * @param {{ args: unknown[] }[]} cases @param {TestResult[]} tests @returns {Promise<string>}
 */
async function nameMistake(engine, exercise, cases, tests) {
  const usable = tests.flatMap((test, i) => (test.comparable ? [i] : []));
  if (!usable.some((i) => tests[i].status === 'failed')) return '';
  const answers = await Promise.all(usable.map((i) => mutantAnswers(engine, exercise, cases[i].args)));
  const found = exercise.mutants.findIndex((_, m) =>
    usable.every((i, k) => {
      const answer = answers[k][m];
      const got = /** @type {{ items: number[] }} */ (tests[i].got).items;
      if (answer === null) return tests[i].status === 'passed';
      return answer.every((value, n) => closeTo(got[n], value, exercise.tolerance));
    }),
  );
  return found < 0 ? '' : exercise.mutants[found].say;
}

/** @param {Report} report one sentence for everyone, spoken too */
export function summary(report) {
  if (report.problem) return `No test could run: ${report.problem}`;
  const count = (/** @type {boolean} */ random) => {
    const some = report.tests.filter((test) => test.random === random);
    return { passed: some.filter((test) => test.status === 'passed').length, of: some.length };
  };
  const visible = count(false);
  const random = count(true);
  if (report.passed) return `All ${plural(report.tests.length, 'test')} passed: ${visible.of} visible, ${random.of} random.`;
  return `${visible.passed} of ${visible.of} visible and ${random.passed} of ${random.of} random tests passed.`;
}
