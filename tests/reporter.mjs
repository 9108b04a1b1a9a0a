// Tells tests/run.mjs, over file descriptor 3, what node:test does: a line of JSON when a test or suite begins, and
// one when it is over, with the suite it stood in.

import { writeSync } from 'node:fs';

/** @param {unknown} report */
const tell = (report) => writeSync(3, `${JSON.stringify(report)}\n`);

/** @param {any} error  what node:test made of the failure @returns {string} */
function explain(error) {
  const cause = error?.cause ?? error;
  const text = String(cause?.stack ?? cause?.message ?? cause);
  return text.replace(/\n +at .*node:internal.*/g, ''); // of no use to the reader
}

/** @param {AsyncIterable<{ type: string, data: any }>} events */
export default async function* report(events) {
  /** Names of the suites we are in, by depth. @type {string[]} */
  const path = [];
  /** The same, of what has begun: node:test tells of a suite's start only when its first test is over. @type {string[]} */
  const begun = [];
  for await (const { type, data } of events) {
    if (type === 'test:start') {
      path.length = data.nesting;
      path[data.nesting] = data.name;
    }
    if (type === 'test:dequeue') {
      begun.length = data.nesting;
      begun[data.nesting] = data.name;
      tell({ event: 'start', name: begun.join(' › ') });
    }
    // The summary's lines are not for us; what is left tells of errors outside of any test.
    if (type === 'test:diagnostic' && !/^(tests|suites|pass|fail|cancelled|skipped|todo|duration_ms) /.test(data.message)) {
      tell({ event: 'note', name: data.message });
    }
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    begun.length = data.nesting;
    tell({ event: 'over', name: data.name, within: begun.join(' › ') });
    const error = data.details?.error;
    // A suite is not a test, and one that failed by its tests' failures is told by them.
    const counted =
      type === 'test:fail' ? error?.failureType !== 'subtestsFailed' : data.details?.type !== 'suite';
    if (!counted) continue;
    const name = [...path.slice(0, data.nesting), data.name].join(' › ');
    const skipped = data.skip !== undefined || data.todo !== undefined;
    if (skipped) tell({ event: 'skip', name, why: data.skip || data.todo });
    else if (type === 'test:pass') tell({ event: 'pass', name });
    else tell({ event: 'fail', name, why: explain(error) });
  }
  tell({ event: 'end' });
  yield '';
}
