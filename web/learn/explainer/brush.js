/** @file What scenes are drawn with: one canvas, its size in units of the scene, and the theme's colours. */

import { traceShape } from '../../playground/shapes.js';
import { pixelCanvas } from '../../ui/canvas.js';

/** Sizes of the ground in units of a drawing: for wide places, and for phones. */
export const grounds = { wide: { width: 960, height: 480 }, narrow: { width: 400, height: 400 } };

/** @typedef {{ x: number, y: number }} Place */
/** @typedef {ReturnType<typeof createBrush>} Brush */

/**
 * How far one part of a scene has come, slow at both ends.
 * @param {number} p of the scene, 0…1 @param {number} from @param {number} to shares of the scene between which the part happens
 */
export function part(p, from, to) {
  const x = Math.max(0, Math.min(1, (p - from) / (to - from)));
  return x * x * (3 - 2 * x);
}

/** @param {number} a @param {number} b @param {number} share */
export const between = (a, b, share) => a + (b - a) * share;

/**
 * @param {CanvasRenderingContext2D} context scaled to units of the ground
 * @param {import('../../ui/palette.js').Palette} palette
 * @param {boolean} narrow
 */
export function createBrush(context, palette, narrow) {
  const { css } = palette;
  const sizes = narrow ? { small: 14, text: 16, large: 22 } : { small: 15, text: 18, large: 28 };
  const kept = pixelCanvas(1, 1);

  /** Draws something paler. @param {number} alpha 0…1 @param {() => void} draw */
  function fade(alpha, draw) {
    if (alpha <= 0) return;
    const before = context.globalAlpha;
    context.globalAlpha = before * Math.min(1, alpha);
    draw();
    context.globalAlpha = before;
  }

  /**
   * @param {string} words @param {number} x @param {number} y middle of the line
   * @param {{ size?: keyof typeof sizes, align?: CanvasTextAlign, colour?: string, bold?: boolean }} [how]
   */
  function text(words, x, y, { size = 'text', align = 'center', colour = css.ink, bold = false } = {}) {
    context.font = `${bold ? 600 : 400} ${sizes[size]}px system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif`;
    context.textAlign = align;
    context.textBaseline = 'middle';
    context.fillStyle = colour;
    context.fillText(words, x, y);
  }

  /** Words on a small card, so that lines behind them do not cross them. @param {string} words @param {number} x @param {number} y @param {{ colour?: string, bold?: boolean }} [how] */
  function chip(words, x, y, { colour = css.ink, bold = false } = {}) {
    context.font = `${bold ? 600 : 400} ${sizes.small}px system-ui, "Segoe UI", Roboto, "DejaVu Sans", sans-serif`;
    const width = context.measureText(words).width + 14;
    const height = sizes.small + 10;
    context.beginPath();
    context.roundRect(x - width / 2, y - height / 2, width, height, 6);
    context.fillStyle = css.card;
    context.fill();
    context.lineWidth = 1;
    context.strokeStyle = css.line;
    context.stroke();
    text(words, x, y, { size: 'small', colour, bold });
  }

  /**
   * A line as far as it has grown.
   * @param {Place} a @param {Place} b @param {{ colour?: string, width?: number, grown?: number, dash?: number[] }} [how]
   */
  function line(a, b, { colour = css.edge, width = 1.5, grown = 1, dash = [] } = {}) {
    if (grown <= 0) return;
    context.beginPath();
    context.moveTo(a.x, a.y);
    context.lineTo(between(a.x, b.x, grown), between(a.y, b.y, grown));
    context.setLineDash(dash);
    context.lineWidth = width;
    context.strokeStyle = colour;
    context.stroke();
    context.setLineDash([]);
  }

  /** Something under way from one place to another. @param {Place} a @param {Place} b @param {number} share @param {string} colour */
  function pulse(a, b, share, colour) {
    if (share <= 0 || share >= 1) return;
    disc(between(a.x, b.x, share), between(a.y, b.y, share), 6, colour);
  }

  /** @param {number} x @param {number} y @param {number} radius @param {string} fill @param {string} [rim] */
  function disc(x, y, radius, fill, rim) {
    context.beginPath();
    context.arc(x, y, radius, 0, 7);
    context.fillStyle = fill;
    context.fill();
    if (!rim) return;
    context.lineWidth = 2;
    context.strokeStyle = rim;
    context.stroke();
  }

  /** The mark of a class. @param {number} kind @param {number} x @param {number} y @param {number} radius */
  function mark(kind, x, y, radius) {
    context.beginPath();
    traceShape(context, kind, x, y, radius);
    context.fillStyle = css[`class-${kind}`];
    context.fill();
    context.lineWidth = Math.max(1, radius * 0.25);
    context.strokeStyle = css.card;
    context.stroke();
  }

  /** Pixels of the engine with a rim. @param {ImageData} image @param {number} x its middle @param {number} y @param {number} size */
  function map(image, x, y, size) {
    kept.canvas.width = image.width;
    kept.canvas.height = image.height;
    kept.context.putImageData(image, 0, 0);
    context.save();
    context.beginPath();
    context.roundRect(x - size / 2, y - size / 2, size, size, Math.min(10, size / 8));
    context.clip();
    context.imageSmoothingQuality = 'high';
    context.drawImage(kept.canvas, x - size / 2, y - size / 2, size, size);
    context.restore();
    context.lineWidth = 1.5;
    context.strokeStyle = css.edge;
    context.stroke();
  }

  /** @param {number} x @param {number} y @param {number} width may be negative @param {number} height @param {string} colour */
  function bar(x, y, width, height, colour) {
    context.beginPath();
    context.roundRect(Math.min(x, x + width), y - height / 2, Math.abs(width), height, 3);
    context.fillStyle = colour;
    context.fill();
  }

  /** What stands for a number's sign: a colour, and where it is a line, a dash. @param {number} value */
  const signColour = (value) => (value < 0 ? css.negative : css.positive);

  return { context, css, narrow, sizes, fade, text, chip, line, pulse, disc, mark, map, bar, signColour, ...(narrow ? grounds.narrow : grounds.wide) };
}
