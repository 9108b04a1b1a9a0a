/**
 * @file The chain rule on a network small enough to print every number: forward, the loss, back, the update, one stage
 * at a time. All numbers are those of the engine's walk and of its derivatives; nothing is worked out here.
 *
 * api: `walk()` the engine's numbers, `stage()` which stage is shown.
 */

import { neuronName } from '../../playground/names.js';
import { sentence } from '../../playground/session.js';
import { h, setText } from '../../ui/dom.js';
import { exact, figure, precise } from '../../ui/format.js';
import { stylesheet } from '../../ui/stylesheet.js';
import { drawChain } from './chain-drawing.js';

const usual = 'data=xor&layers=2:tanh&optimizer=sgd&rate=0.1&seed=2';

/** More than these would not be a network whose every number can be printed. */
const mostParameters = 24;

const short = (/** @type {number} */ value) => figure(value, 3);
/** A number behind a sign. @param {number} value */
const bracketed = (value) => (value < 0 ? `(${short(value)})` : short(value));

/** @typedef {{ title: string, lines: string[], shown: 'inputs' | 'sums' | 'answers' | 'loss' | 'deltas' | 'slopes' | 'update', layer: number }} Stage */

/** @param {HTMLElement} place @param {{ experiment?: string, example?: number }} fields @param {import('../page/page.js').Page} page */
export async function create(place, { experiment = usual, example = 0 }, page) {
  await stylesheet(new URL('learn/figures/chain.css', page.site));
  const client = await page.newClient();
  const opened = /** @type {import('../../playground/types.js').Opened} */ (/** @type {unknown} */ (await client.open(experiment)));
  const { network, dataset } = opened;
  if (network.parameterCount > mostParameters || network.outputs !== 1) {
    throw new Error(`This figure prints networks of one output and at most ${mostParameters} parameters; “${experiment}” has ${network.parameterCount}.`);
  }
  const { layers } = network;
  const training = dataset.test.reduce((sum, held) => sum + Number(!held), 0);
  let row = example;
  let at = 0;
  /** @type {import('../../engine/check.js').Walk} */
  let walk;
  /** Slopes of each layer's activation at its sums. @type {Float32Array[]} */
  let bends = [];
  /** @type {Stage[]} */
  let stages = [];

  const drawing = drawChain(layers);
  const title = h('p', { class: 'chain-title' });
  const lines = h('div', { class: 'chain-lines' });
  const back = h('button', { type: 'button', class: 'button', onclick: () => go(at - 1) }, 'Back');
  const next = h('button', { type: 'button', class: 'button', onclick: () => go(at + 1) }, 'Next');
  const other = h('button', { type: 'button', class: 'button', onclick: () => void load((row + 1) % training) }, 'Another example');
  const where = h('p', { class: 'figure-state' });
  const refused = h('p', { class: 'refusal', role: 'alert' });
  const cells = Array.from({ length: network.parameterCount }, () => ({ value: h('td'), slope: h('td'), after: h('td') }));
  const table = h('table', { class: 'figure-table' }, h('caption', null, 'Every parameter'),
    h('thead', null, h('tr', null, ...['Parameter', 'Value', 'Slope', 'After the step'].map((text) => h('th', { scope: 'col' }, text)))),
    h('tbody', null, ...parameters().map(({ index, name }) => h('tr', null, h('th', { scope: 'row' }, name), cells[index].value, cells[index].slope, cells[index].after))));
  place.classList.add('chain');
  place.append(h('div', { class: 'chain-top' }, drawing.element, h('div', { class: 'chain-words' }, title, lines)),
    h('div', { class: 'figure-row' }, back, next, other, where), refused, h('div', { class: 'scroller', tabindex: 0, role: 'group', 'aria-label': 'Every parameter' }, table));

  /** Every weight and bias in the order of reading. */
  function parameters() {
    return layers.slice(1).flatMap(({ units, inputs, weights, biases }, l) => Array.from({ length: units }, (_, unit) => [
      ...Array.from({ length: inputs }, (_each, i) => ({ index: weights + unit * inputs + i, name: `${neuronName(layers, l, i)} → ${neuronName(layers, l + 1, unit)}` })),
      { index: biases + unit, name: `bias of ${neuronName(layers, l + 1, unit)}` },
    ]).flat());
  }

  /** @param {number} of a row of the training part */
  async function load(of) {
    refused.textContent = '';
    try {
      walk = await client.walk({ part: 'train', row: of });
      bends = await Promise.all(walk.layers.map(({ pre }, l) => client.activation(layers[l + 1].activation, pre, { derivative: true })));
      row = of;
      stages = tell();
      go(0);
    } catch (error) {
      refused.textContent = sentence(error);
    }
  }

  /** All stages in words. @returns {Stage[]} */
  function tell() {
    const name = (/** @type {number} */ layer, /** @type {number} */ unit) => neuronName(layers, layer, unit);
    const said = [walk.inputs, ...walk.layers.map(({ post }) => post)];
    const last = layers.length - 1;
    const each = (/** @type {number} */ l, /** @type {(unit: number) => string} */ write) => Array.from({ length: layers[l].units }, (_, unit) => write(unit));
    const weight = (/** @type {number} */ l, /** @type {number} */ unit, /** @type {number} */ input) => layers[l].weights + unit * layers[l].inputs + input;
    /** @type {Stage[]} */
    const all = [{ title: 'An example comes in', shown: 'inputs', layer: 0, lines: [...each(0, (i) => `${name(0, i)} = ${short(said[0][i])}`), `The right answer is ${exact(walk.target)}.`] }];
    for (let l = 1; l <= last; l += 1) {
      const { pre } = walk.layers[l - 1];
      const { inputs, biases, activation } = layers[l];
      all.push({ title: l === last ? 'The sum of the output' : 'The sums of the hidden neurons', shown: 'sums', layer: l, lines: each(l, (unit) =>
        `${name(l, unit)}: ${Array.from({ length: inputs }, (_, i) => `${bracketed(said[l - 1][i])} × ${bracketed(walk.parameters[weight(l, unit, i)])}`).join(' + ')} + ${bracketed(walk.parameters[biases + unit])} = ${short(pre[unit])}`) });
      all.push({ title: l === last ? 'The answer' : 'Bent by the activation', shown: 'answers', layer: l, lines: each(l, (unit) => `${activation}(${short(pre[unit])}) = ${short(said[l][unit])}`) });
    }
    all.push({ title: 'The loss', shown: 'loss', layer: last, lines: [`The answer is ${short(walk.output[0])}, right would be ${exact(walk.target)}.`, `Loss: ${short(walk.loss)}`] });
    for (let l = last; l >= 1; l -= 1) {
      const { delta } = walk.layers[l - 1];
      if (l === last) {
        const fused = network.loss === 'bce';
        all.push({ title: 'Slope of the loss at the output’s sum', shown: 'deltas', layer: l, lines: [
          fused ? `Sigmoid and loss together have a simple slope, answer minus truth: ${short(walk.output[0])} − ${exact(walk.target)} = ${short(delta[0])}` : `${short(delta[0])}`] });
      } else {
        const above = layers[l + 1];
        const handed = walk.layers[l].delta;
        all.push({ title: 'Back to the sums of the hidden neurons', shown: 'deltas', layer: l, lines: each(l, (unit) => {
          const products = Array.from({ length: above.units }, (_, u) => `${bracketed(handed[u])} × ${bracketed(walk.parameters[weight(l + 1, u, unit)])}`);
          const sum = products.length > 1 ? `(${products.join(' + ')})` : products[0];
          return `${name(l, unit)}: ${sum} × slope of ${layers[l].activation}, ${bracketed(bends[l - 1][unit])} = ${short(delta[unit])}`;
        }) });
      }
      all.push({ title: l === last ? 'Slopes of the output’s weights' : 'Slopes of the hidden weights', shown: 'slopes', layer: l, lines: each(l, (unit) => [
        ...Array.from({ length: layers[l].inputs }, (_, i) => `${name(l - 1, i)} → ${name(l, unit)}: ${bracketed(said[l - 1][i])} × ${bracketed(delta[unit])} = ${short(walk.gradient[weight(l, unit, i)])}`),
        `bias of ${name(l, unit)}: 1 × ${bracketed(delta[unit])} = ${short(walk.gradient[layers[l].biases + unit])}`,
      ].join('\n')).flatMap((text) => text.split('\n')) });
    }
    const first = weight(1, 0, 0);
    all.push({ title: 'The update', shown: 'update', layer: last, lines: [
      'Every parameter moves against its slope. The first weight, for example:',
      `${bracketed(walk.parameters[first])} − ${exact(Number(opened.values.rate))} × ${bracketed(walk.gradient[first])} = ${short(walk.after[first])}`,
      'The table below holds all of them.'] });
    return all;
  }

  /** @param {number} to */
  function go(to) {
    at = Math.max(0, Math.min(stages.length - 1, to));
    const { title: words, lines: texts, shown, layer } = stages[at];
    setText(title, words);
    lines.replaceChildren(...texts.map((text) => h('p', null, text)));
    // A button that has the focus keeps it: it is marked, not taken away.
    for (const [button, off] of /** @type {const} */ ([[back, at === 0], [next, at === stages.length - 1]])) button.setAttribute('aria-disabled', String(off));
    setText(where, `Stage ${at + 1} of ${stages.length}, training example ${row + 1}`);
    const sloped = stages.slice(0, at + 1).filter((stage) => stage.shown === 'slopes').map((stage) => stage.layer);
    layers.slice(1).forEach(({ units, inputs, weights, biases }, i) => {
      const known = sloped.includes(i + 1);
      for (const index of [...Array.from({ length: units * inputs }, (_, k) => weights + k), ...Array.from({ length: units }, (_, k) => biases + k)]) {
        setText(cells[index].value, precise(walk.parameters[index]));
        setText(cells[index].slope, known ? precise(walk.gradient[index]) : '');
        setText(cells[index].after, shown === 'update' ? precise(walk.after[index]) : '');
      }
    });
    drawing.show(walk, stages.slice(0, at + 1), { shown, layer });
    page.say(`${words}. ${texts.join(' ')}`);
  }

  await load(row);
  return { close: () => void client.close(), api: { walk: () => walk, stage: () => ({ at, count: stages.length, ...stages[at] }) } };
}
