import { pointName } from '../../playground/point-name.js';
import { sentence } from '../../playground/session.js';
import { find, h, icon, reveal, setText } from '../../ui/dom.js';
import { icons } from '../../playground/icons.js';
import { createFrame } from './frame/frame.js';
import { hasLinks, tourMarker } from './tour/marker.js';
import { faultOf, fill, short, spotOf, titles, usualTour } from './tour/words.js';
import { stylesheet } from '../../ui/stylesheet.js';

/**
 * A guided tour of a live network: step by step, each with a line from its text to what it speaks about, and numbers of
 * one example that the engine works out. What may stand in a text in curly brackets: tour/words.js.
 * @typedef {import('./tour/words.js').Step} Step
 * @typedef {import('../../engine/check.js').Walk} Walk
 * @typedef {import('../../playground/types.js').Marks} Marks
 */

/**
 * @param {HTMLElement} place
 * @param {{ experiment?: string, steps: Step[], trained?: number, example?: number }} fields trained: steps of training
 *   made before the tour begins; example: a point's number, from 0
 * @param {import('../page/page.js').Page} page
 * @returns {Promise<import('../page/page.js').Widget>}
 */
export async function create(place, { experiment = usualTour, steps, trained = 0, example = 0 }, page) {
  const [frame] = await Promise.all([
    createFrame(place, page, { experiment, output: false, player: false, editable: false }),
    stylesheet(new URL('learn/figures/tour/tour.css', page.site)),
  ]);
  const { client, network } = frame;
  const opened = /** @type {import('../../playground/types.js').Opened} */ (frame.opened);
  let at = 0;
  let point = example % opened.dataset.count;
  /** @type {Walk} */
  let walk;
  try {
    if (trained > 0) await client.step(trained);
    walk = await walkOf(point);
    const about = { walk, opened, label: frame.activationLabel, point };
    const fault = steps.map((step, i) => faultOf(step, i, about)).find((found) => found !== null);
    if (fault) throw new Error(fault);
  } catch (error) {
    frame.close();
    throw error;
  }
  frame.refresh();

  const title = h('b', { class: 'tour-title' });
  const words = h('p', { class: 'tour-words' });
  const chip = h('span', { class: 'tour-point' });
  const counter = h('span', { class: 'tour-count' });
  const back = h('button', { type: 'button', class: 'button', onclick: () => go(at - 1) }, icon(icons.back, 12), 'Back');
  const next = h('button', { type: 'button', class: 'button', onclick: () => go(at + 1) }, 'Next', icon(icons.step, 12));
  const another = h('button', { type: 'button', class: 'button', onclick: () => void exchange() }, 'Another point');
  const card = h('section', { class: 'tour', 'aria-label': 'Guided tour', onkeydown: onKey },
    h('div', { class: 'tour-text', 'aria-live': 'polite' }, title, words),
    h('div', { class: 'tour-controls' }, back, next, counter, h('span', { class: 'tour-example' }, chip, another)));
  frame.below.append(card);
  const stage = find('.stage', frame.element);
  const scroller = find('.network-scroll', frame.element);
  const marker = tourMarker(stage);
  // Places follow the width of the page, after the drawing has been arranged anew.
  const resized = new ResizeObserver(() => requestAnimationFrame(() => place.isConnected && pointOut()));
  resized.observe(stage);
  scroller.addEventListener('scroll', tie, { passive: true });
  /** From the left of the stage. */
  let foot = 0;

  /** @param {number} index among all points */
  function walkOf(index) {
    const { inputs, x, y } = opened.dataset;
    return client.walk({ x: x.slice(index * inputs, (index + 1) * inputs), target: y[index] });
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    /** @type {Record<string, () => void>} */
    const keys = { ArrowRight: () => go(at + 1), ArrowLeft: () => go(at - 1), Home: () => go(0), End: () => go(steps.length - 1) };
    if (!keys[event.key] || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    keys[event.key]();
  }

  /** @param {number} to */
  function go(to) {
    if (to < 0 || to >= steps.length) return;
    at = to;
    show();
    reveal(frame.element.offsetHeight < innerHeight ? frame.element : card);
  }

  function show() {
    const step = steps[at];
    const spot = spotOf(step, opened);
    card.dataset.at = step.at;
    setText(title, titles[step.at]);
    setText(words, fill(step.text, { walk, opened, spot, label: frame.activationLabel, point }));
    setText(counter, `${at + 1} of ${steps.length}`);
    setText(chip, pointName(opened.dataset, opened.network, point));
    // They stay where the focus is, and say that there is nothing more.
    back.setAttribute('aria-disabled', String(at === 0));
    next.setAttribute('aria-disabled', String(at === steps.length - 1));
    network.mark(marksOf(spot));
    pointOut();
  }

  /** The line to what is spoken about. */
  function pointOut() {
    if (!network.plan) return;
    foot = marker.point(network.plan, spotOf(steps[at], opened));
    const { clientWidth, scrollWidth } = scroller;
    if (scrollWidth > clientWidth) scroller.scrollLeft = foot - clientWidth / 2;
    tie();
  }

  /** Where the line meets the text. */
  function tie() {
    const [from, to] = [stage, card].map((element) => element.getBoundingClientRect().left);
    card.style.setProperty('--foot', `${Math.max(8, Math.min(from + foot - to - card.clientLeft, card.clientWidth - 8))}px`);
  }

  /** Numbers on the neurons that have said theirs, and the links that lead to the one in question. @param {import('./tour/words.js').Spot} spot @returns {Marks} */
  function marksOf({ at: what, layer, unit }) {
    const { layers } = opened.network;
    const all = [walk.inputs, ...walk.layers.map(({ post }) => post)];
    const until = what === 'weights' || what === 'sum' || what === 'bias' ? layer - 1 : layer;
    const whole = what === 'layer' || what === 'input';
    const units = all.slice(0, until + 1).flatMap((said, l) => (l === 0 && !hasLinks(layers, 1) ? [] : Array.from(said, (value, u) => ({
      layer: l, unit: u, sign: short(value), tone: /** @type {const} */ ('accent'), said: `For this point it says ${short(value)}.`,
    })).filter((_, u) => l < layer || whole || u === unit)));
    const { weights, inputs } = layers[layer];
    const said = layer > 0 ? all[layer - 1] : null;
    return {
      units,
      links: (parameter) => {
        const from = parameter - weights;
        if (!said || !hasLinks(layers, layer) || from < 0 || from >= inputs * layers[layer].units) return null;
        if (what !== 'layer' && Math.floor(from / inputs) !== unit) return null;
        return { colour: said[from % inputs] * walk.parameters[parameter] < 0 ? 'negative' : 'positive', alpha: 0.9, width: 2 };
      },
    };
  }

  /** The next point, in the same step. */
  async function exchange() {
    const wanted = (point + 1) % opened.dataset.count;
    try {
      const found = await walkOf(wanted);
      [walk, point] = [found, wanted];
      show();
    } catch (error) {
      frame.say(sentence(error));
    }
  }

  show();
  return {
    close() {
      resized.disconnect();
      marker.remove();
      frame.close();
    },
    api: frame.api,
  };
}
