// A test program that hangs is ended, and the place where it hung is named.

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { run } from '../program.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = await mkdtemp(join(tmpdir(), 'glia-hangs-'));
after(() => rm(folder, { recursive: true }));

/** Each fixture has one passing test, and stays at `forever`. @type {Record<string, { code: string, said: RegExp }>} */
const fixtures = {
  'in a test': {
    code: `describe('a page', () => { test('opens', () => {}); test('waits', forever); });`,
    said: /^was ended: it told of nothing for 3 seconds, in “a page › waits”$/,
  },
  'in a hook before': {
    code: `test('opens', () => {}); describe('a page', () => { before(forever); test('never', () => {}); });`,
    said: /in “a page”$/,
  },
  'in a hook after': {
    code: `describe('a page', () => { after(forever); test('opens', () => {}); });`,
    said: /in “a page” after “opens”: a hook did not end$/,
  },
  'in leaving': {
    code: `test('opens', () => void setInterval(() => {}, 1000));`,
    said: /after “opens”: something kept it from leaving$/,
  },
};

describe('what hangs is named', { concurrency: true }, () => {
  for (const [label, { code, said }] of Object.entries(fixtures)) {
    test(label, async () => {
      const file = join(folder, `${label.replaceAll(' ', '-')}.mjs`);
      await writeFile(file, `import { after, before, describe, test } from 'node:test';\nconst forever = () => new Promise(() => setInterval(() => {}, 1000));\n${code}\n`);
      const command = [process.execPath, '--test-reporter', join(root, 'tests', 'reporter.mjs'), file];
      const { tally } = await run({ name: label, command, seconds: 55, read: 'events' }, { root, environment: process.env, silence: 3 });
      assert.equal(tally.passed.length, 1, 'what was over before is counted');
      const program = tally.failed.filter(({ name }) => name === '(the program)');
      assert.equal(program.length, 1);
      assert.match(program[0].why, said);
    });
  }
});
