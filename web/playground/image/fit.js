import { joinLayers, splitLayers } from '../layers.js';

/**
 * Images ask more of a network than points in the plane: what was good for a spiral cannot tell ten digits
 * apart. Whoever chooses images gets along with them what the present settings lack, and a sentence that
 * says so; going back to points gives back what was there, unless it was changed meanwhile.
 * @typedef {import('../types.js').Setting} Setting
 * @typedef {Record<string, string>} Values
 */

/** Units of the one hidden layer that is offered: enough for small images, few enough to look at. */
const units = 32;

/** Fewer images than this are learned by heart instead of understood. */
const enough = 2000;

/** @param {Setting[]} table */
export function imageFit(table) {
  const data = table.find(({ key }) => key === 'data');
  /** What gave way to images: key → before and after. @type {Map<string, { before: string, after: string }>} */
  const replaced = new Map();
  const drawn = table.find(({ key }) => key === 'points')?.when?.names;
  const isImage = (/** @type {string} */ name) => data?.choices?.find((choice) => choice.name === name)?.space === 'image';

  /** A hidden layer narrower than the ten answers is a bottleneck. @param {string} layers */
  const tooNarrow = (layers) => splitLayers(layers).some((layer) => layer.units < 10);

  return {
    /**
     * @param {Values} patch what is asked for @param {Values | undefined} present
     * @returns {{ patch: Values, said: string | null }} what to ask for instead
     */
    suit(patch, present) {
      if (!present || patch.data === undefined || isImage(patch.data) === isImage(present.data)) return { patch, said: null };
      const next = { ...patch };
      if (!isImage(patch.data)) {
        for (const [key, { before, after }] of replaced) {
          if (present[key] === after && !(key in patch)) next[key] = before;
        }
        replaced.clear();
        return { patch: next, said: null };
      }
      const said = [];
      if (!('layers' in patch) && tooNarrow(present.layers)) {
        next.layers = joinLayers([{ units, activation: 'relu', rest: '' }]);
        said.push(`a hidden layer of ${units} units`);
      }
      if (!('points' in patch) && drawn?.includes(patch.data) && Number(present.points) < enough) {
        next.points = String(enough);
        said.push(`${enough.toLocaleString('en')} images`);
      }
      for (const key of ['layers', 'points']) {
        if (next[key] !== undefined && next[key] !== patch[key]) replaced.set(key, { before: present[key], after: next[key] });
      }
      return { patch: next, said: said.length > 0 ? `Digits need more than points: the network now has ${said.join(' and ')}.` : null };
    },
  };
}
