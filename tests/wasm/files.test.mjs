// Files in JavaScript: tables and images as people have them, what is chosen of them, and that networks
// learn from it.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { assertRefused, loadEngine, loadFiles, shared } from './lib.mjs';

const engine = await loadEngine();
const files = await loadFiles();

const flowers = 'width;colour;height;kind\n1,5;red;10;a\n2,5;blue;20;b\n;red;30;a\n3,5;green;40;b\n4,5;red;50;a\n0,5;blue;60;b\n';

/** @param {Promise<unknown>} promise @param {string} code @param {RegExp} sentence */
const assertRejected = (promise, code, sentence) =>
  assert.rejects(promise, (/** @type {any} */ error) => {
    assert.equal(error.code, code, error.message);
    assert.match(error.message, sentence);
    return true;
  });

describe('a CSV table', () => {
  it('tells what it holds', () => {
    const table = files.csv(flowers);
    assert.deepEqual(table.describe(), {
      separator: ';',
      decimal: ',',
      header: true,
      rows: 6,
      columns: [
        { name: 'width', kind: 'numbers', missing: 1, distinct: 5, examples: ['1.5', '2.5', '3.5'] },
        { name: 'colour', kind: 'text', missing: 0, distinct: 3, examples: ['red', 'blue', 'green'] },
        { name: 'height', kind: 'numbers', missing: 0, distinct: 6, examples: ['10', '20', '30'] },
        { name: 'kind', kind: 'text', missing: 0, distinct: 2, examples: ['a', 'b'] },
      ],
      preview: [
        ['1.5', 'red', '10', 'a'], ['2.5', 'blue', '20', 'b'], ['', 'red', '30', 'a'],
        ['3.5', 'green', '40', 'b'], ['4.5', 'red', '50', 'a'], ['0.5', 'blue', '60', 'b'],
      ],
      warnings: table.warnings,
    });
    assert.match(table.warnings.join(), /comma is read as the decimal mark/);
    table.free();
  });

  it('is read as it is told to be', () => {
    const bytes = new TextEncoder().encode('1|2\n3|4\n');
    const table = files.csv(bytes, { header: true, separator: '|' });
    assert.deepEqual([table.rows, table.columns.map(({ name }) => name)], [1, ['1', '2']]);
    assert.deepEqual(files.csv('1|2\n3|4\n', { separator: ',' }).columns.length, 1);
    assert.equal(files.csv('a;b\n1,5;2\n', { decimal: '.' }).columns[0].kind, 'text');
    const zeros = files.csv(`x\n0\n-0\n1e300\n0.0\n${'7\n'.repeat(100)}`);
    assert.equal(zeros.columns[0].kind, 'text', 'a number no float can hold');
    assert.equal(files.csv(`x\n0\n-0\n1e30\n0.0\n${'7\n'.repeat(100)}`).columns[0].distinct, 3);
    assert.equal(files.csv(`x\n${Array.from({ length: 3000 }, (_, i) => i % 1000).join('\n')}\n`).columns[0].distinct, 1000);
  });

  it('refuses what is no table, with a sentence', () => {
    assertRefused(() => files.csv(''), 'bad_syntax', /./);
    assertRefused(() => files.csv('a,b\n1,2,3\n'), 'bad_syntax', /line 2, column 5: the line has 3 cells/);
    assertRefused(() => files.csv('a,b\n', { separator: '¬' }), 'bad_argument', /separated by/);
    assertRefused(() => files.csv('a,b\n', { separator: ',,' }), 'bad_argument', /one character/);
    assertRefused(() => files.csv('a,b\n', /** @type {any} */ ({ seperator: ',' })), 'unknown_name', /no option 'seperator'/);
    assertRefused(() => files.csv(gzipSync('a,b\n1,2\n')), 'bad_syntax', /gzip/);
  });

  it('is unpacked, within bounds', async () => {
    const unpacked = await files.unpack(gzipSync(flowers));
    assert.equal(new TextDecoder().decode(unpacked), flowers);
    const plain = new Uint8Array([1, 2, 3]);
    assert.equal(await files.unpack(plain), plain);
    await assertRejected(files.unpack(gzipSync(flowers).subarray(0, 30)), 'bad_syntax', /cut off or damaged/);
    const small = await loadFiles();
    small.about.maxBytes = 1000;
    await assertRejected(small.unpack(gzipSync(new Uint8Array(1001))), 'too_large', /more than 1000 bytes/);
    assert.equal((await small.unpack(gzipSync(new Uint8Array(1000)))).length, 1000);
    assertRefused(() => small.csv('a'.repeat(1001)), 'too_large', /1001 bytes/);
  });
});

describe('a selection', () => {
  it('makes numbers of texts, fills in and scales by the rows that train', () => {
    const table = files.csv(flowers);
    const got = table.select({ inputs: [0, 1], target: 3, test: 0.3, seed: 4, missing: 'mean' });
    assert.deepEqual(got.names, ['width', 'colour = red', 'colour = blue', 'colour = green']);
    assert.deepEqual([got.task, got.classes, got.rows, got.inputs, got.dropped], ['classes', ['a', 'b'], 6, 4, 0]);
    assert.equal(got.tests, got.test.reduce((sum, flag) => sum + flag, 0));
    const width = [1.5, 2.5, NaN, 3.5, 4.5, 0.5];
    const known = width.filter((w, i) => !got.test[i] && !Number.isNaN(w));
    const mean = known.reduce((a, b) => a + b) / known.length;
    const deviation = Math.sqrt(known.reduce((sum, w) => sum + (w - mean) ** 2, 0) / known.length);
    assert.ok(Math.abs(got.scale.mean[0] - mean) < 1e-12 && Math.abs(got.scale.deviation[0] - deviation) < 1e-12);
    width.forEach((w, i) => {
      const expected = ((Number.isNaN(w) ? mean : w) - mean) / deviation;
      assert.ok(Math.abs(got.x[4 * i] - expected) < 1e-6, `row ${i}: ${got.x[4 * i]}, not ${expected}`);
    });
    const colours = ['red', 'blue', 'red', 'green', 'red', 'blue'];
    colours.forEach((colour, i) => assert.deepEqual([...got.x.subarray(4 * i + 1, 4 * i + 4)], ['red', 'blue', 'green'].map((c) => Number(c === colour))));
    assert.deepEqual([...got.y], [0, 1, 0, 1, 0, 1]);
    assert.equal(got.experiment, 'data=table&columns=4');
  });

  it('leaves rows out and says so', () => {
    const got = files.csv(flowers).select({ inputs: [0, 2], target: 3, standardise: false });
    assert.equal(got.dropped, 1);
    assert.match(got.warnings.join(), /1 of 6 rows are left out, because a value is missing: row 3\./);
    const many = files.csv(`x,y\n${Array.from({ length: 60 }, (_, i) => `${i % 3 ? i : ''},${i % 2}`).join('\n')}\n`).select();
    assert.match(many.warnings.join(), /20 of 60 rows are left out, because a value is missing: rows 1, 4, 7, 10, 13, 16, 19, 22 and 12 more\./);
    assert.deepEqual([...got.x], [1.5, 10, 2.5, 20, 3.5, 40, 4.5, 50, 0.5, 60]);
    assert.deepEqual(got.scale, { mean: [0, 0], deviation: [1, 1] });
    assert.equal(got.experiment, 'data=table');
  });

  it('scales a target of values, and tells how', () => {
    const got = files.csv(flowers).select({ inputs: [0], target: 2, task: 'values' });
    assert.deepEqual([got.task, got.classes, got.target.name, got.experiment], ['values', [], 'height', 'data=measurements&columns=1']);
    const heights = [10, 20, 40, 50, 60];
    heights.forEach((height, i) => assert.ok(Math.abs(got.y[i] * got.target.deviation + got.target.mean - height) < 1e-4));
  });

  it('warns of what will not help', () => {
    const rows = Array.from({ length: 60 }, (_, i) => `5,${i % 12},${i}`).join('\n');
    const table = files.csv(`same,month,day\n${rows}\n`);
    const got = table.select({ target: 1, task: 'classes' });
    assert.match(got.warnings.join(' '), /There are 12 classes; the playground's networks tell at most 10/);
    assert.match(got.warnings.join(' '), /'same' is the same in every training row/);
    assert.equal(got.experiment, '');
    const wide = files.csv(`${Array.from({ length: 34 }, (_, i) => `c${i}`).join()}\n${`${Array.from({ length: 34 }, (_, i) => i).join()}\n`.repeat(9)}`);
    assert.match(wide.select({ task: 'values' }).warnings.join(' '), /33 inputs; the playground's networks take at most 32/);
    const rare = files.csv('x,y\n1,a\n2,a\n3,a\n4,a\n5,a\n6,b\n').select();
    assert.match(rare.warnings.join(' '), /No test row is of class 'b'/);
  });

  it('has no experiment where there are more rows than a run can have', () => {
    const lines = Array.from({ length: 100_001 }, (_, i) => `${i % 7},${i % 2}`);
    const got = files.csv(`x,y\n${lines.join('\n')}\n`).select();
    assert.match(got.warnings.join(), /There are 100001 rows; a run can have at most 100000\./);
    assert.equal(got.experiment, '');
    assert.equal(files.csv(`x,y\n${lines.slice(1).join('\n')}\n`).select().experiment, 'data=table&columns=1');
  });

  it('holds back as many rows as an experiment of that share does', () => {
    const rows = Array.from({ length: 50 }, (_, i) => [i % 7, i % 5, i % 2]);
    const { tests } = files.csv(`x,y,z\n${rows.map((row) => row.join()).join('\n')}\n`).select({ test: 0.57 });
    const run = engine.experiment('data=table&test=57', { points: { x: rows.flatMap(([x, y]) => [x, y]), y: rows.map(([, , z]) => z) } });
    assert.equal(tests, run.dataset().test.reduce((sum, flag) => sum + flag, 0));
    run.free();
  });

  it('refuses what cannot be chosen', () => {
    const table = files.csv(flowers);
    assertRefused(() => table.select({ target: 4 }), 'out_of_range', /no column 5/);
    assertRefused(() => table.select({ inputs: [3], target: 3 }), 'conflict', /chosen twice/);
    assertRefused(() => table.select({ inputs: [] }), 'conflict', /No column is chosen/);
    assertRefused(() => table.select({ target: 1, task: 'values' }), 'conflict', /holds texts/);
    assertRefused(() => table.select({ test: 0 }), 'out_of_range', /share between 0 and 1/);
    assertRefused(() => table.select({ missing: /** @type {any} */ ('zero') }), 'unknown_name', /drop, mean/);
    assertRefused(() => table.select({ seed: -1 }), 'bad_argument', /seed/);
    assertRefused(() => files.csv('a,b\n1,2\n').select({ task: 'values' }), 'conflict', /only one row/);
    table.free();
    table.free();
    assertRefused(() => table.select(), 'bad_argument', /freed/);
  });

  it('gives memory back', () => {
    const before = files.heap.memory.buffer.byteLength;
    const long = `a,b,c\n${'1,2,x\n3,4,y\n'.repeat(20000)}`;
    files.csv(long).free();
    const grown = files.heap.memory.buffer.byteLength;
    for (let i = 0; i < 20; i++) {
      const table = files.csv(long);
      table.select();
      table.free();
    }
    assert.ok(files.heap.memory.buffer.byteLength <= grown + 2 ** 24, `${before}, ${grown}, ${files.heap.memory.buffer.byteLength}`);
  });
});

describe('networks learn from files', () => {
  const iris = join(shared, 'data', 'iris.csv');
  it('the species of flowers, in the split and to the bits of the program', { skip: !existsSync(iris) }, () => {
    const table = files.csv(readFileSync(iris));
    assert.equal(table.columns.length, 5);
    assert.match(table.warnings.join(), /comes again/);
    const points = table.select({ seed: 1 });
    assert.deepEqual([points.rows, points.inputs, points.classes.length, points.tests], [150, 4, 3, 30]);
    const run = engine.experiment(points.experiment, { points });
    const now = run.advance({ epochs: 60 });
    assert.ok(Number(now.testAccuracy) > 0.9, `${now.testAccuracy}`);
    assert.deepEqual(run.dataset().space, 'table');
    assert.deepEqual([...run.dataset().test], [...points.test]);
    /* Given without flags, points are split in the same way: by share and seed alone. */
    const again = engine.experiment(points.experiment, { points: { x: points.x, y: points.y } });
    assert.deepEqual([...again.dataset().test], [...points.test]);
    again.advance({ epochs: 60 });
    assert.equal(again.hash(), run.hash());
    const { pixels } = run.fields(8);
    assert.equal(pixels.length, 4 * 64 * (4 + 8 + 8 + 3));
  });

  const folder = join(shared, 'data', 'mnist');
  it('handwritten digits from packed files', { skip: !existsSync(folder) }, async () => {
    const [images, labels] = ['t10k-images-idx3-ubyte.gz', 't10k-labels-idx1-ubyte.gz'].map((name) => readFileSync(join(folder, name)));
    const read = await files.idx(images, labels, { most: 1500 });
    assert.deepEqual([read.count, read.height, read.width, read.classes, read.x.length], [1500, 28, 28, 10, 1500 * 784]);
    assert.ok(read.x.every((v) => v >= 0 && v <= 1) && read.x.includes(1));
    assert.deepEqual([.../** @type {Float32Array} */ (read.y).subarray(0, 6)], [7, 2, 1, 0, 4, 1]);
    const run = engine.experiment('data=images28&layers=32:relu&rate=0.003', { points: { x: read.x, y: /** @type {Float32Array} */ (read.y) } });
    const now = run.advance({ epochs: 8 });
    assert.ok(Number(now.testAccuracy) > 0.8, `${now.testAccuracy}`);
    await assertRejected(files.idx(labels, null), 'bad_syntax', /these are labels/);
    await assertRejected(files.idx(images, images), 'bad_syntax', /these are images/);
    const alone = await files.idx(images, null, { most: 2 });
    assert.deepEqual([alone.count, alone.classes, alone.y], [2, 0, null]);
  });
});

describe('columns are scaled', () => {
  const x = [1, 10, 2, 10, 3, 10, 9, 20];
  it('by the rows that may be looked at, and back', () => {
    const got = files.scale('standard', x, 4, 2, { fitRows: 3 });
    assert.deepEqual([...got.mean], [2, 10]);
    assert.deepEqual([got.deviation[1], got.min[0], got.max[0], got.sampleDeviation[0]], [0, 1, 3, 1]);
    const [first, , , , , , last, other] = got.x;
    const deviation = Math.sqrt(2 / 3);
    assert.ok(Math.abs(first + 1 / deviation) < 1e-6 && Math.abs(last - 7 / deviation) < 1e-5 && other === 10);
    files.restore(got.scale, got.x, 4).forEach((v, i) => assert.ok(Math.abs(v - x[i]) < 1e-5));
    assert.deepEqual([...files.scale('minmax', x, 4, 2, { low: -1, high: 1 }).x], [-1, -1, -0.75, -1, -0.5, -1, 1, 1]);
    assert.deepEqual([...files.scale('standard_sample', [1, 2, 3], 3, 1).x], [-1, 0, 1]);
    assert.deepEqual([...files.scale('none', x, 4, 2).x], x);
  });

  it('or a sentence says why not', () => {
    assertRefused(() => files.scale('robust', x, 4, 2), 'unknown_name', /none, standard, minmax, standard_sample/);
    assertRefused(() => files.scale('minmax', x, 4, 2, { low: 1, high: 1 }), 'out_of_range', /low end/);
    assertRefused(() => files.scale('standard', x, 3, 2), 'wrong_shape', /8 numbers; 6/);
    assertRefused(() => files.scale('standard', [NaN], 1, 1), 'not_finite', /row 1, column 1/);
    assertRefused(() => files.scale('standard', x, 4, 2, { fitRows: 5 }), 'out_of_range', /fitRows/);
  });
});
