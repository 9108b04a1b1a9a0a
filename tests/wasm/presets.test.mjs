// The experiments that the page offers to try: each is text the engine takes as it stands, and keeps what its sentence
// promises. A promise can be about other settings, too, where the sentence names a way out.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { loadEngine } from './lib.mjs';

const engine = await loadEngine();

/**
 * @typedef {{ above?: number, below?: number }} Limits
 * @typedef {object} Promised
 * @property {number} epochs after which it holds @property {number} [steps] as many steps they are
 * @property {Record<string, string>} [with] settings that take the place of the preset's
 * @property {string} [finding] of the doctor @property {Limits} [loss] @property {Limits} [testLoss] @property {Limits} [testAccuracy]
 *
 * @type {{ title: string, sentence: string, experiment: string, promises: Promised[] }[]}
 */
const presets = JSON.parse(readFileSync(new URL('../../web/playground/try/presets.json', import.meta.url), 'utf8'));

/** @param {string} experiment @param {Record<string, string>} settings */
const changed = (experiment, settings) => engine.check(Object.entries({ ...engine.check(experiment).values, ...settings }).map(([key, value]) => `${key}=${value}`).join('&')).experiment;

describe('presets', () => {
  it('are eight, each with a name of its own and one short text', () => {
    assert.equal(presets.length, 8);
    assert.equal(new Set(presets.map(({ title }) => title)).size, 8);
    for (const { title, sentence, promises } of presets) {
      assert.ok(title.length <= 32, title);
      assert.ok(sentence.length <= 140 && sentence.endsWith('.'), sentence);
      assert.ok(promises.length > 0, `${title} promises something`);
    }
  });

  for (const { title, experiment, promises } of presets) {
    it(`“${title}” is a link in its shortest form`, () => assert.equal(engine.check(experiment).experiment, experiment));

    for (const { with: settings = {}, epochs, steps, finding, ...limits } of promises) {
      const given = Object.entries(settings).map(([key, value]) => `${key}=${value}`);
      it(`“${title}” keeps its promise${given.length ? ` with ${given.join('&')}` : ''}`, () => {
        const run = engine.experiment(changed(experiment, settings));
        try {
          run.advance({ epochs });
          const now = run.snapshot();
          if (steps !== undefined) assert.equal(now.step, steps);
          const checked = Object.entries(limits);
          assert.ok(checked.length > 0);
          for (const [what, { above, below }] of checked) {
            const value = /** @type {any} */ (now)[what];
            assert.ok(above !== undefined || below !== undefined);
            if (above !== undefined) assert.ok(value > above, `${what} ${value} should be above ${above}`);
            if (below !== undefined) assert.ok(value < below, `${what} ${value} should be below ${below}`);
          }
          if (finding) assert.ok(run.doctor().some(({ code }) => code === finding), `the doctor should find ${finding}`);
        } finally {
          run.free();
        }
      });
    }
  }
});
