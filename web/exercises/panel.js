import { h } from '../ui/dom.js';
import { stylesheet } from '../ui/stylesheet.js';
import { mountChallenge } from './challenge.js';
import { loadExercise, loadList } from './content.js';
import { sandboxIn } from './sandbox.js';
import { codeStore, remembered } from './storage.js';

/**
 * The exercises beside the playground, or in a page of their own: a list to choose from, and the one chosen.
 *
 * @typedef {import('./challenge.js').Mounted} Mounted
 * @typedef {import('./live-controls.js').View} View
 */

/**
 * @param {HTMLElement} element is filled
 * @param {View} view
 * @param {string} [id] folder name of an exercise: that one alone, without a list
 * @param {{ base?: URL, onSolved?: () => void }} [options] base: address of the folder that holds the exercises
 * @returns {Promise<Mounted>} rejects with a sentence
 */
export async function mountExercise(element, view, id, { base = new URL('exercises/', document.baseURI), onSolved = () => {} } = {}) {
  const frame = new URL('sandbox.html', base);
  await stylesheet(new URL('panel.css', base).href);
  const [list, { createEditor }] = await Promise.all([id ? [] : loadList(base), import('./editor.js')]);
  const place = h('div');
  const said = h('p', { class: 'exercise-unopened', role: 'status', hidden: true });
  const chosen = remembered('glia.exercise.chosen');
  const first = id ?? list.find((each) => each.id === chosen.read())?.id ?? 'dense-layer';
  /** @type {Mounted | null} */
  let mounted = null;
  let asked = '';

  const select = h('select', { id: 'exercise-choice', onchange: () => void choose(select.value) });
  const nav = h('div', { class: 'exercise-choice' }, h('label', { for: 'exercise-choice' }, 'Challenge'), select);

  /** Titles with their number, and whether they are solved. */
  function nameOptions() {
    select.replaceChildren(
      ...list.map((each, i) => {
        const solved = codeStore(`${each.id}.javascript`).solved ? ' ✓ solved' : '';
        return h('option', { value: each.id, selected: each.id === asked }, `${i + 1}. ${each.title}${solved}`);
      }),
    );
  }

  function solved() {
    nameOptions();
    onSolved();
  }

  /** @param {string} wanted */
  async function open(wanted) {
    asked = wanted;
    const loaded = await loadExercise(wanted, base);
    if (asked !== wanted) return; // another was chosen meanwhile
    mounted?.unmount();
    mounted = mountChallenge(place, { loaded, createEditor, view, frame, start: sandboxIn(frame), onSolved: solved });
    chosen.write(wanted);
  }

  /** @param {string} wanted */
  async function choose(wanted) {
    const before = asked;
    said.hidden = true;
    try {
      await open(wanted);
    } catch (error) {
      asked = before;
      select.value = before;
      said.textContent = error instanceof Error ? error.message : String(error);
      said.hidden = false;
    }
  }

  await open(first);
  nameOptions();
  element.replaceChildren(h('div', { class: 'exercise-panel' }, !id && nav, said, place));
  return {
    networkChanged: (opened) => mounted?.networkChanged(opened),
    unmount() {
      mounted?.unmount();
      element.replaceChildren();
    },
  };
}
