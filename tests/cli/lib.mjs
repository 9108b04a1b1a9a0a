/** @file Calls the native program for its tests. */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after } from 'node:test';

/** GLIA_PROGRAM names another build of it. */
export const program = process.env.GLIA_PROGRAM ?? fileURLToPath(new URL('../../build/glia', import.meta.url));
export const shared = fileURLToPath(new URL('../../../shared/', import.meta.url));

/**
 * @param {string[]} args
 * @param {{ input?: string | Buffer, env?: Record<string, string> }} options
 * @returns {{ status: number | null, signal: string | null, out: string, err: string }}
 */
export function glia(args, { input = '', env = {} } = {}) {
  const run = spawnSync(program, args, {
    input,
    encoding: 'utf8',
    env: { ...process.env, ...env },
    maxBuffer: 1 << 26,
    timeout: 60_000,
  });
  if (run.error) throw run.error;
  return { status: run.status, signal: run.signal, out: run.stdout, err: run.stderr };
}

/** What a call that must succeed prints; nothing may come on standard error. @param {string[]} args */
export function answer(args, options = {}) {
  const { status, out, err } = glia(args, options);
  assert.equal(err, '');
  assert.equal(status, 0, out);
  return out;
}

/**
 * A call that must be refused: exit status, one sentence, nothing on standard output unless allowed.
 * @param {string[]} args @param {RegExp} sentence @param {{ status?: number, input?: string | Buffer, printed?: boolean }} [options]
 */
export function refused(args, sentence, { status = 2, input = '', printed = false } = {}) {
  const run = glia(args, { input });
  assert.equal(run.status, status, `${args.join(' ')}: ${run.err}${run.out}`);
  assert.match(run.err, /^glia: [^\n]+\n$/, `one sentence: ${run.err}`);
  assert.match(run.err, sentence);
  if (!printed) assert.equal(run.out, '');
}

/** A folder for a test file's files, deleted at its end. */
export function scratch() {
  const folder = mkdtempSync(join(tmpdir(), 'glia-cli-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  /** @param {string} name @param {string | Buffer} content @returns {string} its path */
  return (name, content) => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
}

/** The two numbers behind a name in the table of metrics. @param {string} out @param {string} name @returns {number[]} */
export function metric(out, name) {
  const line = out.split('\n').find((text) => text.startsWith(`${name} `) && !text.startsWith(`${name} (`)) ?? '';
  const numbers = line.slice(name.length).trim().split(/\s+/).map(Number);
  assert.equal(numbers.length, 2, `no ${name} in ${out}`);
  return numbers;
}
