/** @file A handle on a drawing: dragged by the hand, moved by the arrow keys. */

import { h } from '../../../ui/dom.js';

/** @typedef {import('./line.js').Place} Place */

/** The direction of an arrow key. @param {KeyboardEvent} event @returns {Place | null} */
export function arrowStep({ key, ctrlKey, metaKey, altKey }) {
  if (ctrlKey || metaKey || altKey) return null;
  const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowDown: [0, -1], ArrowUp: [0, 1] };
  const step = steps[/** @type {keyof typeof steps} */ (key)];
  return step ? { x: step[0], y: step[1] } : null;
}

/**
 * @param {object} options
 * @param {string} options.label @param {(at: Place) => void} options.onDrag
 * @param {(event: KeyboardEvent) => boolean} options.onKey whether it was one of its keys
 */
export function handle({ label, onDrag, onKey }) {
  const element = h('button', { type: 'button', class: 'handle', 'aria-label': `${label}: arrow keys`, title: label });
  element.addEventListener('keydown', (event) => {
    if (onKey(event)) event.preventDefault();
  });
  return {
    element,
    /** @param {{ x: number, y: number }} spot in CSS pixels of the drawing */
    put({ x, y }) {
      element.style.left = `${x}px`;
      element.style.top = `${y}px`;
    },
    /** @param {{ locate: (event: PointerEvent) => Place }} plane it is on */
    hold({ locate }) {
      element.addEventListener('pointerdown', (event) => {
        if (event.button === 0) element.setPointerCapture(event.pointerId);
      });
      element.addEventListener('pointermove', (event) => {
        if (element.hasPointerCapture(event.pointerId)) onDrag(locate(event));
      });
    },
  };
}
