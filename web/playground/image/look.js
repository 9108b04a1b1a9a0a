import { isPlane, mostWithImages } from '../geometry.js';
import { newestOnly, readingOf } from './reading.js';

/**
 * The image, or row of a table, that is shown to the network, and what the network makes of it: asked of the engine anew with
 * every frame and every other image, one question at a time. Drawing and output both read it from here.
 *
 * @typedef {object} Shown
 * @property {Float32Array} pixels [side][side], 0 for paper, 1 for ink; of a row its columns
 * @property {string} name in words
 * @property {number | null} truth the class it belongs to, where that is known
 *
 * @typedef {object} Seen what the engine answered last
 * @property {Shown | null} shown the image the answers are about; null: none, there are weights only
 * @property {{ pre: Float32Array, post: Float32Array }[]} layers of this image; empty without one
 * @property {import('./reading.js').Reading | null} reading
 * @property {Uint8ClampedArray} weights RGBA [units][side][side] of the first layer's units; none of rows
 */

/**
 * @param {object} options
 * @param {Pick<import('../types.js').Client, 'activations' | 'weightImages'>} options.client
 * @param {(error: unknown) => void} options.onError
 */
export function createLook({ client, onError }) {
  /** @type {Set<(seen: Seen) => void>} */
  const listeners = new Set();
  /** @type {Shown | null} */
  let shown = null;
  /** @type {Seen | null} */
  let seen = null;
  let units = 0;
  let side = 0;
  /** Whether what is open shows one example at a time. */
  let on = false;

  const ask = newestOnly(
    async (/** @type {{ image: Shown | null }} */ { image }) => {
      const [layers, weights] = await Promise.all([
        image ? client.activations(image.pixels) : [],
        side > 0 ? client.weightImages(0, units, side) : { pixels: new Uint8ClampedArray(0) },
      ]);
      return { layers, weights };
    },
    ({ layers, weights }, { image }) => {
      const last = layers[layers.length - 1];
      seen = { shown: image, layers, weights: weights.pixels, reading: last ? readingOf(last.post) : null };
      for (const listener of listeners) listener(seen);
    },
    onError,
  );

  return {
    get side() {
      return side;
    },
    get seen() {
      return seen;
    },
    get shown() {
      return shown;
    },
    /** @param {import('../types.js').Opened} opened */
    open({ network, dataset }) {
      ask(null);
      shown = seen = null;
      side = network.space === 'image' ? Math.round(Math.sqrt(dataset.inputs)) : 0;
      on = side > 0 || (network.space === 'table' && !isPlane(dataset.inputs));
      units = Math.min(mostWithImages, network.layers[1].units);
    },
    /** The network has changed: what it makes of the image may have, too. */
    refresh() {
      if (on) ask({ image: shown });
    },
    /** @param {Shown | null} image */
    choose(image) {
      shown = image;
      this.refresh();
    },
    /** @param {(seen: Seen) => void} listener called with every answer */
    listen: (listener) => listeners.add(listener),
  };
}

/** @typedef {ReturnType<typeof createLook>} Look */
