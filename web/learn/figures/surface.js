/**
 * @file The whole loss surface of a network with two parameters, and the ways that optimizers take over it from the same
 * start. With two parameters nothing is left out: the plane is all there is.
 *
 * api: `state()` where each optimizer stands, and its loss.
 */

import { compose } from '../../playground/lens/compare-words.js';
import { markOf, swatch } from '../../playground/lens/compare-series.js';
import { contour } from '../../playground/lens/contours.js';
import { scaleOf } from '../../playground/lens/surface-scale.js';
import { sentence } from '../../playground/session.js';
import { pixelCanvas, sharpCanvas } from '../../ui/canvas.js';
import { h, setText } from '../../ui/dom.js';
import { count, measure, precise } from '../../ui/format.js';
import { readPalette, reducedMotion } from '../../ui/palette.js';
import { slider } from '../../ui/slider.js';
import { stylesheet } from '../../ui/stylesheet.js';

/** Grid points from the middle of the surface to an edge. */
const points = 24;

/** How long the whole way takes to be shown, in milliseconds. */
const duration = 6000;

/** @typedef {{ a: number, b: number, loss: number }} Stand */

/** @param {HTMLElement} place @param {{ experiment: string, optimizers?: string[], steps?: number }} fields @param {import('../page/page.js').Page} page */
export async function create(place, { experiment, optimizers = ['sgd', 'adam'], steps = 200 }, page) {
  await Promise.all(['learn/figures/surface.css', 'playground/compare.css'].map((path) => stylesheet(new URL(path, page.site))));
  const client = await page.newClient();
  const table = /** @type {any[]} */ (client.settings.settings);
  const names = table.find(({ key }) => key === 'optimizer').choices;
  const walkers = optimizers.map((name) => ({
    name,
    label: /** @type {string} */ (names.find((/** @type {any} */ each) => each.name === name)?.label ?? name),
    /** Parameters after each step. @type {Float32Array[]} */
    parameters: [],
    /** @type {Stand[]} */
    path: [],
  }));
  let at = 0;
  let playing = false;
  let inSight = true;
  let closed = false;
  /** @type {import('../../playground/types.js').Surface | null} */
  let surface = null;
  let width = 0;
  let height = 0;

  const canvas = h('canvas', { role: 'img', 'aria-label': 'Loss surface of two parameters, being computed' });
  const progress = h('progress', { max: 1, value: 0, 'aria-label': 'Surface computed' });
  const play = h('button', { type: 'button', class: 'button', onclick: press, disabled: true }, 'Walk');
  const rail = slider({
    label: 'Step',
    positions: Array.from({ length: steps + 1 }, (_, i) => String(i)),
    show: (text) => count(Number(text)),
    onInput(text, done) {
      playing = false;
      go(Number(text));
      if (done) speak();
    },
  });
  const cells = walkers.map(() => h('td'));
  const losses = h('table', { class: 'figure-table' }, h('caption', null, 'Loss at this step'),
    h('tbody', null, ...walkers.map(({ label }, i) => h('tr', null, h('th', { scope: 'row' }, swatch(i), ` ${label}`), cells[i]))));
  const refused = h('p', { class: 'refusal', role: 'alert' });
  place.classList.add('two-weights');
  place.append(h('div', { class: 'surface-frame' }, canvas, progress), h('div', { class: 'figure-row' }, play, rail.element), losses, refused);
  const context = sharpCanvas(canvas, (w, hgt) => {
    [width, height] = [w, hgt];
    draw();
  });

  /** @param {string} optimizer opens its run at step 0 */
  async function start(optimizer) {
    const { values } = await client.check(experiment);
    const opened = await client.open(compose(table, { ...values, optimizer }), undefined, { instead: true });
    if (opened.network.parameterCount !== 2) throw new Error(`This figure draws networks of 2 parameters; “${experiment}” has ${opened.network.parameterCount}.`);
  }

  /** Where every optimizer goes: each runs for itself, the same weights first. */
  async function walk() {
    for (const walker of walkers) {
      await start(walker.name);
      for (let step = 0; step <= steps; step += 1) {
        if (step > 0) await client.step();
        walker.parameters.push((await client.frame()).parameters);
      }
    }
  }

  /**
   * The plane is laid through the first optimizer's way, which bends: with two parameters that is the whole plane, and
   * the others' ways lie in it too. The run is made anew for each surface, since places are asked for by its weights.
   */
  async function survey() {
    const lay = async () => {
      await start(walkers[0].name);
      await client.step(steps);
    };
    await lay();
    await client.surface({ plane: 'path', points: 1 });
    for (const walker of walkers) {
      for (const parameters of walker.parameters) {
        for (let i = 0; i < parameters.length; i += 1) await client.setParameter(i, parameters[i]);
        walker.path.push(await client.surfaceAt());
      }
    }
    const reach = (/** @type {'a' | 'b'} */ axis) => 1.15 * Math.max(0.5, ...walkers.flatMap(({ path }) => path.map((each) => Math.abs(each[axis]))));
    await lay();
    const take = (/** @type {any} */ next) => {
      surface = next;
      progress.value = 1 - next.left / (next.side * next.side);
      draw();
    };
    take(await client.surface({ plane: 'path', points, extent: [reach('a'), reach('b')] }, { onPart: take }));
    progress.hidden = true;
  }

  function draw() {
    if (width === 0 || !surface) return;
    const { css, zero, positive } = readPalette();
    const { side, a, b, loss } = surface;
    const scale = scaleOf(loss, true);
    const xOf = (/** @type {number} */ value) => ((value - a[0]) / (a[side - 1] - a[0])) * width;
    const yOf = (/** @type {number} */ value) => height - ((value - b[0]) / (b[side - 1] - b[0])) * height;
    const small = pixelCanvas(side, side);
    const image = small.context.createImageData(side, side);
    for (let row = 0; row < side; row += 1) {
      for (let column = 0; column < side; column += 1) {
        const value = loss[row * side + column];
        if (!Number.isFinite(value) || !scale) continue;
        const share = 0.04 + 0.72 * scale.place(value);
        const to = 4 * ((side - 1 - row) * side + column);
        for (let k = 0; k < 3; k += 1) image.data[to + k] = zero[k] + (positive[k] - zero[k]) * share;
        image.data[to + 3] = 255;
      }
    }
    small.context.putImageData(image, 0, 0);
    context.clearRect(0, 0, width, height);
    const [w, hgt] = [width / (side - 1), height / (side - 1)];
    context.drawImage(small.canvas, -w / 2, -hgt / 2, side * w, side * hgt);
    context.strokeStyle = css.ink;
    context.globalAlpha = 0.25;
    context.lineWidth = 1;
    context.beginPath();
    for (const level of scale?.levels ?? []) {
      contour(loss, side, level, (x0, y0, x1, y1) => {
        context.moveTo((x0 / (side - 1)) * width, height - (y0 / (side - 1)) * height);
        context.lineTo((x1 / (side - 1)) * width, height - (y1 / (side - 1)) * height);
      });
    }
    context.stroke();
    context.globalAlpha = 1;
    for (const [i, { path }] of walkers.entries()) {
      const { colour, dash, letter } = markOf(i);
      const passed = path.slice(0, at + 1);
      if (passed.length === 0) continue;
      for (const [ink, thick] of [[css.card, 5], [css[colour], 2.5]]) {
        context.strokeStyle = String(ink);
        context.lineWidth = Number(thick);
        context.setLineDash(thick === 5 ? [] : dash);
        context.lineJoin = 'round';
        context.beginPath();
        for (const each of passed) context.lineTo(xOf(each.a), yOf(each.b));
        context.stroke();
      }
      context.setLineDash([]);
      const here = passed[passed.length - 1];
      context.fillStyle = css[colour];
      context.strokeStyle = css.card;
      context.lineWidth = 2;
      context.beginPath();
      context.arc(xOf(here.a), yOf(here.b), 9, 0, 7);
      context.fill();
      context.stroke();
      context.fillStyle = css.card;
      context.font = '600 12px system-ui, "DejaVu Sans", sans-serif';
      context.textAlign = 'center';
      context.textBaseline = 'middle';
      context.fillText(letter, xOf(here.a), yOf(here.b) + 0.5);
    }
  }

  /** @param {number} step */
  function go(step) {
    at = step;
    rail.set(String(step));
    walkers.forEach(({ path }, i) => setText(cells[i], path[step] ? precise(path[step].loss) : ''));
    canvas.setAttribute('aria-label', `Loss surface of two parameters at step ${step}: ${walkers.map(({ label, path }) => `${label} at loss ${path[step] ? measure(path[step].loss) : 'unknown'}`).join(', ')}`);
    setText(play, playing ? 'Pause' : at >= steps ? 'Walk again' : 'Walk');
    draw();
  }

  const speak = () => page.say(canvas.getAttribute('aria-label') ?? '');

  function press() {
    playing = !playing;
    if (playing && at >= steps) at = 0;
    if (playing && reducedMotion()) {
      playing = false;
      go(steps);
      speak();
      return;
    }
    go(at);
    if (playing) move();
  }

  let moving = false;
  function move() {
    if (moving) return;
    moving = true;
    let before = performance.now();
    let exact = at;
    const frame = (/** @type {number} */ now) => {
      if (!playing || !inSight || closed) {
        moving = false;
        return;
      }
      exact = Math.min(steps, exact + ((now - before) * steps) / duration);
      before = now;
      if (exact >= steps) playing = false;
      go(Math.floor(exact));
      if (playing) requestAnimationFrame(frame);
      else {
        moving = false;
        speak();
      }
    };
    requestAnimationFrame(frame);
  }

  const { css, ...palette } = readPalette();
  await client.view({ size: 4, outputSize: 4, palette });
  void walk().then(survey).then(() => {
    play.disabled = false;
    go(0);
  }).catch((error) => {
    progress.hidden = true;
    if (!closed) refused.textContent = sentence(error);
  });
  const stopTheme = page.onTheme(draw);
  return {
    pause: () => void (inSight = false),
    resume() {
      inSight = true;
      if (playing) move();
    },
    close() {
      closed = true;
      stopTheme();
      void client.close();
    },
    api: { state: () => walkers.map(({ name, path }) => ({ optimizer: name, step: at, ...path[at] })) },
  };
}
