import { h } from '../ui/dom.js';
import { field, refusal } from '../ui/field.js';
import { count, lower } from '../ui/format.js';
import { dropDown, pills, tick } from '../ui/pills.js';
import { evenly, slider } from '../ui/slider.js';
import { joinParts, splitParts } from './layers.js';

/**
 * @file What one hidden layer can be: the panel that its name opens, and the badges that say what is not plain about
 * it. Every choice is the table's.
 *
 * @typedef {import('./types.js').Setting} Setting
 * @typedef {import('./layers.js').LayerText} LayerText
 * @typedef {import('./layers.js').LayerParts} LayerParts
 */

/** Between two positions of the slider of an extra that has a number. */
const shareStep = 0.05;

/** @param {Setting} row of type `layers` @param {Setting | undefined} init the row of the network's initial weights */
export function layerNames(row, init) {
  const inits = (init?.choices ?? []).filter(({ name }) => name !== init?.default);
  return { norms: row.norms ?? [], extras: row.extras ?? [], inits };
}

/** @typedef {ReturnType<typeof layerNames>} Names */

/**
 * What differs from a plain layer, in a word or two each.
 * @param {string} rest @param {Names} names @returns {string[]}
 */
export function badgesOf(rest, names) {
  const { norm, extras, init, others } = splitParts(rest, names);
  const label = (/** @type {{ name: string, label: string }[]} */ list, /** @type {string} */ name) => list.find((one) => one.name === name)?.label ?? name;
  return [
    ...(norm ? [`${lower(label(names.norms, norm))} norm`] : []),
    ...Object.entries(extras).map(([name, number]) => `${lower(label(names.extras, name))} ${number}`.trim()),
    ...(init ? [label(names.inits, init)] : []),
    ...others,
  ];
}

/**
 * @param {string} name of the layer, as in “hidden 1”
 * @param {Setting} row of type `layers`
 * @param {Names} names
 * @param {object} on
 * @param {(part: Partial<LayerText>, live?: boolean) => Promise<string | null>} on.change null, or the sentence why not
 * @param {() => void} on.remove
 */
export function layerPanel(name, row, names, { change, remove }) {
  const limits = row.units ?? { min: 1, max: 1, control: 1 };
  /** What the engine has. @type {LayerText} */
  let layer = { units: 0, activation: '', rest: '' };
  /** What was last asked for, so that quick choices add up. @type {LayerParts} */
  let parts = splitParts('', names);
  let asking = 0;

  const refused = refusal(() => typed.input);
  const typed = field({
    label: `Units (${count(limits.min)}–${count(limits.max)})`,
    onCommit: async (text) => refused.set(await change({ units: /** @type {any} */ (text) })),
  });
  const activation = pills({
    label: 'Activation',
    choices: row.choices ?? [],
    onChoose: async (to) => {
      if (await change({ activation: to })) activation.set(layer.activation);
    },
  });

  /** @param {Partial<LayerParts>} part @param {boolean} [live] */
  async function replace(part, live) {
    parts = { ...parts, ...part };
    asking += 1;
    await change({ rest: joinParts(parts) }, live);
    asking -= 1;
    if (!asking) showParts();
  }
  /** @param {string} key @param {string | null} number null: the layer does without */
  function withExtra(key, number) {
    const { [key]: _, ...without } = parts.extras;
    return { extras: number === null ? without : { ...without, [key]: number } };
  }

  const norm = pills({
    label: 'Normalization',
    choices: [{ name: '', label: 'None' }, ...names.norms],
    onChoose: (to) => replace({ norm: to }),
  });
  const extras = names.extras.map(({ name: key, label, max, help }) => {
    if (max > 0) {
      const share = slider({
        label,
        help,
        positions: evenly(0, max, shareStep),
        show: (text) => (Number(text) === 0 ? 'none' : text),
        onInput: (text, done) => replace(withExtra(key, Number(text) === 0 ? null : text), !done),
      });
      return { element: h('div', { dataset: { extra: key } }, share.element), show: () => share.set(parts.extras[key] ?? '0') };
    }
    const there = tick({ label, help, onSwitch: (on) => replace(withExtra(key, on ? '' : null)) });
    return { element: h('div', { dataset: { extra: key } }, there.element), show: () => there.set(key in parts.extras) };
  });
  const init = dropDown({
    label: 'Initial weights',
    choices: [{ name: '', label: 'as the network' }, ...names.inits],
    onChoose: (to) => replace({ init: to }),
  });

  function showParts() {
    parts = splitParts(layer.rest, names);
    norm.set(parts.norm);
    for (const extra of extras) extra.show();
    init.set(parts.init);
  }

  return {
    content: [
      h('h2', null, name),
      h('div', null, typed.element, refused.element),
      activation.element,
      norm.element,
      ...extras.map(({ element }) => element),
      init.element,
      h('button', { type: 'button', class: 'button', onclick: remove }, 'Remove this layer'),
    ],
    /** @param {LayerText} next */
    set(next) {
      layer = next;
      if (!typed.keeps()) refused.set(null);
      typed.set(String(next.units));
      activation.set(next.activation);
      if (!asking) showParts();
    },
  };
}
