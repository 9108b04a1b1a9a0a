import { parameterOf, sameItem } from './names.js';

/**
 * The links of the network as strokes: width and opacity carry the size of a weight, a dash its sign. With
 * marks upon them (`Page.network.mark`) they step back behind what the marks say, which differs by pattern
 * as well as colour.
 * @typedef {import('./geometry.js').Plan} Plan
 * @typedef {import('./types.js').Item} Item
 * @typedef {import('./types.js').LinkMark} LinkMark
 *
 * @typedef {object} LinkState
 * @property {Plan} scene
 * @property {import('./types.js').Layer[]} layers
 * @property {Float32Array} values the parameters
 * @property {Record<string, string>} css colours
 * @property {number} slim factor on every width: less on a narrow stage
 * @property {Item | null} pointed @property {Item | null} selected
 * @property {((parameter: number) => LinkMark | null) | null} marks
 */

const dash = [8, 3.5];

/** How a mark looks: its token, its dash and how thick it is. @type {Record<string, { dash: number[], width: number }>} */
const patterns = {
  good: { dash: [], width: 1.4 },
  warn: { dash: [2, 4], width: 2.6 },
  bad: { dash: [10, 3, 2, 3], width: 3.4 },
  positive: { dash: [], width: 2 },
  negative: { dash: [8, 3.5], width: 2 },
};

/** @param {CanvasRenderingContext2D} context @param {LinkState} state */
export function drawLinks(context, state) {
  const { scene, values, css, slim, pointed, selected, marks } = state;
  const fade = pointed?.kind === 'weight' ? 0.5 : 0.22;
  const ground = marks ? 0.25 : 1;
  context.lineCap = 'butt';
  // Weights of both signs together: no colour, and no dash.
  context.strokeStyle = css.edge;
  context.lineWidth = 2.2 * slim;
  for (const link of scene.links) {
    if (!link.bundle) continue;
    context.globalAlpha = ground * 0.4 * (belongs(pointed, link) ? 1 : fade);
    context.stroke(link.path);
  }
  // One pass for each sign: the dash of negative weights is then set once.
  for (const negative of [false, true]) {
    context.strokeStyle = negative ? css.negative : css.positive;
    context.setLineDash(negative ? dash : []);
    for (const link of scene.links) {
      const value = values[link.parameter];
      if (value < 0 !== negative || !Number.isFinite(value)) continue;
      const size = Math.abs(value);
      context.globalAlpha = ground * (0.12 + (0.52 * size) / (size + 1.1)) * (belongs(pointed, link) ? 1 : fade);
      context.lineWidth = (0.5 + (4.2 * size) / (size + 2.6)) * slim;
      context.stroke(link.path);
    }
  }
  if (marks) drawMarks(context, state, marks);
  for (const item of [selected, pointed]) {
    if (item?.kind === 'weight') emphasise(context, state, item);
  }
  context.setLineDash([]);
  context.globalAlpha = 1;
}

/** Whether a link belongs to what is pointed at; nothing pointed at means that all do. @param {Item | null} pointed @param {import('./geometry.js').Link} link */
function belongs(pointed, link) {
  if (!pointed) return true;
  if (pointed.kind === 'weight') return link.layer === pointed.layer && link.unit === pointed.unit && link.input === pointed.input;
  if (pointed.kind === 'layer') return link.layer === pointed.layer;
  return (link.layer === pointed.layer && link.unit === pointed.unit) || (link.layer === pointed.layer + 1 && link.input === pointed.unit);
}

/** @param {CanvasRenderingContext2D} context @param {LinkState} state @param {(parameter: number) => LinkMark | null} marks */
function drawMarks(context, { scene, css, slim }, marks) {
  for (const link of scene.links) {
    const mark = link.bundle ? null : marks(link.parameter);
    if (!mark) continue;
    const pattern = patterns[mark.colour] ?? patterns.good;
    context.globalAlpha = mark.alpha ?? 1;
    context.strokeStyle = css[mark.colour] ?? mark.colour;
    context.setLineDash(pattern.dash);
    context.lineWidth = (mark.width ?? pattern.width) * slim;
    context.stroke(link.path);
    if (mark.dot !== undefined) drawDot(context, link.trail, mark.dot);
  }
}

/** A dot on its way along a link, in the link's colour. @param {CanvasRenderingContext2D} context @param {Float32Array} trail @param {number} share */
function drawDot(context, trail, share) {
  const pieces = trail.length / 2 - 1;
  const at = Math.min(pieces - 1, Math.floor(share * pieces));
  const part = share * pieces - at;
  const [x0, y0, x1, y1] = trail.subarray(2 * at, 2 * at + 4);
  context.beginPath();
  context.arc(x0 + (x1 - x0) * part, y0 + (y1 - y0) * part, 4, 0, 7);
  context.fillStyle = context.strokeStyle;
  context.fill();
}

/** @param {CanvasRenderingContext2D} context @param {LinkState} state @param {Item} item */
function emphasise(context, { scene, layers, values, css, selected }, item) {
  const at = parameterOf(layers, item);
  const link = scene.links.find(({ parameter }) => parameter === at);
  if (!link) return;
  const size = Math.abs(values[at]);
  const thick = 0.5 + (4.2 * size) / (size + 2.6);
  context.globalAlpha = 1;
  context.setLineDash([]);
  context.strokeStyle = sameItem(item, selected) ? css.accent : css.ink;
  context.lineWidth = thick + 4.5;
  context.stroke(link.path);
  context.strokeStyle = css.paper;
  context.lineWidth = thick + 2;
  context.stroke(link.path);
  context.setLineDash(values[at] < 0 ? dash : []);
  context.strokeStyle = values[at] < 0 ? css.negative : css.positive;
  context.lineWidth = Math.max(1.5, thick);
  context.stroke(link.path);
}
