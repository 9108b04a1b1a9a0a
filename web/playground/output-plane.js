import { pixelCanvas, sharpCanvas } from '../ui/canvas.js';
import { h, setText } from '../ui/dom.js';
import { count, measure, percent, signed } from '../ui/format.js';
import { className } from './names.js';
import { drawPoints } from './points.js';
import { shapeIcon } from './shapes.js';

/**
 * The output over the plane, the data on it and the scale of colours. While a neuron is pointed at, its
 * own map takes the place of the output.
 * @typedef {import('./types.js').Opened} Opened
 * @typedef {import('./types.js').Frame} Frame
 * @typedef {import('./types.js').Preview} Preview
 */

/** @type {import('./types.js').CreateOutput} */
export function planeView({ palette, client, points, discrete }) {
  const map = h('canvas', { class: 'map', role: 'img', 'aria-label': 'Output of the network over the plane' });
  const dots = h('canvas', { class: 'dots', 'aria-hidden': true });
  const badge = h('p', { class: 'badge', hidden: true });
  const readout = h('p', { class: 'badge readout', hidden: true });
  const plane = h('div', { class: 'plane' }, map, dots, badge, readout);
  const low = h('span');
  const high = h('span');
  const ramp = h('div', { class: 'ramp-row' }, low, h('div', { class: 'ramp', 'aria-hidden': true }), high);
  const names = h('ul', { class: 'classes', 'aria-label': 'Classes', hidden: true });
  const legend = h('div', { class: 'legend' }, h('div', null, ramp, names));
  const element = h('div', { class: 'output-plane' }, plane, legend);

  /** @type {Opened | null} */
  let opened = null;
  /** @type {Float32Array | null} */
  let lastScales = null;
  let side = 0;
  let source = pixelCanvas(1, 1);
  /** @type {Preview | null} */
  let preview = null;
  /** Whether the map is one of all classes, each in its colour. */
  let ofClasses = false;

  const mapContext = sharpCanvas(map, (width) => {
    side = width;
    drawMap();
  });
  const dotContext = sharpCanvas(dots, drawDots);

  function drawMap() {
    if (side === 0) return;
    if (preview?.copy(mapContext, side)) return;
    mapContext.clearRect(0, 0, side, side);
    mapContext.drawImage(source.canvas, 0, 0, side, side);
  }

  /** What the ends of the colour scale stand for: classes, or values. */
  function writeLegend() {
    const many = opened !== null && opened.network.classes > 2;
    names.hidden = !many || preview !== null;
    ramp.hidden = !names.hidden && ofClasses;
    discrete.style.visibility = preview ? 'hidden' : '';
    if (opened?.network.task === 'classes' && !preview) {
      // Somebody else's map of many classes shows the last one against all others.
      const last = opened.network.classes - 1;
      setText(low, many ? `not ${className(opened.network, last)}` : `■ ${className(opened.network, 0)}`);
      setText(high, many ? className(opened.network, last) : `${className(opened.network, 1)} ●`);
      return;
    }
    const scale = lastScales ? lastScales[preview?.field ?? lastScales.length - 1] : 1;
    setText(low, measure(-scale, 2));
    setText(high, signed(scale, 2));
  }

  function drawDots() {
    if (!opened || dots.clientWidth === 0) return;
    const crowd = opened.dataset.count > 700 ? 0.7 : 1;
    drawPoints(dotContext, opened.dataset, {
      size: dots.clientWidth,
      radius: 3.5 * crowd,
      palette: palette(),
      values: opened.network.task === 'values',
      ...points,
    });
  }

  /** @type {[number, number] | null} */
  let wanted = null;
  let asking = false;
  let inside = false;
  /** At most one question to the engine at a time; the newest place wins. */
  async function ask() {
    if (asking) return;
    asking = true;
    while (wanted) {
      const [x1, x2] = wanted;
      wanted = null;
      const answer = await client.at(x1, x2).catch(() => null);
      if (!answer || !inside) continue;
      readout.hidden = false;
      const [a, b] = opened?.network.space === 'table' ? opened.network.layers[0].labels ?? [] : ['x₁', 'x₂'];
      readout.textContent = `${a} ${signed(x1, 2)}  ${b} ${signed(x2, 2)}  →  ${answered(answer.values)}`;
    }
    asking = false;
  }
  /** What the network answers, in words. @param {Float32Array} values of every neuron */
  function answered(values) {
    const outputs = opened?.network.outputs ?? 1;
    if (outputs === 1) return measure(values[values.length - 1]);
    const shares = values.subarray(values.length - outputs);
    const best = shares.indexOf(Math.max(...shares));
    return `${opened ? className(opened.network, best) : ''}, ${percent(shares[best])}`;
  }
  plane.addEventListener('pointermove', (event) => {
    if (!opened) return;
    const { range } = opened.dataset;
    const box = plane.getBoundingClientRect();
    inside = true;
    wanted = [((event.clientX - box.left) / box.width) * 2 * range - range, range - ((event.clientY - box.top) / box.height) * 2 * range];
    void ask();
  });
  plane.addEventListener('pointerleave', () => {
    inside = false;
    readout.hidden = true;
  });

  const bound = (/** @type {number} */ value, /** @type {number} */ most) => Math.max(-most, Math.min(most, value));
  return {
    element,
    ground: {
      element: plane,
      locate(x, y) {
        const range = opened?.dataset.range ?? 1;
        return [bound((2 * x / plane.clientWidth - 1) * range, range), bound((1 - 2 * y / plane.clientHeight) * range, range)];
      },
      spot(a, b) {
        const range = opened?.dataset.range ?? 1;
        return { x: ((a / range + 1) / 2) * plane.clientWidth, y: ((1 - b / range) / 2) * plane.clientHeight };
      },
    },
    hasPoints: true,
    open(next) {
      opened = next;
      legend.append(discrete);
      lastScales = null;
      ofClasses = next.network.classes > 2;
      names.replaceChildren(...(ofClasses ? Array.from({ length: next.network.classes }, (_, i) => h('li', null, shapeIcon(i), className(next.network, i))) : []));
      writeLegend();
      drawDots();
    },
    show(frame, output, scales) {
      const { outputSize } = frame;
      if (source.canvas.width !== outputSize) source = pixelCanvas(outputSize, outputSize);
      // The engine's map of many classes; else the last output, which for two classes is class 1.
      const classes = output === frame.output ? frame.classes : null;
      const bytes = outputSize * outputSize * 4;
      const pixels = /** @type {Uint8ClampedArray<ArrayBuffer>} */ (classes ?? output.subarray(output.length - bytes));
      const changed = ofClasses !== Boolean(classes);
      ofClasses = Boolean(classes);
      if (pixels.length === bytes) source.context.putImageData(new ImageData(pixels, outputSize, outputSize), 0, 0);
      drawMap();
      lastScales = scales;
      if (preview || changed || opened?.network.task === 'values') writeLegend();
      if (!frame.playing) map.setAttribute('aria-label', spoken(frame));
    },
    preview(next) {
      preview = next;
      plane.classList.toggle('previewing', Boolean(next));
      writeLegend();
      drawMap();
    },
    label(label) {
      badge.hidden = label === null;
      setText(badge, label ?? '');
    },
    redraw() {
      drawDots();
      drawMap();
    },
  };
}

/** @param {Frame} frame */
function spoken(frame) {
  const share = frame.testAccuracy === null ? '' : `, ${percent(frame.testAccuracy)} of the test points right`;
  return `Output of the network over the plane after ${count(frame.step)} steps: test loss ${measure(frame.testLoss)}${share}`;
}
