import { later } from '../engine/later.js';
import { h } from '../ui/dom.js';
import { stylesheet } from '../ui/stylesheet.js';
import { tabs } from '../ui/tabs.js';
import { sentence } from './session.js';

/**
 * The lenses: ways to look closer at the run, one tab each below the result. “Look closer”, the card of
 * what is selected, comes with the page; every other is fetched when first opened.
 * @typedef {import('./types.js').Lens} Lens
 * @typedef {import('./types.js').LensEntry} LensEntry
 * @typedef {import('./types.js').Opened} Opened
 */

/** In the order of the tabs. @type {LensEntry[]} */
export const registry = [
  { key: 'measures', label: 'Measures', help: 'Confusion matrix, precision, recall, ROC; R² for values', load: () => import('./lens/measures.js') },
  { key: 'doctor', label: 'Doctor', help: 'What is wrong with this run, where, and what cures it', style: 'doctor', load: () => import('./lens/doctor.js'), watch: () => import('./lens/doctor-watch.js') },
  { key: 'surface', label: 'Surface', help: 'The loss around the present weights, and the path walked on it', style: 'surface', load: () => import('./lens/surface.js') },
  { key: 'check', label: 'Check', help: 'Gradients beside measured ones, painted on the network', load: () => import('./lens/check.js') },
  { key: 'compare', label: 'Compare', help: 'Pinned runs, races, a map of rates and seeds', load: () => import('./lens/compare.js') },
  { key: 'challenges', label: 'Challenges', help: 'Tasks that the engine checks, puzzles, receipts', style: 'challenges', load: () => import('./lens/challenges.js') },
];

const storageKey = 'glia.lens';

/** How long after the first drawing watchers are fetched, in milliseconds: a badge may come later than the network. */
const WATCH_MS = 1000;

/**
 * @param {HTMLElement} place
 * @param {object} options
 * @param {HTMLElement} options.card the first panel
 * @param {import('./types.js').Page} options.page
 * @param {LensEntry[]} [options.entries]
 */
export function lensTabs(place, { card, page, entries = registry }) {
  /** @type {Map<string, { entry: LensEntry, panel: HTMLElement, lens: Lens | null, loading: boolean, opened: Opened | null }>} */
  const all = new Map(entries.map((entry) => [entry.key, { entry, panel: h('div', { class: 'lens' }), lens: null, loading: false, opened: null }]));
  card.classList.add('lens');
  place.append(...[...all.values()].map(({ panel }) => panel));
  let current = 'card';
  /** What looks on for a badge, whichever lens is open. @type {import('./types.js').Watcher[]} */
  const watchers = [];
  const strip = entries.length
    ? tabs({
        label: 'Look closer',
        list: [
          { key: 'card', label: 'Look closer', help: 'What is selected in the network', panel: card },
          ...[...all.values()].map(({ entry: { key, label, help }, panel }) => ({ key, label, help, panel })),
        ],
        onSelect: (key) => open(key),
      })
    : null;
  if (strip) {
    place.prepend(strip.element);
    strip.select(current);
  }

  /** @param {string} key */
  function open(key) {
    if (key === current || (key !== 'card' && !all.has(key))) return;
    all.get(current)?.lens?.leave?.();
    current = key;
    strip?.select(key);
    remember(key);
    void enter(key);
  }

  /** @param {string} key */
  async function enter(key) {
    const one = all.get(key);
    if (!one || one.loading) return;
    if (!one.lens) {
      one.loading = true;
      one.panel.replaceChildren(h('p', { class: 'help' }, 'Loading …'));
      try {
        const { style } = one.entry;
        const [{ create }] = await Promise.all([later(one.entry.load, import.meta.url), style && stylesheet(`playground/lens/${style}.css`)]);
        one.panel.replaceChildren();
        one.lens = create(one.panel, page);
      } catch (error) {
        const again = h('button', { type: 'button', class: 'button', onclick: () => void enter(key) }, 'Try again');
        one.panel.replaceChildren(h('p', { class: 'help' }, `${one.entry.label} could not be opened. ${sentence(error)}`), again);
      }
      one.loading = false;
    }
    if (current !== key || !one.lens) return;
    tell(one);
    one.lens.enter?.();
    if (page.frame) one.lens.show?.(page.frame);
  }

  /** A badge is a comfort: without it the lens works all the same. @param {LensEntry} entry */
  async function watch({ key, watch: load }) {
    if (!load || !strip || place.getClientRects().length === 0) return;
    const module = await load().catch(() => null);
    if (!module) return;
    const watcher = module.watch(page, (badge) => strip.badge(key, badge));
    watchers.push(watcher);
    if (page.frame) watcher.show(page.frame);
  }

  /** @param {{ lens: Lens | null, opened: Opened | null }} one */
  function tell(one) {
    if (!page.opened || one.opened === page.opened) return;
    one.opened = page.opened;
    one.lens?.open?.(page.opened);
  }

  /** Those that follow the run: the one on screen, and those that ask for it always. */
  const following = () => [...all].filter(([key, { lens }]) => lens && (key === current || lens.always)).map(([, one]) => one);

  return {
    open,
    /** Opens the lens that was open before the page was loaded anew. */
    restore() {
      const key = remembered();
      if (key) open(key);
      setTimeout(() => [...all.values()].forEach(({ entry }) => void watch(entry)), WATCH_MS);
    },
    get current() {
      return current;
    },
    /** What is selected has changed: shown by the lens that is open if it can, else by the card. @param {import('./types.js').Item | null} item */
    select(item) {
      const select = all.get(current)?.lens?.select;
      if (select) select(item);
      else if (item) open('card');
    },
    opened() {
      following().forEach(tell);
      watchers.forEach((watcher) => watcher.open());
    },
    /** @param {import('./types.js').Frame} frame */
    show(frame) {
      following().forEach(({ lens }) => lens?.show?.(frame));
      watchers.forEach((watcher) => watcher.show(frame));
    },
    redraw: () => all.get(current)?.lens?.redraw?.(),
  };
}

/** @param {string} key */
function remember(key) {
  try {
    sessionStorage.setItem(storageKey, key);
  } catch {
    // Storage may be blocked; the choice then lasts as long as the page.
  }
}

function remembered() {
  try {
    return sessionStorage.getItem(storageKey);
  } catch {
    return null;
  }
}

/** @typedef {ReturnType<typeof lensTabs>} Lenses */
