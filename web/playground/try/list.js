import { h } from '../../ui/dom.js';
import presets from './presets.json';

/**
 * @file The list behind “Try”. Presets are data (presets.json): what each of them promises is tested there where the
 * engine runs without a page.
 */

/**
 * @param {object} options
 * @param {string} options.current the experiment that is open
 * @param {(experiment: string) => void} options.onChoose
 */
export function presetList({ current, onChoose }) {
  return h('ul', { class: 'presets' }, ...presets.map(({ title, sentence, experiment }) => {
    const button = h('button', { type: 'button', 'aria-current': experiment === current ? 'true' : null, onclick: () => onChoose(experiment) },
      h('b', null, title), h('small', null, sentence));
    return h('li', null, button);
  }));
}
