/**
 * @file The text of the `layers` setting as a list and back. Only its outline is read here, so that one part can be
 * replaced; what the parts mean and what they may be is the engine's business, and their names are the table's.
 */

/** @typedef {{ units: number, activation: string, rest: string }} LayerText rest: everything after the activation */

/**
 * What a layer has besides, told apart by the table's names.
 * @typedef {object} LayerParts
 * @property {string} norm name of its normalization, '' for none
 * @property {Record<string, string>} extras those it has, each with the number after its name, '' without one
 * @property {string} init name of its own initialisation, '' for the network's
 * @property {string[]} others words the table has no name for
 *
 * @typedef {object} LayerNames
 * @property {{ name: string }[]} norms @property {{ name: string, max: number }[]} extras @property {{ name: string }[]} inits
 */

/** @param {string} text @returns {LayerText[]} */
export function splitLayers(text) {
  if (text === '') return [];
  return text.split(',').map((part) => {
    const [units, description = ''] = part.split(':');
    const [activation, ...more] = description.split('+');
    return { units: Number(units), activation, rest: more.map((word) => `+${word}`).join('') };
  });
}

/** @param {LayerText[]} layers */
export function joinLayers(layers) {
  return layers.map(({ units, activation, rest }) => `${units}:${activation}${rest}`).join(',');
}

/** @param {string} rest @param {LayerNames} names @returns {LayerParts} */
export function splitParts(rest, { norms, extras, inits }) {
  /** @type {LayerParts} */
  const parts = { norm: '', extras: {}, init: '', others: [] };
  for (const word of rest.split('+').slice(1)) {
    const extra = extras.find(({ name, max }) => (max > 0 ? word.startsWith(name) && /^[\d.]/.test(word.slice(name.length)) : word === name));
    if (norms.some(({ name }) => name === word)) parts.norm = word;
    else if (inits.some(({ name }) => name === word)) parts.init = word;
    else if (extra) parts.extras[extra.name] = word.slice(extra.name.length);
    else parts.others.push(word);
  }
  return parts;
}

/** @param {LayerParts} parts */
export function joinParts({ norm, extras, init, others }) {
  const words = [norm, ...Object.entries(extras).map(([name, number]) => `${name}${number}`), ...others, init];
  return words.filter(Boolean).map((word) => `+${word}`).join('');
}
