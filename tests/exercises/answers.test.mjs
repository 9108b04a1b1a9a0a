// Every challenge under Node, with the real engine: the solution passes, each mistake gets its name, each known wrong
// answer its message, and the starter fails.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { edited } from '../../web/exercises/content.js';
import { exerciseOf, ids, textOf } from './content.mjs';
import { run, said } from './lib.mjs';

/** @param {string} text */
const plain = (text) => text.replaceAll('`', '').toLowerCase();

for (const id of ids) {
  const exercise = exerciseOf(id);
  const solution = textOf(`${id}/solution.js`);

  describe(id, () => {
    test('the solution passes, whatever the numbers drawn', async () => {
      for (const seed of [1, 2, 3, 4]) {
        const report = await run(exercise, solution, { seed });
        assert.ok(report.passed, `with seed ${seed}: ${said(report).trim()}\n${report.tests.find((each) => each.status !== 'passed')?.call}`);
        assert.ok(report.tests.length >= 4);
      }
    });

    test('the starter fails in words', async () => {
      const report = await run(exercise, textOf(`${id}/starter.js`));
      assert.ok(!report.passed);
      assert.ok(report.problem === '' && said(report).trim() !== '', report.problem);
    });

    for (const { names, mutants } of exercise.functions) {
      for (const mutant of mutants) {
        test(`${names.javascript}, a mistake by name: ${mutant.id}`, async () => {
          for (const seed of [7, 8]) {
            const report = await run(exercise, edited(solution, mutant.edits.javascript), { seed });
            assert.ok(!report.passed, 'it must not pass');
            const first = report.tests.find((each) => each.status === 'failed');
            assert.equal(report.mutant, mutant.id, `named “${report.mutant}”; ${first?.call}: ${first?.message}`);
          }
        });
      }
    }

    for (const { about, message, file, edits } of exercise.wrong) {
      test(`wrong answer, ${about}: “${message}”`, async () => {
        const report = await run(exercise, file ? textOf(`${id}/${file}`) : edited(solution, /** @type {any} */ (edits).javascript));
        assert.ok(!report.passed, 'it must not pass');
        assert.ok(said(report).includes(plain(message)), `the report says otherwise:\n${said(report)}`);
      });
    }
  });
}
