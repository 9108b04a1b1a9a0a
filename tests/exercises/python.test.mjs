// The same challenges in Python: the solution passes, each mistake gets its name, and the starter fails.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { edited } from '../../web/exercises/content.js';
import { exerciseOf, ids, textOf } from './content.mjs';
import { run, said } from './lib.mjs';
import { startPython } from './python-process.mjs';

for (const id of ids) {
  const exercise = exerciseOf(id);
  const solution = textOf(`${id}/solution.py`);
  /** @param {string} code @param {number} [seed] */
  const inPython = (code, seed = 7) => run(exercise, code, { language: 'python', start: startPython, seed });

  describe(`${id} in Python`, () => {
    test('the solution passes', async () => {
      const report = await inPython(solution, 3);
      assert.ok(report.passed, `${said(report).trim()}\n${report.tests.find((each) => each.status !== 'passed')?.call}`);
    });

    test('the starter fails', async () => {
      const report = await inPython(textOf(`${id}/starter.py`));
      assert.ok(!report.passed && said(report).trim() !== '');
    });

    for (const { names, mutants } of exercise.functions) {
      for (const mutant of mutants) {
        test(`${names.python}, a mistake by name: ${mutant.id}`, async () => {
          const report = await inPython(edited(solution, mutant.edits.python));
          const first = report.tests.find((each) => each.status === 'failed');
          assert.equal(report.mutant, mutant.id, `named “${report.mutant}”; ${first?.call}: ${first?.message}`);
        });
      }
    }
  });
}
