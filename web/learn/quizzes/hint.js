/** @file A hint, shown when one asks for it. */

import { h } from '../../ui/dom.js';
import { rich } from '../page/rich.js';

/** @param {string} html @returns {{ button: HTMLButtonElement, element: HTMLElement }} */
export function hintFor(html) {
  const element = h('div', { class: 'hint', role: 'status' });
  const button = h('button', { type: 'button', class: 'button', 'aria-expanded': 'false', onclick: toggle }, 'Hint');
  function toggle() {
    const open = !element.hasChildNodes();
    element.replaceChildren(...(open ? [h('p', null, rich(html))] : []));
    button.setAttribute('aria-expanded', String(open));
  }
  return { button, element };
}
