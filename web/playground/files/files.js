import { later } from '../../engine/later.js';
import { h } from '../../ui/dom.js';
import { sentence } from '../session.js';
import { kindOf } from './kind.js';

/**
 * The ways in for data of one's own: a button under the pictures of data, files dropped anywhere on the page, rows
 * pasted anywhere. The window itself is fetched when it is first wanted.
 * @typedef {import('../view.js').View} View
 */

/** A file from outside hangs over the page. @param {DragEvent} event */
const bringsFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes('Files');

/**
 * @param {HTMLElement} place the panel of data
 * @param {{ page: View, own: import('../own/store.js').Own, openRun: (file: File) => Promise<void> }} options
 */
export function ownFiles(place, { page, own, openRun }) {
  /** @type {ReturnType<typeof import('./dialog.js').filesDialog> | null} */
  let dialog = null;
  const button = h('button', { type: 'button', class: 'button', id: 'own-file', onclick: () => void open() }, 'Your own file…');
  const above = place.querySelector('[data-setting="data"]');
  (above ?? place).append(button);
  const veil = h('div', { class: 'drop-veil', 'aria-hidden': true, hidden: true }, h('p', null, 'Drop a table, images or a saved run'));
  document.body.append(veil);

  /** @param {Record<string, string>} [base] settings to begin with, unless those of the run */
  async function open(base) {
    if (dialog && !dialog.closed) return dialog;
    try {
      const { filesDialog } = await later(() => import('./dialog.js'), import.meta.url);
      dialog = filesDialog({ page, own, base, openRun });
      dialog.open();
      return dialog;
    } catch (error) {
      page.notice(`The window for files could not be loaded. ${sentence(error)}`, { key: 'files' });
      return null;
    }
  }

  document.addEventListener('dragover', (event) => {
    if (!bringsFiles(event)) return;
    event.preventDefault();
    if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy';
    veil.hidden = false;
  });
  document.addEventListener('dragleave', (event) => {
    if (event.relatedTarget === null) veil.hidden = true;
  });
  document.addEventListener('drop', async (event) => {
    veil.hidden = true;
    if (event.defaultPrevented || !bringsFiles(event)) return;
    event.preventDefault();
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length === 0) return;
    if (files.length === 1 && (!dialog || dialog.closed) && (await kindOf(files[0])) === 'run') {
      await openRun(files[0]).catch((error) => page.notice(sentence(error), { key: 'file' }));
      return;
    }
    await (await open())?.readFiles(files);
  });
  document.addEventListener('paste', async (event) => {
    const at = event.target;
    if (event.defaultPrevented || (at instanceof HTMLElement && (at.isContentEditable || at.closest('input, textarea, select, dialog')))) return;
    const text = event.clipboardData?.getData('text/plain') ?? '';
    const files = [...(event.clipboardData?.files ?? [])];
    // Rows and columns, as spreadsheets hand them over; other texts mean nothing here.
    if (files.length === 0 && !/\t.*\n|\n.*\t/.test(text)) return;
    event.preventDefault();
    const there = await open();
    await (files.length > 0 ? there?.readFiles(files) : there?.readText(text));
  });
  return { open };
}
