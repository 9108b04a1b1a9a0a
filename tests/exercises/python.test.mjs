// The same challenges in Python, by Pyodide: the solution passes, each mistake gets its name, the starter fails, and what
// goes wrong is said as Python's learners know it.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { edited } from '../../web/exercises/content.js';
import { exerciseOf, ids, textOf } from './content.mjs';
import { run, said } from './lib.mjs';
import { startPython } from './pyodide.mjs';

/** What is said about JavaScript, as it is said about Python. @param {import('../../web/exercises/content.js').Exercise} exercise @param {string} message */
const inItsTerms = (exercise, message) =>
  exercise.functions
    .reduce((text, { names }) => text.replaceAll(names.javascript, names.python), message)
    .replaceAll('`', '')
    .toLowerCase()
    .replace('an object with', 'a dict with')
    .replace('got nothing', 'got none')
    .replaceAll('"', "'");

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

    for (const { about, message, edits } of exercise.wrong) {
      if (!edits) continue; // a file is JavaScript's alone
      test(`wrong answer, ${about}`, async () => {
        const report = await inPython(edited(solution, edits.python));
        assert.ok(!report.passed, 'it must not pass');
        assert.ok(said(report).includes(inItsTerms(exercise, message)), `“${message}” is expected; the report says:\n${said(report)}`);
      });
    }

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

describe('what is said about Python', () => {
  const layer = exerciseOf('dense-layer');
  /** @param {string} code */
  const report = (code) => run(layer, code, { language: 'python', start: startPython });

  /** Code, what is said, and the line. @type {Record<string, [string, RegExp, number]>} */
  const slips = {
    'nothing returned': ['def dense_layer(inputs, weights, biases):\n    pass', /one per neuron; got none: is return missing\?/, 0],
    'a map object': ['def dense_layer(inputs, weights, biases):\n    return map(abs, biases)', /got a map object, whose items are not worked out yet: put it into list\(…\)/, 0],
    'a generator': ['def dense_layer(inputs, weights, biases):\n    yield 1', /got a generator object/, 0],
    'a coroutine': ['async def dense_layer(inputs, weights, biases):\n    return [1]', /got a coroutine: the function must return its numbers at once/, 0],
    'None in a list': ['def dense_layer(inputs, weights, biases):\n    return [None] * len(biases)', /item 1 is none, not a number/, 0],
    'True in a list': ['def dense_layer(inputs, weights, biases):\n    return [True] * len(biases)', /item 1 is true, not a number/, 0],
    'text': ['def dense_layer(inputs, weights, biases):\n    return "7"', /got '7', which is not a list/, 0],
    'nan': ['def dense_layer(inputs, weights, biases):\n    return [float("inf") * 0] * len(biases)', /number 1 is nan, “not a number”\. python writes it as nan/, 0],
    'a number beyond all floats': ['def dense_layer(inputs, weights, biases):\n    return [10 ** 5000] * len(biases)', /item 1 is a whole number too large for a float/, 0],
    'a changed input': ['def dense_layer(inputs, weights, biases):\n    biases[0] = 9\n    return biases', /the function changed its input biases/, 0],
    'a changed row': ['def dense_layer(inputs, weights, biases):\n    weights[0].append(1)\n    return biases', /the function changed its input weights/, 0],
    'a tuple is a list, too': ['def dense_layer(inputs, weights, biases):\n    return (1, 2, 3, 4, 5, 6, 7)', /got 7\./, 0],
    'an index past the end': ['def dense_layer(inputs, weights, biases):\n    return inputs[99]', /raised an error in line 2: indexerror: list index out of range\./, 2],
    'an error in a helper': ['def dense_layer(inputs, weights, biases):\n    return [helper(inputs)]\n\ndef helper(x):\n    return x + 1', /in line 5: typeerror/, 5],
    'an assertion': ['def dense_layer(inputs, weights, biases):\n    assert False', /in line 2: assertionerror\./, 2],
    'no end of recursion': ['def dense_layer(inputs, weights, biases):\n    return dense_layer(inputs, weights, biases)', /recursionerror: maximum recursion depth exceeded\. the function calls itself without end/, 2],
    'leaving': ['def dense_layer(inputs, weights, biases):\n    raise SystemExit(3)', /in line 2: systemexit: 3/, 2],
    'a question to nobody': ['def dense_layer(inputs, weights, biases):\n    return input("?")', /nobody is there to answer input\(\)/, 2],
    'a syntax error': ['def dense_layer(inputs, weights, biases):\n    return [1', /cannot be read in line 2: '\[' was never closed\. python stopped there/, 2],
    'an indentation': ['def dense_layer(inputs, weights, biases):\nreturn 1', /cannot be read in line 2: expected an indented block/, 2],
    'an error while loading': ['x = 1 / 0\ndef dense_layer(inputs, weights, biases):\n    return 1', /in line 1, before dense_layer was called: zerodivisionerror/, 1],
    'another name': ['def denseLayer(inputs, weights, biases):\n    return 1', /there is no function named dense_layer\. the code defines denselayer: was it renamed\?/, 0],
    'no function': ['dense_layer = 7', /dense_layer is not a function but 7/, 0],
    'nothing at all': ['', /the code must define it: def dense_layer\(…\):/, 0],
  };
  for (const [label, [code, message, line]] of Object.entries(slips)) {
    test(label, async () => {
      const told = await report(code);
      assert.ok(!told.passed);
      assert.match(said(told), message);
      assert.equal(told.line || (told.tests.find(({ status }) => status === 'failed')?.line ?? 0), line);
    });
  }

  test('the way to an error, in the learner’s lines alone', async () => {
    const { tests } = await report(slips['an error in a helper'][0]);
    assert.deepEqual(tests[0].trace, [{ line: 2, name: 'dense_layer' }, { line: 5, name: 'helper' }]);
  });

  test('names of a learner harm nothing: list, len, json, float, sum', async () => {
    const code = 'list = len = json = float = range = isinstance = print = sum = None\ndef dense_layer(i, w, b):\n    return 1';
    assert.match(said(await report(code)), /got a single number instead of a list/);
  });

  test('what is printed comes line by line, and its rest, too', async () => {
    const { output } = await report('print("a\\nb", end="")\nprint("c")\nimport sys\nprint("err", file=sys.stderr)\nprint("x" * 5000)\nprint(1, end="")\ndef dense_layer(i, w, b):\n    return 1');
    assert.deepEqual([...output.slice(0, 3), output[3].length, output[4]], ['a', 'bc', 'err', 301, '1']);
  });
});
