// Runs the suites and counts their tests. What was built must be there already: `make test` sees to that.
//
//   node tests/run.mjs [suite[/part of a file name] ...]     all suites when none is named
//
// A test program that crashes, takes too long, leaves before its last test or runs none at all has failed.
// The last line is always “N passed, M failed”, alone; the exit status is 0 only if M is.

import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const oracle = join(root, '..', 'shared', 'oracle');
const hasOracle = existsSync(oracle);

/**
 * @typedef {{ passed: string[], failed: { name: string, why: string }[], skipped: { name: string, why: string }[],
 *   planned: number, running: string,
 *   notes: string[], ended: boolean }} Tally  planned: how many tests were announced (-1: not told)
 * @typedef {{ name: string, command: string[], seconds: number, read: 'tap' | 'events' | 'status' }} Job
 */

const { CMOCKA_XML_FILE, GLIA_ORACLE, ...inherited } = process.env;
const environment = {
  ...inherited,
  CMOCKA_MESSAGE_OUTPUT: 'TAP',
  // A request for too much memory must be answered with NULL, as without the sanitizer.
  ASAN_OPTIONS: 'allocator_may_return_null=1:detect_stack_use_after_return=1',
  UBSAN_OPTIONS: 'print_stacktrace=1',
  ...(hasOracle ? { GLIA_ORACLE: oracle } : {}),
};

/** @param {string} folder @param {RegExp} pattern */
function list(folder, pattern) {
  const path = join(root, 'tests', folder);
  return existsSync(path) ? readdirSync(path).filter((name) => pattern.test(name)).sort() : [];
}

/** @param {string} build @param {number} seconds @returns {() => Job[]} */
const native = (build, seconds) => () =>
  list('native', /^test_.*\.c$/).map((file) => {
    const name = file.slice(0, -2);
    return { name, command: [join(root, 'build', build, 'tests', name)], seconds, read: 'tap' };
  });

/** @param {string} folder @param {number} seconds @returns {() => Job[]} */
const node = (folder, seconds) => () =>
  list(folder, /\.test\.mjs$/).map((file) => ({
    name: file.replace(/\.test\.mjs$/, ''),
    command: [
      process.execPath,
      '--test-reporter',
      join(root, 'tests', 'reporter.mjs'),
      join(root, 'tests', folder, file),
    ],
    seconds,
    read: 'events',
  }));

/**
 * In the order they are run: quick ones first. together: its programs may run side by side, since none of
 * them measures time.
 * @type {Record<string, { title: string, jobs: () => Job[], together?: boolean }>}
 */
const suites = {
  structure: { title: 'the repository itself', jobs: node('structure', 60) },
  types: {
    title: 'types of the JavaScript',
    jobs: () =>
      ['web', 'tests'].map((folder) => ({
        name: folder,
        command: [process.execPath, join(root, 'web/node_modules/typescript/bin/tsc'), '-p', folder, '--pretty', 'false', '--incremental', '--tsBuildInfoFile', join(root, 'build', `types-${folder.split('/').at(-1)}.tsbuildinfo`)],
        seconds: 120,
        read: 'status',
      })),
  },
  native: { title: 'native, gcc', jobs: native('gcc', 60), together: true },
  clang: { title: 'native, clang', jobs: native('clang', 60), together: true },
  asan: { title: 'native, address and undefined-behaviour sanitizers', jobs: native('asan', 120), together: true },
  cli: { title: 'the native program', jobs: node('cli', 120) },
  fuzz: {
    title: 'saved inputs, and new ones for a few seconds',
    jobs: () =>
      list('fuzz', /^fuzz_.*\.c$/).flatMap((file) => {
        const target = file.replace(/^fuzz_|\.c$/g, '');
        const command = [process.execPath, join(root, 'tests', 'fuzz', 'run.mjs'), target];
        return ['replay', '4'].map((how) => ({
          name: how === 'replay' ? `${target} saved` : `${target} new`,
          command: [...command, how],
          seconds: 60,
          read: /** @type {const} */ ('status'),
        }));
      }),
  },
  wasm: { title: 'WebAssembly under Node', jobs: node('wasm', 180) },
  exercises: { title: 'the exercises’ content and answers, under Node', jobs: node('exercises', 240) },
  learn: { title: 'lessons: their content, their quizzes, and what is refused, under Node', jobs: node('learn', 240) },
  browser: { title: 'the page in Chromium and Firefox', jobs: node('browser', 300) },
};

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
  const { event, name, why = '' } = JSON.parse(line);
  if (event === 'start') tally.running = name;
  else if (event === 'note') tally.notes.push(name);
  else if (event === 'end') tally.ended = true;
  else if (event === 'pass') tally.passed.push(name);
  else if (event === 'fail') tally.failed.push({ name, why });
  else tally.skipped.push({ name, why: String(why === true ? '' : why) });
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
process.once('SIGINT', () => {
  for (const child of children) child.kill('SIGTERM');
  process.exit(130);
});

/** Runs one program to its end. @param {Job} job @returns {Promise<{ tally: Tally, output: string[], seconds: number }>} */
async function run(job) {
  /** @type {Tally} */
  const tally = { passed: [], failed: [], skipped: [], planned: -1, running: '', notes: [], ended: false };
  /** @type {string[]} */
  const output = [];
  const started = performance.now();
  /** @type {{ status: number | null, signal: string | null, error?: Error, late?: boolean }} */
  const end = await new Promise((done) => {
    const [program, ...rest] = job.command;
    const made = spawn(program, rest, { cwd: root, env: environment, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] });
    children.add(made);
    let late = false;
    // First by a signal that can be heard: a test of the page then ends its browsers.
    const patience = setTimeout(() => {
      late = true;
      made.kill('SIGTERM');
      setTimeout(() => made.kill('SIGKILL'), 5000).unref();
    }, job.seconds * 1000);
    lines(/** @type {any} */ (made.stdout), (line) => {
      if (job.read !== 'tap' || !readTap(tally, line)) output.push(line);
    });
    lines(/** @type {any} */ (made.stderr), (line) => output.push(line));
    lines(/** @type {any} */ (made.stdio[3]), (line) => readEvent(tally, line));
    made.on('error', (error) => done({ status: null, signal: null, error }));
    made.on('close', (status, signal) => {
      clearTimeout(patience);
      children.delete(made);
      done({ status, signal, late });
    });
  });

  const ran = tally.passed.length + tally.failed.length + tally.skipped.length;
  /** @param {string} why */
  const fail = (why) => tally.failed.push({ name: '(the program)', why });
  if (end.error) fail(`could not be started: ${end.error.message}`);
  else if (end.late) fail(`was ended after ${job.seconds} seconds${tally.running ? `, in “${tally.running}”` : ''}`);
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

/** @param {string} text @param {string} margin */
const indent = (text, margin) => text.trimEnd().split('\n').map((line) => margin + line).join('\n');

const wanted = process.argv.slice(2).map((argument) => argument.split('/'));
const unknown = wanted.find(([name]) => !(name in suites));
if (unknown) {
  console.error(`There is no suite “${unknown[0]}”; there are ${Object.keys(suites).join(', ')}.`);
  process.exit(2);
}

let passed = 0;
/** @type {string[]} */
const failures = [];
/** @type {string[]} */
const skips = [];
for (const [name, suite] of Object.entries(suites)) {
  const chosen = wanted.filter(([asked]) => asked === name);
  if (wanted.length && !chosen.length) continue;
  console.log(`\n${name}: ${suite.title}`);
  const jobs = suite
    .jobs()
    .filter((job) => !chosen.length || chosen.some(([, part = '']) => job.name.includes(part)));
  if (!jobs.length) {
    console.log('  FAILED: this suite holds no test program');
    failures.push(`${name}: holds no test program`);
  }
  const atOnce = suite.together ? availableParallelism() : 1;
  /** Each lane runs its jobs one after the other. @type {Promise<any>[]} */
  const lanes = Array.from({ length: atOnce }, () => Promise.resolve());
  const runs = jobs.map((job, i) => (lanes[i % atOnce] = lanes[i % atOnce].then(() => run(job))));
  for (const [i, job] of jobs.entries()) {
    const { tally, output, seconds } = await runs[i];
    passed += tally.passed.length;
    const counts = [`${tally.passed.length} passed`];
    if (tally.failed.length) counts.push(`${tally.failed.length} FAILED`);
    if (tally.skipped.length) counts.push(`${tally.skipped.length} left out`);
    console.log(`  ${job.name.padEnd(24)} ${counts.join(', ').padEnd(32)} ${seconds.toFixed(2).padStart(7)} s`);
    for (const { name: test, why } of tally.failed) {
      console.log(`    FAILED ${test}`);
      if (why) console.log(indent(why, '      '));
      failures.push(`${name}/${job.name}: ${test}`);
    }
    if (tally.failed.length && output.length) {
      console.log('    what it printed:');
      // A sanitizer's report is best at its beginning, a program's own words at their end.
      const shown = output.length > 90 ? [...output.slice(0, 50), '...', ...output.slice(-30)] : output;
      console.log(indent(shown.join('\n'), '      | '));
    }
    for (const { name: test, why } of tally.skipped) skips.push(`${name}/${job.name}: ${test}${why ? ` (${why})` : ''}`);
  }
}

console.log('');
if (skips.length) console.log(`Left out:\n${indent(skips.join('\n'), '  ')}`);
if (!hasOracle) {
  console.log('There is no ../shared/oracle beside this folder (GLIA_ORACLE is unset): every case that compares with its');
  console.log('reference values was left out. All others ran.');
}
if (failures.length) console.log(`Failed:\n${indent(failures.join('\n'), '  ')}`);
console.log(`${passed} passed, ${failures.length} failed`);
process.exitCode = failures.length ? 1 : 0;
