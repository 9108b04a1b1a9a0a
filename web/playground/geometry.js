/**
 * Where the parts of the network stand on the stage: screen geometry only.
 *
 * @typedef {import('./types.js').Layer} Layer
 *
 * @typedef {object} Neuron
 * @property {number} layer @property {number} unit
 * @property {number} x centre @property {number} y centre @property {number} size side of its box
 * @property {number} field index among all neurons of the network, shown or not
 * @property {number} bias index of its parameter, −1 for inputs
 *
 * @typedef {object} Link
 * @property {number} layer of the neuron it leads to @property {number} unit @property {number} input
 * @property {number} parameter index of its weight
 * @property {Path2D} path @property {Float32Array} trail points on the curve, x y x y …
 * @property {boolean} [bundle] it stands for the weights of all pixels of an image: parameter is −1
 *
 * @typedef {object} Column
 * @property {number} layer @property {number} x @property {number} folded how many units are not drawn
 * @property {number} bottom below its last neuron
 *
 * @typedef {object} Plan
 * @property {Column[]} columns @property {Neuron[]} neurons @property {Link[]} links
 * @property {number} pitch distance of columns
 * @property {(layer: number, unit: number) => Neuron | undefined} neuron
 */

const samples = 20;

/** Units drawn per layer where they hold images, which must be large enough to be seen: all ten digits are. */
export const mostWithImages = 10;

/** Whether a table of so many columns is shown as a plane. @param {number} columns */
export const isPlane = (columns) => columns === 2;

/** Whether a layer is an image: all pixels are inputs, and one tile stands for them. @param {Layer} layer */
export const isImage = ({ labels }) => labels?.length === 0;

/**
 * @param {Layer[]} layers
 * @param {number} width @param {number} height CSS pixels
 * @param {number} most units drawn per layer; the rest is folded
 * @returns {Plan}
 */
export function plan(layers, width, height, most) {
  const narrow = width < 480;
  const image = isImage(layers[0]);
  const limit = image ? Math.min(most, mostWithImages) : most;
  const shownUnits = layers.map(({ units }, l) => (l === 0 && image ? 1 : units > limit ? limit - 1 : units));
  const rows = Math.max(...layers.map(({ units }, l) => (l === 0 && image ? 1 : Math.min(units, limit))));
  const gap = Math.min(58, (height - 16) / rows);
  const size = Math.max(12, Math.min(image ? 48 : 42, gap - (gap > 34 && !image ? 10 : 5)));
  const outputs = layers[layers.length - 1].units;
  const last = outputs === 1 ? Math.min(56, size * 1.4) : size;
  const first = image ? (narrow ? 56 : 96) : size;
  const left = (image ? 4 : roomForLabels(layers[0], narrow)) + first / 2;
  // Beside several outputs stand the marks of their classes, or the digits.
  const right = width - (image ? 26 : outputs === 1 ? 10 : 36) - last / 2;
  const pitch = (right - left) / (layers.length - 1);
  let field = 0;
  /** @type {Map<string, Neuron>} */
  const byPlace = new Map();
  /** @type {Column[]} */
  const columns = [];
  layers.forEach((layer, l) => {
    const shown = shownUnits[l];
    const slots = layer.units > limit && !(l === 0 && image) ? shown + 1 : shown;
    const step = Math.min(layer.units === 1 ? gap : 58, (height - 16) / slots, gap * 1.25);
    const x = left + l * pitch;
    let bottom = 0;
    for (let u = 0; u < shown; u += 1) {
      const y = height / 2 + (u - (slots - 1) / 2) * step;
      const side = l === layers.length - 1 ? last : l === 0 ? first : size;
      byPlace.set(`${l} ${u}`, { layer: l, unit: u, x, y, size: side, field: field + u, bias: l === 0 ? -1 : layer.biases + u });
      bottom = y + side / 2;
    }
    columns.push({ layer: l, x, folded: l === 0 && image ? 0 : layer.units - shown, bottom });
    field += layer.units;
  });
  /** @param {number} layer @param {number} unit */
  const neuron = (layer, unit) => byPlace.get(`${layer} ${unit}`);
  return { columns, neurons: [...byPlace.values()], links: links(layers, shownUnits, neuron), pitch, neuron };
}

/** Beside the inputs stand their names; the columns of a table may have long ones. @param {Layer} inputs @param {boolean} narrow */
function roomForLabels({ labels = [] }, narrow) {
  const longest = labels.reduce((most, { length }) => Math.max(most, length), 0);
  return longest > 4 ? Math.min(narrow ? 76 : 140, 22 + 7 * longest) : narrow ? (longest > 2 ? 38 : 30) : 46;
}

/** @param {Layer[]} layers @param {number[]} shown @param {Plan['neuron']} neuron */
function links(layers, shown, neuron) {
  /** @type {Link[]} */
  const list = [];
  for (let l = 1; l < layers.length; l += 1) {
    for (let unit = 0; unit < shown[l]; unit += 1) {
      for (let input = 0; input < shown[l - 1]; input += 1) {
        const from = neuron(l - 1, input);
        const to = neuron(l, unit);
        if (!from || !to) continue;
        if (l === 1 && isImage(layers[0])) {
          // Bundles leave the image along its edge, in the order of the units they lead to.
          const spread = ((unit + 0.5) / shown[1] - 0.5) * 0.8 * from.size;
          list.push({ layer: l, unit, input, parameter: -1, bundle: true, ...bend(from.x + from.size / 2, from.y + spread, to.x - to.size / 2, to.y) });
          continue;
        }
        const curve = bend(from.x + from.size / 2, from.y, to.x - to.size / 2, to.y);
        list.push({ layer: l, unit, input, parameter: layers[l].weights + unit * layers[l].inputs + input, ...curve });
      }
    }
  }
  return list;
}

/** A level curve between two points. @param {number} x0 @param {number} y0 @param {number} x1 @param {number} y1 */
function bend(x0, y0, x1, y1) {
  const reach = (x1 - x0) * 0.42;
  const path = new Path2D();
  path.moveTo(x0, y0);
  path.bezierCurveTo(x0 + reach, y0, x1 - reach, y1, x1, y1);
  const trail = new Float32Array(2 * (samples + 1));
  for (let i = 0; i <= samples; i += 1) {
    const t = i / samples;
    const s = 1 - t;
    const [a, b, c, d] = [s * s * s, 3 * s * s * t, 3 * s * t * t, t * t * t];
    trail[2 * i] = a * x0 + b * (x0 + reach) + c * (x1 - reach) + d * x1;
    trail[2 * i + 1] = (a + b) * y0 + (c + d) * y1;
  }
  return { path, trail };
}

/**
 * What lies under a point: a neuron's box, else the nearest link within reach.
 * @param {Plan} scene @param {number} x @param {number} y @param {number} reach CSS pixels
 * @returns {import('./types.js').Item | null}
 */
export function hit(scene, x, y, reach) {
  for (const { layer, unit, x: cx, y: cy, size } of scene.neurons) {
    if (Math.abs(x - cx) <= size / 2 + 3 && Math.abs(y - cy) <= size / 2 + 3) return { kind: 'neuron', layer, unit, input: 0 };
  }
  let best = reach * reach;
  /** @type {Link | null} */
  let nearest = null;
  for (const link of scene.links) {
    const { trail } = link;
    if (x < trail[0] || x > trail[2 * samples]) continue;
    // The trail runs from left to right: only the piece around x can be near.
    let i = 1;
    while (i < samples && trail[2 * i] < x) i += 1;
    const distance = toSegment(x, y, trail[2 * i - 2], trail[2 * i - 1], trail[2 * i], trail[2 * i + 1]);
    if (distance < best) {
      best = distance;
      nearest = link;
    }
  }
  if (nearest?.bundle) return { kind: 'neuron', layer: nearest.layer, unit: nearest.unit, input: 0 };
  return nearest && { kind: 'weight', layer: nearest.layer, unit: nearest.unit, input: nearest.input };
}

/** Squared distance of a point from a piece of line. @param {number} x @param {number} y @param {number} ax @param {number} ay @param {number} bx @param {number} by */
function toSegment(x, y, ax, ay, bx, by) {
  const [dx, dy] = [bx - ax, by - ay];
  const along = dx * dx + dy * dy || 1;
  const t = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / along));
  return (x - ax - t * dx) ** 2 + (y - ay - t * dy) ** 2;
}

/** Where a link may be labelled: near its end, where links of one neuron fan out. @param {Link} link */
export function anchor(link) {
  return { x: link.trail[samples], y: link.trail[samples + 1] };
}
