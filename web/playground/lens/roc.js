import { sharpCanvas } from '../../ui/canvas.js';
import { h, setText } from '../../ui/dom.js';
import { measure } from '../../ui/format.js';

/**
 * The ROC curve of two classes: for every threshold the share of class 1 that is found against the share of
 * class 0 that is taken for it.
 * @param {() => import('../../ui/palette.js').Palette} palette
 */
export function rocPlot(palette) {
  const canvas = h('canvas', { role: 'img', 'aria-label': 'ROC curve' });
  const words = h('p', { class: 'help' });
  const element = h('div', { class: 'roc' }, canvas, h('div', null, h('h3', null, 'ROC curve'), words));
  /** @type {{ fpr: (number | null)[], tpr: (number | null)[] } | null} */
  let curve = null;
  let side = 0;
  const context = sharpCanvas(canvas, (width) => {
    side = width;
    draw();
  });

  function draw() {
    if (side === 0) return;
    const { css } = palette();
    const inset = 6;
    const span = side - 2 * inset;
    /** @param {number} share */
    const xOf = (share) => inset + share * span;
    /** @param {number} share */
    const yOf = (share) => side - inset - share * span;
    context.clearRect(0, 0, side, side);
    context.strokeStyle = css.line;
    context.lineWidth = 1;
    context.strokeRect(inset + 0.5, inset + 0.5, span - 1, span - 1);
    context.setLineDash([3, 3]);
    context.strokeStyle = css.edge;
    context.beginPath();
    context.moveTo(xOf(0), yOf(0));
    context.lineTo(xOf(1), yOf(1));
    context.stroke();
    context.setLineDash([]);
    if (!curve) return;
    context.strokeStyle = css.accent;
    context.lineWidth = 2;
    context.lineJoin = 'round';
    context.beginPath();
    curve.fpr.forEach((fpr, i) => {
      const tpr = curve?.tpr[i];
      if (fpr !== null && tpr !== null && tpr !== undefined) context.lineTo(xOf(fpr), yOf(tpr));
    });
    context.stroke();
  }

  return {
    element,
    draw,
    /** @param {{ fpr: (number | null)[], tpr: (number | null)[] }} next @param {number | null} auc */
    set(next, auc) {
      curve = next;
      const area = auc === null ? 'It needs points of both classes.' : `The area below it is ${measure(auc)}; 0.5 is chance, 1 perfect.`;
      setText(words, `Across: class 0 taken for class 1. Upwards: class 1 found. ${area}`);
      canvas.setAttribute('aria-label', `ROC curve. ${area}`);
      draw();
    },
  };
}
