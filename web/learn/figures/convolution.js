/**
 * @file A filter of nine numbers slides over a digit the learner draws. At each place the nine products and their sum
 * stand in full; all sums together are the map. Arithmetic and pictures are the engine's.
 *
 * api: `state()` the filter, the place, the image, the map; `go(row, column)`.
 */

import { drawingPad } from '../../playground/image/pad.js';
import { h, setText } from '../../ui/dom.js';
import { field } from '../../ui/field.js';
import { brief, figure } from '../../ui/format.js';
import { readPalette } from '../../ui/palette.js';
import { filters } from './mini/filters.js';
import { pixelGrid } from './mini/grid.js';
import { complaint, dress, menu, short, stepper, tint, toggle } from './mini/parts.js';

/** Pixels along a side of the image: few enough that each can be seen. */
const side = 14;

/** What a number of the filter may be. */
const largest = 99;

/** @param {HTMLElement} place @param {{ filter?: string | number[], digit?: number, stride?: number, padding?: number, pool?: boolean }} fields @param {import('../page/page.js').Page} page */
export async function create(place, { filter = 'vertical', digit = 3, stride = 1, padding = 0, pool = false }, page) {
  const [client] = await Promise.all([page.client(), dress(page, 'convolution')]);
  let kernel = typeof filter === 'string' ? [...filters[filter].kernel] : [...filter];
  let bias = 0;
  /** What the filter slides over, [side][side]. @type {Float32Array} */
  let image = new Float32Array(side * side);
  /** @type {{ y: Float32Array, rows: number, columns: number, pooled: Float32Array | null, pooledShape: number[] }} */
  let result = { y: new Float32Array(), rows: 0, columns: 0, pooled: null, pooledShape: [] };
  let at = 0;
  /** Places the filter has been to while it plays; all of them while it rests. */
  let seen = 0;
  let wanted = 0;
  const images = () => ({ x: image, shape: [1, 1, side, side], kernelShape: [3, 3], stride, kernel, bias: [bias], padding });

  place.classList.add('mini', 'convolution');
  const trouble = complaint(place);

  // The digit: drawn by hand, or one of the engine's.
  const pad = drawingPad({ palette: readPalette, onDraw: take, onStroke: () => {} });
  const digits = menu('or a drawn one', Array.from({ length: 10 }, (_, i) => [String(i), String(i)]), String(digit), (chosen) => void show(Number(chosen)));

  // The filter.
  const numbers = kernel.map((_, i) => {
    const each = field({
      label: `Filter, row ${Math.floor(i / 3) + 1}, column ${(i % 3) + 1}`,
      quiet: true,
      onCommit: (text) => set(each, text, (value) => (kernel[i] = value)),
    });
    return each;
  });
  const biasField = field({ label: 'Bias', onCommit: (text) => set(biasField, text, (value) => (bias = value)) });
  const chosenFilter = () => Object.entries(filters).find(([, { kernel: known }]) => known.every((value, i) => value === kernel[i]))?.[0] ?? 'own';
  const preset = menu('Filter', [...Object.entries(filters).map(([key, { name }]) => /** @type {[string, string]} */ ([key, name])), ['own', 'your own']], chosenFilter(), (chosen) => {
    if (chosen === 'own') return numbers[0].input.focus();
    kernel = [...filters[chosen].kernel];
    showFilter();
    void compute();
  });
  const strides = menu('Moves by', [['1', '1 pixel'], ['2', '2 pixels']], String(stride), (chosen) => {
    stride = Number(chosen);
    void compute();
  });
  const border = toggle('Zeros around the image', padding === 1, (on) => {
    padding = Number(on);
    void compute();
  });
  const pooling = toggle('Then ReLU and the largest of 2 × 2', pool, (on) => {
    pool = on;
    void compute();
  });

  const picture = pixelGrid({ name: 'image', label: 'The image under the filter', signed: false, onPick: (row, column) => go(nearestPlace(row), nearestPlace(column)) });
  const map = pixelGrid({ name: 'map', label: 'The map', signed: true, onPick: go, onMove: move });
  const small = pixelGrid({ name: 'pooled', label: 'After ReLU and pooling', signed: true });
  const steps = stepper({
    label: 'Place',
    count: 1,
    pace: 120,
    show: (to) => (result.columns ? `row ${Math.floor(to / result.columns) + 1}, column ${(to % result.columns) + 1}` : ''),
    onGo(to, playing) {
      at = to;
      seen = playing ? to + 1 : Infinity;
      paint();
      void explain();
    },
    onRest: speak,
  });

  const terms = Array.from({ length: 9 }, () => {
    const factors = h('span');
    const product = h('b');
    return { cell: h('td', null, factors, product), factors, product };
  });
  const total = h('p', { class: 'total' });
  const sums = h(
    'table',
    { class: 'products' },
    h('caption', null, 'Pixel × weight, nine times'),
    h('tbody', null, ...[0, 1, 2].map((row) => h('tr', null, ...terms.slice(3 * row, 3 * row + 3).map(({ cell }) => cell)))),
  );
  const pooledPart = h('figure', null, small.element, h('figcaption', null, 'strongest of 4'));
  place.prepend(
    h('div', { class: 'start' },
      h('div', { class: 'pad-frame' }, pad.surface),
      h('div', { class: 'start-side' }, pad.buttons, digits.element, pad.notes)),
    h('div', { class: 'options' }, preset.element, strides.element, border.element, pooling.element),
    h('div', { class: 'slide' },
      h('figure', null, picture.element, h('figcaption', null, `image, ${side} × ${side}`)),
      h('figure', { class: 'filter' }, h('div', { class: 'filter-numbers', role: 'group', 'aria-label': 'Filter' }, ...numbers.map(({ element }) => element)), biasField.element, h('figcaption', null, 'filter')),
      h('figure', null, map.element, h('figcaption', { class: 'map-size' })),
      pooledPart),
    steps.element,
    sums,
    total,
  );
  const mapSize = /** @type {HTMLElement} */ (place.querySelector('.map-size'));

  /** @param {import('../../ui/field.js').Field} of @param {string} text @param {(value: number) => void} put */
  function set(of, text, put) {
    const value = text === '' ? NaN : Number(text);
    const fine = Math.abs(value) <= largest;
    of.input.setAttribute('aria-invalid', String(!fine));
    if (!fine) return trouble.show(`“${text}” cannot stand here; a number from −${largest} to ${largest} can.`);
    put(value);
    trouble.clear();
    showFilter();
    void compute();
  }

  function showFilter() {
    const most = Math.max(...kernel.map(Math.abs));
    kernel.forEach((value, i) => {
      numbers[i].set(brief(value));
      tint(numbers[i].input, value, most);
    });
    biasField.set(brief(bias));
    preset.select.value = chosenFilter();
  }

  /** @param {number} which a digit the engine draws */
  async function show(which) {
    const { x } = await client.digits(10, { size: side, seed: 3, noise: 0 });
    image = x.slice(which * side * side, (which + 1) * side * side);
    await compute();
  }

  /** What is being drawn. @param {import('../../playground/image/pad.js').Drawing} drawing */
  async function take({ drawn, side: wide, empty }) {
    const asked = (wanted += 1);
    if (empty) return show(Number(digits.select.value));
    const framed = await client.normalizeDigit(drawn, wide, wide, { size: side });
    if (asked !== wanted || !framed) return;
    image = framed;
    await compute();
  }

  async function compute() {
    try {
      const { y, shape } = await client.mini('convolve', images());
      const [, , rows, columns] = shape;
      const after = pool ? await client.mini('pool', 'max', { x: await client.activation('relu', y), shape, kernelShape: [2, 2], stride: 2 }) : null;
      const moved = rows !== result.rows || columns !== result.columns;
      const [row, column] = result.columns ? [Math.floor(at / result.columns), at % result.columns] : [rows >> 1, columns >> 1];
      result = { y, rows, columns, pooled: after && after.y, pooledShape: after ? after.shape : [] };
      trouble.clear();
      if (moved) {
        steps.resize(rows * columns);
        steps.go(placeAt(row, column));
      } else {
        paint();
        void explain();
      }
    } catch (error) {
      trouble.show(error);
    }
  }

  /** The place at which the filter covers a pixel in its middle, or nearly. @param {number} pixel */
  const nearestPlace = (pixel) => Math.round((pixel + padding - 1) / stride);

  /** The place nearest to a row and a column of the map. @param {number} row @param {number} column */
  function placeAt(row, column) {
    const r = Math.max(0, Math.min(result.rows - 1, row));
    const c = Math.max(0, Math.min(result.columns - 1, column));
    return r * result.columns + c;
  }

  /** @param {number} row @param {number} column */
  function go(row, column) {
    steps.go(placeAt(row, column));
    void explain().then(speak);
  }

  /** @param {number} down @param {number} across */
  function move(down, across) {
    go(Math.floor(at / result.columns) + down, (at % result.columns) + across);
  }

  function paint() {
    const { y, rows, columns, pooled, pooledShape } = result;
    if (!rows) return;
    const [row, column] = [Math.floor(at / columns), at % columns];
    picture.draw(image, side, side, { frame: { top: row * stride - padding, left: column * stride - padding, size: 3 }, border: padding });
    map.draw(y, rows, columns, { frame: { top: row, left: column, size: 1 }, upTo: seen });
    pooledPart.hidden = !pooled;
    if (pooled) small.draw(pooled, pooledShape[2], pooledShape[3]);
    setText(mapSize, `map, ${rows} × ${columns}`);
  }

  async function explain() {
    const { columns, y } = result;
    if (!columns) return;
    const here = at;
    const { pixels, products } = await client.mini('convolveTerms', { ...images(), row: Math.floor(here / columns), column: here % columns });
    if (here !== at || y !== result.y) return;
    const most = Math.max(...products.map(Math.abs));
    terms.forEach(({ cell, factors, product }, i) => {
      setText(factors, `${short(pixels[i])} × ${brief(kernel[i])}`);
      setText(product, `= ${short(products[i])}`);
      tint(cell, products[i], most);
    });
    setText(total, `The nine products together${bias ? `, and the bias ${brief(bias)}` : ''}: ${figure(y[at])}`);
  }

  function speak() {
    const { y, columns } = result;
    page.say(`Row ${Math.floor(at / columns) + 1}, column ${(at % columns) + 1}: ${figure(y[at])}`);
  }

  showFilter();
  await show(digit);
  const stopTheme = page.onTheme(() => {
    pad.redraw();
    paint();
  });
  return {
    close() {
      steps.close();
      stopTheme();
    },
    pause: steps.pause,
    resume: steps.resume,
    api: {
      state: () => ({ kernel: [...kernel], bias, stride, padding, place: [Math.floor(at / result.columns), at % result.columns], image: [...image], map: [...result.y], shape: [result.rows, result.columns], pooled: result.pooled && [...result.pooled] }),
      go,
    },
  };
}
