/** @file The plane of a neuron: its heat map as the engine paints it, the points, and the line across. */

import { drawPoints } from '../../../playground/points.js';
import { pixelCanvas, sharpCanvas } from '../../../ui/canvas.js';
import { h } from '../../../ui/dom.js';
import { readPalette, toward } from '../../../ui/palette.js';

/** @typedef {import('./line.js').Place} Place @typedef {import('./line.js').Line} Line */

const size = 96;

/** @param {import('../../../engine/client.js').Opened} opened @param {import('../../../engine/client.js').Client} client */
export function createPlane({ dataset }, client) {
  const { range } = dataset;
  const map = h('canvas', { role: 'img', 'aria-label': 'The plane with the points and the decision line' });
  const canvas = h('canvas', { class: 'over', 'aria-hidden': 'true' });
  const element = h('div', { class: 'neuron-plane' }, map, canvas);
  const source = pixelCanvas(size, size);
  let palette = readPalette();
  /** @type {Line | null} */
  let drawn = null;
  let side = 0;
  let resized = () => {};

  const context = sharpCanvas(map, drawMap);
  const over = sharpCanvas(canvas, (width) => {
    side = width;
    drawOver();
    resized();
  });

  function drawMap() {
    const { clientWidth: width, clientHeight: height } = map;
    context.clearRect(0, 0, width, height);
    context.drawImage(source.canvas, 0, 0, width, height);
  }

  const spot = (/** @type {Place} */ { x, y }) => ({ x: ((x / range + 1) / 2) * side, y: ((1 - y / range) / 2) * side });

  function drawOver() {
    if (side === 0) return;
    drawPoints(over, dataset, { size: side, radius: 3.5, palette, values: false });
    if (!drawn) return;
    const { middle, toward: yes } = drawn;
    const far = 3 * range;
    const ends = [far, -far].map((t) => spot({ x: middle.x - yes.y * t, y: middle.y + yes.x * t }));
    const tip = spot({ x: middle.x + yes.x * range * 0.22, y: middle.y + yes.y * range * 0.22 });
    for (const [colour, width] of /** @type {const} */ ([[palette.css.card, 5], [palette.css.ink, 2]])) {
      over.strokeStyle = colour;
      over.lineWidth = width;
      over.beginPath();
      over.moveTo(ends[0].x, ends[0].y);
      over.lineTo(ends[1].x, ends[1].y);
      arrow(spot(middle), tip);
      over.stroke();
    }
  }

  /** Where the neuron says yes. @param {Place} from @param {Place} to */
  function arrow(from, to) {
    const [dx, dy] = [(to.x - from.x) / 5, (to.y - from.y) / 5];
    over.moveTo(from.x, from.y);
    over.lineTo(to.x, to.y);
    over.moveTo(to.x - dx - dy, to.y - dy + dx);
    over.lineTo(to.x, to.y);
    over.lineTo(to.x - dx + dy, to.y - dy - dx);
  }

  return {
    element,
    canvas,
    spot,
    /** Where a pointer is, in the data's coordinates. @param {MouseEvent} event @returns {Place} */
    locate({ clientX, clientY }) {
      const box = canvas.getBoundingClientRect();
      return { x: ((clientX - box.left) / box.width) * 2 * range - range, y: range - ((clientY - box.top) / box.height) * 2 * range };
    },
    /** @param {() => void} then */
    onResize(then) {
      resized = then;
    },
    /** Tells the engine the colours of the theme. */
    async colours() {
      palette = readPalette();
      const { negative, zero, positive } = palette;
      await client.view({ size: 16, outputSize: size, palette: { negative: toward(zero, negative), zero, positive: toward(zero, positive) } });
      drawOver();
    },
    /** @param {import('../../../engine/client.js').Frame} frame */
    show({ output }) {
      source.context.putImageData(new ImageData(/** @type {Uint8ClampedArray<ArrayBuffer>} */ (output), size, size), 0, 0);
      drawMap();
    },
    /** @param {Line | null} line */
    line(line) {
      drawn = line;
      drawOver();
    },
    close() {
      resized = () => {};
    },
  };
}
