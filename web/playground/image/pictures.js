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

  /**
   * How strongly a unit answers, as a column that fills the given box: upwards from the bottom, or up and
   * down from the middle where the layer has answers of both signs.
   * @param {CanvasRenderingContext2D} target @param {number} layer @param {number} unit
   * @param {number} left @param {number} top @param {number} width @param {number} height
   */
  function column(target, layer, unit, left, top, width, height) {
    const { css } = palette();
    target.fillStyle = css.sunken;
    target.fillRect(left, top, width, height);
    const answers = look.seen?.layers;
    const post = answers?.[layer - 1]?.post;
    if (!answers || !post) return;
    const value = post[unit];
    const last = layer === answers.length;
    const most = last ? 1 : post.reduce((sofar, each) => Math.max(sofar, Math.abs(each)), 0) || 1;
    const signed = !last && post.some((each) => each < 0);
    const reach = (signed ? height / 2 : height) * Math.min(1, Math.abs(value) / most);
    const ground = signed ? top + height / 2 : top + height;
    target.fillStyle = value < 0 ? css.negative : css.positive;
    target.fillRect(left, value < 0 ? ground : ground - reach, width, reach);
    if (!signed) return;
    target.fillStyle = css.edge;
    target.fillRect(left, ground - 0.5, width, 1);
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
        column(target, layer, unit, left + size - strip, top, strip, size);
      } else {
        column(target, layer, unit, left, top, size, size);
      }
    },
  };
}
