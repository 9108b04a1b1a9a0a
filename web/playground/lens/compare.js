import { h } from '../../ui/dom.js';
import { stylesheet } from '../../ui/stylesheet.js';
import { tabs } from '../../ui/tabs.js';
import { mapPart } from './compare-map.js';
import { pinsPart } from './compare-pins.js';
import { racePart } from './compare-race.js';

/**
 * The lens “Compare”: runs that were pinned, races of several settings, and a map of rates and seeds. Its
 * column is narrow, so that all of it can be opened large, as a dialog.
 */

await stylesheet('playground/compare.css');

/** @param {HTMLElement} place @param {import('../types.js').Page} page @returns {import('../types.js').Lens} */
export function create(place, page) {
  /** A run is about to be opened on the page: it must not lie under the dialog. */
  const toPage = () => dialog.close();
  const pins = pinsPart(page, toPage);
  const race = racePart(page, toPage);
  const map = mapPart(page, toPage);
  const list = [
    { key: 'pins', label: 'Runs', help: 'Runs that were pinned, side by side', panel: pins.element },
    { key: 'race', label: 'Race', help: 'Several values of one setting, step by step together', panel: race.element },
    { key: 'map', label: 'Map', help: 'Which learning rates work from which seeds', panel: map.element },
  ];
  const strip = tabs({ label: 'Ways to compare', list, onSelect: (key) => strip.select(key) });
  strip.select('pins');
  const larger = h('button', { type: 'button', class: 'button compare-larger', 'aria-haspopup': 'dialog', onclick: enlarge }, 'Larger');
  const body = h('div', { class: 'compare' }, strip.element, ...list.map(({ panel }) => panel));
  const close = h('button', { type: 'button', class: 'button', onclick: () => dialog.close() }, 'Close');
  const dialog = h('dialog', { class: 'compare-dialog lifted', 'aria-label': 'Compare' }, h('div', { class: 'compare-head' }, h('h2', null, 'Compare'), close));
  const away = h('p', { class: 'help', hidden: true }, 'Shown large.');
  place.append(larger, body, away, dialog);

  function enlarge() {
    dialog.append(body);
    away.hidden = false;
    dialog.showModal();
  }
  dialog.addEventListener('close', () => {
    place.insertBefore(body, away);
    away.hidden = true;
    larger.focus();
  });
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) dialog.close();
  });

  return {
    open: () => race.opened(),
    redraw() {
      pins.redraw();
      race.redraw();
    },
  };
}
