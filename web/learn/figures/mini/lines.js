/** @file Words on the left that look, words on the right that are looked at, and lines between them as wide as the weights. */

import { h } from '../../../ui/dom.js';

const space = 'http://www.w3.org/2000/svg';

/** Height of a word's row, in pixels. */
const row = 32;

/** @param {{ onPick: (word: number) => void }} options */
export function wordLines({ onPick }) {
  const left = h('div', { class: 'looking', role: 'group', 'aria-label': 'The word that looks' });
  const right = h('div', { class: 'looked', 'aria-hidden': 'true' });
  const svg = document.createElementNS(space, 'svg');
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('preserveAspectRatio', 'none');
  const element = h('div', { class: 'word-lines' }, left, svg, right);
  /** @type {HTMLButtonElement[]} */
  let buttons = [];
  let spoken = '';

  left.addEventListener('keydown', (event) => {
    const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const at = buttons.indexOf(/** @type {HTMLButtonElement} */ (document.activeElement));
    if (!by || at < 0) return;
    event.preventDefault();
    const to = Math.max(0, Math.min(buttons.length - 1, at + by));
    buttons[to].focus();
    onPick(to);
  });

  return {
    element,
    /** @param {string[]} words @param {(query: number, key: number) => number} weight @param {number} query */
    draw(words, weight, query) {
      if (spoken !== words.join(' ')) {
        spoken = words.join(' ');
        buttons = words.map((word, i) => h('button', { type: 'button', onclick: () => onPick(i) }, word));
        left.replaceChildren(...buttons);
        right.replaceChildren(...words.map((word) => h('span', null, word)));
      }
      buttons.forEach((button, i) => {
        button.setAttribute('aria-pressed', String(i === query));
        button.tabIndex = i === query ? 0 : -1;
      });
      const height = words.length * row;
      svg.setAttribute('viewBox', `0 0 100 ${height}`);
      svg.style.height = `${height}px`;
      const middle = (/** @type {number} */ i) => (i + 0.5) * row;
      const lines = words.flatMap((_, i) => words.map((__, j) => {
        const line = document.createElementNS(space, 'path');
        line.setAttribute('d', `M0 ${middle(i)}C50 ${middle(i)} 50 ${middle(j)} 100 ${middle(j)}`);
        line.setAttribute('class', i === query ? 'here' : '');
        line.style.strokeWidth = String((i === query ? 8 : 3) * weight(i, j));
        return line;
      }));
      // The chosen word's lines lie above the others.
      svg.replaceChildren(...lines.filter((line) => line.getAttribute('class') === ''), ...lines.filter((line) => line.getAttribute('class') !== ''));
    },
  };
}
