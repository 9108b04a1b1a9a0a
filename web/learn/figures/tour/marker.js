import { isImage } from '../../../playground/geometry.js';

/**
 * The line from a tour's text to what it speaks about: a ring around that, and a way down to the text through the gap
 * beside its column. Screen geometry only.
 * @typedef {import('../../../playground/geometry.js').Plan} Plan
 * @typedef {import('./words.js').Spot} Spot
 */

const space = 'http://www.w3.org/2000/svg';

/** CSS pixels between a thing and the ring around it, and from the ring to the way down, which passes badges on the right. */
const gap = 5;
const aside = { left: 10, right: 22 };

/**
 * @param {HTMLElement} stage the drawing; the line is laid over all but its marks
 * @returns {{ point: (plan: Plan, spot: Spot) => number, remove: () => void }} point: returns where the line reaches the
 *   lower edge, from the left of the stage
 */
export function tourMarker(stage) {
  const svg = document.createElementNS(space, 'svg');
  svg.setAttribute('class', 'tour-marker');
  svg.setAttribute('aria-hidden', 'true');
  const ring = document.createElementNS(space, 'rect');
  const line = document.createElementNS(space, 'path');
  svg.append(line, ring);
  // Below the numbers on the neurons, which must stay readable.
  [...stage.querySelectorAll('canvas')].at(-1)?.before(svg);
  return {
    point(plan, spot) {
      const box = boxOf(plan, spot);
      for (const [name, value] of Object.entries({ x: box.x, y: box.y, width: box.width, height: box.height, rx: Math.min(12, box.height / 2) })) {
        ring.setAttribute(name, String(value));
      }
      const way = wayDown(plan, spot, box);
      line.setAttribute('d', `M${way.from.x} ${way.from.y}H${way.x}V${stage.clientHeight + 4}`);
      return way.x;
    },
    remove: () => svg.remove(),
  };
}

/** What the ring goes around. @param {Plan} plan @param {Spot} spot */
function boxOf(plan, { at, layer, unit }) {
  const own = plan.neurons.filter((neuron) => neuron.layer === layer);
  // A unit that is folded away is stood for by the last one drawn.
  const neuron = plan.neuron(layer, unit) ?? own[own.length - 1];
  const half = neuron.size / 2;
  if (at === 'layer') {
    const top = Math.min(...own.map(({ y, size }) => y - size / 2)) - gap;
    const bottom = plan.columns[layer].bottom + gap + (plan.columns[layer].folded > 0 ? 20 : 0);
    return { x: neuron.x - half - gap, y: top, width: 2 * (half + gap), height: bottom - top };
  }
  if (at === 'bias') return { x: neuron.x - half - 8, y: neuron.y + half - 10, width: 18, height: 18 };
  return { x: neuron.x - half - gap, y: neuron.y - half - gap, width: 2 * (half + gap), height: 2 * (half + gap) };
}

/**
 * @param {Plan} plan @param {Spot} spot @param {{ x: number, y: number, width: number, height: number }} box
 * @returns {{ from: { x: number, y: number }, x: number }}
 */
function wayDown(plan, { at, layer }, box) {
  const middle = box.x + box.width / 2;
  if (at === 'layer') return { from: { x: middle, y: box.y + box.height }, x: middle };
  // On the side where there is room: to the left of the last column, and of what comes in from the left.
  const left = layer === plan.columns.length - 1 || at === 'bias' || at === 'weights';
  const from = { x: left ? box.x : box.x + box.width, y: box.y + box.height / 2 };
  return { from, x: from.x + (left ? -aside.left : aside.right) };
}

/** Whether there are weights drawn as links. @param {import('../../../playground/types.js').Layer[]} layers @param {number} layer */
export const hasLinks = (layers, layer) => layer > 0 && !(layer === 1 && isImage(layers[0]));
