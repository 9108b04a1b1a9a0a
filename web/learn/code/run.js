/** @file A program in a lesson, to run, to change and to run again. Nothing runs before it is asked for. */

import { h } from '../../ui/dom.js';
import { rich } from '../page/rich.js';
import { codeBox } from './box.js';
import { outputOf } from './output.js';

/**
 * Its api for a `try`: `state().output` holds the lines that the last run printed.
 * @param {HTMLElement} place
 * @param {{ javascript: string, python: string, note?: string }} fields
 * @param {import('../page/page.js').Page} page
 */
export async function create(place, { note, ...sources }, page) {
  /** @type {Set<() => void>} */
  const listeners = new Set();
  /** @type {string[]} */
  let output = [];
  let running = false;
  const shown = h('div', { class: 'code-printed' });
  const runButton = h('button', { type: 'button', class: 'button main', onclick: () => void run() }, 'Run');
  const box = await codeBox(page, { sources, label: 'A program', onRun: () => void run(), onChange: stale });

  /** What was printed stays, as the output of the program as it was. */
  function stale() {
    shown.classList.toggle('code-old', shown.hasChildNodes());
    box.mark(0);
  }

  async function run() {
    if (running) return;
    running = true;
    runButton.setAttribute('aria-disabled', 'true');
    shown.classList.remove('code-old');
    box.mark(0);
    const ran = await outputOf(page, { source: box.code(), language: box.language(), place: shown, goTo: (line) => void box.goTo(line) });
    box.mark(ran.line);
    output = ran.output;
    running = false;
    runButton.removeAttribute('aria-disabled');
    root.dataset.runs = String(Number(root.dataset.runs) + 1);
    for (const tell of listeners) tell();
  }

  const root = h(
    'div',
    { class: 'code-box', dataset: { runs: 0 } },
    box.head,
    h('div', { class: 'code-sides' }, box.place, shown),
    h('div', { class: 'code-buttons' }, runButton, ...box.buttons),
    box.hint,
    note ? h('p', { class: 'note' }, rich(note)) : '',
  );
  place.replaceChildren(root);
  return {
    close: box.close,
    api: {
      state: () => ({ output }),
      /** @param {() => void} then */
      onChange(then) {
        listeners.add(then);
        return () => listeners.delete(then);
      },
    },
  };
}
