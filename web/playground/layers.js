/**
 * The text of the `layers` setting as a list and back. Only its outline is read here, so that one
 * part can be replaced; what the parts mean and what they may be is the engine's business.
 */

/** @typedef {{ units: number, activation: string, rest: string }} LayerText rest: everything after the activation */

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
