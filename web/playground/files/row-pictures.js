import { answerColumn, answerScale } from '../image/pictures.js';

/**
 * What is drawn inside the neurons where data are rows of a table: how strongly each answers to the row shown, and, of
 * the inputs, how far the row lies from the mean.
 * @param {import('../image/look.js').Look} look
 * @param {() => import('../../ui/palette.js').Palette} palette
 * @returns {import('../pictures.js').Pictures}
 */
export function rowPictures(look, palette) {
  /** @type {import('../geometry.js').Neuron[]} */
  let neurons = [];
  return {
    load(_, __, drawn) {
      neurons = drawn;
    },
    draw(target, slot, left, top, size) {
      const { layer, unit } = neurons[slot] ?? { layer: 0, unit: 0 };
      const { shown = null, layers = [] } = look.seen ?? {};
      const post = layer === 0 ? shown?.pixels : layers[layer - 1]?.post;
      const last = layer === layers.length;
      const inside = post?.every((each) => each >= 0 && each <= 1) ?? true;
      const scale = layer === 0 || (last && !inside) ? { most: deviations, signed: true } : answerScale(post ?? new Float32Array(0), last);
      answerColumn(target, palette().css, post?.[unit], scale, { left, top, width: size, height: size });
    },
  };
}

/** Deviations from the mean that fill a box: hardly a row goes further. */
const deviations = 3;
