import { h } from '../../ui/dom.js';
import { count } from '../../ui/format.js';
import { dialog } from './dialog.js';
import { cells, pointsText, readPoints } from './text.js';

/**
 * The exact points as a table: to see, copy, download, and to paste others into.
 */

/** Rows on screen; all of them are in what is copied. */
const mostShown = 300;

/** @param {{ page: import('../view.js').View, own: import('./store.js').Own }} options */
export async function pointsDialog({ page, own }) {
  const { opened } = page;
  if (!opened) return;
  const { dataset, network } = opened;
  const { head, rows } = cells(opened, mostShown);
  const status = h('p', { class: 'help', role: 'status' });
  const refused = h('p', { class: 'refusal', role: 'alert', hidden: true });
  const kind = network.space === 'line' ? 'curve' : network.task === 'values' ? 'values' : 'points';
  const takes = network.space !== 'table';
  const table = h('table', { class: 'own-table' },
    h('caption', { class: 'visually-hidden' }, 'The points'),
    h('thead', null, h('tr', null, ...head.map((name) => h('th', { scope: 'col' }, name)))),
    h('tbody', null, ...rows.map((row) => h('tr', null, ...row.map((cell) => h('td', null, /^-\d/.test(cell) ? cell.replace('-', '−') : cell))))));
  const left = dataset.count - rows.length;
  const field = h('textarea', {
    rows: 4,
    spellcheck: 'false',
    autocomplete: 'off',
    'aria-label': 'Points to use instead',
    placeholder: [head, ...rows.slice(0, 2)].map((row) => row.join('\t')).join('\n'),
  });
  const use = h('button', { type: 'button', class: 'button primary', onclick: () => void take() }, 'Use these points');
  const { open, close } = dialog({
    title: 'The points',
    content: [
      h('p', { class: 'help' }, `${count(dataset.count)} points, every number in full.${left > 0 ? ` The first ${rows.length} are shown; copies hold all.` : ''}`),
      h('div', { class: 'own-scroll', tabindex: 0, role: 'region', 'aria-label': 'Table of the points' }, table),
      h('div', { class: 'own-row' },
        h('button', { type: 'button', class: 'button', onclick: () => void copy() }, 'Copy for a spreadsheet'),
        h('button', { type: 'button', class: 'button', onclick: download }, 'Download CSV'),
        status),
      takes && h('h3', null, 'Use others'),
      takes && h('p', { class: 'help' }, `Paste rows out of a spreadsheet or a CSV file: ${head.slice(0, -1).join(', ')}, and, if you like, train or test. The network keeps its weights.`),
      takes && field,
      takes && h('div', { class: 'own-row' }, use),
      takes && refused,
    ],
  });

  async function copy() {
    try {
      await navigator.clipboard.writeText(pointsText(/** @type {import('../types.js').Opened} */ (opened), '\t'));
      status.textContent = `Copied ${count(dataset.count)} points.`;
    } catch {
      status.textContent = 'The clipboard is out of reach here: download the file, or copy from the field below.';
      field.value = pointsText(/** @type {import('../types.js').Opened} */ (opened), '\t');
      field.select();
    }
  }

  function download() {
    const address = URL.createObjectURL(new Blob([pointsText(/** @type {import('../types.js').Opened} */ (opened), ',')], { type: 'text/csv' }));
    const link = h('a', { href: address, download: 'points.csv' });
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
    status.textContent = 'Downloaded as points.csv.';
  }

  async function take() {
    refused.hidden = true;
    use.disabled = true;
    const why = await given();
    use.disabled = false;
    if (why === null) {
      close();
      return;
    }
    refused.textContent = why;
    refused.hidden = false;
  }

  /** @returns {Promise<string | null>} the sentence why not */
  async function given() {
    const now = page.opened;
    if (!now) return null;
    if (!field.value.trim()) return 'There is nothing in the field yet: paste some rows into it.';
    try {
      const points = await readPoints(page.client, field.value, kind, now);
      const before = own.get(kind);
      own.mark(kind);
      own.set(kind, points);
      /** @type {Record<string, string>} */
      const needed = kind === 'points' ? { classes: String(Math.max(Number(own.settings(kind).classes), now.network.classes)) } : {};
      const why = await page.give({ ...needed, data: kind });
      if (!why) {
        const { range } = now.dataset;
        const outside = points.x.some((value) => Math.abs(value) > range);
        page.toast(`${count(points.y.length)} points are in use.${outside ? ` Some lie outside of the picture, which goes from −${range} to ${range}.` : ''}`);
      } else if (before) own.undo(kind);
      return why;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }

  open();
}
