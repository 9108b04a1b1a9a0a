/** @file The first scenes: the examples, and one neuron: weights, sum, curve. Each is a picture of its share p that has passed. */

import { between, part } from './brush.js';
import { reach } from './record.js';
import { kinds, number } from './words.js';

/** @typedef {import('./brush.js').Brush} Brush */
/** @typedef {import('./record.js').Made} Made */

/**
 * All dots on a square, as many of them as have come.
 * @param {Brush} b @param {Made} made @param {{ x: number, y: number, side: number, share?: number, radius: number }} where middle of the square
 */
export function drawDots(b, { dataset }, { x, y, side, share = 1, radius }) {
  for (let i = 0; i < Math.round(dataset.count * share); i += 1) {
    const at = placeOf(dataset, dataset.x[2 * i], dataset.x[2 * i + 1], { x, y, side });
    b.mark(dataset.y[i], at.x, at.y, radius);
  }
}

/** @param {{ range: number }} dataset @param {number} x1 @param {number} x2 @param {{ x: number, y: number, side: number }} square */
export function placeOf({ range }, x1, x2, { x, y, side }) {
  return { x: x + (x1 / range) * (side / 2), y: y - (x2 / range) * (side / 2) };
}

/** The dot that is followed, ringed. @param {Brush} b @param {Made} made @param {{ x: number, y: number, side: number }} square @param {number} radius */
export function drawChosen(b, { dataset, walk, neuron }, square, radius) {
  const at = placeOf(dataset, neuron.inputs[0], neuron.inputs[1], square);
  b.disc(at.x, at.y, radius * 1.9, b.css.card, b.css.ink);
  b.mark(walk.target, at.x, at.y, radius * 1.1);
  return at;
}

/** @param {Brush} b @param {Made} made @param {number} p */
export function examples(b, made, p) {
  const { narrow, css } = b;
  const square = narrow ? { x: 200, y: 150, side: 290 } : { x: 330, y: b.height / 2, side: 430 };
  b.context.fillStyle = css.card;
  b.context.strokeStyle = css.line;
  b.context.lineWidth = 1;
  b.context.beginPath();
  b.context.roundRect(square.x - square.side / 2, square.y - square.side / 2, square.side, square.side, 10);
  b.context.fill();
  b.context.stroke();
  drawDots(b, made, { ...square, share: part(p, -0.2, 0.6), radius: narrow ? 4 : 5.5 });
  const names = narrow ? [{ x: 95, y: 325 }, { x: 95, y: 362 }] : [{ x: 640, y: 150 }, { x: 640, y: 190 }];
  kinds.forEach((name, kind) => {
    b.mark(kind, names[kind].x, names[kind].y, 8);
    b.text(name, names[kind].x + 18, names[kind].y, { align: 'left' });
  });
  b.fade(part(p, 0.62, 0.82), () => {
    const at = drawChosen(b, made, square, narrow ? 6 : 8);
    const words = narrow ? { x: 225, y: 325 } : { x: 640, y: 290 };
    if (!narrow) b.line({ x: at.x + 16, y: at.y }, { x: words.x - 14, y: words.y }, { colour: css.soft, dash: [2, 5] });
    made.neuron.inputs.forEach((value, i) => b.text(`x${'₁₂'[i]} = ${number(value)}`, words.x, words.y + i * (narrow ? 37 : 44), { align: 'left', size: narrow ? 'text' : 'large' }));
  });
}

/** @param {Brush} b @param {Made} made @param {number} p */
export function weights(b, { neuron }, p) {
  const { narrow, css } = b;
  const inputs = narrow ? [{ x: 62, y: 110 }, { x: 62, y: 290 }] : [{ x: 190, y: 125 }, { x: 190, y: 355 }];
  const to = narrow ? { x: 340, y: 200 } : { x: 740, y: 240 };
  const radius = narrow ? 38 : 52;
  const at = (/** @type {{ x: number, y: number }} */ from, /** @type {number} */ share) => ({ x: between(from.x, to.x, share), y: between(from.y, to.y, share) });
  inputs.forEach((from, i) => {
    const weight = neuron.weights[i];
    b.line(from, to, { grown: part(p, 0.18, 0.4), width: 2 + Math.min(10, Math.abs(weight) * 7), colour: b.signColour(weight), dash: weight < 0 ? [12, 7] : [] });
    b.pulse(from, to, part(p, 0.55, 0.74), css.ink);
  });
  inputs.forEach((from, i) => {
    const [weight, product] = [at(from, narrow ? 0.36 : 0.38), at(from, narrow ? 0.7 : 0.72)];
    b.fade(part(p, 0.04 + 0.06 * i, 0.16 + 0.06 * i), () => {
      b.disc(from.x, from.y, radius, css.card, css.edge);
      b.text(number(neuron.inputs[i]), from.x, from.y, { size: narrow ? 'text' : 'large' });
      b.text(`x${'₁₂'[i]}`, from.x, from.y + (i ? 1 : -1) * (radius + 18), { colour: css.soft });
    });
    b.fade(part(p, 0.4, 0.52), () => b.chip(`× ${number(neuron.weights[i])}`, weight.x, weight.y, { bold: true }));
    b.fade(part(p, 0.7, 0.84), () => b.chip(`= ${number(neuron.products[i])}`, product.x, product.y));
  });
  b.disc(to.x, to.y, radius * 1.15, css.card, css.accent);
  b.text('neuron', to.x, to.y, { size: narrow ? 'small' : 'text' });
  b.fade(part(p, 0.4, 0.52), () => {
    const [x, y] = narrow ? [200, 372] : [480, 440];
    b.line({ x: x - 150, y }, { x: x - 110, y }, { width: 4, colour: css.positive });
    b.text('counts for', x - 100, y, { align: 'left', size: 'small', colour: css.soft });
    b.line({ x: x + 20, y }, { x: x + 60, y }, { width: 4, colour: css.negative, dash: [12, 7] });
    b.text('counts against', x + 70, y, { align: 'left', size: 'small', colour: css.soft });
  });
}

/** Bars that begin where the one before ended. @param {Brush} b @param {Made} made @param {number} p */
export function sum(b, { neuron: { products, partial, bias, sum: whole } }, p) {
  const { narrow, css } = b;
  const [left, right] = narrow ? [112, 318] : [300, 720];
  const rows = [
    { name: 'x₁ × weight', value: products[0], from: 0, to: partial[0] },
    { name: 'x₂ × weight', value: products[1], from: partial[0], to: partial[1] },
    { name: 'bias', value: bias, from: partial[1], to: whole },
    { name: 'sum', value: whole, from: 0, to: whole },
  ];
  const low = Math.min(0, ...rows.map(({ to }) => to));
  const high = Math.max(0, ...rows.map(({ to }) => to));
  const at = (/** @type {number} */ value) => left + ((value - low) / (high - low)) * (right - left);
  const y = (/** @type {number} */ i) => (narrow ? 80 : 96) + i * (narrow ? 76 : 88) + (i === 3 ? 14 : 0);
  b.line({ x: at(0), y: y(0) - 40 }, { x: at(0), y: y(3) + 40 }, { colour: css.edge, width: 1 });
  b.text('0', at(0), y(3) + 54, { size: 'small', colour: css.soft });
  rows.forEach(({ name, value, from, to }, i) => {
    const begin = 0.04 + i * 0.2;
    const grown = part(p, begin + 0.04, begin + 0.2);
    const last = i === 3;
    b.fade(part(p, begin, begin + 0.08), () => {
      if (last) b.line({ x: narrow ? 8 : 150, y: y(3) - 46 }, { x: narrow ? 392 : 850, y: y(3) - 46 }, { colour: css.line });
      b.text(name, left - 14, y(i), { align: 'right', size: narrow ? 'small' : 'text', bold: last });
      b.text(number(value), narrow ? 392 : 850, y(i), { align: 'right', size: last && !narrow ? 'large' : 'text', bold: last });
    });
    if (grown > 0) b.bar(at(from), y(i), (at(to) - at(from)) * grown, narrow ? 26 : 32, last ? css.ink : b.signColour(value));
    if (!last) b.line({ x: at(to), y: y(i) + 16 }, { x: at(to), y: y(i + 1) - 16 }, { colour: css.soft, dash: [3, 4], width: 1, grown: part(p, begin + 0.18, begin + 0.24) });
  });
}

/** @param {Brush} b @param {Made} made @param {number} p */
export function curve(b, { curve: { x, y }, neuron: { sum: from, answer } }, p) {
  const { narrow, css, context } = b;
  const [cx, cy, w, h] = narrow ? [200, 195, 360, 330] : [480, 235, 640, 390];
  const at = (/** @type {number} */ sx, /** @type {number} */ sy) => ({ x: cx + (sx / reach) * (w / 2), y: cy - (sy / 1.2) * (h / 2) });
  b.line({ x: cx - w / 2, y: cy }, { x: cx + w / 2, y: cy }, { colour: css.edge, width: 1 });
  b.line({ x: cx, y: cy - h / 2 }, { x: cx, y: cy + h / 2 }, { colour: css.edge, width: 1 });
  for (const level of [-1, 1]) {
    b.line(at(-reach, level), at(reach, level), { colour: css.line, width: 1, dash: [4, 5] });
    b.text(number(level), at(reach, level).x, at(reach, level).y - 14 * level, { size: 'small', colour: css.soft, align: 'right' });
  }
  const drawn = Math.max(2, Math.round(x.length * part(p, 0, 0.35)));
  context.beginPath();
  for (let i = 0; i < drawn; i += 1) {
    const { x: px, y: py } = at(x[i], y[i]);
    if (i) context.lineTo(px, py);
    else context.moveTo(px, py);
  }
  context.lineWidth = 4;
  context.strokeStyle = css.accent;
  context.stroke();
  const [foot, top, end] = [at(from, 0), at(from, answer), at(0, answer)];
  const [up, over] = [part(p, 0.46, 0.62), part(p, 0.66, 0.82)];
  const below = answer >= 0 ? 1 : -1;
  b.fade(part(p, 0.34, 0.44), () => {
    b.line(foot, top, { grown: up, colour: css.ink, dash: [4, 4] });
    b.line(top, end, { grown: over, colour: css.ink, dash: [4, 4] });
    b.disc(foot.x, foot.y, 5, css.ink);
    b.disc(between(top.x, end.x, over), between(foot.y, top.y, up), 8, css.ink, css.card);
    b.chip(`sum ${number(from)}`, foot.x, foot.y + 26 * below, { bold: true });
  });
  b.fade(part(p, 0.78, 0.9), () => b.chip(`answer ${number(answer)}`, end.x - (from >= 0 ? 1 : -1) * (narrow ? 66 : 76), end.y, { bold: true }));
}
