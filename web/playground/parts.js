/**
 * @file The parts of the page that a link can hide or show: `?hide=data,rate`. A part is named by this table, or by
 * the key of a setting, which means that setting's control. What is hidden is so by a rule of style: the page
 * behind it is the same, and a control that is built later is hidden as well.
 */

/** @type {Record<string, string>} */
const parts = {
  header: 'header',
  try: '#try',
  exercise: '#exercise-toggle, #exercise',
  share: '#share',
  undo: '#undo, #redo',
  stop: '#stop, .phrase:has([data-opens="stop"])',
  theme: '#theme',
  data: '#data',
  sentence: '#sentence',
  network: '#network',
  slow: '.slow-place',
  output: '#output',
  figures: '#output .numbers',
  words: '.told',
  lenses: '#lenses',
  player: '#player',
  track: '#player .track',
  back: '#back',
  step: '#step',
  epoch: '#epoch',
  reset: '#reset',
  speed: '#speed',
  link: '#open',
};

/** Controls of a setting that stand elsewhere than in its row. @type {Record<string, string>} */
const elsewhere = {
  layers: '.layer-controls, .add-layer',
  seed: '#new-seed',
};

/** @param {string} name @returns {string} selectors */
function selectorOf(name) {
  if (Object.hasOwn(parts, name)) return parts[name];
  const key = CSS.escape(name);
  const own = `[data-setting="${key}"], .phrase:has([data-opens="${key}"])`;
  return Object.hasOwn(elsewhere, name) ? `${own}, ${elsewhere[name]}` : own;
}

/** @param {string | null | undefined} list */
const namesIn = (list) => (list ?? '').split(',').map((name) => name.trim()).filter(Boolean);

/** @typedef {{ show?: string | null, hide?: string | null }} Wish names joined by commas */

/** @param {{ hidden?: string[] }} [options] hidden: parts this page does not show unless asked to */
export function pageParts({ hidden: usual = [] } = {}) {
  const sheet = new CSSStyleSheet();
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  /** @type {string[]} */
  let hidden = [];
  /** @type {import('./types.js').Setting[]} */
  let table = [];

  function apply() {
    // A heading over settings none of which is left says nothing.
    const groups = new Set(table.map(({ group }) => group));
    const empty = [...groups].filter((group) => table.every((row) => row.group !== group || hidden.includes(row.key)));
    const headings = empty.map((group) => `[data-group="${CSS.escape(group)}"]`);
    // Neither does a theme of which no control is left.
    const left = ['stop', ...table.map(({ key }) => key)].filter((key) => !hidden.includes(key));
    const bare = `[data-holds]${left.map((key) => `:not([data-holds~="${CSS.escape(key)}"])`).join('')}`;
    const rules = [bare, ...hidden.map(selectorOf), ...headings].map((selector) => `${selector} { display: none !important; }`);
    sheet.replaceSync(rules.join('\n'));
    document.documentElement.dataset.hidden = hidden.join(' ');
  }

  return {
    /**
     * Of a name that is both shown and hidden, hidden counts.
     * @param {Wish} wish
     */
    set({ show, hide }) {
      const shown = namesIn(show);
      hidden = [...new Set([...usual.filter((name) => !shown.includes(name)), ...namesIn(hide)])];
      apply();
    },
    /** The settings, once the engine has told them. @param {import('./types.js').Setting[]} next */
    setTable(next) {
      table = next;
      apply();
    },
    /** @param {string} name */
    isHidden: (name) => hidden.includes(name),
    /**
     * @param {Wish} wish
     * @returns {string | null} a sentence about a name there is no part of, once the table is known
     */
    fault({ show, hide }) {
      const keys = table.map(({ key }) => key).filter((key) => !Object.hasOwn(parts, key));
      const isPart = (/** @type {string} */ name) => Object.hasOwn(parts, name);
      const strange = namesIn(show).find((name) => !isPart(name));
      if (strange !== undefined) return `There is no part “${strange}” to show; there is ${Object.keys(parts).join(', ')}.`;
      const unknown = namesIn(hide).find((name) => !isPart(name) && !keys.includes(name));
      if (unknown === undefined) return null;
      return `There is no part “${unknown}” to hide; there is ${Object.keys(parts).join(', ')}; and of the settings ${keys.join(', ')}.`;
    },
  };
}

/** What the page's own address asks for. @returns {Wish} */
export function addressedParts() {
  const query = new URLSearchParams(location.search);
  return { show: query.get('show'), hide: query.get('hide') };
}

/** @typedef {ReturnType<typeof pageParts>} Parts */
