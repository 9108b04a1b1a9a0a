// Training on files: tables and images.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { answer, metric, refused, scratch, shared } from './lib.mjs';

const file = scratch();

/** Numbers that look random and are the same each time. @param {number} seed */
function random(seed) {
  let state = seed;
  return () => (state = (state * 48271) % 2147483647) / 2147483647;
}

/** A table of three classes that a line or two tell apart. @param {number} rows */
function flowers(rows) {
  const next = random(7);
  const lines = Array.from({ length: rows }, (_, i) => {
    const kind = i % 3;
    return `${(kind * 2 + next()).toFixed(3)},${next().toFixed(3)},${['red', 'green', 'blue'][kind]}`;
  });
  return `width,noise,colour\n${lines.join('\n')}\n`;
}

/** @param {number} rows */
function slope(rows) {
  const next = random(11);
  const lines = Array.from({ length: rows }, () => {
    const [a, b] = [next() * 100, next()];
    return `${1000 + 3 * a - 40 * b};${a};${b}`;
  });
  return `price;area;age\n${lines.join('\n')}\n`;
}

describe('a table', () => {
  it('of classes is learned', () => {
    const out = answer(['run', '', '--steps', '300', '--data', file('flowers.csv', flowers(150))]);
    assert.match(out, /^target: colour, classes red, green, blue\ndata: 120 examples to train on, 30 held back for the test\nnetwork: 2-8-8-3, .*loss cross_entropy$/m);
    assert.ok(metric(out, 'accuracy').every((value) => value > 0.95), out);
    assert.match(out, /^AUC \(macro\)/m);
  });

  it('of values is learned, and measured in their own unit', () => {
    const path = file('slope.csv', slope(200));
    const out = answer(['run', 'layers=', '--steps', '2000', '--data', path, '--target', 'price']);
    assert.match(out, /^target: price, a value; losses are of the standardised target$/m);
    assert.match(out, /^network: 2-1, 3 parameters, loss mse$/m);
    assert.ok(metric(out, 'R2').every((value) => value > 0.999), out);
    assert.ok(metric(out, 'RMSE').every((value) => value < 5), out);
    // 1 - R2 is what the standardised loss of the training part is, by definition.
    const loss = Number(out.match(/^ +2000 +\d+ +(\S+)/m)?.[1]);
    assert.ok(Math.abs(1 - metric(out, 'R2')[0] - loss) < 1e-6);
  });

  it('is split by the seed and the share of the experiment', () => {
    const path = file('flowers.csv', flowers(150));
    assert.match(answer(['run', 'test=40', '--steps', '1', '--data', path]), /data: 90 examples to train on, 60 held back/);
    const hash = answer(['hash', '', '--steps', '9', '--data', path]);
    assert.equal(answer(['hash', 'data=xor&noise=9&points=20', '--steps', '9', '--data', path]), hash);
    assert.notEqual(answer(['hash', 'seed=2', '--steps', '9', '--data', path]), hash);
    assert.notEqual(answer(['hash', 'test=40', '--steps', '9', '--data', path]), hash);
  });

  it('prints the hash at the end of run, alone by hash', () => {
    const path = file('flowers.csv', flowers(60));
    const out = answer(['run', '', '--steps', '20', '--data', path]);
    assert.ok(out.endsWith(`\nhash ${answer(['hash', '', '--steps', '20', '--data', path])}`));
  });

  it('comes from standard input too', () => {
    const table = flowers(60);
    assert.equal(answer(['hash', '', '--data', '-'], { input: table }), answer(['hash', '', '--data', file('f.csv', table)]));
  });

  it('of two classes has one output, under every loss that fits', () => {
    const two = flowers(150).replaceAll('blue', 'red');
    const path = file('two.csv', two);
    for (const [loss, outputs] of Object.entries({ auto: 1, bce: 1, mse: 1, mae: 1, huber: 1, cross_entropy: 2, focal: 2 })) {
      const out = answer(['run', `loss=${loss}&balance=balanced`, '--steps', '400', '--data', path]);
      assert.match(out, new RegExp(`network: 2-8-8-${outputs},`), loss);
      assert.ok(metric(out, 'accuracy')[0] > 0.9, `${loss}: ${out}`);
      const last = (out.split('\n').filter((line) => /^ +400 /.test(line)).at(-1) ?? '').trim().split(/\s+/).map(Number);
      assert.deepEqual(metric(out, 'accuracy'), last.slice(4), loss);
    }
  });

  it('may be of classes or of values as the caller says', () => {
    const lines = Array.from({ length: 60 }, (_, i) => `${i},${i % 3}`);
    const path = file('grades.csv', `x,grade\n${lines.join('\n')}\n`);
    assert.match(answer(['run', '', '--steps', '1', '--data', path]), /classes 0, 1, 2/);
    assert.match(answer(['run', '', '--steps', '1', '--data', path, '--task', 'classes']), /classes 0, 1, 2/);
    assert.match(answer(['run', '', '--steps', '1', '--data', path, '--task=values']), /a value/);
  });

  it('stops early with patience, at its best test loss', () => {
    const next = random(3);
    const path = file('noise.csv', Array.from({ length: 80 }, () => `${next()},${next()},${next() > 0.5 ? 'a' : 'b'}`).join('\n'));
    const out = answer(['run', 'patience=5', '--steps', '20000', '--data', path]);
    const step = out.match(/stopped early; the best weights, of step (\d+), are restored/)?.[1];
    assert.ok(step, out);
    assert.equal(out.match(/^hash (.*)$/m)?.[1], answer(['hash', '', '--steps', step, '--data', path]).trim());
  });

  it('tells what was left out', () => {
    const out = answer(['run', '', '--steps', '1', '--data', file('gaps.csv', `${flowers(30)},0.5,red\n?,1,blue\n`)]);
    assert.match(out, /^note: 2 rows with a missing value were left out$/m);
  });

  it('says where training diverges', () => {
    refused(['run', 'optimizer=sgd&rate=10&loss=mse', '--data', file('slope.csv', slope(100)), '--target', 'price'], /training stopped at step/, { status: 1, printed: true });
  });
});

describe('iris', { skip: existsSync(join(shared, 'data', 'iris.csv')) ? false : 'there is no ../shared/data' }, () => {
  it('is learned', () => {
    const out = answer(['run', 'layers=16:relu', '--steps', '1000', '--data', join(shared, 'data', 'iris.csv')]);
    assert.match(out, /classes setosa, versicolor, virginica/);
    assert.match(out, /^note: the name 'SepalWidth' comes again/m);
    assert.match(out, /network: 4-16-3, 131 parameters/);
    assert.ok(metric(out, 'accuracy').every((value) => value > 0.93), out);
  });
});

/** @param {number[]} sizes @param {number[]} bytes */
const idx = (sizes, bytes) => Buffer.from([0, 0, 8, sizes.length, ...sizes.flatMap((n) => [n >>> 24, (n >> 16) & 255, (n >> 8) & 255, n & 255]), ...bytes]);

describe('images', () => {
  const next = random(5);
  const labels = Array.from({ length: 90 }, (_, i) => i % 3);
  const pixels = labels.flatMap((label) => Array.from({ length: 6 }, (_, p) => Math.floor((p % 3 === label ? 155 : 0) + 100 * next())));
  const images = file('images', idx([90, 2, 3], pixels));
  const names = file('labels', idx([90], labels));

  it('are learned', () => {
    const out = answer(['run', '', '--steps', '300', '--data', images, '--labels', names]);
    assert.match(out, /^images: 3 by 2, 3 classes\ndata: 72 examples to train on, 18 held back for the test\nnetwork: 6-8-8-3,/m);
    assert.ok(metric(out, 'accuracy').every((value) => value > 0.9), out);
  });

  it('need their labels, as many as there are images', () => {
    refused(['run', '', '--data', images], /holds images; --labels FILE must name/);
    refused(['run', '', '--data', images, '--labels', file('few', idx([89], labels.slice(1)))], /89/);
    refused(['run', '', '--data', images, '--labels', images], /./);
    refused(['run', '', '--data', images, '--labels', 'none'], /none cannot be read/);
    refused(['run', '', '--data', file('one', idx([2, 1, 1], [1, 2])), '--labels', file('same', idx([2], [0, 0]))], /no two classes/);
  });

  it('have no columns', () => refused(['run', '', '--data', images, '--labels', names, '--target', 'x'], /go with tables/));
  it('must be whole', () => refused(['run', '', '--data', file('cut', idx([90, 2, 3], pixels.slice(1))), '--labels', names], /./));
  it('must be unpacked', () => refused(['run', '', '--data', file('gz', Buffer.from([0x1f, 0x8b, 8, 0]))], /packed with gzip/));
});

describe('a file that cannot be used', () => {
  const path = file('flowers.csv', flowers(30));
  it('is not there', () => refused(['run', '', '--data', 'nowhere.csv'], /nowhere\.csv cannot be read: No such file/));
  it('is a folder', () => refused(['run', '', '--data', '/'], /\/ cannot be read: Is a directory/));
  it('is empty', () => refused(['run', '', '--data', file('empty.csv', '')], /empty\.csv: /));
  it('is ragged, and the sentence says where', () => refused(['run', '', '--data', file('ragged.csv', '1,2\n3\n')], /ragged\.csv: .*line 2/));
  it('has one row', () => refused(['run', '', '--data', file('row.csv', 'a,b\n1,2\n'), '--task', 'values'], /too few/));
  it('has one column', () => refused(['run', '', '--data', file('column.csv', 'a\n1\n2\n')], /./));
  it('has one class', () => refused(['run', '', '--data', file('class.csv', '1,a\n2,a\n')], /class/));
  it('has no such column', () => refused(['run', '', '--data', path, '--target', 'size'], /there is no column 'size'; there are width, noise, colour/));
  it('has no values where they are wanted', () => refused(['run', '', '--data', path, '--task', 'values'], /values|numbers/));
  it('has more classes than the loss tells apart', () => {
    for (const loss of ['bce', 'mse', 'mae', 'huber']) refused(['run', `loss=${loss}`, '--data', path], new RegExp(`loss=${loss} tells two classes apart, and the file has 3`), { printed: true });
  });
  it('has values where the loss compares classes', () => refused(['run', 'loss=bce', '--data', file('slope.csv', slope(20))], /compares classes/, { printed: true }));
  it('is no table of labels', () => refused(['run', '', '--data', path, '--labels', path], /--labels goes with IDX images/));
  it('has a task there is none of', () => refused(['run', '', '--data', path, '--task', 'guess'], /--task needs classes or values, not 'guess'/));
  it('is not named, but its column is', () => {
    refused(['run', '', '--target', 'x'], /--target, --task and --labels go with --data/);
    refused(['hash', '', '--labels', 'x'], /go with --data/);
  });
});
