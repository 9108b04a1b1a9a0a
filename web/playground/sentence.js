import { h } from '../ui/dom.js';
import { lower, upper } from '../ui/format.js';
import { popover } from '../ui/popover.js';
import { settingControl, shown } from './controls.js';

/**
 * The settings of training as a sentence. Each bold word opens a small panel with the control; rows
 * that only matter for one choice of another row (`when`) stand in that row's panel.
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

/**
 * @param {HTMLElement} place
 * @param {Setting[]} settings
 * @param {import('./controls.js').Change} change
 */
export function trainingSentence(place, settings, change) {
  const heads = settings.filter((setting) => !setting.when);
  const words = [...heads].sort((a, b) => order(a) - order(b)).map((setting) => {
    const button = h('button', { type: 'button', class: 'word', dataset: { opens: setting.key } });
    const dependents = settings.filter((other) => other.when?.key === setting.key);
    const control = settingControl(setting, change, {
      onPointerChoice: () => {
        if (others.every((other) => other.element.hidden)) panel.close();
      },
    });
    const others = dependents.map((other) => settingControl(other, change));
    const help = setting.type === 'choice' && setting.help ? h('p', { class: 'help' }, `${upper(setting.help)}.`) : null;
    const panel = popover({
      button,
      label: setting.label,
      content: [h('h2', null, setting.label), help, control.element, ...others.map((other) => other.element)],
    });
    const phrase = h('span', { class: 'phrase' }, `${leads.get(setting.key) ?? inSentence(setting.label)} `, button);
    place.append(phrase, panel.panel);
    return { setting, button, phrase, controls: [control, ...others] };
  });
  const rest = words.filter(({ setting }) => !leads.has(setting.key));
  const more = h('button', { type: 'button', class: 'word more', 'aria-expanded': 'false' }, 'more …');
  if (rest.length) place.append(more);
  /** @type {Record<string, string>} */
  let current = {};
  /** Rows without words of their own stand back unless they were changed, or asked for. */
  const arrange = () => {
    const open = more.getAttribute('aria-expanded') === 'true';
    more.textContent = open ? 'less' : 'more …';
    for (const { setting, phrase } of rest) phrase.hidden = !open && isDefault(setting, current[setting.key]);
  };
  more.onclick = () => {
    more.setAttribute('aria-expanded', String(more.getAttribute('aria-expanded') !== 'true'));
    arrange();
  };
  arrange();
  return {
    /** @param {import('./types.js').Opened} opened */
    set({ values, network }) {
      current = values;
      arrange();
      for (const { setting, button, controls } of words) {
        for (const control of controls) control.set(values);
        button.textContent = wordFor(setting, values[setting.key], network);
        button.setAttribute('aria-label', `${setting.label}: ${button.textContent}`);
      }
    },
  };
}

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
