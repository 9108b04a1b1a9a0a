/**
 * @file Dragging the lines of a board (sorter.js) with a mouse, a pen, or a finger at the line's grip. While one is
 * carried, a gap shows where it would come to stand, and how far it would be indented.
 */

import { h } from '../../ui/dom.js';

/** Pixels after which a press is a drag. */
const slack = 5;

/**
 * @param {object} options
 * @param {HTMLElement} options.element the board
 * @param {HTMLElement} options.programList
 * @param {(at: number, place: { index: number, level: number } | null) => void} options.drop null: outside the program
 * @returns {() => void} stops listening
 */
export function dragLines({ element, programList, drop }) {
  const gap = h('li', { class: 'sort-gap', 'aria-hidden': 'true' });
  /** @type {{ line: HTMLElement, pointer: number, x: number, y: number, rect: DOMRect, moving: boolean, place: { index: number, level: number } | null } | null} */
  let held = null;

  /** @param {PointerEvent} event */
  function begin(event) {
    const target = /** @type {Element} */ (event.target);
    const line = /** @type {HTMLElement | null} */ (target.closest('.sort-line'));
    if (!line || held || event.button !== 0 || target.closest('.sort-tools')) return;
    if (event.pointerType === 'touch' && !target.closest('.sort-grip')) return; // a finger elsewhere scrolls the page
    held = { line, pointer: event.pointerId, x: event.clientX, y: event.clientY, rect: line.getBoundingClientRect(), moving: false, place: null };
    document.addEventListener('pointermove', move);
    document.addEventListener('pointerup', end);
    document.addEventListener('pointercancel', cancel);
    document.addEventListener('keydown', onKey, true);
  }

  /** @param {PointerEvent} event */
  function move(event) {
    if (!held || event.pointerId !== held.pointer) return;
    const [dx, dy] = [event.clientX - held.x, event.clientY - held.y];
    if (!held.moving && Math.hypot(dx, dy) < slack) return;
    event.preventDefault();
    const { line, rect } = held;
    if (!held.moving) {
      held.moving = true;
      element.classList.add('sort-dragging');
      line.classList.add('sort-carried');
      line.style.width = `${rect.width}px`;
    }
    line.style.left = `${rect.left + dx}px`;
    line.style.top = `${rect.top + dy}px`;
    held.place = placeAt(rect.left + dx, event.clientY);
    show(held.place);
  }

  /** Where a line would come to stand. @param {number} left edge of the carried line @param {number} y of the pointer */
  function placeAt(left, y) {
    const area = programList.getBoundingClientRect();
    if (y < area.top - 24 || y > area.bottom + 12) return null;
    const others = [...programList.querySelectorAll('.sort-line:not(.sort-carried)')];
    const index = others.filter((each) => {
      const { top, bottom } = each.getBoundingClientRect();
      return y > (top + bottom) / 2;
    }).length;
    const step = parseFloat(getComputedStyle(element).getPropertyValue('--step'));
    return { index, level: Math.max(0, Math.round((left - area.left) / step)) };
  }

  /** @param {{ index: number, level: number } | null} place */
  function show(place) {
    if (!place) {
      gap.remove();
      return;
    }
    gap.style.setProperty('--level', String(place.level));
    const others = [...programList.querySelectorAll('.sort-line:not(.sort-carried)')];
    programList.insertBefore(gap, others[place.index] ?? null);
  }

  /** @param {PointerEvent} event */
  function end(event) {
    if (!held || event.pointerId !== held.pointer) return;
    const { line, moving, place } = held;
    letGo();
    if (!moving) return;
    // The click that follows a drag is none.
    line.addEventListener('click', swallow, { capture: true, once: true });
    setTimeout(() => line.removeEventListener('click', swallow, { capture: true }));
    drop(Number(line.dataset.at), place);
  }

  /** @param {Event} event */
  function swallow(event) {
    event.preventDefault();
    event.stopPropagation();
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    if (event.key !== 'Escape' || !held?.moving) return;
    swallow(event);
    letGo();
  }

  const cancel = () => letGo();

  function letGo() {
    if (!held) return;
    const { line } = held;
    held = null;
    gap.remove();
    element.classList.remove('sort-dragging');
    line.classList.remove('sort-carried');
    for (const name of ['left', 'top', 'width']) line.style.removeProperty(name);
    document.removeEventListener('pointermove', move);
    document.removeEventListener('pointerup', end);
    document.removeEventListener('pointercancel', cancel);
    document.removeEventListener('keydown', onKey, true);
  }

  element.addEventListener('pointerdown', begin);
  return () => {
    letGo();
    element.removeEventListener('pointerdown', begin);
  };
}
