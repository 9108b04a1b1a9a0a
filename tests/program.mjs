// Runs one test program and counts its tests as it tells of them. What hangs is ended, and the place named.

import { spawn } from 'node:child_process';

/**
 * @typedef {{ passed: string[], failed: { name: string, why: string }[], skipped: { name: string, why: string }[],
 *   planned: number, running: string, over: string, notes: string[], ended: boolean }} Tally
 *   planned: how many tests were announced (-1: not told); running: the test or suite begun last that is not over;
 *   over: what ended in it last
 * @typedef {{ name: string, command: string[], seconds: number, read: 'tap' | 'events' | 'status' }} Job
 */

/** cmocka's TAP. @param {Tally} tally @param {string} line @returns {boolean} whether the line was a report */
function readTap(tally, line) {
  const plan = line.match(/^1\.\.(\d+)$/);
  if (plan) {
    tally.planned = Math.max(tally.planned, 0) + Number(plan[1]); // a program may run several groups
    return true;
  }
  const result = line.match(/^(not )?ok \d+ (?:- (.*)|# SKIP (.*))$/);
  if (!result) {
    const last = tally.failed.at(-1);
    if (/^# (?:not )?ok - /.test(line)) return true; // a group's end
    if (!last || !line.startsWith('# ')) return false;
    last.why += `${line.slice(2)}\n`;
    return true;
  }
  if (result[3] !== undefined) tally.skipped.push({ name: result[3], why: '' });
  else if (result[1]) tally.failed.push({ name: result[2], why: '' });
  else tally.passed.push(result[2]);
  return true;
}

/** tests/reporter.mjs. @param {Tally} tally @param {string} line */
function readEvent(tally, line) {
  const { event, name, why = '', within = '' } = JSON.parse(line);
  if (event === 'start') [tally.running, tally.over] = [name, ''];
  else if (event === 'over') [tally.running, tally.over] = [within, name];
  else if (event === 'note') tally.notes.push(name);
  else if (event === 'end') tally.ended = true;
  else if (event === 'pass') tally.passed.push(name);
  else if (event === 'fail') tally.failed.push({ name, why });
  else tally.skipped.push({ name, why: String(why === true ? '' : why) });
}

/** Where a program was when it was heard last. @param {Tally} tally */
function whereabouts({ running, over }) {
  const inside = running ? `, in “${running}”` : '';
  // Neither a hook nor what keeps a program from leaving has a name.
  return over ? `${inside} after “${over}”: ${running ? 'a hook did not end' : 'something kept it from leaving'}` : inside;
}

/** Calls `take` with each whole line. @param {NodeJS.ReadableStream} stream @param {(line: string) => void} take */
function lines(stream, take) {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (text) => {
    const parts = (rest + text).split('\n');
    rest = parts.pop() ?? '';
    parts.forEach(take);
  });
  stream.on('end', () => rest && take(rest));
}

/** What runs at the moment. @type {Set<import('node:child_process').ChildProcess>} */
const children = new Set();

export function endAll() {
  for (const child of children) child.kill('SIGTERM');
}

/**
 * Runs one program to its end.
 * @param {Job} job
 * @param {{ root: string, environment: NodeJS.ProcessEnv, silence?: number }} options  root: where it runs;
 *   silence: the longest that a test or a hook may take, in seconds, where a program tells when they begin and end
 *   (node:test has no such limit in a program it did not start itself)
 * @returns {Promise<{ tally: Tally, output: string[], seconds: number }>}
 */
export async function run(job, { root, environment, silence = 240 }) {
  /** @type {Tally} */
  const tally = { passed: [], failed: [], skipped: [], planned: -1, running: '', over: '', notes: [], ended: false };
  /** @type {string[]} */
  const output = [];
  const started = performance.now();
  /** @type {{ status: number | null, signal: string | null, error?: Error, late?: string }} */
  const end = await new Promise((done) => {
    const [program, ...rest] = job.command;
    const made = spawn(program, rest, { cwd: root, env: environment, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] });
    children.add(made);
    let late = '';
    /** First by a signal that can be heard: a test of the page then ends its browsers. @param {string} why */
    const end = (why) => {
      if (late) return;
      late = why + whereabouts(tally);
      made.kill('SIGTERM');
      setTimeout(() => made.kill('SIGKILL'), 5000).unref();
    };
    const patience = setTimeout(end, job.seconds * 1000, `was ended after ${job.seconds} seconds`);
    /** From the first report on. @type {NodeJS.Timeout | undefined} */
    let quiet;
    const settle = (/** @type {any} */ outcome) => {
      clearTimeout(patience);
      clearTimeout(quiet);
      children.delete(made);
      done({ ...outcome, late });
    };
    lines(/** @type {any} */ (made.stdout), (line) => {
      if (job.read !== 'tap' || !readTap(tally, line)) output.push(line);
    });
    lines(/** @type {any} */ (made.stderr), (line) => output.push(line));
    lines(/** @type {any} */ (made.stdio[3]), (line) => {
      clearTimeout(quiet);
      quiet = setTimeout(end, silence * 1000, `was ended: it told of nothing for ${silence} seconds`);
      readEvent(tally, line);
    });
    made.on('error', (error) => settle({ status: null, signal: null, error }));
    made.on('close', (status, signal) => settle({ status, signal }));
  });

  const ran = tally.passed.length + tally.failed.length + tally.skipped.length;
  /** @param {string} why */
  const fail = (why) => tally.failed.push({ name: '(the program)', why });
  if (end.error) fail(`could not be started: ${end.error.message}`);
  else if (end.late) fail(end.late);
  else if (end.signal) fail(`was ended by ${end.signal}`);
  else if (job.read === 'status') {
    if (end.status === 0) tally.passed.push(job.name);
    else fail(`found errors (exit status ${end.status})`);
  } else if (job.read === 'tap' && tally.planned !== ran) {
    fail(`announced ${Math.max(tally.planned, 0)} tests and ran ${ran} (exit status ${end.status})`);
  } else if (ran === 0) fail('ran no test');
  else if (job.read === 'events' && !tally.ended) fail(`left before its last test, in “${tally.running}”`);
  else if (end.status !== 0 && tally.failed.length === 0) fail(`exit status ${end.status}, though no test failed`);
  output.push(...tally.notes);
  return { tally, output, seconds: (performance.now() - started) / 1000 };
}
