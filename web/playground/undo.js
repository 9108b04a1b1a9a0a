import { count, lower } from '../ui/format.js';
import { shown } from './controls.js';

/**
 * @file Undo and redo of runs: what a change of settings did, in words, and the buttons and keys that take it back.
 *
 * @typedef {import('./types.js').Setting} Setting
 */

/**
 * What became of the run when settings changed; null where nothing was lost and nothing goes on.
 * @param {import('./session.js').Changed} changed
 * @param {Setting[]} table
 */
export function wordsFor({ opened, patch, left, said }, table) {
  const named = table.filter(({ key }) => Object.hasOwn(patch, key)).map((row) => valueWords(row, opened.values[row.key]));
  const what = named.length > 2 ? 'other settings' : named.join(' and ');
  const done = left === 0 ? null : opened.live ? `Goes on from step ${count(left)} with ${what}.` : `A new run, with ${what}; the one before stood at step ${count(left)}.`;
  return [done, said].filter(Boolean).join(' ') || null;
}

/** @param {Setting} row @param {string} text */
function valueWords(row, text) {
  const name = /^[A-Z][a-z]/.test(row.label) ? lower(row.label) : row.label;
  if (row.type === 'layers' || row.type === 'set') return `other ${name}`;
  return `${name} ${shown(row, text)}`;
}

/**
 * @param {HTMLButtonElement} undo @param {HTMLButtonElement} redo
 * @param {{ undo: () => Promise<boolean>, redo: () => Promise<boolean> }} page
 */
export function undoButtons(undo, redo, page) {
  undo.onclick = () => void page.undo();
  redo.onclick = () => void page.redo();
  addEventListener('keydown', (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || writes(event.target)) return;
    const key = event.key.toLowerCase();
    const back = key === 'z' && !event.shiftKey;
    if (!back && key !== 'y' && !(key === 'z' && event.shiftKey)) return;
    event.preventDefault();
    void (back ? page.undo() : page.redo());
  });
  return {
    /** @param {import('./types.js').Opened} opened */
    set({ kept }) {
      undo.disabled = kept.before === 0;
      redo.disabled = kept.after === 0;
    },
  };
}

/** Whether a place has an undo of its own, for what is written there. @param {EventTarget | null} target */
function writes(target) {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) return !['radio', 'checkbox', 'range', 'button', 'submit'].includes(target.type);
  return target.isContentEditable || target instanceof HTMLTextAreaElement;
}
