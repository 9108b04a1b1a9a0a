/**
 * @file One neuron in the plane: two weights and a bias, turned and moved by hand at its decision line, by sliders or
 * by keys. The heat map, the weighted sum of a chosen point and the share of points it has right are the engine's: the
 * neuron is a network without hidden layers.
 *
 * api: `state()` with `layers[0]` the neuron and `measured.testLoss`, `measured.trainAccuracy`; `onChange(then)`.
 */

import { h, setText } from '../../ui/dom.js';
import { measure, minus, percent } from '../../ui/format.js';
import { evenly, slider } from '../../ui/slider.js';
import { stylesheet } from '../../ui/stylesheet.js';
import { arrowStep, handle } from './line/handle.js';
import { along, lineOf, moved, turned } from './line/line.js';
import { createPlane } from './line/plane.js';

/** @typedef {import('./line/line.js').Neuron} Neuron */

const most = { weight: 4, bias: 20 };
const bounded = (/** @type {number} */ value, /** @type {number} */ limit) => Number(Math.max(-limit, Math.min(limit, value)).toFixed(2));
const two = (/** @type {number} */ value) => minus(value.toFixed(2));
const brackets = (/** @type {number} */ value) => (value < 0 ? `(${two(value)})` : two(value));

/**
 * @param {HTMLElement} place
 * @param {{ data?: string, weights?: [number, number], bias?: number }} fields
 * @param {import('../page/page.js').Page} page
 */
export async function create(place, { data = 'gauss', weights = [1, 0.5], bias = 0 }, page) {
  const [client] = await Promise.all([page.newClient(), stylesheet(new URL('learn/figures/neuron-line.css', page.site))]);
  const opened = await client.open(`data=${data}&layers=`);
  const { range } = opened.dataset;
  /** @type {Neuron} */
  let neuron = { w1: weights[0], w2: weights[1], b: bias };
  let probe = { x: range * 0.35, y: range * 0.4 };

  const plane = createPlane(opened, client);
  const knobs = {
    move: handle({ label: 'Move the line', onDrag: (at) => set(moved(neuron, at)), onKey: keyMove }),
    turn: handle({ label: 'Turn the line', onDrag: (at) => set(turned(neuron, at, range)), onKey: keyTurn }),
    probe: handle({ label: 'The chosen point', onDrag: (at) => choose(at), onKey: keyProbe }),
  };
  for (const [name, knob] of Object.entries(knobs)) {
    knob.element.classList.add(name);
    knob.hold(plane);
    plane.element.append(knob.element);
  }

  const rails = [
    { key: /** @type {const} */ ('w1'), label: 'Weight of x₁', limit: most.weight },
    { key: /** @type {const} */ ('w2'), label: 'Weight of x₂', limit: most.weight },
    { key: /** @type {const} */ ('b'), label: 'Bias', limit: most.bias },
  ].map(({ key, label, limit }) => ({
    key,
    ...slider({ label, positions: evenly(-limit, limit, 0.1), show: (text) => minus(Number(text).toFixed(2)), onInput: (text, done) => {
      set({ ...neuron, [key]: Number(text) });
      if (done) void speak();
    } }),
  }));

  const right = h('p', { class: 'right' });
  const sum = h('p', { class: 'sum' });
  const answer = h('p', { class: 'sum' });
  place.classList.add('neuron-line');
  place.append(
    plane.element,
    h('div', { class: 'beside-plane' }, ...rails.map(({ element }) => element), right,
      h('div', { class: 'of-point' }, h('p', { class: 'help' }, 'The chosen point (the ring; drag it)'), sum, answer)),
  );

  /** @type {Set<() => void>} */
  const listeners = new Set();
  /** Nothing to see, so nothing to draw. */
  let resting = false;
  let asking = false;
  let stale = true;
  let closed = false;
  /** @type {import('../../engine/client.js').Frame | null} */
  let frame = null;
  /** @type {Promise<void>} */
  let told = Promise.resolve();

  /** Sends the neuron to the engine and shows what comes back: one question at a time, the newest neuron wins. */
  function refresh() {
    stale = true;
    showLine();
    if (!asking && !resting && !closed) told = ask();
    return told;
  }

  async function ask() {
    asking = true;
    while (stale && !closed) {
      stale = false;
      const { w1, w2, b } = neuron;
      // Answered in order: what is asked after the three sees all of them.
      const set = [w1, w2, b].map((value, i) => client.setParameter(i, value));
      const [[{ pre, post }], now] = await Promise.all([client.activations(Float32Array.of(probe.x, probe.y)), client.frame(), ...set]);
      frame = now;
      plane.show(now);
      showNumbers(pre[0], post[0], now);
    }
    asking = false;
  }

  /** @param {number} z @param {number} a @param {import('../../engine/client.js').Frame} now */
  function showNumbers(z, a, now) {
    const { w1, w2, b } = neuron;
    setText(sum, `${two(w1)} × ${brackets(probe.x)} + ${brackets(w2)} × ${brackets(probe.y)} + ${brackets(b)} = ${measure(z)}`);
    setText(answer, `sigmoid(${measure(z)}) = ${measure(a)}: ${a > 0.5 ? 'class 1 ●' : a < 0.5 ? 'class 0 ■' : 'undecided'}`);
    setText(right, now.accuracy === null ? '' : `${percent(now.accuracy)} of the training points lie on the right side.`);
    for (const tell of listeners) tell();
  }

  function showLine() {
    const line = lineOf(neuron, range);
    plane.line(line);
    for (const name of /** @type {const} */ (['move', 'turn'])) {
      knobs[name].element.hidden = line === null;
      if (line) knobs[name].put(plane.spot(name === 'move' ? line.middle : line.grip));
    }
    knobs.probe.put(plane.spot(probe));
    for (const { key, set: put, input } of rails) if (document.activeElement !== input) put(String(neuron[key]));
  }

  /** @param {Neuron | null} next */
  function set(next) {
    if (!next) return;
    neuron = { w1: bounded(next.w1, most.weight), w2: bounded(next.w2, most.weight), b: bounded(next.b, most.bias) };
    void refresh();
  }

  /** @param {{ x: number, y: number }} at */
  function choose({ x, y }) {
    probe = { x: bounded(x, range), y: bounded(y, range) };
    void refresh();
  }

  async function speak() {
    await refresh();
    page.say(`${sum.textContent}. ${answer.textContent}. ${right.textContent}`);
  }

  /** @param {KeyboardEvent} event @returns {boolean} whether the key means something here */
  function keyMove(event) {
    const step = arrowStep(event);
    const line = lineOf(neuron, range);
    if (!step || !line) return false;
    // Along the neuron's own direction, so that every arrow does something: right and up lead towards yes.
    set(moved(neuron, along(line, 0.25 * (step.x || step.y))));
    void speak();
    return true;
  }

  /** @param {KeyboardEvent} event */
  function keyTurn(event) {
    const step = arrowStep(event);
    const line = lineOf(neuron, range);
    if (!step || !line) return false;
    const angle = (5 * Math.PI / 180) * (step.x || step.y) * (event.shiftKey ? 0.2 : 1);
    const [dx, dy] = [line.grip.x - line.middle.x, line.grip.y - line.middle.y];
    set(turned(neuron, { x: line.middle.x + dx * Math.cos(angle) - dy * Math.sin(angle), y: line.middle.y + dx * Math.sin(angle) + dy * Math.cos(angle) }, range));
    void speak();
    return true;
  }

  /** @param {KeyboardEvent} event */
  function keyProbe(event) {
    const step = arrowStep(event);
    if (!step) return false;
    choose({ x: probe.x + step.x * 0.25, y: probe.y + step.y * 0.25 });
    void speak();
    return true;
  }

  plane.element.addEventListener('click', (event) => {
    if (event.target === plane.canvas) choose(plane.locate(event));
  });
  plane.onResize(showLine);
  await plane.colours();
  const stopTheme = page.onTheme(() => void plane.colours().then(refresh));
  await refresh();

  return {
    close() {
      closed = true;
      stopTheme();
      plane.close();
      void client.close();
    },
    pause() {
      resting = true;
    },
    resume() {
      resting = false;
      if (stale) void refresh();
    },
    api: {
      async state() {
        await refresh();
        const { w1, w2, b } = neuron;
        return { layers: [{ weights: [w1, w2], biases: [b] }], settings: opened.values, measured: { testLoss: frame?.testLoss ?? NaN, trainAccuracy: frame?.accuracy ?? NaN } };
      },
      /** @param {() => void} then */
      onChange(then) {
        listeners.add(then);
        return () => listeners.delete(then);
      },
    },
  };
}
