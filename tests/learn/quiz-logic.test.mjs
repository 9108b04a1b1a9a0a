// The rules by which answers are judged, without a page.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isFulfilled, stateOf } from '../../web/learn/code/predicate.js';
import { isAnswer } from '../../web/learn/quizzes/answers.js';
import { callIn, faultOf } from '../../web/learn/quizzes/cases.js';
import { fillGaps, splitGaps } from '../../web/learn/quizzes/gaps.js';
import { firstFault, readLines } from '../../web/learn/quizzes/lines.js';
import { newQuestion } from '../../web/learn/quizzes/questions.js';
import { questionClient } from './engine.mjs';
import { pageHere, ranHere } from './programs.mjs';
import { tryProgram } from '../../web/learn/quizzes/cases.js';

describe('a typed answer', () => {
  /** @type {[string, string | number, number, boolean | null][]} */
  const table = [
    ['0,5', 0.5, 0, true], ['−3', -3, 0, true], [' 2.50 ', 2.5, 0, true], ['0.3', 0.1 + 0.2, 0, true],
    ['0.89', 0.88, 0.01, true], ['0.9', 0.88, 0.01, false], ['half', 0.5, 0, null], ['', 0, 0, null], ['NaN', 0, 0, null], ['Infinity', 1, 0.1, false],
    ['[1,2]', '[1, 2]', 0, true], ['[1, 2.0]', '[1, 2]', 0, true], ['[1, 2.05]', '[1, 2]', 0, false], ['True', 'true', 0, true], ['"a"', "'a'", 0, true], ['[2, 1]', '[1, 2]', 0, false], ['1\n2', '12', 0, true],
  ];
  for (const [given, wanted, tolerance, right] of table) {
    test(`${JSON.stringify(given)} for ${JSON.stringify(wanted)}: ${right}`, () => assert.equal(isAnswer(given, wanted, tolerance), right));
  }
});

describe('the first line that is not right', () => {
  const { right, spare } = readLines('total = 0\nfor x in values:\n    total += x\n\nprint(total)\n', '  total = x\n');
  test('levels are counted in steps, empty lines do not count', () => {
    assert.deepEqual(right.map(({ level }) => level), [0, 0, 1, 0]);
    assert.deepEqual(spare, ['total = x']);
  });
  const line = (/** @type {number} */ i, /** @type {number} */ level) => ({ text: right[i].text, level });
  /** @type {[string, { text: string, level: number }[], number | null, RegExp][]} */
  const table = [
    ['all right', right, null, /^$/],
    ['one too deep', [line(0, 0), line(1, 1)], 1, /^Line 2 is the right one. It stands one step too far to the right\.$/],
    ['too shallow by two', [line(0, 0), line(1, 0), { text: 'total += x', level: 3 }], 2, /2 steps too far to the right/],
    ['not indented', [line(0, 0), line(1, 0), line(2, 0)], 2, /one step too far to the left/],
    ['swapped', [line(1, 0), line(0, 0)], 0, /^Line 1 is the first that is not right: another line comes here\.$/],
    ['a line that does not belong', [line(0, 0), { text: 'total = x', level: 0 }], 1, /^Line 1 is right. Line 2 .* does not belong/],
    ['not complete', [line(0, 0), line(1, 0)], 1, /2 lines are missing after line 2/],
    ['one missing', right.slice(0, 3), 2, /one line is missing after line 3/],
    ['too much', [...right, { text: 'total = x', level: 0 }], 4, /above line 5/],
  ];
  for (const [name, program, at, words] of table) {
    test(name, () => {
      const fault = firstFault(program, right);
      assert.equal(fault?.line ?? null, at);
      assert.match(fault?.words ?? '', words);
    });
  }
});

describe('what a try asks for', () => {
  const layers = [{ weights: new Float32Array([0, 0]), biases: new Float32Array([-3, 0.5]) }];
  const state = { layers, settings: { layers: '4:sigmoid', rate: '0.03', loss: 'bce' }, measured: { testLoss: 0.2 }, output: ['sum 2.5', 'done'] };
  /** @type {[any, boolean][]} */
  const table = [
    [{ parameter: { layer: 0, kind: 'weights', all: 0 } }, true],
    [{ parameter: { layer: 0, kind: 'biases', all: 0 } }, false],
    [{ parameter: { layer: 0, kind: 'biases', below: -2 } }, true],
    [{ parameter: { layer: 0, kind: 'biases', above: 1 } }, false],
    [{ parameter: { layer: 3, kind: 'weights', all: 0 } }, false],
    [{ setting: { key: 'layers', contains: 'sigmoid' } }, true],
    [{ setting: { key: 'layers', is: '4:relu' } }, false],
    [{ setting: { key: 'rate', is: 0.03 } }, true],
    [{ setting: { key: 'rate', above: 0.1 } }, false],
    [{ setting: { key: 'nothing', below: 1 } }, false],
    [{ measured: { what: 'testLoss', below: 0.3 } }, true],
    [{ measured: { what: 'deadUnits', above: 0 } }, false],
    [{ output: { contains: '2.5' } }, true],
    [{ output: { equals: 'sum 2.5\ndone' } }, true],
    [{ output: { equals: '2.5' } }, false],
  ];
  for (const [wish, fulfilled] of table) test(`${JSON.stringify(wish)}: ${fulfilled}`, () => assert.equal(isFulfilled(wish, state), fulfilled));
  test('the reading of a figure that holds a run begins with its inputs', async () => {
    const none = { weights: [], biases: [] };
    const reading = { layers: [none, ...layers], values: { rate: '0.03' }, measured: { testLoss: 0.2, testAccuracy: null } };
    const read = await stateOf({ read: async () => reading, onChange: () => () => {} });
    assert.deepEqual(read, { layers, settings: { rate: '0.03' }, measured: { testLoss: 0.2 } });
  });
  test('nothing, where there is nothing to look at', () => assert.equal(isFulfilled({ output: { contains: '' } }, {}), false));
});

describe('calls and their results', () => {
  test('a call in Python has its names', () => {
    assert.equal(callIn("denseLayer([1], relu, true, null, 'aB')", 'python'), "dense_layer([1], relu, True, None, 'aB')");
    assert.equal(callIn('Layer(X, maxValue2)', 'python'), 'Layer(X, max_value2)');
    assert.equal(callIn('denseLayer(true)', 'javascript'), 'denseLayer(true)');
  });
  test('results are compared by what they are', () => {
    const list = (/** @type {any[]} */ ...items) => ({ kind: 'array', length: items.length, items });
    const text = (/** @type {string} */ value) => ({ kind: 'string', text: value });
    assert.equal(faultOf([1, 2], list(1, 2 + 1e-9)), null);
    assert.match(String(faultOf([1, 2], list(1, 3))), /number 2 differs: expected 2, got 3/);
    assert.match(String(faultOf(2, { kind: 'undefined' })), /is `return` missing/);
    assert.match(String(faultOf(2, NaN)), /NaN/);
    assert.equal(faultOf('cat', text("'cat'")), null);
    assert.equal(faultOf('cat', text('"cat"')), null);
    assert.match(String(faultOf('cat', text('"dog"'))), /expected 'cat'; got "dog"/);
    assert.equal(faultOf(true, { kind: 'boolean', text: 'True' }), null);
    assert.match(String(faultOf(true, { kind: 'boolean', text: 'false' })), /expected true; got false/);
    assert.equal(faultOf(['a', 1], list(text('"a"'), 1)), null);
    assert.match(String(faultOf(['a', 1], list(text('"a"'), 2))), /differs/);
  });
  test('gaps are cut out and filled again', () => {
    const { texts, answers } = splitGaps('a ⟦+⟧ b * ⟦(c)⟧\n');
    assert.deepEqual([texts, answers], [['a ', ' b * ', ''], ['+', '(c)']]);
    assert.equal(fillGaps(texts, ['-', 'd']), 'a - b * d');
  });
  test('a program is judged by its calls, and the first that fails is told', async () => {
    const cases = [{ call: 'twice(1)', gives: 2 }, { call: 'twice(2)', gives: 4 }];
    const judge = (/** @type {string} */ source, /** @type {'javascript' | 'python'} */ language) => tryProgram(pageHere, { source, language, cases });
    assert.deepEqual((await judge('const twice = (x) => 2 * x;', 'javascript')).passed, true);
    assert.deepEqual((await judge('def twice(x):\n    return 2 * x', 'python')).passed, true);
    const wrong = await judge('const twice = (x) => x + 1;', 'javascript');
    assert.deepEqual(wrong.passed, false);
    assert.match(wrong.says.join(), /^`twice\(2\)`: the number differs: expected 4, got 3\. 1 of 2 calls gave/);
    assert.match((await judge('const twice = (x) => y;', 'javascript')).says.join(), /y is not defined/);
    const broken = await judge('const a = 1;\nthrow new Error("no");', 'javascript');
    assert.match(broken.says.join(), /no/);
    assert.equal(broken.line, 2);
  });
  test('a call cannot be answered in its place by a function of the same name', async () => {
    const { problem } = await ranHere('function glia_call_0() { return 2; }\nconst twice = (x) => x;', 'javascript', ['twice(1)']);
    assert.notEqual(problem, '');
  });
});

describe('numbers of a live network', () => {
  /** @type {[string, any][]} */
  const table = [
    ['data=xor&layers=3:relu&optimizer=sgd&rate=0.1', 'weightedSum'],
    ['data=xor&layers=3:tanh,2:sigmoid', 'activation'],
    ['data=xor&layers=3:relu', 'loss'],
    ['data=rings&classes=3&layers=4:tanh', 'loss'],
    ['data=sine&layers=3:tanh&optimizer=sgd', 'loss'],
    ['data=xor&layers=2:tanh', 'gradient'],
    ['data=xor&layers=2:tanh&optimizer=sgd&rate=0.1', 'update'],
  ];
  for (const [experiment, what] of table) {
    test(`${what} of ${experiment}`, async () => {
      const client = questionClient();
      const seen = new Set();
      for (let seed = 1; seed <= 12; seed += 1) {
        const { answer, tolerance, mistakes, given, way, ask } = await newQuestion(client, experiment, what, seed);
        seen.add(JSON.stringify(given));
        assert.ok(Number.isFinite(answer) && Number(tolerance) > 0, `${answer} ± ${tolerance}`);
        assert.ok(ask.endsWith('?') && way !== '' && given.length >= 2);
        // No well-known mistake may pass for the answer.
        for (const { is } of mistakes) assert.equal(isAnswer(String(is), answer, Number(tolerance)), false);
      }
      client.close();
      // A probability has four digits: now and then two are the same.
      assert.ok(seen.size >= 10, `${seen.size} of 12 questions are different`);
    });
  }
  test('a weighted sum is what the numbers shown come to, by plain arithmetic', async () => {
    const client = questionClient();
    for (let seed = 1; seed <= 12; seed += 1) {
      const { answer, given } = await newQuestion(client, 'data=xor&layers=3:tanh&optimizer=sgd&rate=0.1', 'weightedSum', seed);
      const [x1, x2, w1, w2, b] = given.map(([, text]) => Number(text.replace('−', '-')));
      const sum = x1 * w1 + x2 * w2 + b;
      assert.ok(Math.abs(sum - answer) <= 1e-5, `${sum} and ${answer}`);
    }
    client.close();
  });
  test('what cannot be asked is refused in a sentence', async () => {
    const client = questionClient();
    await assert.rejects(newQuestion(client, 'data=xor&layers=30:relu,30:relu', 'loss', 1), /too large/);
    await assert.rejects(newQuestion(client, 'data=xor&layers=2:gelu', 'activation', 1), /gelu/);
    await assert.rejects(newQuestion(client, 'data=xor&layers=2:relu&optimizer=adam', 'update', 1), /optimizer=sgd/);
    client.close();
  });
});
