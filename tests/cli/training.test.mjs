// run, hash and predict: what they print is what the engine computes.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { goldenHashes } from '../golden/hashes.mjs';
import { answer, glia, metric, refused, scratch } from './lib.mjs';

const file = scratch();

/** @param {string} csv @returns {Record<string, number>[]} */
function rows(csv) {
  const [head, ...lines] = csv.trimEnd().split('\n').map((line) => line.split(','));
  return lines.map((line) => Object.fromEntries(line.map((cell, i) => [head[i], Number(cell)])));
}

describe('hash', () => {
  it('gives the golden hashes', () => {
    for (const { hash, steps, experiment } of goldenHashes()) {
      assert.equal(answer(['hash', experiment, '--steps', String(steps)]), `${hash}\n`);
    }
  });
  it('is that of the initial weights after no step', () => {
    assert.equal(answer(['hash', '', '--steps', '0']), answer(['hash', 'rate=0.5', '--steps', '0']));
  });
});

describe('run', () => {
  it('prints losses on the way, metrics and the hash', () => {
    const out = answer(['run', 'data=xor&layers=4:relu', '--steps', '95']);
    const steps = out.split('\n').filter((line) => /^ +\d+ /.test(line)).map((line) => Number(line.trim().split(/\s+/)[0]));
    assert.deepEqual(steps, [0, 9, 18, 27, 36, 45, 54, 63, 72, 81, 95]);
    assert.match(out, /^experiment: data=xor&layers=4:relu\ndata: 400 examples to train on, 100 held back/);
    assert.match(out, /network: 2-4-1, 17 parameters, loss bce/);
    for (const name of ['accuracy', 'precision', 'recall', 'F1', 'AUC']) {
      for (const value of metric(out, name)) assert.ok(value > 0.5 && value <= 1, name);
    }
    assert.ok(out.endsWith(`\nhash ${answer(['hash', 'data=xor&layers=4:relu', '--steps', '95'])}`));
  });

  it('has the accuracy of the last line in its metrics', () => {
    for (const loss of ['bce', 'cross_entropy', 'mse', 'focal']) {
      const out = answer(['run', `data=gauss&noise=50&loss=${loss}`, '--steps', '30']);
      const last = out.split('\n').filter((line) => /^ +30 /.test(line)).at(-1) ?? '';
      const [, , , , train, test] = last.trim().split(/\s+/).map(Number);
      assert.deepEqual(metric(out, 'accuracy'), [train, test], loss);
    }
  });

  it('agrees with glia_accuracy where outputs stand exactly in the middle', () => {
    for (const loss of ['bce', 'mse', 'cross_entropy']) {
      const out = answer(['run', `init=zeros&loss=${loss}`, '--steps', '0']);
      const [, , , , train, test] = (out.split('\n').find((line) => /^ +0 /.test(line)) ?? '').trim().split(/\s+/).map(Number);
      assert.deepEqual(metric(out, 'accuracy'), [train, test], loss);
    }
  });

  it('measures values by R2, RMSE and MAE', () => {
    const out = answer(['run', 'data=plane&noise=0', '--steps', '500']);
    assert.ok(metric(out, 'R2').every((value) => value > 0.98), out);
    // The loss is the mean squared error: RMSE is its root.
    const [, , loss, test] = (out.split('\n').find((line) => /^ +500 /.test(line)) ?? '').trim().split(/\s+/).map(Number);
    const [left, right] = metric(out, 'RMSE');
    assert.ok(Math.abs(left ** 2 - loss) < 1e-4 * loss && Math.abs(right ** 2 - test) < 1e-4 * test);
    assert.ok(metric(out, 'MAE').every((value, i) => value > 0 && value <= [left, right][i]));
  });

  it('takes the mean over the classes where there are more than two', () => {
    const out = answer(['run', 'data=blobs&classes=4&noise=0', '--steps', '300']);
    assert.match(out, /^precision \(macro\)/m);
    assert.match(out, /loss cross_entropy/);
  });

  it('stops early where patience ends it', () => {
    const out = answer(['run', 'data=gauss&noise=50&patience=1', '--steps', '20000']);
    const step = out.match(/stopped early; the best weights, of step (\d+), are restored/)?.[1];
    assert.ok(step);
    assert.equal(out.match(/^hash (.*)$/m)?.[1], answer(['hash', 'data=gauss&noise=50&patience=1', '--steps', step]).trim());
  });

  it('fails where training diverges', () => {
    refused(['run', 'data=hills&optimizer=sgd&rate=10', '--steps', '500'], /training stopped at step \d+.*layer \d/, { status: 1, printed: true });
    refused(['hash', 'data=hills&optimizer=sgd&rate=10', '--steps', '500'], /training stopped/, { status: 1 });
    refused(['predict', 'data=hills&optimizer=sgd&rate=10', '--steps', '500'], /training stopped/, { status: 1 });
  });
});

describe('predict', () => {
  const points = ['1,2', '-3,.5', '-1e-3,-6', '0,0'];
  const out = answer(['predict', 'data=xor', '--steps', '100', ...points]);

  it('answers as CSV, with the points as they were given', () => {
    const read = rows(out);
    assert.deepEqual(read.map(({ x1, x2 }) => [x1, x2]), [[1, 2], [-3, 0.5], [-0.001, -6], [0, 0]].map((p) => p.map((x) => Number(Math.fround(x).toPrecision(7)))));
    for (const { output, class: found } of read) assert.equal(found, output > 0.5 ? 1 : 0);
  });

  it('reads points from a file and from standard input', () => {
    const table = '1,2\n-3,0.5\n-0.001,-6\n0,0\n';
    assert.equal(answer(['predict', 'data=xor', '--steps', '100', '--points', file('plain.csv', table)]), out);
    assert.equal(answer(['predict', 'data=xor', '--steps', '100', '--points', file('named.csv', `x1;x2\n${table.replaceAll(',', ';')}`)]), out);
    assert.equal(answer(['predict', 'data=xor', '--steps', '100', '--points', '-'], { input: table }), out);
  });

  it('takes the points held back where none is given', () => {
    const held = rows(answer(['predict', 'data=xor&points=50&test=30', '--steps', '10']));
    assert.equal(held.length, 15);
  });

  it('answers with a probability for each class', () => {
    for (const row of rows(answer(['predict', 'data=blobs&classes=3', '--steps', '50', '1,1', '-2,3']))) {
      const shares = [row.output0, row.output1, row.output2];
      assert.ok(Math.abs(shares[0] + shares[1] + shares[2] - 1) < 1e-6);
      assert.equal(row.class, shares.indexOf(Math.max(...shares)));
    }
  });

  it('answers with values, curves and images', () => {
    assert.match(answer(['predict', 'data=hills', '--steps', '5', '1,1']), /^x1,x2,output\n1,1,\S+\n$/);
    assert.match(answer(['predict', 'data=sine', '--steps', '5', '-1']), /^x1,output\n-1,\S+\n$/);
    assert.match(answer(['predict', 'data=digits8&points=20', '--steps', '5']), /^x1,.*,x64,class,output0,.*output9\n/);
  });

  it('refuses what is no point', () => {
    for (const point of ['1', '1,', ',1', '1,2,3', 'a,b', '1;2', '1, 2', 'nan,1', 'inf,1']) {
      refused(['predict', '', '--steps', '1', point], /is no point; here a point is 2 numbers joined by commas/);
    }
    refused(['predict', '', '1e39,0'], /a number is too large/);
    refused(['predict', 'data=sine', '1,2'], /here a point is a number/);
    refused(['predict', '', '1,2', '--points', 'x'], /not from both/);
  });

  it('refuses files that hold no points', () => {
    refused(['predict', '', '--points', file('three.csv', '1,2,3\n')], /there must be 2 columns.*not 3/);
    refused(['predict', '', '--points', file('gap.csv', '1,2\n,4\n')], /column 1 must hold numbers only/);
    refused(['predict', '', '--points', file('text.csv', '1,a\n2,b\n')], /column 2 must hold numbers only/);
    refused(['predict', '', '--points', file('huge.csv', '1,1e39\n2,2\n')], /column 2 must hold numbers only/);
    refused(['predict', '', '--points', file('empty.csv', '')], /empty\.csv: /);
    refused(['predict', '', '--points', file('gone', '') + 'x'], /cannot be read: No such file/);
    refused(['predict', '', '--points', '/'], /cannot be read: Is a directory/);
  });
});

it('the same call gives the same bytes', () => {
  const args = ['run', 'data=spiral&layers=5:gelu+bn+drop0.3', '--steps', '50'];
  assert.deepEqual(glia(args), glia(args));
});
