import { compare, plain, sameNumbers } from './compare.js';
import { encoded, formatList, plural } from './numbers.js';
import { mutantAnswers, namesOf, randomCases, rightAnswers } from './reference.js';
import { misnamed, whatHappened } from './messages.js';
import { smallest } from './shrink.js';

/**
 * One run: for each function the visible tests, then random ones, each a call of the learner's function in a fresh
 * sandbox. A random test that fails is replaced by the smallest that fails, too.
 *
 * @typedef {import('./content.js').Exercise} Exercise
 * @typedef {import('./content.js').Language} Language
 * @typedef {import('./reference.js').Case} Case @typedef {import('./reference.js').Engine} Engine
 * @typedef {import('./channel.js').Sandbox} Sandbox
 * @typedef {import('./harness.js').Encoded} Encoded
 * @typedef {object} TestResult
 * @property {Case} case
 * @property {string} title
 * @property {boolean} random
 * @property {'passed' | 'failed' | 'left out'} status left out: the run ended before
 * @property {string} call as code
 * @property {any} expected numbers, lists and objects of them
 * @property {Encoded | null} got null: nothing came back
 * @property {boolean} threw
 * @property {string} message what is wrong, in words; empty when passed
 * @property {(string | number)[] | null} mark path of the item that differs
 * @property {number} digits
 * @property {number} line of the learner's code, 0 = not known
 * @property {import('./channel.js').Call[]} trace how the code got there, if the language tells
 *
 * @typedef {object} Report
 * @property {boolean} passed
 * @property {string} problem why no test could run; empty if some could
 * @property {number} line for the problem; 0 = not known
 * @property {import('./channel.js').Call[]} trace for the problem
 * @property {string} mistake the well-known mistake that gives exactly these numbers; or empty
 * @property {string} mutant its id; or empty
 * @property {TestResult[]} tests
 * @property {number} seed of the random tests
 * @property {string[]} output lines printed
 * @property {number} dropped lines printed beyond what is kept
 */

/**
 * @param {object} options
 * @param {Exercise} options.exercise @param {string} options.code @param {number} options.seed
 * @param {Language} [options.language] @param {string} [options.given] code of the exercise that is there before
 * @param {Engine} options.engine
 * @param {import('./channel.js').Starter} options.start runs the language
 * @returns {Promise<Report>} rejects only if the engine does
 */
export async function runTests({ exercise, code, seed, engine, start, language = 'javascript', given = '' }) {
  const sets = await Promise.all(exercise.functions.map((task, i) => answered(engine, task, (seed + i) >>> 0)));
  /** @type {Report} */
  const report = { passed: false, problem: '', line: 0, trace: [], mistake: '', mutant: '', tests: [], seed, output: [], dropped: 0 };
  const started = await start({
    code,
    given,
    entries: exercise.functions.map(({ names }) => names[language]),
    milliseconds: exercise.limits.load,
    onOutput: (line) => report.output.push(line),
    onDropped: (count) => (report.dropped = count),
  });
  if ('kind' in started) {
    const problem = await understood(started, code, language);
    const entry = problem.entry ?? exercise.functions[0].names[language];
    report.problem = whatHappened(problem, { entry, limits: exercise.limits, language }) + (problem.problem === 'missing' ? misnamed(code, entry, language) : '');
    report.line = problem.line;
    report.trace = problem.trace ?? [];
    return report;
  }
  const runner = new Runner({ sandbox: started, exercise, engine, language });
  try {
    for (const { cases, answers } of sets) {
      for (const [i, each] of cases.entries()) report.tests.push(await runner.test(each, answers[i]));
    }
    const first = report.tests.findIndex(({ status }) => status === 'failed');
    if (first >= 0 && report.tests[first].random && !runner.over) {
      report.tests[first] = await smallest(report.tests[first], runner, engine, seed);
    }
  } finally {
    started.close();
  }
  report.passed = report.tests.every((test) => test.status === 'passed');
  if (!report.passed) Object.assign(report, await nameMistake(engine, report.tests));
  return report;
}

/**
 * The tests of a function, with their right answers.
 * @param {Engine} engine @param {import('./content.js').Task} task @param {number} seed
 */
async function answered(engine, task, seed) {
  const visible = task.tests.map((test) => ({ ...test, task, random: false, sizes: {} }));
  const cases = [...visible, ...(await randomCases(engine, task, seed))];
  return { cases, answers: await rightAnswers(engine, task, cases) };
}

/** Calls the learner's functions and judges what comes back. */
export class Runner {
  /** @param {{ sandbox: Sandbox, exercise: Exercise, engine: Engine, language: Language }} options */
  constructor({ sandbox, exercise, engine, language }) {
    this.sandbox = sandbox;
    this.exercise = exercise;
    this.engine = engine;
    this.language = language;
    /** Whether the sandbox has ended. */
    this.over = false;
  }

  /** @param {Case} each @param {any} expected @returns {Promise<TestResult>} */
  async test(each, expected) {
    const { task, title, args, random } = each;
    const entry = task.names[this.language];
    const several = this.exercise.functions.length > 1;
    /** @type {TestResult} */
    const test = {
      case: each, title: several ? `${entry}: ${title}` : title, random, status: 'left out', expected, got: null, threw: false, message: '',
      call: `${entry}(${args.map((value) => formatList(value, this.language)).join(', ')})`, mark: null, digits: 6, line: 0, trace: [],
    };
    if (this.over) return test;
    const { limits } = this.exercise;
    const outcome = await this.sandbox.call(entry, args, limits.call);
    test.status = 'failed';
    if (outcome.kind !== 'value') {
      test.message = whatHappened(outcome, { entry, limits, language: this.language });
      test.threw = outcome.kind === 'thrown';
      if (outcome.kind === 'thrown') Object.assign(test, { line: outcome.line, trace: outcome.trace ?? [] });
      this.over = !test.threw;
      return test;
    }
    test.got = outcome.value;
    const difference = compare(expected, outcome.value, task, this.language);
    // A result that is measured must have the right shape and finite numbers, no more.
    const measured = each.accept && (!difference || difference.comparable) ? await this.measure(each, outcome.value) : null;
    const fault = measured === null ? difference : measured.message ? { message: measured.message, mark: null, digits: 6 } : null;
    if (fault) Object.assign(test, { message: fault.message, mark: fault.mark, digits: fault.digits });
    if (outcome.changed >= 0) {
      const { name } = task.parameters[outcome.changed];
      const also = fault ? ` Besides, ${fault.message}` : '';
      test.message = `the function changed its input \`${name}\`. It should only read what it is given: a caller may need it again.${also}`;
    } else if (!fault) {
      test.status = 'passed';
    }
    return test;
  }

  /** @param {Case} each @param {Encoded} got @returns {Promise<{ message: string }>} empty when it is good enough */
  async measure(each, got) {
    const { recipe, below, say } = /** @type {NonNullable<Case['accept']>} */ (each.accept);
    const [[value]] = await this.engine.cook([recipe], [{ ...namesOf(each), result: plain(got) }]);
    return { message: value < below ? '' : say.replace('{value}', formatList(value)) };
  }
}

/**
 * A problem that names nothing the learner did not write. The grammar this takes is loaded when it is needed.
 * @param {import('./channel.js').Problem} problem @param {string} code @param {Language} [language]
 * @returns {Promise<import('./channel.js').Problem>}
 */
export async function understood(problem, code, language = 'javascript') {
  if (problem.problem === 'syntax' && language === 'javascript') return (await import('./syntax.js')).inLearnersTerms(problem, code);
  return problem.line > code.split('\n').length ? { ...problem, line: 0 } : problem;
}

/**
 * Names a mistake when it explains every result of the function that failed first, and the right computation does not.
 * @param {Engine} engine @param {TestResult[]} tests @returns {Promise<{ mistake: string, mutant: string }>}
 */
async function nameMistake(engine, tests) {
  const none = { mistake: '', mutant: '' };
  const task = tests.find(({ status }) => status === 'failed')?.case.task;
  const own = tests.filter((test) => test.case.task === task && test.case.accept === undefined && test.status !== 'left out');
  if (!task || task.mutants.length === 0 || !own.some(({ got, threw }) => got !== null || threw)) return none;
  const answers = await mutantAnswers(engine, task, own.map((test) => test.case));
  const found = task.mutants.findIndex((_, m) => {
    let explained = 0;
    return own.every((test, i) => {
      const answer = answers[m][i];
      // Where the mistake has no numbers, the code may have any but wrong ones.
      if (answer === null) return test.status === 'passed' || test.got === null || !finite(test.got);
      // Where one language gives NaN or Infinity, another one throws.
      const same = test.got === null ? test.threw && !finite(encoded(answer)) : sameNumbers(answer, test.got, task.tolerance);
      if (!same) return false;
      if (test.status === 'failed') explained++;
      return true;
    }) && explained > 0;
  });
  return found < 0 ? none : { mistake: task.mutants[found].say, mutant: task.mutants[found].id };
}

/** @param {Encoded} value @returns {boolean} */
const finite = (value) => (typeof value === 'number' ? Number.isFinite(value) : (value.items ?? []).every(finite));

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
