// The reference has a card for everything the table of settings names, with a formula, what it costs and when to use it.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { loadEngine } from '../../dist/engine/engine.js';

const engine = await loadEngine();
const text = readFileSync(new URL('../../web/learn/pages/reference/page.md', import.meta.url), 'utf8');
/** @type {Map<string, string>} */
const cards = new Map(text.split(/^## /m).slice(1).map((card) => [card.match(/\{#([a-z0-9-]+)\}/)?.[1] ?? '', card]));

/** @param {string} key @returns {any} */
const setting = (key) => engine.settings.settings.find((/** @type {any} */ each) => each.key === key);
/** @param {string} key @returns {string[]} */
const names = (key) => setting(key).choices.map((/** @type {any} */ choice) => choice.name);

describe('the reference', () => {
  for (const key of ['layers', 'loss', 'optimizer', 'schedule']) {
    for (const name of names(key).filter((each) => each !== 'auto')) {
      it(`has a card for ${key} ${name}`, () => assert.ok(cards.has(name.replaceAll('_', '-')), `there is no card {#${name.replaceAll('_', '-')}}`));
    }
  }
  it('has a card for each kind of normalization', () => {
    for (const { name } of setting('layers').norms) assert.ok(cards.has(name), name);
  });
  it('speaks of every way to draw the initial weights', () => {
    const card = cards.get('init') ?? '';
    for (const family of new Set(names('init').map((name) => name.split('_')[0]))) {
      if (family !== 'auto') assert.match(card, new RegExp(family.slice(0, 6), 'i'));
    }
  });
  it('says of everything its formula, its cost and its use', () => {
    for (const [id, card] of cards) {
      assert.match(card, /\$\$[^$]+\$\$/, `${id} has no formula`);
      assert.match(card, /\*\*Cost:\*\* \S/, `${id} says nothing of its cost`);
      assert.match(card, /\*\*Use it:\*\* \S/, `${id} says nothing of its use`);
    }
  });
  it('draws the curve of every loss', () => {
    for (const name of names('loss').filter((each) => each !== 'auto')) assert.match(cards.get(name.replaceAll('_', '-')) ?? '', new RegExp(`loss-curve .*\\nloss: ${name}\\n`), name);
  });
  it('draws the curve of every activation of a layer', () => {
    for (const name of names('layers')) assert.match(cards.get(name.replaceAll('_', '-')) ?? '', new RegExp(`functions: \\[${name}\\]`), name);
  });
});
