// The challenges that come with the page: each can be met, and each can be missed. And the text of a challenge's link.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { evidence, stages } from '../../web/challenges/faults.js';
import { conditionsOf, limitNames, longest, readChallenge, writeChallenge } from '../../web/challenges/format.js';
import { challenges } from '../../web/challenges/list.js';
import { decodeFault, encodeFault } from '../../web/playground/puzzle/code.js';
import { loadEngine } from './lib.mjs';

const engine = await loadEngine();

/** For each challenge settings and steps that meet it, and settings and steps that do not. Settings come after the challenge's own. @type {Record<string, { meets: [string, number], misses: [string, number], weights?: number[] }>} */
const runs = {
  'one-line': { meets: ['layers=', 500], misses: ['layers=1:tanh', 500] },
  'by-hand': { meets: ['', 0], misses: ['', 1], weights: [3, 3] },
  bend: { meets: ['layers=4:tanh', 2500], misses: ['layers=1:tanh', 2500] },
  'right-input': { meets: ['features=x1,x2,x1x2', 1250], misses: ['', 1250] },
  'three-neurons': { meets: ['layers=3:tanh', 5000], misses: ['layers=2:tanh', 5000] },
  'tiny-rate': { meets: ['batch=1', 8000], misses: ['', 500] },
  overfit: { meets: ['', 12], misses: ['', 900] },
  'plain-steps': { meets: ['rate=0.1&batch=8', 6250], misses: ['', 5000] },
  waves: { meets: ['layers=6:tanh&features=x1,x2,x1sq,x2sq,x1x2,sinx1,sinx2', 950], misses: ['', 2500] },
  'spiral-sure': { meets: ['layers=16:relu,16:relu&batch=10', 3920], misses: ['', 2500] },
  checkers: { meets: ['layers=8:tanh,8:tanh&rate=0.02&batch=8&seed=3', 2850], misses: ['', 7500] },
  'sigmoid-tower': { meets: ['rate=1&init=glorot_uniform&gain=4', 500], misses: ['', 5000] },
  'ten-neurons': { meets: ['layers=5:tanh,5:tanh&rate=0.02&batch=8&seed=2', 6400], misses: ['', 5000] },
};

/** @param {string} experiment @param {string} changes */
function changed(experiment, changes) {
  const pairs = new Map([...experiment.split('&'), ...changes.split('&')].filter(Boolean).map((pair) => [pair.slice(0, pair.indexOf('=')), pair]));
  return [...pairs.values()].join('&');
}

describe('the challenges', () => {
  it('are ten at least, with names of their own, and every field in order', () => {
    assert.ok(challenges.length >= 10);
    assert.deepEqual(Object.keys(runs), challenges.map(({ id }) => id));
    assert.equal(new Set(challenges.map(({ title }) => title)).size, challenges.length);
    for (const challenge of challenges) {
      const { id, level, title, sentence, experiment, lock, goal, limits, hints } = challenge;
      assert.match(id, /^[a-z-]+$/);
      assert.ok([1, 2, 3].includes(level) && title.length <= longest.title && sentence.length <= longest.sentence && /\.$/.test(sentence), id);
      assert.equal((goal.atLeast === undefined) !== (goal.atMost === undefined), true, id);
      assert.ok(hints.length > 0 && hints.every((hint) => /[.?]$/.test(hint)), id);
      assert.ok(Object.keys(limits).every((name) => name in limitNames), id);
      const { values } = engine.check(experiment);
      // Else the test could be made easy, or as small as one point.
      for (const key of ['data', 'noise', 'points', 'test', ...lock]) assert.ok(lock.includes(key) && values[key] !== undefined, `${id} ${key}`);
      assert.deepEqual(readChallenge(writeChallenge(challenge)), { ...challenge, id: '', level: 0, hints: [] });
    }
    assert.ok(challenges.every(({ level }, i) => i === 0 || level >= challenges[i - 1].level), 'from easy to hard');
  });

  for (const challenge of challenges) {
    it(`“${challenge.title}” can be met, and can be missed`, () => {
      const { meets, misses, weights } = runs[challenge.id];
      const conditions = conditionsOf(challenge, engine.check(challenge.experiment).values);
      for (const [[changes, steps], right] of /** @type {[[string, number], boolean][]} */ ([[meets, true], [misses, false]])) {
        const run = engine.experiment(changed(challenge.experiment, changes));
        if (right) weights?.forEach((value, i) => run.setParameter(i, value));
        run.advance({ steps });
        const { passed, why } = engine.judge(run.receipt(), conditions);
        assert.equal(passed, right, `${changes} ${why.join(' ')}`);
        run.free();
      }
      // What is locked cannot be evaded.
      const other = engine.experiment(changed(changed(challenge.experiment, meets[0]), 'points=600'));
      assert.match(engine.judge(other.receipt(), conditions).why.join(' '), /points is 600; it must be/);
      other.free();
    });
  }
});

describe('the text of a challenge', () => {
  const good = 'challenge=Three+neurons&about=100%25%20sure%26safe&goal=test-accuracy>0.95&max-neurons=3&max-epochs=200&lock=data,noise&data=circle&noise=20';

  it('is read as documented, and written so that it is read alike', () => {
    const read = readChallenge(good);
    assert.deepEqual(read, {
      id: '', level: 0, hints: [],
      title: 'Three neurons', sentence: '100% sure&safe', experiment: 'data=circle&noise=20', lock: ['data', 'noise'],
      goal: { part: 'test', metric: 'accuracy', atLeast: 0.95 }, limits: { neurons: 3, epochs: 200 },
    });
    assert.deepEqual(readChallenge(writeChallenge(read)), read);
    // Browsers may write < and > of an address as escapes.
    assert.deepEqual(readChallenge(good.replace('>', '%3E')), read);
  });

  it('is refused with a sentence where it is wrong', () => {
    const wrong = {
      'goal=test-accuracy>0.5': /title/,
      [`challenge=${'x'.repeat(61)}&goal=test-loss<1`]: /title/,
      [`challenge=x&about=${'x'.repeat(281)}&goal=test-loss<1`]: /280/,
      'challenge=x': /goal/,
      'challenge=x&goal=test-accuracy>95': /share of 1/,
      'challenge=x&goal=test-accuracy<0.5': /goal/,
      'challenge=x&goal=test-loss>0.5': /goal/,
      'challenge=x&goal=test-loss<NaN': /goal/,
      'challenge=x&goal=test-loss<1&max-luck=3': /luck.*neurons/,
      'challenge=x&goal=test-loss<1&max-epochs=-1': /whole number/,
      'challenge=x&goal=test-loss<1&max-constructor=1': /cannot limit/,
      'challenge=x&challenge=y&goal=test-loss<1': /twice/,
      'challenge=%E0%A4%A&goal=test-loss<1': /%25/,
    };
    for (const [text, reason] of Object.entries(wrong)) {
      assert.throws(() => readChallenge(text), (/** @type {Error} */ error) => reason.test(error.message) && /^[A-Z].*\.$/.test(error.message), text);
    }
  });
});

describe('the word of a puzzle', () => {
  const row = engine.settings.settings.find((/** @type {any} */ each) => each.key === 'fault');
  const names = row.choices.map((/** @type {any} */ choice) => choice.name).filter((/** @type {string} */ name) => name !== 'none');

  it('stands for each fault, always equally long, never twice the same', () => {
    assert.deepEqual(Object.keys(evidence), names);
    for (const name of names) {
      const words = Array.from({ length: 50 }, () => encodeFault(name));
      assert.ok(words.every((word) => /^[\w-]{27}$/.test(word) && decodeFault(word, names) === name));
      assert.ok(new Set(words).size > 45 && new Set(words.map((word) => word.slice(-8))).size > 40, 'no part of it tells the fault');
    }
  });

  it('is not read when altered, or when it names what is no fault', () => {
    const word = encodeFault('dead_layer');
    for (const wrong of ['', word.slice(1), `${word}A`, 'A'.repeat(27), '%'.repeat(27), encodeFault('none'), encodeFault('toString')]) assert.equal(decodeFault(wrong, names), null, wrong);
    let read = 0;
    for (let i = 0; i < 27; i += 1) read += decodeFault(`${word.slice(0, i)}${word[i] === 'A' ? 'B' : 'A'}${word.slice(i + 1)}`, names) === null ? 0 : 1;
    assert.ok(read <= 1, `${read} altered words were read`);
  });

  it('goes with experiments that have room for every fault', () => {
    for (const stage of stages) for (const name of names) assert.match(engine.check(`${stage}&fault=${name}`).experiment, new RegExp(`fault=${name}`));
  });
});
