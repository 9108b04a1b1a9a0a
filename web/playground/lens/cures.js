import { shown } from '../controls.js';
import { joinLayers, splitLayers } from '../layers.js';

/**
 * @file Sensible next values of the settings that a finding names: the table's own marks and choices, one step
 * in the direction that helps. Whether they are allowed is for the engine to say.
 *
 * @typedef {import('../types.js').Setting} Setting
 *
 * @typedef {object} Cure
 * @property {string} key of the setting
 * @property {string} said what it does: “Learning rate 0.01 → 0.003”
 * @property {Record<string, string>} patch
 * @property {boolean} live whether the run can go on from where it stands
 */

/** Complaints that call for larger steps; all others that name the rate call for smaller ones. */
const wantsMore = new Set(['rate_small']);

/**
 * The mark at least `times` below or above a value, or null.
 * @param {Setting} row @param {number} value @param {-1 | 1} direction @param {number} [times]
 */
export function nextMark({ marks = [], max = Infinity }, value, direction, times = 2.9) {
  const list = [...marks].sort((a, b) => a - b);
  const found = direction < 0
    ? list.reverse().find((mark) => mark > 0 && mark * times <= value)
    : list.find((mark) => mark >= value * times && mark > value && mark <= max);
  return found === undefined ? null : String(found);
}

/** A mark to begin with where a number stands at 0, that is, off. @type {Record<string, number>} */
const begin = { clip_norm: 1, decay: 0.001, l1: 0.001, patience: 20 };

/** @param {Setting} row @param {string} code @param {string} text present value @returns {string | null} */
function nextNumber(row, code, text) {
  const value = Number(text);
  const { key } = row;
  if (key === 'rate') return nextMark(row, value, wantsMore.has(code) ? 1 : -1);
  if (key === 'clip_norm') return value === 0 ? String(begin.clip_norm) : nextMark(row, value, -1, 1.9);
  if (key === 'gain' && code === 'vanishing') return nextMark(row, value, 1, 1.9);
  if (key === 'gain') return value > 1 ? String(row.default) : nextMark(row, value, -1, 1.9);
  if (key === 'leak') return value === 0 ? null : '0';
  if (key === 'points') return nextMark(row, value, 1, 1.9);
  if (key in begin) return value === 0 ? String(begin[key]) : key === 'patience' ? null : nextMark(row, value, 1);
  return null;
}

/** Choices that help, in the order of preference. @type {Record<string, string[]>} */
const better = { optimizer: ['adam'], schedule: ['warmup_cosine'], balance: ['balanced'] };

/** @param {Setting} row @param {string} text @returns {string | null} */
function nextChoice(row, text) {
  // An initialisation other than the fitting one is taken back to it.
  if (row.key === 'init') return text === row.default ? null : String(row.default);
  const wish = better[row.key]?.find((name) => row.choices?.some((choice) => choice.name === name));
  // A schedule or an optimizer of the reader's own choice is not taken away where it already varies the step.
  if (row.key === 'schedule' && text !== row.default) return null;
  return wish && wish !== text ? wish : null;
}

const squashing = new Set(['sigmoid', 'tanh', 'softmax', 'log_softmax']);

/**
 * @param {Setting} row of type `layers`
 * @param {string} code
 * @param {string} text
 * @param {number[]} concerned hidden layers from 0
 * @returns {{ text: string, said: string }[]}
 */
function nextLayers(row, code, text, concerned) {
  const layers = splitLayers(text);
  const label = (/** @type {string} */ name) => row.choices?.find((choice) => choice.name === name)?.label ?? name;
  /** @param {(activation: string, layer: number) => boolean} where @param {string} to */
  const swap = (where, to) => {
    const next = layers.map((layer, l) => (where(layer.activation, l) ? { ...layer, activation: to } : layer));
    const changed = layers.filter((layer, l) => layer.activation !== next[l].activation);
    const from = [...new Set(changed.map(({ activation }) => label(activation)))].join(' and ');
    const all = changed.length === layers.length;
    const places = layers.flatMap((layer, l) => (layer.activation === next[l].activation ? [] : [l + 1]));
    const where_ = all ? (places.length === 1 ? 'hidden 1' : 'all hidden layers') : `hidden ${places.join(', ')}`;
    return changed.length ? [{ text: joinLayers(next), said: `${from} → ${label(to)} in ${where_}` }] : [];
  };
  /** @param {string} word @param {string} said @param {RegExp} unless */
  const add = (word, said, unless) => {
    const next = layers.map((layer) => (unless.test(layer.rest) ? layer : { ...layer, rest: layer.rest + word }));
    const changed = next.some((layer, l) => layer.rest !== layers[l].rest);
    return changed ? [{ text: joinLayers(next), said }] : [];
  };
  const normalize = add('+ln', 'Add layer normalization', /\+(bn|ln)/);
  if (code === 'dead') return swap((name, l) => name === 'relu' && concerned.includes(l), 'leaky_relu');
  if (code === 'saturated') return swap((name, l) => squashing.has(name) && concerned.includes(l), 'relu');
  if (code === 'vanishing') return [...swap((name) => squashing.has(name), 'relu'), ...normalize];
  if (code === 'exploding') return normalize;
  if (code === 'overfitting') {
    const next = layers.map((layer) => ({ ...layer, units: Math.max(1, Math.ceil(layer.units / 2)) }));
    const smaller = joinLayers(next);
    return smaller === text ? [] : [{ text: smaller, said: 'Half as many units in every hidden layer' }];
  }
  return [];
}

/**
 * @param {import('./findings.js').Group} group
 * @param {Setting[]} table
 * @param {Record<string, string>} values of the open experiment
 * @returns {Cure[]}
 */
export function curesOf({ code, findings }, table, values) {
  const concerned = findings.flatMap(({ layer }) => (layer === null ? [] : [layer]));
  return findings[0].settings.flatMap((key) => {
    const row = table.find((one) => one.key === key);
    if (!row || (row.when && !row.when.names.includes(values[row.when.key]))) return [];
    const text = values[key];
    const live = row.live === true;
    if (row.type === 'layers') {
      return nextLayers(row, code, text, concerned).map(({ text: to, said }) => ({ key, said, patch: { [key]: to }, live }));
    }
    const to = row.type === 'choice' ? nextChoice(row, text) : nextNumber(row, code, text);
    if (to === null || to === text) return [];
    return [{ key, said: `${row.label} ${shown(row, text)} → ${shown(row, to)}`, patch: { [key]: to }, live }];
  });
}
