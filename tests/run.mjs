// Runs the suites and counts their tests. What was built must be there already: `make test` sees to that.
//
//   node tests/run.mjs [suite[/part of a file name] ...]     all suites when none is named
//
// A test program that crashes, takes too long as a whole or over one test, leaves before its last test or runs none at
// all has failed.
// The last line is always “N passed, M failed”, alone; the exit status is 0 only if M is.

import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { endAll, run } from './program.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));
const oracle = join(root, '..', 'shared', 'oracle');
const hasOracle = existsSync(oracle);

/** @typedef {import('./program.mjs').Job} Job */

const { CMOCKA_XML_FILE, GLIA_ORACLE, ...inherited } = process.env;
const environment = {
  ...inherited,
  CMOCKA_MESSAGE_OUTPUT: 'TAP',
  // A request for too much memory must be answered with NULL, as without the sanitizer.
  ASAN_OPTIONS: 'allocator_may_return_null=1:detect_stack_use_after_return=1',
  UBSAN_OPTIONS: 'print_stacktrace=1',
  ...(hasOracle ? { GLIA_ORACLE: oracle } : {}),
};

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => {
    endAll();
    process.exit(130);
  });
}

/** Tells one installation of the packages from another. */
const packages = (() => {
  const list = join(root, 'web/node_modules/.package-lock.json');
  return existsSync(list) ? createHash('sha256').update(readFileSync(list)).digest('hex').slice(0, 12) : 'none';
})();

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
        // What the compiler remembers holds for these packages only: it would go on missing one that has come since.
        command: [process.execPath, join(root, 'web/node_modules/typescript/bin/tsc'), '-p', folder, '--pretty', 'false',
          '--incremental', '--tsBuildInfoFile', join(root, 'build', `types-${folder}-${packages}.tsbuildinfo`)],
        seconds: 300,
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
  browser: { title: 'the page in Chromium and Firefox', jobs: node('browser', 900) },
};

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
  const runs = jobs.map((job, i) => (lanes[i % atOnce] = lanes[i % atOnce].then(() => run(job, { root, environment }))));
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
