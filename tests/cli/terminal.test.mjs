// What the program does to terminals, pipes and full disks.

import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { describe, it } from 'node:test';
import { glia, program } from './lib.mjs';

/** @param {string} text */
const quote = (text) => `'${text.replaceAll("'", "'\\''")}'`;
/** @param {string[]} args */
const command = (args) => [program, ...args].map(quote).join(' ');

/** Runs a line of shell. @param {string} line @param {Record<string, string>} env */
const shell = (line, env = {}) => spawnSync('sh', ['-c', line], { encoding: 'utf8', timeout: 60_000, env: { ...process.env, ...env } });

const long = ['hash', 'layers=64:relu,64:relu&batch=64', '--steps', '3000'];

describe('where standard error is no terminal', () => {
  it('nothing is written there', () => {
    assert.equal(glia(long).err, '');
    assert.equal(glia(['run', 'layers=64:relu,64:relu', '--steps', '2000']).err, '');
  });
});

const hasScript = spawnSync('script', ['--version']).status === 0;
describe('on a terminal', { skip: hasScript ? false : 'there is no script(1) to make one' }, () => {
  /** @param {string} line @param {Record<string, string>} env */
  const terminal = (line, env = {}) => {
    const run = spawnSync('script', ['-qefc', line, '/dev/null'], { encoding: 'utf8', timeout: 60_000, env: { ...process.env, TERM: 'xterm', NO_COLOR: '', ...env } });
    return { out: run.stdout, status: run.status };
  };

  it('a bar shows how far it is, and is gone at the end', () => {
    const { out, status } = terminal(command(long));
    assert.equal(status, 0);
    assert.match(out, /\r\[\x1b\[32m=+\x1b\[0m *\] +\d+ %  batch loss /);
    assert.match(out, / s left/);
    const end = out.slice(out.lastIndexOf('\r\x1b[K') + 4);
    assert.match(end, /^[0-9a-f]{16}\r\n$/, 'the last bar was cleared before the result came');
  });
  it('the bar has no colour where NO_COLOR is set', () => {
    const { out } = terminal(command(long), { NO_COLOR: '1' });
    assert.match(out, /\r\[=+ *\] /);
    assert.doesNotMatch(out, /\x1b\[\d+m/);
  });
  it('there is no bar on a dumb one', () => assert.match(terminal(command(long), { TERM: 'dumb' }).out, /^[0-9a-f]{16}\r\n$/));
  it('there is no bar where standard error goes elsewhere', () => {
    assert.match(terminal(`${command(long)} 2>/dev/null`).out, /^[0-9a-f]{16}\r\n$/);
  });
  it('an interrupt leaves it clean', () => {
    const { out } = terminal(`timeout --foreground -s INT 2 ${command([...long.slice(0, -1), '100000000'])}`);
    assert.match(out, /\r\[.*%/);
    assert.match(out, /\r\x1b\[K(\^C)?$/, 'the bar was cleared last');
  });
});

describe('signals', () => {
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    it(`${signal} ends it, and as a signal`, async () => {
      const made = spawn(program, ['hash', '', '--steps', '9007199254740992'], { stdio: 'ignore' });
      await new Promise((done) => setTimeout(done, 300));
      made.kill(signal);
      assert.equal(await new Promise((done) => made.on('exit', (_, ended) => done(ended))), signal);
    });
  }
  it('one that was ignored stays ignored', () => {
    const long = command(['hash', '', '--steps', '9007199254740992']);
    const { status } = shell(`trap "" INT; ${long} >/dev/null & sleep 0.3; kill -INT $!; sleep 0.3; kill -TERM $!; wait $!`);
    assert.equal(status, 128 + 15); // the second one has ended it, not the first
  });
});

describe('output that cannot be written', () => {
  it('on a full disk, is told', { skip: existsSync('/dev/full') ? false : 'there is no /dev/full' }, () => {
    for (const args of [['run', '', '--steps', '5'], ['hash', '', '--steps', '5'], ['settings'], ['settings', '--json'], ['--help'], ['--version'], ['run', '--help'], ['receipt', '', '--steps', '5'], ['predict', '', '--steps', '5'], ['bench', '--seconds', '0.01', '']]) {
      const { status, stderr } = shell(`${command(args)} >/dev/full`);
      assert.equal(status, 1, args.join(' '));
      assert.equal(stderr, 'glia: the output cannot be written: No space left on device\n');
    }
  });
  it('to a closed descriptor, is told', () => {
    const { status, stderr } = shell(`${command(['--version'])} >&-`);
    assert.equal(status, 1);
    assert.match(stderr, /^glia: the output cannot be written: Bad file descriptor\n$/);
  });
  it('to a closed pipe, ends a long run at once', () => {
    const { stdout } = spawnSync('bash', ['-c', `timeout 30 ${command(['run', '', '--steps', '200000000'])} | head -1; echo "\${PIPESTATUS[0]}"`], { encoding: 'utf8', timeout: 60_000 });
    const [line, status] = stdout.trim().split('\n');
    assert.equal(line, 'experiment: the default one');
    assert.ok(status === '1' || status === '141', status); // and not 124, the time having passed
  });
  it('to a closed pipe whose signal is ignored, is told', () => {
    const { stdout, stderr } = shell(`trap '' PIPE; { sleep 0.3; ${command(['settings'])}; echo "status $?" >&2; } | true`);
    assert.equal(stdout, '');
    assert.match(stderr, /^glia: the output cannot be written: Broken pipe\nstatus 1\n$/);
  });
});
