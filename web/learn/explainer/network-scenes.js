/** @file The later scenes: a layer, the network, and how it learns. Each is a picture of its share p that has passed. */

import { count, percent } from '../../ui/format.js';
import { between, part } from './brush.js';
import { drawChosen, drawDots } from './neuron-scenes.js';
import { kinds, number, way } from './words.js';

/** @typedef {import('./brush.js').Brush} Brush */
/** @typedef {import('./brush.js').Place} Place */
/** @typedef {import('./record.js').Made} Made */

/** Where the network stands when all of it is drawn. @param {Brush} b */
function plan({ narrow }) {
  return narrow
    ? { columns: [[{ x: 52, y: 110 }, { x: 52, y: 250 }], [{ x: 180, y: 60 }, { x: 180, y: 180 }, { x: 180, y: 300 }], [{ x: 326, y: 180 }]], node: 60, output: 120 }
    : { columns: [[{ x: 150, y: 140 }, { x: 150, y: 310 }], [{ x: 420, y: 76 }, { x: 420, y: 225 }, { x: 420, y: 374 }], [{ x: 740, y: 225 }]], node: 92, output: 210 };
}

/**
 * Every weight as a line: its colour and dash the sign, its width the size.
 * @param {Made} made @param {Place[][]} columns
 * @param {(link: { layer: number, unit: number, input: number, index: number, from: Place, to: Place }) => void} draw
 */
function eachLink({ layers }, columns, draw) {
  for (let layer = 1; layer < columns.length; layer += 1) {
    const { weights: first = 0, inputs = 0 } = layers[layer];
    columns[layer].forEach((to, unit) => columns[layer - 1].forEach((from, input) => draw({ layer, unit, input, index: first + unit * inputs + input, from, to })));
  }
}

/** @param {Brush} b @param {Made} made @param {Place[][]} columns @param {(layer: number) => number} grown */
function drawLinks(b, made, columns, grown) {
  eachLink(made, columns, ({ layer, index, from, to }) => {
    const weight = made.walk.parameters[index];
    b.line(from, to, { grown: grown(layer), width: 1.5 + Math.min(6, Math.abs(weight) * 4), colour: b.signColour(weight), dash: weight < 0 ? [8, 6] : [] });
  });
}

/** @param {Brush} b @param {Made} made @param {Place[]} places @param {number} radius */
function drawInputs(b, { neuron }, places, radius) {
  places.forEach(({ x, y }, i) => {
    b.disc(x, y, radius, b.css.card, b.css.edge);
    b.text(number(neuron.inputs[i]), x, y, { size: 'small' });
    b.text(`x${'₁₂'[i]}`, x, y + (i ? 1 : -1) * (radius + 15), { size: 'small', colour: b.css.soft });
  });
}

/** The whole network as it stands before any update. @param {Brush} b @param {Made} made @param {number} [output] how far the output's map has come */
function drawNetwork(b, made, output = 1) {
  const { columns, node, output: size } = plan(b);
  const { start } = made;
  drawLinks(b, made, columns, () => 1);
  drawInputs(b, made, columns[0], b.narrow ? 30 : 40);
  columns[1].forEach(({ x, y }, i) => b.map(start.maps[2 + i], x, y, node));
  const [{ x, y }] = columns[2];
  b.disc(x, y, 20, b.css.card, b.css.edge);
  b.fade(output, () => {
    b.map(start.output, x, y, size);
    drawChosen(b, made, { x, y, side: size }, b.narrow ? 5 : 7);
  });
  return { columns, node, size };
}

/** @param {Brush} b @param {Made} made @param {number} p */
export function layer(b, made, p) {
  const { narrow } = b;
  const inputs = narrow ? [{ x: 62, y: 120 }, { x: 62, y: 280 }] : [{ x: 230, y: 150 }, { x: 230, y: 330 }];
  const size = narrow ? 112 : 136;
  const units = [0, 1, 2].map((i) => (narrow ? { x: 240, y: 70 + 130 * i } : { x: 580, y: 86 + 154 * i }));
  drawLinks(b, made, [inputs, units], () => part(p, 0, 0.2));
  drawInputs(b, made, inputs, narrow ? 34 : 44);
  const { start } = made;
  units.forEach(({ x, y }, i) => {
    const begin = 0.15 + 0.2 * i;
    b.disc(x, y, 14, b.css.card, b.css.edge);
    b.fade(part(p, begin, begin + 0.2), () => {
      b.map(start.maps[2 + i], x, y, size);
      drawChosen(b, made, { x, y, side: size }, narrow ? 4 : 5);
      b.text('answer', x + size / 2 + 14, y - 13, { align: 'left', size: 'small', colour: b.css.soft });
      b.text(number(made.walk.layers[0].post[i]), x + size / 2 + 14, y + 11, { align: 'left', bold: true });
    });
  });
}

/** @param {Brush} b @param {Made} made @param {number} p */
export function guess(b, made, p) {
  const { columns, size } = drawNetwork(b, made, part(p, 0.55, 0.72));
  eachLink(made, columns, ({ layer: at, from, to }) => b.pulse(from, to, at === 1 ? part(p, 0.05, 0.28) : part(p, 0.3, 0.55), b.css.ink));
  const [{ x, y }] = columns[2];
  b.fade(part(p, 0.72, 0.86), () => {
    const row = y + size / 2 + (b.narrow ? 34 : 46);
    b.mark(1, x - (b.narrow ? 58 : 74), row, 8);
    b.text(`${kinds[1]}: ${percent(made.walk.output[0])}`, x - (b.narrow ? 44 : 56), row, { align: 'left', bold: true, size: b.narrow ? 'small' : 'text' });
  });
}

/** @param {Brush} b @param {Made} made @param {number} p */
export function loss(b, { walk }, p) {
  const { narrow, css } = b;
  const [left, right, y] = narrow ? [50, 350, 150] : [200, 760, 175];
  const at = (/** @type {number} */ value) => between(left, right, value);
  b.line({ x: left, y }, { x: right, y }, { width: 3, colour: css.edge });
  kinds.forEach((name, kind) => {
    b.mark(kind, at(kind), y, 12);
    b.text(name, at(kind), y + 34);
    b.text(number(kind), at(kind), y + 58, { size: 'small', colour: css.soft });
  });
  const [answer] = walk.output;
  b.bar(at(answer), y, (at(walk.target) - at(answer)) * part(p, 0.4, 0.62), 14, css.bad);
  b.fade(part(p, 0.05, 0.18), () => {
    b.disc(at(walk.target), y, 19, 'transparent', css.ink);
    b.text('truth', at(walk.target), y - 40, { bold: true });
  });
  b.fade(part(p, 0.2, 0.36), () => {
    b.disc(at(answer), y, 9, css.ink, css.card);
    b.text(`guess ${number(answer)}`, at(answer), y - 40, { bold: true });
  });
  b.mark(walk.target, at(walk.target), y, 12);
  b.fade(part(p, 0.66, 0.84), () => b.text(`loss = ${number(walk.loss)}`, b.width / 2, narrow ? 300 : 340, { size: 'large', bold: true, colour: css.bad }));
}

/** @param {Brush} b @param {Made} made @param {number} p */
export function gradient(b, made, p) {
  const { columns } = drawNetwork(b, made);
  const { css, narrow } = b;
  const passed = [0, part(p, 0.45, 0.72), part(p, 0.08, 0.38)];
  eachLink(made, columns, ({ layer: at, from, to }) => b.pulse(to, from, passed[at], css.bad));
  eachLink(made, columns, ({ layer: at, input, index, from, to }) => {
    // Side by side where the lines of the first layer cross.
    const share = at === 2 ? (narrow ? 0.36 : 0.4) : input ? 0.44 : 0.64;
    const place = { x: between(from.x, to.x, share), y: between(from.y, to.y, share) };
    b.fade(at === 2 ? part(p, 0.3, 0.45) : part(p, 0.66, 0.82), () => b.chip(way(made.walk.gradient[index]), place.x, place.y, { colour: css.ink, bold: true }));
  });
  b.fade(part(p, 0.3, 0.45), () => {
    const [x, y, gap] = narrow ? [200, 358, 22] : [740, 390, 30];
    b.text('▲ should grow', x, y, { size: 'small', colour: css.soft });
    b.text('▼ should shrink', x, y + gap, { size: 'small', colour: css.soft });
  });
}

/** Every weight and bias as a knob on a rail. @param {Brush} b @param {Made} made @param {number} p */
export function update(b, { walk, lossAfter }, p) {
  const { narrow, css } = b;
  const { parameters, after } = walk;
  const [left, right, top, bottom] = narrow ? [24, 376, 40, 230] : [130, 830, 50, 290];
  const most = Math.max(...parameters.map(Math.abs), ...after.map(Math.abs)) * 1.1;
  const y = (/** @type {number} */ value) => between((top + bottom) / 2, top, value / most);
  const moved = part(p, 0.2, 0.5);
  b.text('weights and biases', b.width / 2, bottom + (narrow ? 22 : 26), { size: 'small', colour: css.soft });
  b.line({ x: left - 14, y: y(0) }, { x: right + 14, y: y(0) }, { colour: css.line, width: 1 });
  parameters.forEach((value, i) => {
    const x = between(left, right, i / (parameters.length - 1));
    b.line({ x, y: top }, { x, y: bottom }, { colour: css.line, width: 3 });
    b.disc(x, y(value), narrow ? 5 : 6, css.card, css.edge);
    b.line({ x, y: y(value) }, { x, y: y(after[i]) }, { grown: moved, width: 3, colour: css.accent });
    b.disc(x, between(y(value), y(after[i]), moved), narrow ? 6 : 8, css.accent, css.card);
  });
  const [from, to, row] = narrow ? [40, 360, 345] : [280, 680, 410];
  const length = (/** @type {number} */ value) => (value / walk.loss) * (to - from);
  const fallen = part(p, 0.58, 0.8);
  b.bar(from, row, to - from, 18, css.line);
  b.bar(from, row, between(length(walk.loss), length(lossAfter), fallen), 18, css.bad);
  b.text(`loss ${number(walk.loss)}`, from, row - 28, { align: 'left', bold: true });
  b.fade(part(p, 0.72, 0.88), () => b.text(`→ ${number(lossAfter)}`, to, row - 28, { align: 'right', bold: true }));
}

/** @param {Brush} b @param {Made} made @param {number} p */
export function training(b, made, p) {
  const { narrow, css, context } = b;
  const { pictures } = made;
  const last = pictures.length - 1;
  const now = Math.round(last * Math.max(0, Math.min(1, (p - 0.03) / 0.85)));
  const { step, loss: mean, accuracy, maps, output } = pictures[now];
  const square = narrow ? { x: 132, y: 132, side: 250 } : { x: 290, y: b.height / 2, side: 440 };
  b.map(output, square.x, square.y, square.side);
  drawDots(b, made, { ...square, radius: narrow ? 3.4 : 5 });
  const small = narrow ? 78 : 84;
  [0, 1, 2].forEach((i) => b.map(maps[2 + i], narrow ? 330 : 600 + i * 104, narrow ? 46 + i * 86 : 64, small));
  const facts = [['step', count(step)], ['loss', number(mean)], ['right', percent(accuracy)]];
  facts.forEach(([name, value], i) => {
    const x = narrow ? 20 + i * 140 : 558 + i * 110;
    const y = narrow ? 282 : 150;
    b.text(name, x, y, { align: 'left', size: 'small', colour: css.soft });
    b.text(value, x, y + (narrow ? 22 : 26), { align: 'left', bold: true });
  });
  const [left, right, top, bottom] = narrow ? [20, 380, 330, 390] : [558, 850, 230, 440];
  b.line({ x: left, y: bottom }, { x: right, y: bottom }, { colour: css.edge, width: 1 });
  b.text('loss', right, top + 8, { align: 'right', size: 'small', colour: css.soft });
  const most = Math.max(...pictures.map((each) => each.loss));
  const at = (/** @type {number} */ i) => ({ x: between(left, right, i / last), y: between(bottom, top, pictures[i].loss / most) });
  context.beginPath();
  for (let i = 0; i <= now; i += 1) context.lineTo(at(i).x, at(i).y);
  context.lineWidth = 2.5;
  context.strokeStyle = css.bad;
  context.stroke();
  b.disc(at(now).x, at(now).y, 5, css.bad, css.card);
}
