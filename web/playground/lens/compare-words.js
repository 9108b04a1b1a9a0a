import { lower, upper, withUnit } from '../../ui/format.js';
import { shown } from '../controls.js';
import { joinLayers, splitLayers } from '../layers.js';

/**
 * Experiments in words for the lens “Compare”: what can be raced, and in what runs differ. All of it follows
 * from the table of settings.
 * @typedef {import('../types.js').Setting} Setting
 * @typedef {Record<string, string>} Values the text of every setting
 *
 * @typedef {object} Racable something of which several values can race
 * @property {string} key @property {string} label @property {string} group
 * @property {{ name: string, label: string, help?: string }[]} options worth offering
 * @property {string} current the option the open run has, or '' for a mixture
 * @property {boolean} number whether any number can be added to the options
 * @property {(name: string) => Values} patch what makes a run of that option
 */

/** How many seeds are offered from the present one on. */
const seedsOffered = 8;

/** An experiment string. @param {Setting[]} table @param {Values} values */
export const compose = (table, values) =>
  table.filter(({ key }) => values[key] !== undefined).map(({ key }) => `${key}=${values[key]}`).join('&');

/**
 * @param {Setting[]} table rows the page offers
 * @param {import('../types.js').Opened} opened
 * @returns {Racable[]}
 */
export function racables(table, { values, network }) {
  /** @type {Racable[]} */
  const list = [];
  for (const setting of table) {
    const { key, label, group, when } = setting;
    if (when && !when.names.includes(values[when.key])) continue;
    if (setting.type === 'choice') {
      const options = (setting.choices ?? []).filter(({ task }) => !task || task === network.task || key === 'data');
      list.push({ key, label, group, options, current: values[key], number: false, patch: (name) => ({ [key]: name }) });
    } else if (setting.type === 'real' || setting.type === 'integer') {
      const options = numbers(setting, values[key]).map((name) => ({ name, label: withUnit(name, setting.unit) }));
      list.push({ key, label, group, options, current: values[key], number: true, patch: (name) => ({ [key]: name }) });
    } else if (setting.type === 'layers' && values[key]) {
      const layers = splitLayers(values[key]);
      const same = layers.every(({ activation }) => activation === layers[0].activation);
      list.push({
        key: `${key}:activation`,
        label: 'Activation of hidden layers',
        group,
        options: setting.choices ?? [],
        current: same ? layers[0].activation : '',
        number: false,
        patch: (name) => ({ [key]: joinLayers(layers.map((layer) => ({ ...layer, activation: name }))) }),
      });
    }
  }
  return list;
}

/** Numbers worth offering: the marks of the row, else even steps if they are few, else those that follow. @param {Setting} setting @param {string} current */
function numbers({ marks, min = 0, max = 0, step = 0 }, current) {
  const now = Number(current);
  let list = marks ?? [];
  if (list.length < 2 && step > 0) {
    const steps = (max - min) / step;
    list = steps <= 12
      ? Array.from({ length: Math.floor(steps) + 1 }, (_, i) => min + i * step)
      : Array.from({ length: seedsOffered }, (_, i) => now + i * step).filter((value) => value <= max);
  }
  const all = list.some((value) => value === now) ? list : [...list, now];
  return [...all].sort((a, b) => a - b).map((value) => (value === now ? current : String(Number(value.toPrecision(12)))));
}

/**
 * For each run, how it differs from the others; a single one from the defaults.
 * @param {Setting[]} table @param {Values[]} runs
 * @returns {string[]}
 */
export function differences(table, runs) {
  const rows = table.filter((setting) => {
    const [first, ...others] = runs.map((values) => values[setting.key]);
    return others.length ? others.some((text) => text !== first) : !isDefault(setting, first);
  });
  return runs.map((values) => {
    const words = rows.filter(({ when }) => !when || when.names.includes(values[when.key])).map((setting) => said(setting, values[setting.key]));
    if (words.length) return upper(words.join(', '));
    return runs.length > 1 ? 'The same settings' : 'All settings at their defaults';
  });
}

/** @param {Setting} setting @param {string | undefined} text */
const isDefault = ({ default: own }, text) => text === undefined || text === String(own) || (text !== '' && Number(text) === Number(own));

/** A setting with its value, within a sentence. @param {Setting} setting @param {string} text */
function said(setting, text) {
  const label = lower(setting.label);
  if (setting.type === 'layers') return text ? `layers ${splitLayers(text).map(({ units, activation, rest }) => `${units} ${activation}${rest}`).join(', ')}` : 'no hidden layers';
  if (setting.type === 'set') {
    const names = text.split(',').map((name) => setting.choices?.find((choice) => choice.name === name)?.label ?? name);
    return `${label} ${names.join(', ')}`;
  }
  return `${label} ${shown(setting, text)}`;
}
