import { h, reveal, uniqueId } from '../ui/dom.js';
import { loadExercise } from './content.js';
import { startLive } from './live.js';
import { formatList } from './numbers.js';
import { inline, reportNodes } from './report.js';
import { runTests, summary } from './run-tests.js';
import { codeStore } from './storage.js';

/**
 * An exercise beside the playground: statement, editor, report, and the learner's function in the live network.
 * Nothing the learner wrote runs before they ask for it.
 *
 * @typedef {import('./live.js').Painter} Painter
 * @typedef {import('./live.js').Opened} Opened
 * @typedef {object} View the part of the playground's view that is used
 * @property {any} client the engine's client
 * @property {Opened | null} opened the run that is open, if one is
 * @property {(painter: Painter | null) => void} override who draws the heat maps; null: the engine
 */

/**
 * @param {HTMLElement} element is filled
 * @param {View} view
 * @param {string} [id] folder name of the exercise
 * @returns {Promise<{ networkChanged(opened: Opened): void, unmount(): void }>} rejects with a sentence
 */
export async function mountExercise(element, view, id = 'dense-layer') {
  const base = new URL('exercises/', document.baseURI);
  const frame = new URL('sandbox.html', base);
  await stylesheet(new URL('panel.css', base));
  const [{ exercise, starter, solution }, { createEditor }] = await Promise.all([
    loadExercise(id, base),
    import('./editor.js'),
  ]);
  const store = codeStore(`${id}.javascript`);
  const newSeed = () => crypto.getRandomValues(new Uint32Array(1))[0];
  let seed = newSeed();
  let hints = 0;
  let running = false;
  let mounted = true;
  let saving = 0;
  /** @type {{ networkChanged(opened: Opened): void, stop(): void } | null} */
  let live = null;
  let liveCode = '';
  let drawing = false; // a picture by the code has been seen

  const note = uniqueId('exercise-note');
  const status = h('p', { class: 'exercise-status', role: 'status' });
  const details = h('div', { class: 'exercise-details' });
  const editorPlace = h('div', { class: 'exercise-editor' });
  const storageNote = h('p', { class: 'exercise-note', role: 'status' });
  const runButton = button('Run', () => run(), { class: 'button exercise-run', 'aria-describedby': note });
  const resetButton = button('Reset to starter', () => reset());
  const undoButton = button('Bring my code back', () => bringBack(), { hidden: true });
  const useButton = button('Use it in the network', () => use(), { class: 'button exercise-use' });
  const backButton = button('Back to the engine', () => leave('The engine draws again.'), { hidden: true });
  const liveStatus = h('p', { class: 'exercise-live', role: 'status' });
  const faultStatus = h('p', { class: 'exercise-fault', role: 'status' });
  const hintButton = button('Hint', () => hint());
  const hintList = h('ol', { class: 'exercise-hints', role: 'list' });
  const shown = h('div', { class: 'exercise-solution' });

  const { args, result } = exercise.example;
  const root = h(
    'div',
    { class: 'exercise', dataset: { state: 'ready' } },
    h('h2', { class: 'exercise-title' }, exercise.title),
    ...exercise.statement.map((text) => h('p', null, ...inline(text))),
    h('p', null, 'Example: ', h('code', null, `${exercise.entry}(${args.map(formatList).join(', ')})`), ' gives ',
      h('code', null, formatList(result)), '.'),
    editorPlace,
    storageNote,
    h('div', { class: 'exercise-buttons' }, runButton, useButton, resetButton, undoButton, hintButton),
    h('p', { class: 'exercise-note', id: note }, 'Ctrl or Cmd + Enter runs the tests. Tab indents; Esc, then Tab, leaves the editor.'),
    h('div', { class: 'exercise-drawing' }, liveStatus, backButton),
    faultStatus,
    hintList,
    shown,
    h('div', { class: 'exercise-report' }, status, details),
  );

  const editor = createEditor({
    parent: editorPlace,
    code: store.load() ?? starter,
    label: `Your code: ${exercise.entry}`,
    describedBy: 'Tab indents. Press Escape, then Tab, to leave the editor.',
    onChange,
    onRun: () => run(),
  });
  undoButton.hidden = store.replaced() === null;
  sayStorage();

  const flush = () => {
    if (saving === 0) return;
    clearTimeout(saving);
    saving = 0;
    store.save(editor.code);
    sayStorage();
  };
  const onHide = () => {
    if (document.visibilityState === 'hidden') flush();
  };
  window.addEventListener('pagehide', flush);
  document.addEventListener('visibilitychange', onHide);

  function onChange() {
    clearTimeout(saving);
    saving = window.setTimeout(flush, 300);
    if (live && drawing) sayLive();
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
    status.textContent = 'Running the tests…';
    details.replaceChildren();
    editor.mark(0);
    const { code } = editor;
    // What was said about other code than this would only confuse.
    if (!live) liveStatus.textContent = '';
    if (code !== liveCode) faultStatus.textContent = '';
    try {
      const report = await runTests({ exercise, code, seed, engine: view.client, frame });
      if (!mounted) return;
      // The same random tests come back until they pass, so that a fault can be followed.
      if (report.passed) seed = newSeed();
      useButton.classList.toggle('exercise-ready', report.passed);
      status.replaceChildren(...inline(summary(report)));
      root.dataset.passed = String(report.passed);
      details.replaceChildren(...reportNodes(report, (line) => editor.goTo(line)));
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

  function hint() {
    if (hints < exercise.hints.length) {
      hintList.append(h('li', null, ...inline(exercise.hints[hints])));
      hints++;
      status.textContent = `Hint ${hints} of ${exercise.hints.length} is shown.`;
      if (hints === exercise.hints.length) hintButton.textContent = 'Show a solution';
      return;
    }
    shown.replaceChildren(h('h3', null, 'A solution'), h('pre', { tabindex: '0' }, solution.trimEnd()));
    status.textContent = 'A solution is shown. Your code is untouched.';
    hintButton.hidden = true;
    runButton.focus();
  }

  async function use() {
    flush();
    liveStatus.textContent = 'Handing your code to the network…';
    faultStatus.textContent = '';
    editor.mark(0);
    const { code } = editor;
    if (view.opened === null) {
      liveStatus.textContent = 'There is no network yet. Try again in a moment.';
      return;
    }
    const started = await startLive({
      exercise, code, frame, engine: view.client, opened: view.opened,
      onEnd: (message) => leave(`Your code was taken out of the network: ${message} The engine draws again.`),
      onFault: (message) => {
        const said = editor.code === liveCode ? message : '';
        if (faultStatus.textContent === said) return;
        faultStatus.textContent = said;
        if (said) reveal(faultStatus);
      },
      onShown: () => {
        drawing = true;
        sayLive();
      },
    });
    if (!mounted) {
      if ('painter' in started) started.stop();
      return;
    }
    if ('message' in started) {
      leave(`Your code cannot draw: ${started.message}`);
      if (editor.code === code) editor.mark(started.line);
      return;
    }
    live?.stop(); // what drew until now
    live = started;
    drawing = false;
    liveCode = code;
    faultStatus.textContent = '';
    if (view.opened) started.networkChanged(view.opened); // it may have changed meanwhile
    backButton.hidden = false;
    liveStatus.textContent = `Waiting for the first picture by your ${exercise.entry} …`;
    root.dataset.live = 'true';
    view.override(started.painter);
  }

  function sayLive() {
    const edited = editor.code === liveCode ? '' : ' You have edited it since: “Use it in the network” takes the new code.';
    const text = `The heat maps are drawn by your ${exercise.entry}.${edited}`;
    if (liveStatus.textContent === text) return;
    liveStatus.textContent = text;
    if (!edited) reveal(faultStatus.textContent ? faultStatus : liveStatus); // whoever types keeps the line in view
  }

  /** @param {string} message */
  function leave(message) {
    live?.stop();
    live = null;
    view.override(null);
    delete root.dataset.live;
    if (document.activeElement === backButton) useButton.focus();
    backButton.hidden = true;
    faultStatus.textContent = '';
    liveStatus.textContent = message;
    if (message) reveal(liveStatus);
  }

  element.replaceChildren(root);
  return {
    networkChanged: (opened) => live?.networkChanged(opened),
    unmount() {
      flush();
      mounted = false;
      window.removeEventListener('pagehide', flush);
      document.removeEventListener('visibilitychange', onHide);
      if (live) leave('');
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

/**
 * Loads the panel's styles once. They are no reason to fail: without them the panel is plain, and works.
 * @param {URL} url @returns {Promise<void>}
 */
function stylesheet(url) {
  if (document.querySelector(`link[href="${url.href}"]`)) return Promise.resolve();
  return new Promise((resolve) => {
    const link = h('link', { rel: 'stylesheet', href: url.href, onload: () => resolve(), onerror: () => resolve() });
    document.head.append(link);
  });
}
