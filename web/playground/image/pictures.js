import { pixelCanvas } from '../../ui/canvas.js';
import { inkTile } from './tile.js';

/**
 * What is drawn inside the neurons where data are images: the image shown, the weights of each unit that
 * looks at it as an image of their own, and for all other units how strongly they answer to the image.
 * @param {import('./look.js').Look} look
 * @param {() => import('../../ui/palette.js').Palette} palette
 * @returns {import('../pictures.js').Pictures}
 */
export function imagePictures(look, palette) {
  const tile = inkTile();
  let atlas = pixelCanvas(1, 1);
  /** What the canvases hold: copied from there only when it is another. @type {unknown[]} */
  let held = [];
  /** @type {import('../geometry.js').Neuron[]} */
  let neurons = [];

  function take() {
    const { seen, side } = look;
    const { css } = palette();
    if (side === 0) return;
    if (held[0] !== seen?.weights && seen) {
      const rows = (seen.weights.length / 4 / side) | 0;
      if (atlas.canvas.width !== side || atlas.canvas.height !== rows) atlas = pixelCanvas(side, rows);
      const pixels = /** @type {Uint8ClampedArray<ArrayBuffer>} */ (seen.weights);
      atlas.context.putImageData(new ImageData(pixels, side, rows), 0, 0);
    }
    const shown = seen?.shown ?? null;
    if (held[1] !== shown || held[2] !== css.ink) tile.set(shown?.pixels ?? new Float32Array(side * side), side, css.ink);
    held = [seen?.weights, shown, css.ink];
  }

  /** @param {CanvasRenderingContext2D} target @param {number} layer @param {number} unit @param {Parameters<typeof answerColumn>[4]} box */
  function column(target, layer, unit, box) {
    const layers = look.seen?.layers ?? [];
    const post = layers[layer - 1]?.post;
    answerColumn(target, palette().css, post?.[unit], answerScale(post ?? new Float32Array(0), layer === layers.length), box);
  }

  return {
    load(_, __, drawn) {
      neurons = drawn;
      take();
    },
    draw(target, slot, left, top, size) {
      const { layer, unit } = neurons[slot] ?? { layer: 0, unit: 0 };
      const { css } = palette();
      take();
      if (layer === 0) {
        target.fillStyle = css.card;
        target.fillRect(left, top, size, size);
        tile.draw(target, left, top, size);
      } else if (layer === 1) {
        const { side } = look;
        const strip = Math.max(4, Math.round(size / 9));
        target.fillStyle = css.zero;
        target.fillRect(left, top, size, size);
        target.imageSmoothingEnabled = side > size;
        if ((unit + 1) * side <= atlas.canvas.height) {
          // Half a pixel less where it is smoothed: what is stored next to it must not bleed in.
          const rim = side > size ? 0.5 : 0;
          target.drawImage(atlas.canvas, rim, unit * side + rim, side - 2 * rim, side - 2 * rim, left, top, size, size);
        }
        target.imageSmoothingEnabled = true;
        column(target, layer, unit, { left: left + size - strip, top, width: strip, height: size });
      } else {
        column(target, layer, unit, { left, top, width: size, height: size });
      }
    },
  };
}

/** @typedef {{ most: number, signed: boolean }} Scale most: what fills a column; signed: it goes up and down from the middle */

/** By what the answers of a layer are drawn. @param {Float32Array} post @param {boolean} shares of one whole @returns {Scale} */
export function answerScale(post, shares) {
  if (shares) return { most: 1, signed: false };
  return { most: post.reduce((sofar, each) => Math.max(sofar, Math.abs(each)), 0) || 1, signed: post.some((each) => each < 0) };
}

/**
 * How strongly a unit answers, as a column that fills the given box.
 * @param {CanvasRenderingContext2D} target @param {Record<string, string>} css
 * @param {number | undefined} value none while nothing is shown @param {Scale} scale
 * @param {{ left: number, top: number, width: number, height: number }} box
 */
export function answerColumn(target, css, value, { most, signed }, { left, top, width, height }) {
  target.fillStyle = css.sunken;
  target.fillRect(left, top, width, height);
  if (value === undefined) return;
  const reach = (signed ? height / 2 : height) * Math.min(1, Math.abs(value) / most);
  const ground = signed ? top + height / 2 : top + height;
  target.fillStyle = value < 0 ? css.negative : css.positive;
  target.fillRect(left, value < 0 ? ground : ground - reach, width, reach);
  if (!signed) return;
  target.fillStyle = css.edge;
  target.fillRect(left, ground - 0.5, width, 1);
}
