import { h, reveal, uniqueId } from '../ui/dom.js';
import { helpFor } from './help.js';
import { liveControls } from './live-controls.js';
import { formatList } from './numbers.js';
import { loadingBar } from './python/progress.js';
import { inline, reportNodes } from './report.js';
import { runTests, summary } from './run-tests.js';
import { codeStore } from './storage.js';

/**
 * One exercise: statement, editor, report, help, and where it can be, the learner's function in the live network.
 * Nothing the learner wrote runs before they ask for it.
 *
 * @typedef {import('./live-controls.js').View} View
 * @typedef {import('./live.js').Opened} Opened
 * @typedef {{ networkChanged(opened: Opened): void, unmount(): void }} Mounted
 */

/**
 * @param {HTMLElement} element is filled
 * @param {object} options
 * @param {import('./content.js').Loaded} options.loaded
 * @param {typeof import('./editor.js').createEditor} options.createEditor
 * @param {View} options.view
 * @param {import('./languages.js').Runner} options.runner runs the language
 * @param {() => void} [options.onSolved] the tests have passed
 * @returns {Mounted}
 */
export function mountChallenge(element, { loaded, createEditor, view, runner, onSolved = () => {} }) {
  const { exercise, language, starter, solution, given } = loaded;
  const store = codeStore(`${exercise.id}.${language}`);
  const newSeed = () => crypto.getRandomValues(new Uint32Array(1))[0];
  let seed = newSeed();
  let running = false;
  let mounted = true;
  let saving = 0;

  const note = uniqueId('exercise-note');
  const status = h('p', { class: 'exercise-status', role: 'status' });
  const tries = h('p', { class: 'exercise-note exercise-tries' });
  const details = h('div', { class: 'exercise-details' });
  const editorPlace = h('div', { class: 'exercise-editor' });
  const storageNote = h('p', { class: 'exercise-note', role: 'status' });
  const runButton = button('Run', () => run(), { class: 'button exercise-run', 'aria-describedby': note });
  const resetButton = button('Reset to starter', () => reset());
  const undoButton = button('Bring my code back', () => bringBack(), { hidden: true });
  const loading = loadingBar();
  const help = helpFor({ hints: exercise.hints, solution, atEnd: () => runButton.focus() });

  const editor = createEditor({
    parent: editorPlace,
    language,
    code: store.load() ?? starter,
    label: `Your code: ${exercise.functions.map(({ names }) => names[language]).join(', ')}`,
    describedBy: 'Tab indents. Press Escape, then Tab, to leave the editor.',
    onChange,
    onRun: () => run(),
  });
  const live = exercise.live && view.override ? liveControls({ exercise, language, editor, runner, view, before: flush }) : null;

  const root = h(
    'div',
    { class: 'exercise', dataset: { state: 'ready', exercise: exercise.id, language } },
    h('h2', { class: 'exercise-title' }, exercise.title),
    h('p', { class: 'exercise-note' }, exercise.promise),
    ...exercise.statement.map((text) => h('p', null, ...inline(inTerms(text)))),
    ...examples(),
    given !== '' && h('details', { class: 'exercise-given' }, h('summary', null, 'The code that is there already'), h('pre', { tabindex: '0' }, given.trimEnd())),
    editorPlace,
    storageNote,
    h('div', { class: 'exercise-buttons' }, runButton, live?.useButton, resetButton, undoButton, ...help.buttons),
    h('p', { class: 'exercise-note', id: note }, 'Ctrl or Cmd + Enter runs the tests. Tab indents; Esc, then Tab, leaves the editor.'),
    live?.place,
    live?.faultStatus,
    help.status,
    help.list,
    help.place,
    h('div', { class: 'exercise-report' }, status, loading.element, tries, details),
  );
  undoButton.hidden = store.replaced() === null;
  sayStorage();

  /** The functions' names as this language writes them. @param {string} text */
  function inTerms(text) {
    if (language === 'javascript') return text;
    return exercise.functions.reduce((words, { names }) => words.replaceAll(names.javascript, names[language]), text);
  }

  function examples() {
    const lines = exercise.functions.map(({ names, example }) => [
      h('code', null, `${names[language]}(${example.args.map((value) => formatList(value, language)).join(', ')})`),
      ' gives ',
      h('code', null, formatList(example.result, language)),
    ]);
    if (lines.length === 1) return [h('p', null, 'Example: ', ...lines[0], '.')];
    return [h('p', null, 'Examples:'), h('ul', { class: 'exercise-examples' }, ...lines.map((line) => h('li', null, ...line)))];
  }

  function flush() {
    if (saving === 0) return;
    clearTimeout(saving);
    saving = 0;
    store.save(editor.code);
    sayStorage();
  }
  const onHide = () => {
    if (document.visibilityState === 'hidden') flush();
  };
  window.addEventListener('pagehide', flush);
  document.addEventListener('visibilitychange', onHide);

  function onChange() {
    clearTimeout(saving);
    saving = window.setTimeout(flush, 300);
    live?.codeChanged();
  }

  function sayStorage() {
    storageNote.textContent = store.kept
      ? ''
      : 'This browser does not let the page keep your code. It stays here until you leave; copy it if you want it later.';
  }

  async function run() {
    if (running) return;
    running = true;
    flush();
    root.dataset.state = 'running';
    runButton.setAttribute('aria-disabled', 'true');
    status.textContent = language === 'python' ? 'Getting Python ready…' : 'Running the tests…';
    tries.textContent = '';
    details.replaceChildren();
    editor.mark(0);
    const { code } = editor;
    live?.tested(code);
    try {
      await runner.prepare(loading.tell).finally(loading.done);
      if (!mounted) return;
      status.textContent = 'Running the tests…';
      const report = await runTests({ exercise, code, seed, engine: view.client, start: runner.start, language, given });
      if (!mounted) return;
      // The same random tests come back until they pass, so that a fault can be followed.
      if (report.passed) seed = newSeed();
      live?.useButton.classList.toggle('exercise-ready', report.passed);
      status.replaceChildren(...inline(summary(report)));
      tries.textContent = store.tried(report.passed);
      if (report.passed) {
        store.setPassed(code);
        onSolved();
      }
      root.dataset.passed = String(report.passed);
      details.replaceChildren(...reportNodes(report, { language, code, goTo: (line) => editor.goTo(line) }));
      const line = report.line || (report.tests.find((test) => test.status === 'failed')?.line ?? 0);
      if (editor.code === code) editor.mark(line);
      status.scrollIntoView({ block: 'nearest' });
    } catch (error) {
      if (mounted) status.textContent = `The tests could not run: ${sentenceOf(error)}`;
    } finally {
      running = false;
      runButton.removeAttribute('aria-disabled');
      root.dataset.state = 'done';
    }
  }

  function reset() {
    const { code } = editor;
    if (code === starter) {
      status.textContent = 'This is the starter already.';
      return;
    }
    store.setReplaced(code);
    replaceCode(starter);
    undoButton.hidden = false;
    status.textContent = 'Back at the starter. Your code is kept: “Bring my code back” restores it.';
    reveal(undoButton);
  }

  function bringBack() {
    const kept = store.replaced();
    if (kept === null) return;
    // What stands there now is not thrown away either: the editor's own undo has it, and a change is swapped.
    const { code } = editor;
    store.setReplaced(code === starter ? null : code);
    undoButton.hidden = code === starter;
    replaceCode(kept);
    status.textContent = 'Your code is back.';
    if (undoButton.hidden) resetButton.focus();
  }

  /** @param {string} code */
  function replaceCode(code) {
    editor.code = code;
    flush();
  }

  element.replaceChildren(root);
  return {
    networkChanged: (opened) => live?.networkChanged(opened),
    unmount() {
      flush();
      mounted = false;
      window.removeEventListener('pagehide', flush);
      document.removeEventListener('visibilitychange', onHide);
      live?.unmount();
      editor.destroy();
      root.remove();
    },
  };
}

/** @param {string} text @param {() => void} act @param {Record<string, any>} [properties] */
const button = (text, act, properties) =>
  h('button', { type: 'button', class: 'button', onclick: act, ...properties }, text);

/** @param {unknown} error */
const sentenceOf = (error) => (error instanceof Error ? error.message : String(error));
