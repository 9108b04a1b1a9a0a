// Progress: what is kept, how two states become one, and what is no progress at all.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isDone, passedIn, standingOf, standingText } from '../../web/learn/page/standing.js';
import { merged, parseProgress } from '../../web/learn/page/store.js';

const plan = { lesson: 'one', version: 1, parts: [{ id: 'why', checks: [] }, { id: 'try', checks: ['a', 'b'] }], pointsOf: 4 };
const progress = (/** @type {object} */ sections, /** @type {object} */ widgets) => /** @type {any} */ ({ version: 1, sections, widgets });

describe('how far a learner is', () => {
  it('begins at nothing', () => {
    const standing = standingOf(plan, null);
    assert.deepEqual(standing, { lesson: 'one', version: 1, state: 'not started', sectionsDone: 0, sections: 2, points: 0, pointsOf: 4 });
    assert.equal(standingText(standing), '0 of 2 sections done · 0 of 4 points · not started');
  });

  it('a section is done when all its checks are passed, or when it is said to be', () => {
    const half = progress({}, { a: { points: 1 }, b: { tries: 3 } });
    assert.equal(passedIn(half, plan.parts[1]), 1);
    assert.equal(isDone(half, plan.parts[1]), false);
    assert.equal(standingOf(plan, half).state, 'in progress');
    const all = progress({ why: true }, { a: { points: 1 }, b: { points: 3 } });
    assert.deepEqual({ ...standingOf(plan, all) }, { lesson: 'one', version: 1, state: 'done', sectionsDone: 2, sections: 2, points: 4, pointsOf: 4 });
    // Saying so is nothing where there are checks.
    assert.equal(isDone(progress({ try: true }, {}), plan.parts[1]), false);
  });
});

describe('progress of two places', () => {
  const older = parseProgress(JSON.stringify({ format: 1, lessons: { one: progress({ why: true }, { a: { points: 2, tries: 4, kept: 'mine', version: 1 } }) } }));
  const newer = parseProgress(JSON.stringify({ format: 1, lessons: { one: progress({ how: true }, { a: { points: 1, tries: 1 }, b: { points: 1 } }), two: progress({}, {}) } }));

  it('becomes one that loses nothing', () => {
    const { lessons } = merged(older, newer);
    assert.deepEqual(lessons.one.sections, { why: true, how: true });
    assert.deepEqual(lessons.one.widgets.a, { points: 2, tries: 4, kept: 'mine', version: 1 });
    assert.deepEqual(lessons.one.widgets.b, { points: 1 });
    assert.ok(lessons.two);
    assert.deepEqual(older.lessons.one.sections, { why: true }, 'what was given is left as it was');
  });

  it('does not make an attempt into points', () => {
    const { lessons } = merged({ format: 1, lessons: { one: progress({}, { a: { tries: 1 } }) } }, { format: 1, lessons: { one: progress({}, { a: { tries: 2 } }) } });
    assert.deepEqual(lessons.one.widgets.a, { tries: 2 });
  });
});

describe('what is no progress', () => {
  const whole = { format: 1, lessons: { one: progress({ why: true }, { a: { points: 1 } }) } };
  /** @type {[string, unknown][]} */
  const wrong = [
    ['a number', 3],
    ['another format', { ...whole, format: 2 }],
    ['no lessons', { format: 1 }],
    ['lessons in a list', { format: 1, lessons: [] }],
    ['a strange name', { format: 1, lessons: { 'A b': progress({}, {}) } }],
    ['a lesson without a version', { format: 1, lessons: { one: { sections: {}, widgets: {} } } }],
    ['a section that is half done', { format: 1, lessons: { one: progress({ why: 0.5 }, {}) } }],
    ['points below nothing', { format: 1, lessons: { one: progress({}, { a: { points: -1 } }) } }],
    ['points as a text', { format: 1, lessons: { one: progress({}, { a: { points: '5' } }) } }],
  ];
  for (const [name, data] of wrong) it(name, () => assert.throws(() => parseProgress(JSON.stringify(data)), /progress/));
  it('a text that is not JSON', () => assert.throws(() => parseProgress('{'), /cannot be read as JSON/));
  it('and the whole is some', () => assert.deepEqual(parseProgress(JSON.stringify(whole)), whole));
});
