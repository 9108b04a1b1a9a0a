import { later } from '../../engine/later.js';
import { h } from '../../ui/dom.js';
import { refusal } from '../../ui/field.js';
import { stylesheet } from '../../ui/stylesheet.js';
import { dialog } from '../own/dialog.js';
import { sentence } from '../session.js';
import { kindOf, megabytes, mostBytes } from './kind.js';
import { tableForm } from './table-form.js';

/**
 * The window for data of one's own: choose, drop or paste them, look at them, use them. Until they are used, nothing of
 * the run on the page changes.
 *
 * @typedef {object} Form what is shown of a file
 * @property {HTMLElement} element
 * @property {() => void} [close] it is put away
 *
 * @typedef {object} Hand what a form is handed
 * @property {import('../view.js').View} page @property {import('../own/store.js').Own} own
 * @property {Record<string, string>} [base] settings of the run to open, unless those of the page
 * @property {() => void} done the data are in use
 */

/**
 * @param {object} options
 * @param {import('../view.js').View} options.page
 * @param {import('../own/store.js').Own} options.own
 * @param {Record<string, string>} [options.base] settings to begin with, unless those of the run
 * @param {(file: File) => Promise<void>} options.openRun opens a saved run
 */
export function filesDialog({ page, own, base, openRun }) {
  void stylesheet('playground/files/files.css');
  const refused = refusal(() => null);
  const chosen = h('input', { type: 'file', multiple: true, class: 'visually-hidden', tabindex: -1, 'aria-hidden': true });
  const pasted = h('textarea', { rows: 5, spellcheck: 'false', autocomplete: 'off', 'aria-label': 'Rows out of a spreadsheet' });
  const choose = h('button', { type: 'button', class: 'button primary', onclick: () => chosen.click() }, 'Choose a file…');
  const source = h('div', { class: 'files-source' },
    h('p', null, 'A table as CSV, or images and labels as IDX files, packed with gzip or not. They stay in this browser.'),
    h('div', { class: 'files-drop' }, choose, h('span', { class: 'help' }, 'or drop it anywhere on the page'), chosen),
    h('label', { class: 'files-paste' }, h('span', { class: 'help' }, 'or paste rows out of a spreadsheet'), pasted),
    h('div', { class: 'own-row' }, h('button', { type: 'button', class: 'button', onclick: () => void readText(pasted.value) }, 'Read these rows')));
  const place = h('div', { class: 'files-place' });
  /** @type {Form | null} */
  let form = null;
  /** @type {{ images?: File, labels?: File }} */
  let album = {};
  let closed = false;
  const { element, open, close } = dialog({
    title: 'Your own data',
    content: [source, place, refused.element],
    onClose() {
      closed = true;
      form?.close?.();
    },
  });
  element.classList.add('files-dialog');
  /** @type {Hand} */
  const hand = { page, own, base, done: close };

  chosen.addEventListener('change', () => {
    void readFiles([...(chosen.files ?? [])]);
    chosen.value = '';
  });
  // A press of the paste keys anywhere in the window but in its field reads at once.
  element.addEventListener('paste', (event) => {
    const text = event.clipboardData?.getData('text/plain') ?? '';
    if (!text.includes('\n') || (event.target instanceof HTMLElement && event.target.matches('input, select'))) return;
    event.preventDefault();
    void readText(text);
  });

  /** @param {Form | null} next */
  function show(next) {
    form?.close?.();
    form = next;
    source.hidden = next !== null;
    place.replaceChildren(...(next ? [next.element] : []));
    element.scrollTop = 0;
    if (next === null) choose.focus();
  }

  /** Back to where another file is chosen. */
  function again() {
    album = {};
    refused.set(null);
    show(null);
  }

  /** @param {() => Promise<Form | null>} read */
  async function attempt(read) {
    refused.set(null);
    element.setAttribute('aria-busy', 'true');
    try {
      const next = await read();
      if (next && !closed) show(next);
    } catch (error) {
      // The form of another file would seem to be meant.
      if (form) show(null);
      refused.set(sentence(error));
    }
    element.removeAttribute('aria-busy');
  }

  /** @param {string} text */
  async function readText(text) {
    await attempt(async () => {
      if (!text.trim()) throw new Error('There is nothing to read yet: paste some rows first.');
      return tableForm({ name: 'pasted rows', bytes: new TextEncoder().encode(text) }, hand, again);
    });
  }

  /** @param {File[]} files */
  async function readFiles(files) {
    await attempt(async () => {
      const large = files.find(({ size }) => size > mostBytes);
      if (large) throw new Error(`“${large.name}” has ${megabytes(large.size)}; files of up to ${megabytes(mostBytes)} can be opened here. Take a part of its rows.`);
      const kinds = await Promise.all(files.map(kindOf));
      const of = (/** @type {import('./kind.js').Kind} */ kind) => files.find((_, i) => kinds[i] === kind);
      const tensor = of('tensor');
      if (tensor) throw new Error(`“${tensor.name}” is an IDX file of neither images nor labels: images have three dimensions, labels one.`);
      album = { images: of('images') ?? album.images, labels: of('labels') ?? album.labels };
      if (of('images') || of('labels')) {
        const { imagesForm } = await later(() => import('./images-form.js'), import.meta.url);
        return imagesForm(album, hand, { again, more: () => chosen.click() });
      }
      const file = of('table') ?? of('run');
      if (!file) return null;
      if (file === of('run')) {
        await openRun(file);
        close();
        return null;
      }
      return tableForm({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) }, hand, again);
    });
  }

  return {
    open,
    readFiles,
    readText,
    get closed() {
      return closed;
    },
  };
}
