// What an exercise's folder must hold, and that the check would notice if something were missing.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { edited } from '../../web/exercises/content.js';
import { faultsOf } from '../../web/exercises/schema.js';
import { exerciseOf, exists, ids, textOf } from './content.mjs';
import { engine, native } from './lib.mjs';
import { cook } from '../../web/engine/recipe.js';

describe('every exercise', () => {
  test('stands in the list, under its title', () => {
    const list = JSON.parse(textOf('list.json'));
    assert.deepEqual(list.map((/** @type {any} */ each) => each.id).sort(), ids);
    for (const { id, title } of list) assert.equal(exerciseOf(id).title, title);
  });

  for (const id of ids) {
    test(`${id} is complete`, () => {
      const exercise = exerciseOf(id);
      assert.deepEqual(faultsOf(exercise), []);
      assert.equal(exercise.id, id);
      for (const language of /** @type {const} */ (['javascript', 'python'])) {
        const files = exercise.files[language];
        for (const file of Object.values(files)) assert.ok(exists(`${id}/${file}`), `${file} is missing`);
        const solution = textOf(`${id}/${files.solution}`);
        const edits = [...exercise.functions.flatMap((task) => task.mutants), ...exercise.wrong].flatMap((each) => (each.edits ? [each.edits[language]] : []));
        for (const edit of edits) assert.notEqual(edited(solution, edit), solution);
        for (const { names } of exercise.functions) assert.ok(solution.includes(`${names[language]}(`), `${names[language]} is not in the solution`);
      }
      for (const { file } of exercise.wrong) if (file) assert.ok(exists(`${id}/${file}`), `${file} is missing`);
    });

    test(`${id} has examples that the engine agrees with`, async () => {
      for (const { names, parameters, recipe, example } of exerciseOf(id).functions) {
        const values = Object.fromEntries(parameters.map(({ name }, i) => [name, example.args[i]]));
        const [[answer]] = await engine.cook([recipe], [values]);
        const rounded = JSON.parse(JSON.stringify(answer), (_, value) => (typeof value === 'number' ? Number(value.toFixed(4)) + 0 : value));
        assert.deepEqual(rounded, example.result, names.javascript);
      }
    });

    test(`${id} says everything in sentences, each once`, () => {
      const { functions, hints, statement } = exerciseOf(id);
      const says = functions.flatMap(({ mutants }) => mutants.map(({ say }) => say));
      for (const text of [...says, ...hints, ...statement]) assert.match(text, /^[A-Z`0-9e].*[.?]$/s, text);
      assert.equal(new Set(functions.flatMap(({ names, mutants }) => mutants.map(({ say }) => names.javascript + say))).size, says.length);
    });
  }
});

describe('the check of an exercise', () => {
  const good = () => exerciseOf('dense-layer');
  /** @type {Record<string, [(exercise: any) => void, RegExp]>} */
  const slips = {
    'an old format': [(e) => (e.format = 1), /“format” must be 2/],
    'no hints': [(e) => (e.hints = []), /“hints” is missing/],
    'two hints': [(e) => e.hints.pop(), /three hints/],
    'an unknown field': [(e) => (e.levle = 1), /there is no “levle”/],
    'no Python name': [(e) => delete e.functions[0].names.python, /“names.python” is missing/],
    'a test with too few arguments': [(e) => e.functions[0].tests[0].args.pop(), /“One neuron, one input” must have 3 arguments/],
    'a length that is not listed': [(e) => (e.functions[0].parameters[0].shape = ['inptus']), /names “inptus”/],
    'lengths of several counts': [(e) => e.functions[0].random.inputs.pop(), /lists of one length/],
    'bounds the wrong way round': [(e) => (e.functions[0].parameters[0].from = 3), /“from” below “to”/],
    'an edit of nothing': [(e) => (e.functions[0].mutants[0].recipe = [['biasses', '0']]), /“biasses” does not occur/],
    'too few mutants': [(e) => e.functions[0].mutants.splice(2), /at least 6/],
    'a mutant twice': [(e) => (e.functions[0].mutants[1].id = 'no-bias'), /same id/],
    'a wrong answer without code': [(e) => delete e.wrong[0].file, /either a “file” or “edits”/],
  };
  for (const [label, [spoil, fault]] of Object.entries(slips)) {
    test(`notices ${label}`, () => {
      const exercise = good();
      spoil(exercise);
      assert.match(faultsOf(exercise).join('\n'), fault);
    });
  }
});

describe('recipes', () => {
  /** @param {string[]} lines @param {Record<string, any>} [values] */
  const answer = (lines, values = {}) => cook(native, [lines], [values])[0][0];

  test('compute as written', () => {
    assert.equal(answer(['1 + 2 * 3 - 4 / 2']), 5);
    assert.equal(answer(['-(2 ^ 3) * 2']), -16);
    assert.equal(answer(['7 - 2 - 1']), 4);
    assert.deepEqual(answer(['x = m * v', 'x + column(v)'], { m: [[1, 2], [3, 4]], v: [10, 100] }), [[20, 210], [130, 500]]);
    assert.deepEqual(answer(['product(m, transpose(m))'], { m: [[1, 2], [3, 4]] }), [[5, 11], [11, 25]]);
    assert.deepEqual(answer(['a = []', 'for i in range(3)', 'repeat i', 'a = append(a, i * i)', 'end', 'end', 'a']), [1, 4, 4]);
    assert.deepEqual(answer(['{last: l[-1].w, all: total(l[0].w >= 2)}'], { l: [{ w: [1, 2, 3] }, { w: [4] }] }), { last: [4], all: 2 });
    assert.equal(answer(['1 / 0']), Infinity);
  });

  test('refuse what they cannot read or do, in sentences', () => {
    assert.throws(() => answer(['x = 1 +']), /a name is expected before the end of the line/);
    assert.throws(() => answer(['x ? 1']), /“\? 1” cannot be read/);
    assert.throws(() => answer(['repeat 2', '1']), /no end/);
    assert.throws(() => answer(['fetch(1)']), /nothing called fetch/);
    assert.throws(() => answer(['constructor(1)']), /nothing called constructor/);
    assert.throws(() => answer(['a + b'], { a: [1, 2], b: [1, 2, 3] }), /do not go together/);
    assert.throws(() => answer(['repeat 1e9', 'x = 1', 'end', 'x']), /takes too long|Invalid array length/);
    assert.deepEqual(cook(native, [['1'], ['a[5]']], [{ a: [1] }]), [[1], [null]], 'a mistake without a meaning has no answer');
  });
});
