/**
 * A mark of its own for each class: whoever does not tell the colours apart tells the shapes. A square and a
 * disc come first, as they stand for the two classes of most data sets.
 */

/** Corners around (0, 0) where a disc of the same weight has radius 1; none for the disc itself. @type {[number, number][][]} */
const outlines = [
  polygon([0.88, 0.88], [-0.88, 0.88], [-0.88, -0.88], [0.88, -0.88]),
  [],
  regular(3, 1.35, -90),
  regular(4, 1.28, 0),
  cross(0),
  regular(3, 1.35, 90),
  star(5, 1.45, 0.62),
  cross(45),
  polygon([1.3, 0.55], [-1.3, 0.55], [-1.3, -0.55], [1.3, -0.55]),
  polygon([0.55, 1.3], [-0.55, 1.3], [-0.55, -1.3], [0.55, -1.3]),
];

/** What the shapes are called. */
export const shapeNames = ['square', 'circle', 'triangle', 'diamond', 'plus', 'triangle pointing down', 'star', 'cross', 'bar', 'upright bar'];

/**
 * Adds a class's outline to the context's path.
 * @param {CanvasRenderingContext2D} context @param {number} shape class @param {number} x @param {number} y @param {number} radius
 */
export function traceShape(context, shape, x, y, radius) {
  const corners = outlines[shape % outlines.length];
  if (corners.length === 0) context.arc(x, y, radius, 0, 7);
  corners.forEach(([dx, dy], i) => {
    if (i === 0) context.moveTo(x + dx * radius, y + dy * radius);
    else context.lineTo(x + dx * radius, y + dy * radius);
  });
  context.closePath();
}

/** A class's mark for text: as high as the letters, in the class's colour. @param {number} shape */
export function shapeIcon(shape) {
  const space = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(space, 'svg');
  svg.setAttribute('viewBox', '-1.6 -1.6 3.2 3.2');
  svg.setAttribute('class', 'shape');
  svg.setAttribute('aria-hidden', 'true');
  const corners = outlines[shape % outlines.length];
  const path = document.createElementNS(space, corners.length ? 'polygon' : 'circle');
  if (corners.length) path.setAttribute('points', corners.map((point) => point.join(',')).join(' '));
  else path.setAttribute('r', '1');
  path.style.fill = `var(--class-${shape % outlines.length})`;
  svg.append(path);
  return svg;
}

/** @param {...[number, number]} corners */
function polygon(...corners) {
  return corners;
}

/** @param {number} count @param {number} radius @param {number} degrees where the first corner stands @returns {[number, number][]} */
function regular(count, radius, degrees) {
  return Array.from({ length: count }, (_, i) => at(radius, degrees + (360 * i) / count));
}

/** @param {number} count @param {number} outer @param {number} inner @returns {[number, number][]} */
function star(count, outer, inner) {
  return Array.from({ length: 2 * count }, (_, i) => at(i % 2 ? inner : outer, -90 + (180 * i) / count));
}

/** @param {number} degrees how far it is turned @returns {[number, number][]} */
function cross(degrees) {
  const arm = 1.35;
  const half = 0.42;
  /** @type {[number, number][]} */
  const corners = [[half, -arm], [half, -half], [arm, -half], [arm, half], [half, half], [half, arm], [-half, arm], [-half, half], [-arm, half], [-arm, -half], [-half, -half], [-half, -arm]];
  const [c, s] = at(1, degrees);
  return corners.map(([x, y]) => [c * x - s * y, s * x + c * y]);
}

/** @param {number} radius @param {number} degrees @returns {[number, number]} */
function at(radius, degrees) {
  const angle = (degrees * Math.PI) / 180;
  return [radius * Math.cos(angle), radius * Math.sin(angle)];
}
