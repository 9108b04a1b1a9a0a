// Runs one fuzz target, built before by `make fuzz-programs`.
//
//   node tests/fuzz/run.mjs TARGET replay      every saved input once
//   node tests/fuzz/run.mjs TARGET SECONDS     new inputs for so long, grown from the saved ones
//
// An input that breaks the target is kept as build/fuzz/broken-…; exit status 0 only if none did. Inputs that
// reach new code are kept in build/fuzz/found/TARGET, where the next run goes on from; a run of less than
// 20 seconds would spend its time on those and begins with the saved ones alone.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));
const build = join(root, 'build', 'fuzz');
const [target, how] = process.argv.slice(2);
const program = join(build, `fuzz_${target}`);
const saved = join(root, 'tests', 'fuzz', 'corpus', target);
const brief = !(Number(how) >= 20);
const found = join(build, brief ? 'brief' : 'found', target);

if (!how || !existsSync(program)) {
  console.error(how ? `${program} is not built: make fuzz-programs` : 'usage: node tests/fuzz/run.mjs TARGET replay|SECONDS');
  process.exit(2);
}
if (!existsSync(saved) || !readdirSync(saved).length) {
  console.error(`${saved} holds no input to begin with.`);
  process.exit(2);
}
if (brief) rmSync(found, { recursive: true, force: true });
mkdirSync(found, { recursive: true });

const words = join(build, 'words');
const options = [
  `-artifact_prefix=${join(build, `broken-${target}-`)}`,
  '-timeout=20',
  '-rss_limit_mb=2048',
  '-print_final_stats=1',
  ...(existsSync(words) ? [`-dict=${words}`] : []),
];
const work = how === 'replay' ? ['-runs=0', saved] : [`-max_total_time=${how}`, '-max_len=4096', found, saved];
const run = spawnSync(program, [...options, ...work], {
  encoding: 'utf8',
  maxBuffer: 1 << 28,
  env: {
    ...process.env,
    ASAN_OPTIONS: 'allocator_may_return_null=1:detect_stack_use_after_return=1',
    UBSAN_OPTIONS: 'print_stacktrace=1',
  },
});

const log = run.stderr ?? '';
if (run.status !== 0) {
  console.log(log.split('\n').slice(-60).join('\n'));
  console.log(`${target}: BROKEN (${run.error?.message ?? `exit status ${run.status ?? run.signal}`})`);
  process.exit(1);
}
const runs = log.match(/stat::number_of_executed_units:\s*(\d+)/)?.[1] ?? '0';
const [, edges = '?', , inputs = '?'] = [...log.matchAll(/cov: (\d+) ft: (\d+) corp: (\d+)/g)].at(-1) ?? [];
console.log(`${target.padEnd(12)} ${how === 'replay' ? 'replayed' : `${how} s`}: ${runs} inputs run, ${edges} edges reached, ${inputs} inputs kept`);
// A target that ran nothing has proved nothing.
process.exitCode = Number(runs) > 0 ? 0 : 1;
