// The colours of heat maps: even steps of light, and told apart by eyes that lack one kind of cone.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PALETTES } from '../../web/engine/fields.js';
import { assertRefused, loadEngine } from './lib.mjs';

const engine = await loadEngine();

/** How light arrives without one kind of cone, in linear RGB (Machado, Oliveira and Fernandes 2009, severity 1). */
const eyes = {
  usual: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  protanopia: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  deuteranopia: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
};

/** @param {number} byte */
const linear = (byte) => (byte <= 0.04045 * 255 ? byte / 255 / 12.92 : ((byte / 255 + 0.055) / 1.055) ** 2.4);

/** CIE L*a*b* of a colour as such eyes see it (D65). @param {ArrayLike<number>} rgb @param {number[]} m */
function lab(rgb, m) {
  const [r, g, b] = [0, 1, 2].map((i) => linear(rgb[i]));
  const [x, y, z] = [0, 3, 6].map((i) => Math.min(1, Math.max(0, m[i] * r + m[i + 1] * g + m[i + 2] * b)));
  /** @param {number} t */
  const f = (t) => (t > 216 / 24389 ? Math.cbrt(t) : (24389 / 27 / 116) * t + 16 / 116);
  const fx = f((0.4124564 * x + 0.3575761 * y + 0.1804375 * z) / 0.95047);
  const fy = f(0.2126729 * x + 0.7151522 * y + 0.072175 * z);
  const fz = f((0.0193339 * x + 0.119192 * y + 0.9503041 * z) / 1.08883);
  return [116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)];
}

/** @param {number[]} a @param {number[]} b */
const apart = (a, b) => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);

/** All 256 colours. @param {Parameters<ReturnType<typeof engine.experiment>['setPalette']>[0]} colours */
function ramp(colours) {
  const run = engine.experiment('data=xor&points=20&layers=');
  run.setPalette(colours);
  const pixels = run.shades(Float32Array.from({ length: 256 }, (_, i) => i + 0.5), 0, 256);
  run.free();
  return Array.from({ length: 256 }, (_, i) => pixels.slice(4 * i, 4 * i + 3));
}

describe('the palettes', () => {
  for (const [name, matrix] of Object.entries(eyes)) {
    it(`rise evenly and can be told apart: ${name}`, () => {
      const one = ramp(PALETTES.sequential).map((rgb) => lab(rgb, matrix));
      for (let i = 1; i < 256; i++) assert.ok(one[i][0] <= one[i - 1][0] + 0.01, `sequential, colour ${i}: light ${one[i][0]} after ${one[i - 1][0]}`);
      assert.ok(one[0][0] - one[255][0] > 60, `the ends are ${one[0][0]} and ${one[255][0]} light`);
      for (let i = 32; i < 256; i += 32) assert.ok(apart(one[i], one[i - 32]) > 5, `sequential, colours ${i - 32} and ${i}`);

      const two = ramp(PALETTES.diverging).map((rgb) => lab(rgb, matrix));
      for (let i = 1; i < 128; i++) assert.ok(two[i][0] >= two[i - 1][0] - 0.6, `diverging, colour ${i}`);
      for (let i = 129; i < 256; i++) assert.ok(two[i][0] <= two[i - 1][0] + 0.6, `diverging, colour ${i}`);
      assert.ok(apart(two[0], two[255]) > 60, `the ends are ${apart(two[0], two[255])} apart`);
      for (const side of [0, 255]) assert.ok(apart(two[side], two[128]) > 35, `an end and the middle: ${apart(two[side], two[128])}`);
    });
  }

  it('are set for all that a run draws', () => {
    const run = engine.experiment('data=xor&layers=2:tanh');
    run.setPalette({ low: [255, 255, 255], high: [0, 0, 0] });
    const { pixels } = run.fields(8);
    assert.ok(pixels[0] > 235 && pixels[4 * 7] < 20, 'x1 rises from white to black');
    assert.deepEqual([...run.shades([0, 0.5, 1, 9, -9, NaN, Infinity], 0, 1)].filter((_, i) => i % 4 === 0 || i % 4 === 3),
      [255, 255, 127, 255, 0, 255, 0, 255, 255, 255, 0, 0, 0, 0]);
    assert.equal(run.shades([], 0, 1).length, 0);
    assertRefused(() => run.shades([1], 1, 1), 'out_of_range', /larger/);
    assertRefused(() => run.shades([1], NaN, 1), 'out_of_range', /NaN/);
    run.free();
    assertRefused(() => run.shades([1], 0, 1), 'bad_argument', /freed/);
  });
});
