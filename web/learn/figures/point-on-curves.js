/**
 * @file Curves over one number, with a point to drag along them and its values and slopes in a table. A slider does what
 * the hand does on the drawing.
 */

import { sharpCanvas } from '../../ui/canvas.js';
import { h, setText } from '../../ui/dom.js';
import { measure, minus } from '../../ui/format.js';
import { readPalette } from '../../ui/palette.js';
import { evenly, slider } from '../../ui/slider.js';

/**
 * @typedef {object} Curve
 * @property {string} name @property {string} label
 * @property {Float32Array} values at every place @property {Float32Array} slopes there
 */

/** Told apart by their dashes as well as by colour. @type {number[][]} */
const dashes = [[], [7, 4], [2, 3], [10, 3, 2, 3], [4, 2], [1, 4]];
const inks = ['accent', 'negative', 'class-2', 'class-3', 'class-8', 'ink'];
const colourOf = (/** @type {number} */ i) => `var(--${inks[i]})`;

/** What lies below leaves the picture. */
const lowest = -2;

/** How far it is from one place to the next. */
const apart = 0.1;

/**
 * @param {HTMLElement} place
 * @param {object} options
 * @param {string} options.over what the curves go over, in words
 * @param {string} options.what what a row of the table is, in a word
 * @param {number} options.from @param {number} options.to the first and the last place
 * @param {(x: Float32Array) => Promise<Curve[]>} options.compute at every place
 * @param {boolean} [options.derivative] whether the slopes are curves as well
 * @param {number} [options.highest] what lies above leaves the picture
 * @param {import('../page/page.js').Page} page
 * @returns {Promise<import('../page/page.js').Widget>} api: `at()` the point's place and what each curve gives there
 */
export async function pointOnCurves(place, { over, what, from, to, compute, derivative = false, highest = 3 }, page) {
  const positions = evenly(from, to, apart);
  const x = Float32Array.from(positions, Number);
  const curves = await compute(x);
  const all = curves.flatMap(({ values, slopes }) => [...values, ...(derivative ? slopes : [])]);
  const low = Math.max(lowest, Math.min(0, ...all)) - 0.25;
  const high = Math.min(highest, Math.max(1, ...all)) + 0.25;
  let at = positions.indexOf('1');
  if (at < 0) at = positions.length >> 1;

  const canvas = h('canvas', { 'aria-hidden': 'true' });
  const cells = curves.map(() => ({ value: h('td'), slope: h('td') }));
  const table = h(
    'table',
    null,
    h('thead', null, h('tr', null, h('th', { scope: 'col' }, what), h('th', { scope: 'col' }, 'Value'), h('th', { scope: 'col' }, 'Slope'))),
    h('tbody', null, ...curves.map(({ label }, i) => h('tr', null, h('th', { scope: 'row' }, sample(i), label), cells[i].value, cells[i].slope))),
  );
  const rail = slider({
    label: over,
    positions,
    show: (text) => minus(Number(text).toFixed(1)),
    onInput(text, done) {
      go(positions.indexOf(text));
      if (done) speak();
    },
  });
  place.classList.add('curve');
  place.append(canvas, rail.element, table);

  let width = 0;
  let height = 0;
  const context = sharpCanvas(canvas, (w, hgt) => {
    [width, height] = [w, hgt];
    draw();
  });
  const left = 32;
  const xOf = (/** @type {number} */ value) => left + ((value - from) / (to - from)) * (width - left - 12);
  const yOf = (/** @type {number} */ value) => height - 8 - ((value - low) / (high - low)) * (height - 16);

  function draw() {
    if (width === 0) return;
    const { css } = readPalette();
    context.clearRect(0, 0, width, height);
    context.font = '12px system-ui, "DejaVu Sans", sans-serif';
    context.textBaseline = 'middle';
    context.textAlign = 'right';
    context.lineWidth = 1;
    context.fillStyle = css.soft;
    for (let level = Math.ceil(low); level <= high; level += 1) {
      context.strokeStyle = level === 0 ? css.edge : css.line;
      stroke([[xOf(from), yOf(level)], [xOf(to), yOf(level)]]);
      context.fillText(minus(String(level)), left - 8, yOf(level));
    }
    context.strokeStyle = css.edge;
    if (from <= 0 && to >= 0) stroke([[xOf(0), yOf(low)], [xOf(0), yOf(high)]]);
    context.save();
    context.beginPath();
    context.rect(left, 0, width - left, height);
    context.clip();
    context.strokeStyle = css.faint;
    stroke([[xOf(x[at]), yOf(low)], [xOf(x[at]), yOf(high)]]);
    for (const [i, { values, slopes }] of curves.entries()) {
      context.strokeStyle = css[inks[i]] || getComputedStyle(place).getPropertyValue(`--${inks[i]}`);
      context.fillStyle = context.strokeStyle;
      context.lineWidth = 2;
      context.setLineDash(dashes[i]);
      stroke([...values].map((value, n) => [xOf(x[n]), yOf(value)]));
      context.setLineDash([]);
      context.lineWidth = 1;
      if (derivative) stroke([...slopes].map((value, n) => [xOf(x[n]), yOf(value)]));
      tangent(values[at], slopes[at]);
      context.beginPath();
      context.arc(xOf(x[at]), yOf(values[at]), 5, 0, 7);
      context.fill();
    }
    context.restore();
  }

  /** @param {number[][]} points */
  function stroke(points) {
    context.beginPath();
    for (const [px, py] of points) context.lineTo(px, py);
    context.stroke();
  }

  /** The slope as a short straight line through the point. @param {number} value @param {number} slope */
  function tangent(value, slope) {
    const [dx, dy] = [xOf(1) - xOf(0), (yOf(1) - yOf(0)) * slope];
    const scale = 36 / Math.hypot(dx, dy);
    const [px, py] = [xOf(x[at]), yOf(value)];
    stroke([[px - dx * scale, py - dy * scale], [px + dx * scale, py + dy * scale]]);
  }

  /** @param {number} to an index of the positions */
  function go(to) {
    at = to;
    for (const [i, { values, slopes }] of curves.entries()) {
      setText(cells[i].value, measure(values[at]));
      setText(cells[i].slope, measure(slopes[at]));
    }
    draw();
  }

  const speak = () => page.say(curves.map(({ label, values, slopes }) => `${label} ${measure(values[at])}, slope ${measure(slopes[at])}`).join('; '));

  /** @param {PointerEvent} event */
  function follow(event) {
    const { left: edge } = canvas.getBoundingClientRect();
    const share = (event.clientX - edge - left) / (width - left - 12);
    const to = Math.round(Math.max(0, Math.min(1, share)) * (positions.length - 1));
    rail.set(positions[to]);
    go(to);
  }
  canvas.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    canvas.setPointerCapture(event.pointerId);
    follow(event);
  });
  canvas.addEventListener('pointermove', (event) => {
    if (canvas.hasPointerCapture(event.pointerId)) follow(event);
  });

  rail.set(positions[at]);
  go(at);
  const stopTheme = page.onTheme(draw);
  return {
    close: stopTheme,
    api: { at: () => ({ x: x[at], values: Object.fromEntries(curves.map(({ name, values, slopes }) => [name, { value: values[at], slope: slopes[at] }])) }) },
  };
}

/** A piece of a function's line, for the table. @param {number} i */
function sample(i) {
  const space = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(space, 'svg');
  for (const [name, value] of Object.entries({ width: '24', height: '8', 'aria-hidden': 'true' })) svg.setAttribute(name, value);
  const line = document.createElementNS(space, 'path');
  line.setAttribute('d', 'M0 4h24');
  line.setAttribute('style', `stroke: ${colourOf(i)}; stroke-width: 2; stroke-dasharray: ${dashes[i].join(' ') || 'none'}`);
  svg.append(line);
  return svg;
}
