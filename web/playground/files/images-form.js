import { h, setText } from '../../ui/dom.js';
import { refusal } from '../../ui/field.js';
import { count } from '../../ui/format.js';
import { inkTile } from '../image/tile.js';
import { sentence } from '../session.js';

/**
 * Images and their labels out of IDX files, packed or not: some of them to look at, how many to take.
 * @typedef {Awaited<ReturnType<import('../../engine/client/files.js').Filing['idx']>>} Images
 */

/** The data set that takes them, and the side of its images in pixels. */
const data = 'images28';
const side = 28;

/** How many may be taken: enough to learn from, few enough to hold every pixel of them several times over. */
const amounts = [500, 1000, 2000, 5000, 10_000, 20_000];
const usual = 2000;
const shown = 20;

/**
 * @param {{ images?: File, labels?: File }} album
 * @param {import('./dialog.js').Hand} hand
 * @param {{ again: () => void, more: () => void }} to another file; to the missing one
 * @returns {Promise<import('./dialog.js').Form>} rejects with the sentence why they are no images for the page
 */
export async function imagesForm({ images, labels }, { page, base, done }, { again, more }) {
  const another = h('button', { type: 'button', class: 'button', onclick: again }, 'Other files');
  if (!images || !labels) {
    const there = /** @type {File} */ (images ?? labels);
    const wanted = images ? 'the file of their labels' : 'the file of the images';
    return {
      element: h('div', { class: 'files-form' },
        h('h3', null, there.name),
        h('p', null, `This file holds ${images ? 'images' : 'labels'}. Now choose, or drop, ${wanted}.`),
        h('div', { class: 'own-row' }, h('button', { type: 'button', class: 'button primary', onclick: more }, `Choose ${wanted}…`), another)),
    };
  }
  const bytes = await Promise.all([images, labels].map(async (file) => new Uint8Array(await file.arrayBuffer())));
  const read = (/** @type {number} */ most) => page.client.idx(bytes[0], bytes[1], { most });
  let found = await read(usual);
  const { height, width, total } = found;
  if (height !== side || width !== side) throw new Error(`These images are ${width} by ${height} pixels; the playground takes ${side} by ${side}.`);
  const offered = [...new Set([...amounts.filter((amount) => amount < total), Math.min(total, amounts[amounts.length - 1])])];
  const values = base ?? page.opened?.values ?? {};
  let round = 0;

  const grid = h('div', { class: 'files-images', role: 'group', 'aria-label': 'The first images with their labels' });
  const amount = h('select', { onchange: () => void take(Number(amount.value)) },
    ...offered.map((many) => h('option', { value: many }, many === total ? `all ${count(many)}` : `the first ${count(many)}`)));
  amount.value = String(Math.min(usual, offered[offered.length - 1]));
  const limit = total > amounts[amounts.length - 1] ? ` At most ${count(amounts[amounts.length - 1])} are taken at a time: the page holds every pixel of them.` : '';
  const summary = h('p', { role: 'status', class: 'files-summary' });
  const refused = refusal(() => null);
  const use = h('button', { type: 'button', class: 'button primary', onclick: () => void bring() }, 'Use these images');
  const element = h('div', { class: 'files-form' },
    h('div', { class: 'files-title' }, h('h3', null, images.name), h('p', { class: 'help' }, `${count(total)} images of ${width} × ${height} pixels, labels in ${labels.name}`)),
    grid,
    h('div', { class: 'own-row' }, h('label', { class: 'files-select' }, h('span', null, 'Take'), amount)),
    h('p', { class: 'help' }, `Ten classes, 0 to 9. What is held back for the test, the engine decides by share and seed.${limit}`),
    summary, refused.element,
    h('div', { class: 'own-row' }, use, another));

  function show() {
    const { x, y, classes } = found;
    const ink = page.palette().css.ink;
    const tile = inkTile();
    grid.replaceChildren(...Array.from({ length: Math.min(shown, found.count) }, (_, i) => {
      const label = String(y?.[i] ?? '');
      const canvas = h('canvas', { width: 2 * side, height: 2 * side, role: 'img', 'aria-label': `image ${i + 1}, a ${label}` });
      tile.set(x.subarray(i * side * side, (i + 1) * side * side), side, ink);
      const context = canvas.getContext('2d');
      if (context) tile.draw(context, 0, 0, 2 * side);
      return h('figure', null, canvas, h('figcaption', { 'aria-hidden': true }, label));
    }));
    setText(summary, `${count(found.count)} images of ${count(new Set(y ?? []).size)} classes.`);
    const most = Number(page.client.settings.settings.find(({ key }) => key === 'classes')?.max ?? 10);
    const wrong = classes > most ? `There are labels up to ${classes - 1}; the playground tells ${most} classes apart, 0 to ${most - 1}.` : null;
    refused.set(wrong);
    use.disabled = wrong !== null;
  }

  /** @param {number} most */
  async function take(most) {
    const mine = (round += 1);
    use.disabled = true;
    try {
      const next = await read(most);
      if (mine !== round) return;
      found = next;
      show();
    } catch (error) {
      refused.set(sentence(error));
    }
  }

  async function bring() {
    const { x, y } = found;
    if (!y) return;
    use.disabled = true;
    const why = await page.bring({ data }, {
      numbers: side * side, x, y, test: [], share: values.test, seed: values.seed, about: { file: /** @type {File} */ (images).name, columns: [], classes: [] },
    }, base);
    use.disabled = false;
    refused.set(why);
    if (why) return;
    done();
    page.toast(`${count(found.count)} images of “${/** @type {File} */ (images).name}” are in use.`, { label: 'Undo', onPress: () => void page.undo() });
  }

  show();
  return { element };
}
