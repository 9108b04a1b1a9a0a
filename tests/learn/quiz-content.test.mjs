// Every quiz, program, challenge and try of every lesson, tried as a learner would: right answers are right, wrong ones
// are not, programs print what is said of them, in JavaScript and in Python.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { kinds as table } from '../../web/learn/kinds.js';
import { readContent } from '../../web/tools/learn.mjs';
import { faultsOf, kinds } from './quiz-widgets.mjs';

const samples = await readContent(fileURLToPath(new URL('pages/', import.meta.url)));
const content = await readContent();
const pages = [...samples.lessons, ...content.lessons, ...content.pages];

for (const { file, read } of pages) {
  describe(file, () => {
    for (const widget of read.widgets) {
      const name = `${widget.group} ${widget.kind}`;
      if (!kinds.includes(name)) continue;
      test(`line ${widget.line}: ${name} “${widget.id}”`, async () => {
        assert.deepEqual(await faultsOf(widget, read.widgets), []);
      });
    }
  });
}

test('the sample lesson holds one of each kind', () => {
  const here = new Set(samples.lessons[0].read.widgets.map(({ group, kind }) => `${group} ${kind}`));
  const all = Object.keys(table).filter((group) => group !== 'figure').flatMap((group) => Object.keys(table[group]).map((kind) => `${group} ${kind}`));
  assert.deepEqual(all.filter((kind) => !here.has(kind)), []);
  assert.deepEqual(all.filter((kind) => !kinds.includes(kind)), [], 'a kind that nobody looks into');
});

describe('a widget that is wrong is found', () => {
  const neuron = { javascript: 'const f = (x) => x + 1;', python: 'f = lambda x: x + 1' };
  const cases = [{ call: 'f(1)', gives: 2 }];
  /** @type {[string, any, RegExp][]} group and kind, fields, what is said */
  const wrong = [
    ['quiz choice', { choices: [{ text: 'a', why: 'x' }, { text: 'b', why: 'y' }] }, /no choice is right/],
    ['quiz choice', { choices: [{ text: 'a', why: 'x', right: true }, { text: 'b', why: ' ' }] }, /“b” has no reason/],
    ['quiz choice', { several: true, choices: [{ text: 'a', why: 'x', right: true }, { text: 'b', why: 'y', right: true }] }, /every choice/],
    ['quiz predict-output', { javascript: 'console.log(2)', python: 'print(3)', answer: 2 }, /JavaScript prints “2”, Python “3”/],
    ['quiz predict-output', { javascript: 'console.log(2)', python: 'print(2)', answer: 4 }, /prints “2”, and the answer is “4”/],
    ['quiz predict-output', { javascript: 'console.log(2)', python: 'print(2', answer: 2 }, /in python it ends/],
    ['quiz predict-output', { javascript: 'console.log(2)', python: 'print(2)', answer: 2, tolerance: 1, wrong: [{ is: 2.5 }] }, /“2.5” counts as right/],
    ['quiz fix', { cases, wrong: neuron, solution: neuron }, /the program with the mistake passes/],
    ['quiz fix', { cases: [{ call: 'f(1)', gives: 3 }], wrong: neuron, solution: neuron }, /the solution does not pass/],
    ['quiz fix', { exercise: 'no-such', wrong: neuron, solution: neuron }, /no exercise “no-such”/],
    ['quiz blank', { cases: [{ call: 'f(1)', gives: 3 }], javascript: 'const f = (x) => x + ⟦1⟧;' }, /its own answers do not pass/],
    ['quiz blank', { cases, javascript: 'const f = (x) => x + 1; // ⟦note⟧' }, /gap 1 may hold anything/],
    ['quiz order', { lines: 'a = 1\na = 1\nprint(a)' }, /two lines are the same/],
    ['quiz order', { lines: 'a = 1\nb = 2\nprint(a)', distractors: 'a = 1' }, /both belongs and does not/],
    ['quiz order', { lines: 'first do this\n  then that\nend' }, /neither JavaScript nor Python/],
    ['quiz predict-number', { experiment: 'data=xor&layers=3:relu&optimizer=adam', what: 'update' }, /needs optimizer=sgd/],
    ['quiz predict-number', { experiment: 'data=xor&layers=40:relu', what: 'weightedSum' }, /too large/],
    ['code run', { javascript: 'console.log(x)', python: 'print(1)' }, /in javascript it ends/],
    ['challenge exercise', { exercise: 'no-such' }, /no exercise/],
  ];
  for (const [name, fields, pattern] of wrong) {
    test(`${name}: ${pattern.source}`, async () => {
      const [group, kind] = name.split(' ');
      const faults = await faultsOf({ group, kind, id: 'x', fields }, []);
      assert.match(faults.join('\n'), pattern);
    });
  }

  test('a try that is done from the start', async () => {
    const all = [{ kind: 'run', id: 'p', fields: { javascript: 'console.log(2)', python: 'print(2)' } }];
    const fields = { code: 'p', check: { output: { contains: '2' } } };
    assert.match((await faultsOf({ group: 'try', kind: 'experiment', id: 'x', fields }, all)).join(), /done before anything/);
  });
});
