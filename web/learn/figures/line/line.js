/**
 * @file Where the decision line of a neuron lies in the plane, and which neuron has a line that was dragged somewhere:
 * geometry of the drawing, nothing else. Places are in the data's coordinates.
 */

/** @typedef {{ w1: number, w2: number, b: number }} Neuron weighted sum w1·x1 + w2·x2 + b */
/** @typedef {{ x: number, y: number }} Place */
/**
 * @typedef {object} Line
 * @property {Place} middle the place on it nearest to the centre, kept in sight @property {Place} grip another place on it, to turn it by
 * @property {Place} toward direction of growing sums, of length 1
 */

const inside = 0.9;

/** @param {Neuron} neuron @param {number} range half the side of the plane @returns {Line | null} null where both weights are nothing */
export function lineOf({ w1, w2, b }, range) {
  const size = Math.hypot(w1, w2);
  if (size < 0.005) return null;
  const toward = { x: w1 / size, y: w2 / size };
  const away = Math.max(-inside * range, Math.min(inside * range, -b / size));
  const middle = { x: toward.x * away, y: toward.y * away };
  const grips = [1, -1].map((side) => ({ x: middle.x - side * toward.y * 0.6 * range, y: middle.y + side * toward.x * 0.6 * range }));
  // The one that is in the picture; of two, always the same side of the neuron, so that it does not jump.
  const shown = grips.find(({ x, y }) => Math.max(Math.abs(x), Math.abs(y)) <= inside * range) ?? grips[0];
  return { middle, grip: shown, toward };
}

/** A place beside the line's middle. @param {Line} line @param {number} step in the direction of growing sums @returns {Place} */
export const along = ({ middle, toward }, step) => ({ x: middle.x + toward.x * step, y: middle.y + toward.y * step });

/** The neuron of the same weights whose line goes through a place. @param {Neuron} neuron @param {Place} at @returns {Neuron} */
export const moved = ({ w1, w2 }, { x, y }) => ({ w1, w2, b: -(w1 * x + w2 * y) });

/**
 * The neuron whose line turns about its middle until it goes through a place. Its weights keep their size.
 * @param {Neuron} neuron @param {Place} at @param {number} range @returns {Neuron | null} null too near to the middle to tell
 */
export function turned(neuron, at, range) {
  const line = lineOf(neuron, range);
  if (!line) return null;
  const { middle, grip, toward } = line;
  const [dx, dy] = [at.x - middle.x, at.y - middle.y];
  const length = Math.hypot(dx, dy);
  if (length < range / 100) return null;
  const size = Math.hypot(neuron.w1, neuron.w2);
  // The grip lies to one side of the direction; it stays there.
  const side = Math.sign((grip.y - middle.y) * toward.x - (grip.x - middle.x) * toward.y);
  const [w1, w2] = [(side * dy * size) / length, (-side * dx * size) / length];
  return { w1, w2, b: -(w1 * middle.x + w2 * middle.y) };
}
