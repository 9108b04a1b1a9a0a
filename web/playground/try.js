import { h } from '../ui/dom.js';
import { refusal } from '../ui/field.js';
import { popover } from '../ui/popover.js';
import { sentence } from './session.js';

/**
 * @file The button “Try”: experiments worth seeing, to begin with. They are data (try/presets.json), fetched when first
 * asked for; what each of them promises is tested there where the engine runs without a page.
 *
 * @typedef {{ title: string, sentence: string, experiment: string }} Preset
 */

/** @returns {Promise<Preset[]>} */
async function load() {
  const answer = await fetch(new URL('playground/try/presets.json', document.baseURI));
  if (!answer.ok) throw new Error(`The server answers ${answer.status}.`);
  return answer.json();
}

/**
 * @param {HTMLButtonElement} button
 * @param {object} page
 * @param {() => string} page.experiment the one that is open
 * @param {(experiment: string) => Promise<string | null>} page.visit null, or the sentence why not
 * @param {HTMLElement} page.next has the focus when an experiment was chosen
 */
export function tryButton(button, { experiment, visit, next }) {
  /** @type {Preset[] | null} */
  let presets = null;
  const place = h('ul', { class: 'presets' });
  const refused = refusal(() => null);
  const { panel, close } = popover({
    button,
    label: 'Experiments to try',
    content: [h('h2', null, 'Try'), place, refused.element],
    onOpen: () => void fill(),
  });
  panel.classList.add('tall');
  button.after(panel);

  async function fill() {
    refused.set(null);
    try {
      presets ??= await load();
      place.replaceChildren(...presets.map(item));
      place.querySelector('button')?.focus({ preventScroll: true });
    } catch (error) {
      refused.set(`The list could not be loaded; opening it again tries again. ${sentence(error)}`);
    }
  }

  /** @param {Preset} preset */
  function item({ title, sentence: about, experiment: text }) {
    const current = text === experiment() ? 'true' : null;
    return h('li', null, h('button', { type: 'button', 'aria-current': current, onclick: () => void choose(text) },
      h('b', null, title), h('small', null, about)));
  }

  /** @param {string} text */
  async function choose(text) {
    const why = await visit(text);
    refused.set(why);
    if (why) return;
    close();
    next.focus();
  }
}
