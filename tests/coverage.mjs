// Line coverage of src/ by the native tests and those of the command line, from programs built in
// build/coverage (`make coverage`). Prints it by folder, the files below 90 %, and the total.
//
//   node tests/coverage.mjs

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../', import.meta.url));
const build = join(root, 'build', 'coverage');
const raw = join(build, 'raw');
const oracle = join(root, '..', 'shared', 'oracle');

/** @param {string} name  of an LLVM program @returns {string} */
const llvm = (name) =>
  [`/usr/lib/llvm-19/bin/${name}`].find(existsSync) ??
  (spawnSync(`${name}-19`, ['--version']).status === 0 ? `${name}-19` : name);

/** @param {string} program @param {string[]} rest */
function must(program, rest) {
  const run = spawnSync(program, rest, { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (run.status === 0) return run.stdout;
  console.error(`${program} failed: ${run.error?.message ?? run.stderr}`);
  return process.exit(1);
}

rmSync(raw, { recursive: true, force: true });
mkdirSync(raw, { recursive: true });
const environment = {
  ...process.env,
  LLVM_PROFILE_FILE: join(raw, '%p.profraw'),
  GLIA_PROGRAM: join(build, 'glia'),
  ...(existsSync(oracle) ? { GLIA_ORACLE: oracle } : {}),
};

const programs = readdirSync(join(root, 'tests', 'native'))
  .filter((name) => /^test_.*\.c$/.test(name))
  .map((name) => join(build, 'tests', name.slice(0, -2)));
const cli = readdirSync(join(root, 'tests', 'cli')).filter((name) => name.endsWith('.test.mjs'));
const jobs = [
  ...programs.map((program) => [program]),
  ...cli.map((name) => [process.execPath, '--test', join(root, 'tests', 'cli', name)]),
];
let failed = 0;
for (const [program, ...rest] of jobs) {
  const run = spawnSync(program, rest, { cwd: root, env: environment, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (run.status === 0) continue;
  failed++;
  console.log(`FAILED: ${relative(root, rest.at(-1) ?? program)} (what it reached counts all the same)`);
}

const merged = join(build, 'merged.profdata');
const profiles = readdirSync(raw).map((name) => join(raw, name));
must(llvm('llvm-profdata'), ['merge', '-sparse', '-o', merged, ...profiles]);
const objects = [join(build, 'glia'), ...programs.filter(existsSync)];
const report = JSON.parse(
  must(llvm('llvm-cov'), ['export', '-summary-only', `-instr-profile=${merged}`, objects[0], ...objects.slice(1).flatMap((path) => ['-object', path])]),
);

/** @type {Map<string, { covered: number, count: number }>} */
const folders = new Map();
const files = report.data[0].files
  .map(({ filename, summary }) => ({ name: relative(root, filename), ...summary.lines }))
  .filter(({ name, count }) => name.startsWith('src/') && count > 0);
for (const { name, covered, count } of files) {
  for (const key of [name.split('/').slice(0, 2).join('/'), 'src']) {
    const sum = folders.get(key) ?? { covered: 0, count: 0 };
    folders.set(key, { covered: sum.covered + covered, count: sum.count + count });
  }
}
/** @param {string} name @param {{ covered: number, count: number }} lines */
const line = (name, { covered, count }) =>
  `${name.padEnd(34)} ${String(covered).padStart(6)} of ${String(count).padStart(6)} lines  ${((100 * covered) / count).toFixed(1).padStart(5)} %`;

// What is linked into no program is in no report either.
const reported = new Set(report.data[0].files.map(({ filename }) => relative(root, filename)));
const unseen = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .map((name) => `src/${name}`)
  .filter((name) => /\.c$/.test(name) && !reported.has(name));
if (unseen.length) console.log(`In no program, so not counted:\n${unseen.map((name) => `  ${name}`).join('\n')}\n`);

const low = files.filter(({ covered, count }) => covered < 0.9 * count);
if (low.length) console.log(`Below 90 %:\n${low.map((file) => `  ${line(file.name, file)}`).join('\n')}\n`);
const total = folders.get('src') ?? { covered: 0, count: 1 };
folders.delete('src');
for (const name of [...folders.keys()].sort()) console.log(line(name, folders.get(name) ?? total));
console.log(line('src', total));
// The bar is set where a whole untested module would show.
process.exitCode = failed || total.covered < 0.9 * total.count ? 1 : 0;
