import { h, setText } from '../ui/dom.js';
import { brief, count } from '../ui/format.js';
import { ticks } from '../ui/ticks.js';

/**
 * @file The learning rate over the steps as a curve, with the present step marked. The engine computes every rate;
 * here it is asked for them while the panel around the curve is open.
 *
 * @typedef {import('./types.js').Opened} Opened
 */

const width = 288;
const height = 128;
const box = { left: 2, right: width - 6, top: 22, bottom: height - 20 };
/** Points of the curve: one for every other pixel. */
const points = 145;
/** A rate this small a part of the first one is as good as none: there an endless curve is cut off. */
const faded = 0.01;
const longest = 1_000_000;

/** @param {string} tag @param {Record<string, string | number>} attributes @param {...(SVGElement | string)} children */
function s(tag, attributes, ...children) {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}

/** @param {(span: number, count: number) => Promise<Float64Array>} rates */
export function scheduleCurve(rates) {
  const line = s('path', { class: 'curve' });
  const dot = s('circle', { r: 4, class: 'here' });
  const mark = s('path', { class: 'mark' });
  const axis = s('g', { class: 'axis' });
  const svg = s('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img' }, axis, mark, line, dot);
  const now = h('p', { class: 'help' });
  const element = h('figure', { class: 'schedule-curve' });
  element.append(svg, now);
  /** @type {Opened | null} */
  let opened = null;
  let asked = 0;
  let span = 0;
  let most = 0;
  let at = { step: 0, rate: 0 };

  /** @param {number} step */
  const xOf = (step) => box.left + (step / span) * (box.right - box.left);
  /** @param {number} rate */
  const yOf = (rate) => box.bottom - (most > 0 ? rate / most : 0) * (box.bottom - box.top);

  /** How many steps the curve should show: all that happens, and a little of what comes after. @param {Opened} of */
  async function spanOf({ values }) {
    const least = at.step > span && span > 0 ? 1.5 * at.step : at.step;
    if (values.schedule === 'step') return Math.max(6 * Number(values.every), least);
    if (values.schedule !== 'exponential') return Math.max(1.25 * Number(values.horizon), least);
    let end = 16;
    for (; end < longest; end *= 2) {
      const [first, last] = await rates(end, 2);
      if (!(last > first * faded)) break;
    }
    return Math.max(end, least);
  }

  async function draw() {
    const turn = (asked += 1);
    if (!opened) return;
    const next = Math.ceil(await spanOf(opened));
    const curve = await rates(next, points);
    if (turn !== asked) return;
    span = next;
    most = curve.reduce((a, b) => Math.max(a, b), 0);
    line.setAttribute('d', Array.from(curve, (rate, i) => `${i ? 'L' : 'M'}${xOf((i / (points - 1)) * span).toFixed(1)} ${yOf(rate).toFixed(1)}`).join(''));
    const lines = ticks(span, 3, 1).values.map((step) => {
      const anchor = step === 0 ? 'start' : xOf(step) > box.right - 24 ? 'end' : 'middle';
      return s('text', { x: Math.min(xOf(step), width), y: height - 4, 'text-anchor': anchor }, step === 0 ? 'step 0' : count(step));
    });
    axis.replaceChildren(
      s('path', { d: `M${box.left} ${box.bottom + 0.5}H${box.right}M${box.left} ${box.top - 0.5}H${box.right}` }),
      s('text', { x: box.left, y: box.top - 7 }, `rate ${brief(most, 3)}`),
      ...lines,
    );
    svg.setAttribute('aria-label', `Learning rate over ${count(span)} steps: ${brief(curve[0], 3)} at first, ${brief(most, 3)} at most, ${brief(curve[points - 1], 3)} in the end.`);
    place();
  }

  function place() {
    if (span === 0) return;
    const x = Math.min(box.right, xOf(at.step));
    dot.setAttribute('cx', String(x));
    dot.setAttribute('cy', String(yOf(Math.min(at.rate, most))));
    mark.setAttribute('d', `M${x} ${box.top}V${box.bottom}`);
    setText(now, `Step ${count(at.step)}: ${brief(at.rate)}`);
  }

  return {
    element,
    /** Draws the curve of a run. That the engine is lost is told elsewhere. @param {Opened} of @param {{ step: number, rate: number }} now */
    open(of, now) {
      opened = of;
      at = now;
      return draw().catch(() => {});
    },
    /** @param {{ step: number, rate: number }} frame */
    show({ step, rate }) {
      if (step === at.step && rate === at.rate) return;
      at = { step, rate };
      if (opened && step > span) void draw().catch(() => {});
      else place();
    },
  };
}
