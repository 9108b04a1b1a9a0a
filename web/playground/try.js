import { h } from '../ui/dom.js';
import { refusal } from '../ui/field.js';
import { popover } from '../ui/popover.js';
import { sentence } from './session.js';

/**
 * @file The button “Try”: experiments worth seeing, to begin with. Their list is fetched when it is first asked for.
 *
 * @param {HTMLButtonElement} button
 * @param {object} page
 * @param {() => string} page.experiment the one that is open
 * @param {(experiment: string) => Promise<string | null>} page.visit null, or the sentence why not
 * @param {HTMLElement} page.next has the focus when an experiment was chosen
 */
export function tryButton(button, { experiment, visit, next }) {
  const place = h('div', { class: 'presets-place' });
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
      const { presetList } = await import('./try/list.js');
      place.replaceChildren(presetList({ current: experiment(), onChoose: (text) => void choose(text) }));
      place.querySelector('button')?.focus({ preventScroll: true });
    } catch (error) {
      refused.set(`The list could not be loaded; opening it again tries again. ${sentence(error)}`);
    }
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
