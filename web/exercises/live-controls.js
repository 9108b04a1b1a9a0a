import { h, reveal } from '../ui/dom.js';
import { startLive } from './live.js';

/**
 * The controls by which the learner's function is handed to the live network and taken out again.
 *
 * @typedef {import('./live.js').Painter} Painter
 * @typedef {import('./live.js').Opened} Opened
 * @typedef {object} View the part of the playground's view that is used
 * @property {any} client the engine's client
 * @property {Opened | null} [opened] the run that is open, if one is
 * @property {(painter: Painter | null) => void} [override] who draws the heat maps; null: the engine. Missing where
 *   there is no live network
 */

/**
 * @param {object} options
 * @param {import('./content.js').Exercise} options.exercise
 * @param {import('./editor.js').Editor} options.editor
 * @param {import('./content.js').Language} options.language
 * @param {import('./languages.js').Runner} options.runner runs it
 * @param {View} options.view
 * @param {() => void} options.before called first of all
 */
export function liveControls({ exercise, language, editor, runner, view, before }) {
  const entry = exercise.functions[0].names[language];
  /** @type {{ networkChanged(opened: Opened): void, stop(): void } | null} */
  let live = null;
  let liveCode = '';
  let drawing = false; // a picture by the code has been seen
  let mounted = true;

  const useButton = h('button', { type: 'button', class: 'button exercise-use', onclick: () => use() }, 'Use it in the network');
  const backButton = h('button', { type: 'button', class: 'button', hidden: true, onclick: () => leave('The engine draws again.') }, 'Back to the engine');
  const status = h('p', { class: 'exercise-live', role: 'status' });
  const faultStatus = h('p', { class: 'exercise-fault', role: 'status' });
  const place = h('div', { class: 'exercise-drawing' }, status, backButton);

  async function use() {
    before();
    status.textContent = 'Handing your code to the network…';
    faultStatus.textContent = '';
    editor.mark(0);
    const { code } = editor;
    if (!view.opened) {
      status.textContent = 'There is no network yet. Try again in a moment.';
      return;
    }
    const started = await startLive({
      exercise, code, language, runner, engine: view.client, opened: view.opened,
      onEnd: (message) => leave(`Your code was taken out of the network: ${message} The engine draws again.`),
      onFault: (message) => {
        const said = editor.code === liveCode ? message : '';
        if (faultStatus.textContent === said) return;
        faultStatus.textContent = said;
        if (said) reveal(faultStatus);
      },
      onShown: () => {
        drawing = true;
        say();
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
    status.textContent = `Waiting for the first picture by your ${entry} …`;
    place.dataset.live = 'true';
    view.override?.(started.painter);
  }

  function say() {
    const edited = editor.code === liveCode ? '' : ' You have edited it since: “Use it in the network” takes the new code.';
    const text = `The heat maps are drawn by your ${entry}.${edited}`;
    if (status.textContent === text) return;
    status.textContent = text;
    if (!edited) reveal(faultStatus.textContent ? faultStatus : status); // whoever types keeps the line in view
  }

  /** @param {string} message */
  function leave(message) {
    live?.stop();
    live = null;
    view.override?.(null);
    delete place.dataset.live;
    if (document.activeElement === backButton) useButton.focus();
    backButton.hidden = true;
    faultStatus.textContent = '';
    status.textContent = message;
    if (message) reveal(status);
  }

  return {
    useButton, place, faultStatus,
    networkChanged: (/** @type {Opened} */ opened) => live?.networkChanged(opened),
    codeChanged() {
      if (live && drawing) say();
    },
    /** What was said about other code than this would only confuse. @param {string} code */
    tested(code) {
      if (!live) status.textContent = '';
      if (code !== liveCode) faultStatus.textContent = '';
    },
    unmount() {
      mounted = false;
      if (live) leave('');
    },
  };
}
