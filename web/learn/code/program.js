/** @file One run of a learner's program, and of calls after it, in whatever sandbox is given. */

import { whatHappened } from '../../exercises/messages.js';

/** @typedef {import('../page/page.js').Ran} Ran @typedef {import('../page/page.js').Language} Language */

const limits = { load: 4000, call: 2000, pass: 2000 };

/**
 * Lines after the program, so that its own keep their numbers.
 * @type {Record<Language, (name: string, call: string) => string>}
 */
const asked = {
  javascript: (name, call) => `\nfunction ${name}() { return (${call}); }`,
  python: (name, call) => `\ndef ${name}():\n    return (${call})`,
};

/**
 * @param {import('../../exercises/channel.js').Starter} start of the language
 * @param {object} options
 * @param {string} options.source @param {Language} options.language
 * @param {string[]} options.calls expressions of the language, each worked out after the program
 * @returns {Promise<Ran>}
 */
export async function runProgram(start, { source, language, calls }) {
  /** @type {Ran} */
  const ran = { output: [], dropped: 0, problem: '', line: 0, results: [] };
  const entries = calls.map((_, i) => `glia_call_${i}`);
  const started = await start({
    code: source + calls.map((call, i) => asked[language](entries[i], call)).join(''),
    entries,
    milliseconds: limits.load,
    onOutput: (line) => ran.output.push(line),
    onDropped: (count) => (ran.dropped = count),
  });
  if ('kind' in started) {
    const { understood } = await import('../../exercises/run-tests.js');
    const problem = await understood(started, source, language);
    ran.line = problem.line;
    ran.problem = whatHappened(problem, { entry: 'the function', limits, language });
    return ran;
  }
  try {
    for (const [i, entry] of entries.entries()) {
      const got = await started.call(entry, [], limits.call);
      if (got.kind === 'value') ran.results.push({ value: got.value, fault: '' });
      else {
        ran.results.push({ value: null, fault: whatHappened(got, { entry: calls[i], limits, language }) });
        if (got.kind !== 'thrown') break; // the sandbox is gone
      }
    }
  } finally {
    started.close();
  }
  return ran;
}
