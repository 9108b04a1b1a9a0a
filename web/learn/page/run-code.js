/** @file Programs of the learner, run in the exercises' sandbox. Fetched when the first one is run. */

import { whatHappened } from '../../exercises/messages.js';
import { sandboxIn } from '../../exercises/sandbox.js';

const limits = { load: 4000, call: 2000, pass: 2000 };

/**
 * @param {URL} site @param {string} source @param {import('./page.js').Language} language
 * @param {string[]} calls expressions, each worked out after the program
 * @returns {Promise<import('./page.js').Ran>}
 */
export async function runCode(site, source, language, calls) {
  if (language !== 'javascript') throw new Error('Python cannot be run here.');
  /** @type {import('./page.js').Ran} */
  const ran = { output: [], dropped: 0, problem: '', line: 0, results: [] };
  const entries = calls.map((_, i) => `gliaCall${i}`);
  const asked = calls.map((call, i) => `\nfunction ${entries[i]}() { return (${call}); }`).join('');
  const started = await sandboxIn(new URL('exercises/sandbox.html', site))({
    code: source + asked,
    entries,
    milliseconds: limits.load,
    onOutput: (line) => ran.output.push(line),
    onDropped: (count) => (ran.dropped = count),
  });
  if ('kind' in started) {
    const lines = source.split('\n').length;
    ran.line = started.line <= lines ? started.line : 0;
    ran.problem = whatHappened({ ...started, line: ran.line }, { entry: 'the program', limits });
    return ran;
  }
  try {
    for (const [i, entry] of entries.entries()) {
      const got = await started.call(entry, [], limits.call);
      if (got.kind === 'value') ran.results.push({ value: got.value, fault: '' });
      else {
        ran.results.push({ value: null, fault: whatHappened(got, { entry: calls[i], limits }) });
        if (got.kind !== 'thrown') break; // the sandbox is gone
      }
    }
  } finally {
    started.close();
  }
  return ran;
}
