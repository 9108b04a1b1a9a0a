/** @file The small network of the figure “chain”: circles with their numbers, links, and which way the signal goes. */

import { figure } from '../../ui/format.js';

const space = 'http://www.w3.org/2000/svg';
const apart = { x: 130, y: 84 };
const radius = 24;

/** @param {string} name @param {Record<string, string | number>} properties @param {...(Node | string)} children */
function svg(name, properties, ...children) {
  const element = document.createElementNS(space, name);
  for (const [key, value] of Object.entries(properties)) element.setAttribute(key, String(value));
  element.append(...children);
  return element;
}

/** @param {import('../../playground/types.js').Layer[]} layers */
export function drawChain(layers) {
  const tallest = Math.max(...layers.map(({ units }) => units));
  const width = 2 * 40 + (layers.length - 1) * apart.x;
  const height = tallest * apart.y + 12;
  const xOf = (/** @type {number} */ layer) => 40 + layer * apart.x;
  const yOf = (/** @type {number} */ layer, /** @type {number} */ unit) => height / 2 + (unit - (layers[layer].units - 1) / 2) * apart.y - 6;
  const links = layers.slice(1).flatMap(({ units, inputs }, l) => Array.from({ length: units * inputs }, (_, k) => {
    const [unit, input] = [Math.floor(k / inputs), k % inputs];
    return { layer: l + 1, line: svg('line', { class: 'link', x1: xOf(l) + radius, y1: yOf(l, input), x2: xOf(l + 1) - radius, y2: yOf(l + 1, unit) }) };
  }));
  const nodes = layers.flatMap(({ units }, layer) => Array.from({ length: units }, (_, unit) => {
    const value = svg('text', { x: xOf(layer), y: yOf(layer, unit) });
    const slope = svg('text', { class: 'slope', x: xOf(layer), y: yOf(layer, unit) + radius + 14 });
    const circle = svg('circle', { cx: xOf(layer), cy: yOf(layer, unit), r: radius });
    return { layer, unit, value, slope, circle };
  }));
  const element = svg('svg', { class: 'chain-drawing', viewBox: `0 0 ${width} ${height}`, 'aria-hidden': 'true' },
    ...links.map(({ line }) => line), ...nodes.flatMap(({ circle, value, slope }) => [circle, value, slope]));
  const short = (/** @type {number} */ value) => figure(value, 2);

  return {
    element,
    /**
     * @param {import('../../engine/check.js').Walk} walk
     * @param {{ shown: string, layer: number }[]} past stages up to now @param {{ shown: string, layer: number }} now
     */
    show(walk, past, now) {
      const has = (/** @type {string} */ shown, /** @type {number} */ layer) => past.some((stage) => stage.shown === shown && stage.layer === layer);
      for (const { layer, unit, value, slope, circle } of nodes) {
        const numbers = layer === 0 ? null : walk.layers[layer - 1];
        value.textContent = !numbers ? short(walk.inputs[unit]) : has('answers', layer) ? short(numbers.post[unit]) : has('sums', layer) ? short(numbers.pre[unit]) : '';
        slope.textContent = numbers && has('deltas', layer) ? `slope ${short(numbers.delta[unit])}` : '';
        const here = layer === now.layer && ['inputs', 'sums', 'answers', 'loss', 'deltas'].includes(now.shown);
        circle.setAttribute('class', here ? 'here' : '');
      }
      for (const { layer, line } of links) {
        const forward = now.shown === 'sums' && layer === now.layer;
        const backward = (now.shown === 'slopes' && layer === now.layer) || (now.shown === 'deltas' && layer === now.layer + 1) || now.shown === 'update';
        line.setAttribute('class', `link ${forward ? 'forward' : ''} ${backward ? 'backward' : ''}`);
      }
    },
  };
}
