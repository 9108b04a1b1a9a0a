import { later } from '../engine/later.js';
import { h } from '../ui/dom.js';
import { sentence } from './session.js';

/**
 * The place of the exercise: it stands where data and inputs stand, and is loaded when first opened.
 * @typedef {{ networkChanged: (opened: import('./types.js').Opened) => void, unmount: () => void }} Panel
 */

/**
 * @param {object} options
 * @param {HTMLButtonElement} options.button
 * @param {HTMLElement} options.main carries the class `exercising` while the panel is open
 * @param {HTMLElement} options.place
 * @param {import('./view.js').View} options.view
 * @param {(sentence: string) => void} options.onError
 */
export function exerciseToggle({ button, main, place, view, onError }) {
  /** @type {Panel | null} */
  let panel = null;
  let loading = false;

  async function open() {
    loading = true;
    main.classList.add('exercising');
    place.hidden = false;
    button.setAttribute('aria-expanded', 'true');
    const body = h('div', { class: 'exercise-body' });
    place.replaceChildren(body);
    try {
      const { mountExercise } = await later(() => import('../exercises/panel.js'), import.meta.url);
      panel = await mountExercise(body, view);
      // On a narrow page the panel opens below what is on screen.
      place.scrollIntoView({ block: 'nearest' });
    } catch (error) {
      close();
      onError(`The exercise could not be opened. ${sentence(error)}`);
    }
    loading = false;
  }

  function close() {
    panel?.unmount();
    panel = null;
    view.override(null);
    place.replaceChildren();
    place.hidden = true;
    main.classList.remove('exercising');
    button.setAttribute('aria-expanded', 'false');
  }

  button.setAttribute('aria-expanded', 'false');
  button.onclick = () => {
    if (loading) return;
    if (panel) close();
    else void open();
  };
  return {
    /** @param {import('./types.js').Opened} opened */
    networkChanged: (opened) => panel?.networkChanged(opened),
  };
}
