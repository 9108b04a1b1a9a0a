/**
 * @file Layers without an activation, multiplied out into one: both networks' pictures side by side, the matrices
 * between them. A switch puts ReLU between the layers, with the same weights, and the two part.
 *
 * api: `state()` the weights of each layer, their product, and how far the two answers lie apart at most.
 */

import { compose } from '../../playground/lens/compare-words.js';
import { sentence } from '../../playground/session.js';
import { pixelCanvas } from '../../ui/canvas.js';
import { h, setText } from '../../ui/dom.js';
import { count, measure } from '../../ui/format.js';
import { readPalette, toward } from '../../ui/palette.js';
import { tick } from '../../ui/pills.js';
import { stylesheet } from '../../ui/stylesheet.js';

const size = 64;
const usual = 'data=moons&layers=3:linear,3:linear&init=glorot_uniform&seed=2';
const stepsAtATime = 200;

/** In the words of recipe.js: what a stack of layers without activations comes to. Biases are columns. */
const weightsOf = (/** @type {number} */ depth) => Array.from({ length: depth }, (_, i) => `w${i + 1}`).reduce((inner, next) => `product(${next}, ${inner})`);
const biasesOf = (/** @type {number} */ depth) => Array.from({ length: depth - 1 }, (_, i) => i + 2).reduce((inner, l) => `product(w${l}, ${inner}) + column(b${l})`, 'column(b1)');

/** @param {HTMLElement} place @param {{ experiment?: string }} fields @param {import('../page/page.js').Page} page */
export async function create(place, { experiment = usual }, page) {
  await stylesheet(new URL('learn/figures/collapse.css', page.site));
  const client = await page.newClient();
  let opened = await client.open(experiment);
  const hidden = opened.network.layers.slice(1, -1);
  const plain = hidden.map(({ units }) => `${units}:linear`).join(',');
  const bent = hidden.map(({ units }) => `${units}:relu`).join(',');
  let trained = 0;
  let closed = false;
  /** @type {any} */
  let last = null;

  const pictures = [picture('The whole stack'), picture('The one matrix')];
  const formula = h('div', { class: 'matrices' });
  const verdict = h('p', { class: 'words' });
  const refused = h('p', { class: 'refusal', role: 'alert' });
  const state = h('p', { class: 'figure-state' });
  const train = h('button', { type: 'button', class: 'button', onclick: () => act(trainOn) }, `Train ${stepsAtATime} steps`);
  const bend = tick({ label: 'ReLU between the layers', onSwitch: (on) => act(() => bendBy(on ? bent : plain)) });
  place.classList.add('collapse');
  place.append(h('div', { class: 'pictures' }, ...pictures.map(({ element }) => element)), verdict, h('div', { class: 'figure-row' }, train, bend.element, state), formula, refused);

  async function trainOn() {
    await client.step(stepsAtATime);
    trained += stepsAtATime;
  }

  /** The same network with the same weights, but for the activation of its hidden layers. @param {string} layers */
  async function bendBy(layers) {
    const { parameters } = await client.frame();
    opened = await client.open(compose(client.settings.settings, { ...opened.values, layers }), undefined, { instead: true });
    for (const [index, value] of parameters.entries()) await client.setParameter(index, value);
  }

  /** @param {() => Promise<unknown>} what */
  async function act(what) {
    refused.textContent = '';
    try {
      await what();
      await show(true);
    } catch (error) {
      if (!closed) refused.textContent = sentence(error);
    }
  }

  /** @param {boolean} aloud */
  async function show(aloud) {
    const { network } = opened;
    const { parameters } = await client.frame();
    const layers = network.layers.slice(1).map(({ units, inputs = 0, weights = 0, biases = 0 }) => ({
      weights: rows(parameters.subarray(weights, weights + units * inputs), inputs),
      biases: [...parameters.subarray(biases, biases + units)],
    }));
    const given = Object.fromEntries(layers.flatMap((layer, i) => [[`w${i + 1}`, layer.weights], [`b${i + 1}`, layer.biases]]));
    const [[product], [sum]] = await client.cook([[weightsOf(layers.length)], [`flat(${biasesOf(layers.length)})`]], [given]);
    const output = network.layers[network.layers.length - 1];
    const grid = await client.grid(size);
    const whole = await client.predict(grid);
    const single = await client.layer(grid, size * size, Float32Array.from(product.flat()), Float32Array.from(sum), output.activation ?? 'linear');
    const [[apart]] = await client.cook([['largest(abs(flat(a) - flat(b)))']], [{ a: [...whole], b: [...single] }]);
    for (const [i, values] of [whole, single].entries()) {
      const { pixels } = await client.paint(network.layers.length - 2, values, size);
      pictures[i].paint(pixels);
    }
    if (closed) return;
    last = { trained, layers, product, sum, apart };
    const same = apart < 1e-4;
    setText(state, `Trained ${count(trained)} steps`);
    const words = same
      ? `At no place of the plane do the two answers differ by more than ${measure(apart, 1)}, which is rounding. They are the same.`
      : `The two answers differ by up to ${measure(apart, 2)}. No single matrix does what this stack does.`;
    setText(verdict, words);
    if (aloud) page.say(words);
    const terms = [...layers].reverse().flatMap(({ weights }, i) => [matrix(`W${layers.length - i}`, weights), h('span', { 'aria-hidden': 'true' }, i + 1 < layers.length ? '·' : same ? '=' : '≠')]);
    formula.replaceChildren(...terms, matrix(layers.map((_, i) => `W${layers.length - i}`).join('·'), product));
  }

  /** @param {string} title */
  function picture(title) {
    const canvas = h('canvas', { role: 'img', 'aria-label': `${title}: its answer at every place of the plane`, width: size, height: size });
    const { canvas: small, context } = pixelCanvas(size, size);
    return {
      element: h('figure', null, canvas, h('figcaption', null, title)),
      /** @param {Uint8ClampedArray} pixels */
      paint(pixels) {
        const image = context.createImageData(size, size);
        image.data.set(pixels);
        context.putImageData(image, 0, 0);
        canvas.getContext('2d')?.drawImage(small, 0, 0);
      },
    };
  }

  async function colours() {
    const { negative, zero, positive } = readPalette();
    await client.view({ size: 8, outputSize: 8, palette: { negative: toward(zero, negative), zero, positive: toward(zero, positive) } });
  }

  await colours();
  bend.set(false);
  await show(false);
  const stopTheme = page.onTheme(() => act(colours));
  return {
    close() {
      closed = true;
      stopTheme();
      void client.close();
    },
    api: { state: () => last },
  };
}

/** A flat list cut into rows. @param {Float32Array} values @param {number} columns */
const rows = (values, columns) => Array.from({ length: values.length / columns }, (_, i) => [...values.subarray(i * columns, (i + 1) * columns)]);

/** @param {string} name @param {number[][]} values */
function matrix(name, values) {
  return h('table', { class: 'matrix' }, h('caption', null, `${name} (${values.length} × ${values[0].length})`),
    h('tbody', null, ...values.map((row) => h('tr', null, ...row.map((value) => h('td', null, measure(value, 2)))))));
}
