/**
 * @file Attention over a short sentence: which word looks at which, as lines, as a matrix and word by word. A temperature,
 * a mask that hides what comes later, and one the learner sets. The words' numbers are set by hand (mini/words.js); the
 * arithmetic is the engine's.
 *
 * api: `state()` the words, the settings, and the engine's weights.
 */

import { h, setText } from '../../ui/dom.js';
import { figure } from '../../ui/format.js';
import { slider } from '../../ui/slider.js';
import { wordLines } from './mini/lines.js';
import { hundredths, share, thousandths } from './mini/numbers.js';
import { complaint, dress, menu, short, tint, toggle } from './mini/parts.js';
import { carried, features, heads, isKnown, layer, numbers, numbersOf, positionBase, positionNumbers, sentences, wordsOf } from './mini/words.js';

/** As many as a matrix shows at once. */
const mostWords = 12;

const temperatures = ['0.1', '0.2', '0.5', '1', '2', '5', '10'];

/** @typedef {{ words: string[], x: number[], scores: Float32Array, weights: Float32Array, out: Float32Array, together: number }} Outcome */

/** @param {HTMLElement} place @param {{ sentence?: string }} fields @param {import('../page/page.js').Page} page */
export async function create(place, { sentence = sentences[0] }, page) {
  const [client] = await Promise.all([page.client(), dress(page, 'attention')]);
  const weightsOfLayer = layer();
  let text = sentence;
  let head = 0;
  let temperature = 1;
  let causal = false;
  /** The word that looks. */
  let query = 0;
  /** Pairs the learner has hidden, as query,key. @type {Set<string>} */
  const hidden = new Set();
  let wanted = 0;
  /** @type {Outcome | null} */
  let outcome = null;

  place.classList.add('mini', 'attention');
  const trouble = complaint(place);
  const input = h('input', { type: 'text', class: 'entry', maxlength: 90, spellcheck: 'false', autocomplete: 'off', value: text, oninput: () => read(input.value) });
  const preset = menu('or', [['', 'an example'], ...sentences.map((each) => /** @type {[string, string]} */ ([each, each]))], '', (chosen) => {
    if (chosen) read((input.value = chosen));
  });
  const headMenu = menu('Head', heads.map(({ name }, i) => /** @type {[string, string]} */ ([String(i), `${i + 1}: ${name}`])), '0', (chosen) => {
    head = Number(chosen);
    void compute(true);
  });
  const warmth = slider({
    label: 'Temperature',
    positions: temperatures,
    show: (value) => value,
    onInput(value, done) {
      temperature = Number(value);
      return compute(done);
    },
  });
  const mask = toggle('No word sees what comes later', causal, (on) => {
    causal = on;
    void compute(true);
  });
  const about = h('p', { class: 'note' });
  const unknown = h('p', { class: 'note' });
  const lines = wordLines({ onPick: choose });
  const matrix = h('table');
  const detail = h('table');
  const taken = h('table');
  place.prepend(
    h('label', { class: 'sentence' }, h('span', null, 'Sentence'), input),
    h('div', { class: 'options' }, preset.element, headMenu.element),
    unknown,
    about,
    h('div', { class: 'options' }, h('div', { class: 'warmth' }, warmth.element), mask.element),
    h('div', { class: 'pair' }, lines.element, h('div', { class: 'wide', tabindex: 0, role: 'group', 'aria-label': 'Matrix of weights' }, matrix)),
    h('div', { class: 'wide', tabindex: 0, role: 'group', 'aria-label': 'One word’s weights' }, detail),
    h('div', { class: 'wide taken', tabindex: 0, role: 'group', 'aria-label': 'What the word takes over' }, taken),
  );

  /** @param {string} typed */
  function read(typed) {
    text = typed;
    preset.select.value = sentences.includes(typed) ? typed : '';
    hidden.clear();
    void compute(false);
  }

  /** @param {number} which */
  function choose(which) {
    query = which;
    void compute(true);
  }

  /** @param {number} key @param {boolean} seen */
  async function look(key, seen) {
    const pair = `${query},${key}`;
    if (seen) hidden.delete(pair);
    else hidden.add(pair);
    if (await compute(true)) return;
    hidden.delete(pair); // it was refused: the word must look somewhere
    show();
  }

  /** @param {boolean} speak @returns {Promise<boolean>} whether it could be computed */
  async function compute(speak) {
    const asked = (wanted += 1);
    const words = wordsOf(text);
    if (words.length < 2 || words.length > mostWords) {
      trouble.show(words.length < 2 ? 'Write two words at least.' : `The sentence has ${words.length} words; up to ${mostWords} can be shown.`);
      return false;
    }
    const count = words.length;
    query = Math.min(query, count - 1);
    try {
      const positions = await client.mini('positions', count, positionNumbers, positionBase);
      const x = words.flatMap((word, p) => [...numbersOf(word), ...positions.subarray(p * positionNumbers, (p + 1) * positionNumbers)]);
      const allowed = words.flatMap((_, i) => words.map((__, j) => Number(!hidden.has(`${i},${j}`))));
      const got = await client.mini('multihead', { shape: [1, count, numbers, heads.length], x, ...weightsOfLayer, causal, mask: allowed, temperature });
      const at = (head * count + query) * count;
      const [together] = await client.layer(got.weights.slice(at, at + count), 1, new Float32Array(count).fill(1), new Float32Array(1), 'linear');
      if (asked !== wanted) return true;
      outcome = { words, x, scores: got.scores, weights: got.weights, out: got.out, together };
      trouble.clear();
      show();
      if (speak) say();
      return true;
    } catch (error) {
      trouble.show(error);
      return false;
    }
  }

  /** Something of one pair, under the head that is shown. @param {Float32Array} of @param {number} i @param {number} j */
  function pairOf(of, i, j) {
    const count = /** @type {Outcome} */ (outcome).words.length;
    return of[(head * count + i) * count + j];
  }

  function show() {
    if (!outcome) return;
    const { words, weights, scores, together } = outcome;
    const strange = words.filter((word) => !isKnown(word));
    setText(about, heads[head].about);
    setText(unknown, strange.length ? `Not in this figure’s small vocabulary, so without a meaning of their own: ${[...new Set(strange)].join(', ')}.` : '');
    unknown.hidden = strange.length === 0;
    lines.draw(words, (i, j) => pairOf(weights, i, j), query);
    matrix.replaceChildren(
      h('caption', null, 'Weights: each row is a word that looks, and adds up to 1'),
      h('thead', null, h('tr', null, h('td'), ...words.map((word) => h('th', { scope: 'col', class: 'turned' }, h('span', null, word))))),
      h('tbody', null, ...words.map((word, i) => h('tr', { class: i === query ? 'here' : '', onclick: () => choose(i) }, h('th', { scope: 'row' }, word), ...words.map((_, j) => {
        const cell = h('td', null, share(pairOf(weights, i, j)));
        tint(cell, pairOf(weights, i, j), 1);
        return cell;
      })))),
    );
    const back = /** @type {HTMLElement | null} */ (document.activeElement)?.dataset.key;
    const boxes = words.map((word, j) => h('input', {
      type: 'checkbox', checked: !hidden.has(`${query},${j}`), disabled: causal && j > query, 'aria-label': `May look at ${word}`, dataset: { key: String(j) },
      onchange: (/** @type {Event} */ event) => void look(j, /** @type {HTMLInputElement} */ (event.target).checked),
    }));
    detail.replaceChildren(
      h('caption', null, `“${words[query]}” looks at`),
      h('thead', null, h('tr', null, ...['Word', 'Score', 'Weight', '', 'May look'].map((name) => (name ? h('th', { scope: 'col' }, name) : h('td'))))),
      h('tbody', null, ...words.map((word, j) => {
        const weight = pairOf(weights, query, j);
        return h('tr', null, h('th', { scope: 'row' }, word), h('td', null, short(pairOf(scores, query, j))), h('td', null, thousandths(weight)),
          h('td', { class: 'bars', 'aria-hidden': 'true' }, h('span', { style: { width: `${weight * 100}%` } })), h('td', null, boxes[j]));
      })),
      h('tfoot', null, h('tr', null, h('th', { scope: 'row' }, 'together'), h('td'), h('td', null, figure(together, 4)), h('td'), h('td'))),
    );
    if (back !== undefined) boxes[Number(back)]?.focus();
    showTaken();
  }

  /** What the word had of its own, and what it takes over from those it looks at. */
  function showTaken() {
    const { words, x, out } = /** @type {Outcome} */ (outcome);
    const own = carried.map((name) => x[query * numbers + features.indexOf(name)]);
    const after = carried.map((_, i) => out[query * numbers + head * (numbers / heads.length) + i]);
    const row = (/** @type {string} */ name, /** @type {number[]} */ values) =>
      h('tr', null, h('th', { scope: 'row' }, name), ...values.map((value) => {
        const cell = h('td', null, hundredths(value));
        tint(cell, value, 1);
        return cell;
      }));
    taken.replaceChildren(
      h('caption', null, `What “${words[query]}” takes over from the words it looks at`),
      h('thead', null, h('tr', null, h('td'), ...carried.map((name) => h('th', { scope: 'col' }, name)))),
      h('tbody', null, row('own', own), row('taken', after)),
    );
  }

  function say() {
    const { words, weights } = /** @type {Outcome} */ (outcome);
    const best = words.map((word, j) => ({ word, weight: pairOf(weights, query, j) })).sort((a, b) => b.weight - a.weight);
    page.say(`“${words[query]}” looks at ${best.slice(0, 3).map(({ word, weight }) => `${word} ${hundredths(weight)}`).join(', ')}.`);
  }

  warmth.set('1');
  query = Math.max(0, wordsOf(text).findIndex((word) => word === 'it'));
  await compute(false);
  return {
    close() {},
    api: { state: () => ({ head, temperature, causal, query, hidden: [...hidden], ...outcome }) },
  };
}
