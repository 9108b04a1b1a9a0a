import { later } from '../engine/later.js';
import { h, uniqueId } from '../ui/dom.js';
import { stylesheet } from '../ui/stylesheet.js';
import { mountChallenge } from './challenge.js';
import { loadExercise, loadList } from './content.js';
import { isLanguage, languageNames, runnerFor } from './languages.js';
import { codeStore, remembered } from './storage.js';
import { trainingBox } from './training/box.js';

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
  await stylesheet(new URL('panel.css', base).href);
  const [list, { createEditor }] = await Promise.all([id ? [] : loadList(base), later(() => import('./editor.js'), import.meta.url)]);
  const place = h('div');
  const said = h('p', { class: 'exercise-unopened', role: 'status', hidden: true });
  const chosen = remembered('glia.exercise.chosen');
  const spoken = remembered('glia.exercise.language');
  const kept = spoken.read();
  /** @type {import('./content.js').Language} */
  let language = isLanguage(kept) ? kept : 'javascript';
  let runner = await runnerFor(language, base);
  const first = id ?? list.find((each) => each.id === chosen.read())?.id ?? 'dense-layer';
  /** @type {Mounted | null} */
  let mounted = null;
  let asked = '';
  let turn = 0;
  const speakId = uniqueId('exercise-language');

  const select = h('select', { id: 'exercise-choice', onchange: () => void choose(select.value) });
  const names = Object.entries(languageNames).map(([value, name]) => h('option', { value, selected: value === language }, name));
  const speak = h('select', { id: speakId, class: 'exercise-language', onchange: () => void choose(asked, speak.value) }, ...names);
  const nav = h(
    'div',
    { class: 'exercise-choice' },
    !id && h('label', { for: 'exercise-choice' }, 'Challenge'),
    !id && select,
    h('label', { for: speakId }, 'Language'),
    speak,
  );

  /** Titles with their number, and whether they are solved. */
  function nameOptions() {
    select.replaceChildren(
      ...list.map((each, i) => {
        const solved = Object.keys(languageNames).some((name) => codeStore(`${each.id}.${name}`).solved) ? ' ✓ solved' : '';
        return h('option', { value: each.id, selected: each.id === asked }, `${i + 1}. ${each.title}${solved}`);
      }),
    );
  }

  // Only the playground has a network to train.
  const training = !id && 'gradientsFrom' in view
    ? trainingBox({ view: /** @type {any} */ (view), base, titles: new Map(list.map((each) => /** @type {[string, string]} */ ([each.id, each.title]))), speaking: () => ({ language, runner }) })
    : null;

  function solved() {
    nameOptions();
    training?.refresh();
    onSolved();
  }

  /** @param {string} wanted @param {import('./content.js').Language} spoke */
  async function open(wanted, spoke) {
    asked = wanted;
    const mine = ++turn;
    const loaded = await loadExercise(wanted, base, spoke);
    const next = spoke === language ? runner : await runnerFor(spoke, base);
    if (mine !== turn) return; // another was chosen meanwhile
    mounted?.unmount();
    if (next !== runner) {
      training?.close();
      runner.close();
    }
    runner = next;
    language = spoke;
    training?.refresh();
    mounted = mountChallenge(place, { loaded, createEditor, view, runner, onSolved: solved });
    chosen.write(wanted);
  }

  /** @param {string} wanted @param {unknown} [spoke] the language */
  async function choose(wanted, spoke = language) {
    const before = { asked, language };
    said.hidden = true;
    try {
      await open(wanted, isLanguage(spoke) ? spoke : language);
      spoken.write(language);
    } catch (error) {
      asked = before.asked;
      select.value = before.asked;
      speak.value = before.language;
      said.textContent = error instanceof Error ? error.message : String(error);
      said.hidden = false;
    }
  }

  await open(first, language);
  nameOptions();
  element.replaceChildren(h('div', { class: 'exercise-panel' }, nav, said, place, training?.element));
  return {
    networkChanged: (opened) => mounted?.networkChanged(opened),
    unmount() {
      mounted?.unmount();
      training?.close();
      runner.close();
      element.replaceChildren();
    },
  };
}
