import { h } from '../ui/dom.js';
import { lower, upper } from '../ui/format.js';
import { popover } from '../ui/popover.js';
import { settingControl, shown } from './controls.js';
import { scheduleCurve } from './schedule-curve.js';

/**
 * The settings of training as a sentence. Each bold word opens a small panel with the control; rows that only matter
 * for one choice of another row (`when`) stand in that row's panel. Rows without words of their own come under
 * headings when they are asked for; those that were changed stand in the sentence all the same.
 * @typedef {import('./types.js').Setting} Setting
 */

/** Words that lead up to a value. A row without an entry is introduced by its label. */
const leads = new Map([
  ['optimizer', 'learns with'],
  ['rate', 'at rate'],
  ['batch', 'in batches of'],
  ['loss', 'minimizing'],
  ['seed', 'seed'],
]);

/** The headings in their order, and the rows that stand under another one than their group of the table. */
const headings = ['data', 'network', 'training', 'regularization', 'stop'];
const themes = new Map([['balance', 'data'], ['l1', 'regularization'], ['decay', 'regularization'], ['penalize', 'regularization'], ['patience', 'stop']]);

/**
 * @param {HTMLElement} place
 * @param {Setting[]} settings
 * @param {import('./controls.js').Change} change
 * @param {{ stop: HTMLButtonElement, rates: (span: number, count: number) => Promise<Float64Array> }} more
 *   stop: opens the conditions at which training stops; rates: the engine's, of the run that is open
 */
export function trainingSentence(place, settings, change, { stop, rates }) {
  const heads = settings.filter((setting) => !setting.when);
  const curve = scheduleCurve(rates);
  /** What the run is, and where it stands. @type {import('./types.js').Opened | null} */
  let opened = null;
  let now = { step: 0, rate: 0 };
  const words = [...heads].sort((a, b) => order(a) - order(b)).map((setting) => {
    const button = h('button', { type: 'button', class: 'word', dataset: { opens: setting.key } });
    const dependents = settings.filter((other) => other.when?.key === setting.key);
    const drawn = setting.key === 'schedule' ? curve : null;
    const control = settingControl(setting, change, {
      pills: drawn !== null,
      onPointerChoice: () => {
        if (!drawn && others.every((other) => other.element.hidden)) panel.close();
      },
    });
    const others = dependents.map((other) => settingControl(other, change));
    const help = setting.type === 'choice' && setting.help ? h('p', { class: 'help' }, `${upper(setting.help)}.`) : null;
    const panel = popover({
      button,
      label: setting.label,
      content: [h('h2', null, setting.label), help, control.element, drawn && drawn.element, ...others.map((other) => other.element)],
      onOpen: () => drawn && opened && void drawn.open(opened, now),
      // A value that is the usual one again leaves the sentence, and the focus must not go with it.
      onClose: () => {
        const had = phrase.contains(document.activeElement);
        arrange();
        if (had && phrase.hidden) more.focus();
      },
    });
    panel.panel.classList.toggle('tall', drawn !== null);
    const phrase = h('span', { class: 'phrase' }, `${leads.get(setting.key) ?? inSentence(setting.label)} `, button);
    place.append(phrase, panel.panel);
    return { setting, button, phrase, panel, drawn, controls: [control, ...others] };
  });
  const rest = words.filter(({ setting }) => !leads.has(setting.key));
  const more = h('button', { type: 'button', class: 'word more', 'aria-expanded': 'false' }, 'more …');
  const themed = headings.flatMap((name) => {
    const own = rest.filter(({ setting }) => themeOf(setting) === name);
    const ending = name === 'stop' ? [h('span', { class: 'phrase' }, stop)] : [];
    if (own.length + ending.length === 0) return [];
    const holds = [...own.map(({ setting }) => setting.key), ...(ending.length ? ['stop'] : [])].join(' ');
    const list = h('div', { class: 'theme', role: 'group', 'aria-label': upper(name), dataset: { holds } }, h('h3', { 'aria-hidden': true }, upper(name)), ...ending);
    return [{ name, list, ending: ending[0] ?? null }];
  });
  const all = h('div', { class: 'themes', hidden: true }, ...themed.map(({ list }) => list));
  if (rest.length) place.append(more, all);
  /** @type {Record<string, string>} */
  let current = {};

  /** Rows without words of their own stand back unless they were changed, or asked for. */
  function arrange() {
    const open = more.getAttribute('aria-expanded') === 'true';
    more.textContent = open ? 'less' : 'more …';
    all.hidden = !open;
    for (const { setting, phrase, panel } of rest) {
      const theme = themed.find(({ name }) => name === themeOf(setting));
      if (open && theme) {
        if (phrase.parentElement !== theme.list) theme.list.insertBefore(phrase, theme.ending);
      } else if (phrase.parentElement !== place) place.insertBefore(phrase, more);
      phrase.hidden = !open && isDefault(setting, current[setting.key]) && !panel.isOpen();
    }
  }
  more.onclick = () => {
    more.setAttribute('aria-expanded', String(more.getAttribute('aria-expanded') !== 'true'));
    arrange();
  };
  arrange();
  return {
    /** @param {import('./types.js').Opened} next */
    set(next) {
      opened = next;
      current = next.values;
      arrange();
      for (const { setting, button, controls, drawn, panel } of words) {
        for (const control of controls) control.set(current);
        button.textContent = wordFor(setting, current[setting.key], next.network);
        button.setAttribute('aria-label', `${setting.label}: ${button.textContent}`);
        if (drawn && panel.isOpen()) void drawn.open(next, now);
      }
    },
    /** Where the run stands. @param {{ step: number, rate: number }} frame */
    show({ step, rate }) {
      now = { step, rate };
      if (words.some(({ drawn, panel }) => drawn && panel.isOpen())) curve.show(now);
    },
  };
}

/** @param {Setting} setting */
const themeOf = ({ key, group }) => themes.get(key) ?? (headings.includes(group) ? group : 'training');

/** Rows with words of their own come first, in the order of the words. @param {Setting} setting */
function order(setting) {
  const at = [...leads.keys()].indexOf(setting.key);
  return at < 0 ? leads.size : at;
}

/**
 * @param {Setting} setting @param {string} text @param {import('./types.js').Network} network
 */
function wordFor(setting, text, network) {
  const value = shown(setting, text);
  // What "automatic" came to is worth more than the word.
  if (setting.key === 'loss' && text !== network.loss) return lower(shown(setting, network.loss));
  return setting.key === 'loss' ? lower(value) : value;
}

/** @param {Setting} setting @param {string | undefined} text */
function isDefault(setting, text) {
  return text === undefined || text === String(setting.default) || (text !== '' && Number(text) === Number(setting.default));
}

/** A label within a sentence; abbreviations such as L2 keep their capital. @param {string} label */
function inSentence(label) {
  return /^[A-Z](?:[A-Z\d]|$)/.test(label) ? label : lower(label);
}
