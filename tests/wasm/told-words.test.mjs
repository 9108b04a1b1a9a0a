// What the page says in words of areas and errors: pictures of known shape must be called by their names, and what
// has none must not be given one.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describeRun } from '../../web/playground/told/describe.js';
import { byRegion, listed, regionOfPlane } from '../../web/playground/told/regions.js';
import { toneOf } from '../../web/playground/told/sound.js';
import { describeTerritory } from '../../web/playground/told/territory.js';

const side = 41;
const range = 6;

/** A plane decided by a rule. @param {(x1: number, x2: number) => number} rule @param {number} [classes] */
function plane(rule, classes = 2) {
  const place = (/** @type {number} */ i) => ((2 * i + 1) / side - 1) * range;
  const decided = Array.from({ length: side * side }, (_, i) => Number(rule(place(i % side), -place(Math.floor(i / side)))));
  return describeTerritory({ decided, side, classes, range });
}

describe('areas in words', () => {
  it('one class everywhere', () => {
    assert.equal(plane(() => 1), 'Class 1 is taken to lie everywhere.');
  });

  it('a circle, with its radius and which class is inside', () => {
    assert.match(plane((a, b) => Number(Math.hypot(a, b) < 3)), /^Class 1 is taken to lie inside a circle of radius about (2\.9|3\.0|3\.1) around the middle, class 0 outside; 100\s% /);
    assert.match(plane((a, b) => Number(Math.hypot(a, b) > 4)), /^Class 0 is taken to lie inside a circle of radius about (3\.9|4\.0|4\.1) /);
  });

  it('a straight border, with the side of each class', () => {
    assert.match(plane((a, b) => Number(a + b > 1)), /^The border is nearly a straight line: class 1 at the upper right, class 0 at the lower left; 100\s% /);
    assert.match(plane((_, b) => Number(b < -1)), /class 0 at the top, class 1 at the bottom;/);
  });

  it('opposite quarters', () => {
    assert.match(plane((a, b) => Number(a * b > 0)), /^Class 1 is taken to lie at the upper right and the lower left, class 0 /);
    assert.match(plane((a, b) => Number(a * b < 0)), /^Class 0 is taken to lie at the upper right and the lower left, class 1 /);
  });

  it('how much of a picture is true', () => {
    const share = Number(plane((a, b) => Number(Math.hypot(a, b) < 3 || (a > 4 && b > 4))).match(/(\d+)\s% of the plane agrees/)?.[1]);
    assert.ok(share >= 96 && share <= 98, `${share}`); // 2 by 2 of 12 by 12 are otherwise: 2.8 %
  });

  it('and no picture where none fits: shares, pieces and places instead', () => {
    const bars = plane((a) => Number(Math.abs(a) > 2 && Math.abs(a) < 4));
    assert.match(bars, /^The network gives class 0 6\d\s% of the plane in 3 pieces, above all at the top, in the middle and at the bottom;/);
    assert.match(bars, /class 1 3\d\s% of the plane in 2 pieces/);
    assert.match(plane((a, b) => (a > 0 ? 2 : Number(b > 0)), 3), /class 0 2\d\s% of the plane in one piece, above all at the lower left; class 1 /);
  });
});

describe('regions', () => {
  it('are named as a reader sees them', () => {
    assert.equal(regionOfPlane(1, 1, range), 'in the middle');
    assert.equal(regionOfPlane(5, 0, range), 'at the right');
    assert.equal(regionOfPlane(-4, 4, range), 'at the upper left');
    assert.equal(regionOfPlane(-5, -0.1, range), 'at the left');
    assert.equal(regionOfPlane(0, -5, range), 'at the bottom');
  });

  it('are counted, the fullest first', () => {
    const sums = byRegion(['a', 'b', 'b'].map((region) => ({ region, amount: 1 })));
    assert.deepEqual(sums.map(({ region, sum }) => [region, sum]), [['b', 2], ['a', 1]]);
    assert.equal(listed(['a', 'b', 'c']), 'a, b and c');
  });
});

/** An engine that calls everything right of the middle class 1. @param {any} metrics */
const rightOfMiddle = (metrics) => ({
  metrics: async () => metrics,
  predict: async (/** @type {Float32Array} */ x) => Float32Array.from({ length: x.length / 2 }, (_, i) => (x[2 * i] > 0 ? 0.9 : 0.1)),
});

/** @param {[number, number, number][]} points all held back: x₁, x₂, class */
const opened = (points) => /** @type {any} */ ({
  network: { task: 'classes', space: 'plane', classes: 2, outputs: 1, layers: [{ activation: '' }, { activation: 'sigmoid' }] },
  dataset: { count: points.length, inputs: 2, range, x: Float32Array.from(points.flatMap(([a, b]) => [a, b])), y: Float32Array.from(points, (point) => point[2]), test: new Uint8Array(points.length).fill(1) },
});

describe('a run in words', () => {
  const metrics = { kind: 'binary', confusion: [[1, 2], [0, 1]], support: [3, 1] };
  const points = opened([[-5, 0, 0], [4, 4, 0], [4, 5, 0], [5, 0, 1]]);

  it('tells the moment, what is right, where errors lie, and the areas', async () => {
    const lines = (await describeRun(/** @type {any} */ (rightOfMiddle(metrics)), points, { step: 80, epoch: 40.5, diverged: null })).split('\n');
    assert.deepEqual(lines.slice(0, 3), ['After epoch 40: 2 of 4 test points right.', 'Right by class: class 0: 1 of 3; class 1: 1 of 1.', 'All 2 wrong ones lie at the upper right.']);
    assert.match(lines[3], /^The border is nearly a straight line: class 1 at the right, class 0 at the left/);
  });

  it('of values: the share explained, and where it errs most', async () => {
    const line = /** @type {any} */ ({
      network: { task: 'values', space: 'line', classes: 0, outputs: 1, layers: [{ activation: '' }, { activation: 'linear' }] },
      dataset: { count: 3, inputs: 1, range, x: Float32Array.of(-5, 0, 5), y: Float32Array.of(1, 1, 3), test: Uint8Array.of(1, 1, 1) },
    });
    const client = (/** @type {number} */ r2) => /** @type {any} */ ({ metrics: async () => ({ kind: 'values', r2, rmse: 1, mae: 0.5 }), predict: async () => Float32Array.of(1, 1.5, 1) });
    assert.equal(await describeRun(client(0.934), line, { step: 7, epoch: 0.5, diverged: null }), 'After step 7: the network explains 93\u00a0% of the test values’ variance and is off by 0.50 on average.\nIt errs most at the right, by 2.0 on average.');
    assert.match(await describeRun(client(-2), line, { step: 7, epoch: 0.5, diverged: null }), /is off by 0\.50 on average, no better on test values than always their mean \(R² −2\.0\)\./);
  });

  it('says so when nothing was trained, and why it stopped', async () => {
    const said = await describeRun(/** @type {any} */ (rightOfMiddle(metrics)), points, { step: 0, epoch: 0, diverged: { step: 3, layer: 0, message: 'It came apart.' } });
    assert.match(said, /^Before any training: /);
    assert.match(said, /\nIt came apart\.$/);
  });
});

describe('the tone of a loss', () => {
  it('falls by an octave for each factor of ten, within what can be heard', () => {
    assert.ok(Math.abs(toneOf(0.1) - 440) < 0.01);
    assert.ok(Math.abs(toneOf(1) - 880) < 0.01);
    assert.equal(toneOf(0), 110);
    assert.equal(toneOf(1e9), 1760);
  });
});
