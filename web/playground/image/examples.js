import { h, setText } from '../../ui/dom.js';
import { count } from '../../ui/format.js';
import { inkTile } from './tile.js';

/**
 * The test images of a run: one is shown at a time, and those the network gets wrong stand in a strip
 * below, to be looked at.
 * @typedef {import('../types.js').Opened} Opened
 *
 * @typedef {object} Mistake
 * @property {number} at index among the test images @property {number} truth @property {number} said
 */

/** Mistakes shown at once: as many as a glance can take in. */
const most = 12;

/** Test images that are looked at for mistakes: more would take longer than a glance is worth. */
const looked = 1000;

/** A test set cut out of a data set, its images one after the other. @param {Opened} opened */
export function testImages({ dataset }) {
  const { x, y, test, inputs } = dataset;
  /** @type {number[]} */
  const places = [];
  test.forEach((held, i) => held && places.push(i));
  const some = places.slice(0, looked);
  const pixels = new Float32Array(some.length * inputs);
  some.forEach((place, i) => pixels.set(x.subarray(place * inputs, (place + 1) * inputs), i * inputs));
  return {
    total: places.length,
    count: some.length,
    pixels,
    /** @param {number} at */
    image: (at) => pixels.subarray(at * inputs, (at + 1) * inputs),
    /** @param {number} at */
    truth: (at) => y[some[at]],
    /** Which of them the network takes for something else. @param {Float32Array} answers [count][classes] @param {number} classes @returns {Mistake[]} */
    mistakes(answers, classes) {
      /** @type {Mistake[]} */
      const wrong = [];
      for (let at = 0; at < some.length; at += 1) {
        const row = answers.subarray(at * classes, (at + 1) * classes);
        const said = row.indexOf(Math.max(...row));
        if (said !== y[some[at]]) wrong.push({ at, truth: y[some[at]], said });
      }
      return wrong;
    },
  };
}

/** @typedef {ReturnType<typeof testImages>} TestImages */

/** Steps through the test images. @param {(at: number) => void} onChoose */
export function exampleStepper(onChoose) {
  let at = 0;
  let length = 0;
  const step = (/** @type {number} */ by) => onChoose((at + by + length) % length);
  const name = h('span', { class: 'example-name' });
  const element = h('div', { class: 'example-steps', role: 'group', 'aria-label': 'Test images' },
    h('button', { type: 'button', class: 'button', 'aria-label': 'Test image before', onclick: () => step(-1) }, '‹'),
    name,
    h('button', { type: 'button', class: 'button', 'aria-label': 'Next test image', onclick: () => step(1) }, '›'));
  return {
    element,
    /** @param {number} place @param {TestImages} images */
    set(place, images) {
      at = place;
      length = images.count;
      setText(name, `test image ${count(at + 1)} of ${count(images.count)}`);
    },
  };
}

/** The strip of what the network gets wrong. @param {(at: number) => void} onChoose @param {() => import('../../ui/palette.js').Palette} palette */
export function mistakeStrip(onChoose, palette) {
  const heading = h('h3', null, 'Mistakes');
  const strip = h('div', { class: 'mistake-strip', tabindex: '-1' });
  const element = h('div', { class: 'mistakes' }, heading, strip);
  const slots = Array.from({ length: most }, () => {
    const canvas = h('canvas', { width: 72, height: 72, 'aria-hidden': true });
    const words = h('span', { 'aria-hidden': true });
    const slot = { at: -1, tile: inkTile(), canvas, words, button: h('button', { type: 'button', class: 'mistake', hidden: true, onclick: () => onChoose(slot.at) }, canvas, words) };
    strip.append(slot.button);
    return slot;
  });
  return {
    element,
    /** @param {Mistake[]} wrong @param {TestImages} images @param {number} side */
    show(wrong, images, side) {
      const of = images.count < images.total ? `the first ${count(images.count)}` : count(images.count);
      setText(heading, wrong.length === 0 ? `No mistakes on ${of} test images` : `Wrong on ${count(wrong.length)} of ${of} test images`);
      slots.forEach((slot, i) => {
        const mistake = wrong[i];
        slot.button.hidden = !mistake;
        if (!mistake) return;
        const { at, truth, said } = mistake;
        setText(slot.words, `${truth} as ${said}`);
        slot.button.setAttribute('aria-label', `Test image ${count(at + 1)}: reads a ${truth} as ${said}`);
        slot.at = at;
        const context = slot.canvas.getContext('2d');
        if (!context) return;
        slot.tile.set(images.image(at), side, palette().css.ink);
        context.clearRect(0, 0, 72, 72);
        slot.tile.draw(context, 0, 0, 72);
      });
    },
  };
}
