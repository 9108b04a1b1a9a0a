import { later } from '../../engine/later.js';
import { h } from '../../ui/dom.js';
import { sentence } from '../session.js';
import { beginning } from './store.js';

/**
 * Points of one's own below the output: a way to copy what is shown and edit it, the tools while points of one's own
 * are shown, and a table of the exact numbers. Tools and table are fetched when first wanted.
 * @typedef {import('../types.js').Opened} Opened
 * @typedef {import('../view.js').View} View
 */

/**
 * @param {HTMLElement} picture the output's, below which the tools stand
 * @param {{ page: View, own: import('./store.js').Own }} options
 */
export function ownData(picture, { page, own }) {
  /** @type {ReturnType<typeof import('./editor.js').createEditor> | null} */
  let editor = null;
  /** @type {Promise<void> | null} */
  let loading = null;
  const edit = h('button', { type: 'button', class: 'button', onclick: () => void copyAndEdit() }, 'Edit these points');
  const see = h('button', { type: 'button', class: 'button', onclick: () => void seePoints() }, 'See the points');
  const tools = h('div', { class: 'own-tools', hidden: true });
  const bar = h('div', { class: 'own', role: 'group', 'aria-label': 'Points' }, tools, h('div', { class: 'own-row' }, edit, see));
  picture.after(bar);

  async function load() {
    const { createEditor } = await later(() => import('./editor.js'), import.meta.url);
    editor = createEditor(tools, { page, own });
  }

  /** @param {Opened} next */
  async function opened(next) {
    const { space } = next.network;
    const kind = next.values.data;
    const drawn = own.isDrawn(kind);
    edit.hidden = drawn || !(space === 'plane' || space === 'line');
    see.hidden = space === 'image';
    if (!drawn) {
      editor?.close();
      return;
    }
    try {
      loading ??= load();
      await loading;
    } catch (error) {
      loading = null;
      page.notice(`The tools for drawing could not be loaded. ${error instanceof Error ? error.message : error}`, { key: 'own' });
      return;
    }
    if (page.opened === next) await editor?.open(next);
  }

  /** What is shown becomes one's own; a drawing there was is one Undo away. */
  async function copyAndEdit() {
    const from = page.opened;
    if (!from) return;
    const { space, task } = from.network;
    const kind = space === 'line' ? 'curve' : task === 'values' ? 'values' : 'points';
    const replaced = own.get(kind) !== null;
    own.mark(kind);
    own.set(kind, beginning(kind, from));
    const why = await page.give({ ...own.settings(kind), data: kind });
    if (why) {
      own.undo(kind);
      page.toast(why);
    } else if (replaced) page.toast('Your drawing before these points is one Undo away.');
  }

  async function seePoints() {
    try {
      const { pointsDialog } = await later(() => import('./table.js'), import.meta.url);
      await pointsDialog({ page, own });
    } catch (error) {
      page.toast(`The points cannot be shown. ${sentence(error)}`);
    }
  }

  return {
    /** @param {Opened} next */
    opened: (next) => void opened(next),
    redraw: () => editor?.redraw(),
  };
}
