/**
 * @file A program to read and to change. First it is plain text; the editor is fetched when one wants to change it. What
 * was changed is kept for each language, until it is set back.
 */

import { h } from '../../ui/dom.js';
import { languageChoice } from './languages.js';
import { codeStyles } from './output.js';

/** @typedef {import('../page/page.js').Language} Language @typedef {import('../page/page.js').Page} Page */

/** Milliseconds without a key until a change is kept. */
const keepAfter = 400;

/**
 * @param {Page} page
 * @param {object} options
 * @param {{ javascript: string, python?: string }} options.sources
 * @param {string} options.label spoken name of the program
 * @param {() => void} options.onRun Ctrl or Cmd and Enter in the editor
 * @param {() => void} [options.onChange] of the program or its language
 */
export async function codeBox(page, { sources, label, onRun, onChange = () => {} }) {
  await codeStyles(page);
  /** What the learner wrote, where it differs from the source. @type {Partial<Record<Language, string>>} */
  const own = { ...page.kept({ anyVersion: true })?.code };
  const language = () => (sources.python === undefined ? 'javascript' : page.language());
  const sourceIn = () => (sources[language()] ?? '').trimEnd();
  const code = () => own[language()] ?? sourceIn();

  const text = h('code');
  const plain = h('pre', { class: 'code-plain', tabindex: '0', 'aria-label': label }, text);
  const place = h('div', { class: 'code-place' }, plain);
  const editButton = h('button', { type: 'button', class: 'button', onclick: () => void edit() }, 'Edit');
  const resetButton = h('button', { type: 'button', class: 'button', onclick: reset }, 'Reset');
  const undoButton = h('button', { type: 'button', class: 'button', hidden: true, onclick: bringBack }, 'Bring my code back');
  const choice = languageChoice(page, () => changeLanguage());
  const only = h('p', { class: 'note' }, 'This one is in JavaScript only.');
  const hint = h('p', { class: 'note', hidden: true }, 'Ctrl or Cmd + Enter runs it. Tab indents; Esc, then Tab, leaves the editor.');
  const head = h('div', { class: 'code-head' }, sources.python === undefined ? only : choice.element);

  /** @type {import('../../exercises/editor.js').Editor | null} */
  let editor = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** What a reset took away. @type {Partial<Record<Language, string>>} */
  const before = {};
  let loading = false;

  function keep() {
    clearTimeout(timer);
    timer = undefined;
    page.keep({ ...page.kept({ anyVersion: true }), code: own });
  }
  const keepNow = () => {
    if (timer !== undefined) keep();
  };

  /** @param {string} now */
  function changed(now) {
    if (now === sourceIn()) delete own[language()];
    else own[language()] = now;
    clearTimeout(timer);
    timer = setTimeout(keep, keepAfter);
    showButtons();
    onChange();
  }

  function showButtons() {
    editButton.hidden = editor !== null;
    resetButton.hidden = own[language()] === undefined;
    undoButton.hidden = before[language()] === undefined || own[language()] !== undefined;
    hint.hidden = editor === null;
  }

  function show() {
    text.textContent = code();
    showButtons();
  }

  /** @param {{ focus?: boolean }} [options] @returns {Promise<void>} */
  async function edit({ focus = true } = {}) {
    if (loading) return;
    if (editor) {
      if (focus) editor.focus();
      return;
    }
    loading = true;
    editButton.setAttribute('aria-disabled', 'true');
    try {
      const { createEditor } = await import('../../exercises/editor.js');
      const host = h('div', { class: 'code-editor' });
      place.replaceChildren(host);
      editor = createEditor({ parent: host, language: language(), code: code(), label, describedBy: 'Tab indents. Press Escape, then Tab, to leave the editor.', onChange: changed, onRun });
      if (focus) editor.focus();
    } catch {
      place.replaceChildren(plain, h('p', { class: 'code-fault', role: 'alert' }, 'The editor could not be loaded. Try again when the connection is back.'));
    } finally {
      loading = false;
      editButton.removeAttribute('aria-disabled');
      showButtons();
    }
  }

  function closeEditor() {
    editor?.destroy();
    editor = null;
    place.replaceChildren(plain);
  }

  async function changeLanguage() {
    if (sources.python === undefined) return;
    keepNow();
    const edited = editor !== null;
    closeEditor();
    show();
    onChange();
    if (edited) await edit({ focus: false });
  }

  /** @param {string} now */
  function replace(now) {
    if (editor) editor.code = now;
    else changed(now);
    keepNow();
    show();
  }

  function reset() {
    before[language()] = code();
    replace(sourceIn());
    page.say('The program is as it was at first. “Bring my code back” restores yours.');
    undoButton.focus();
  }

  function bringBack() {
    const mine = before[language()];
    if (mine === undefined) return;
    delete before[language()];
    replace(mine);
    page.say('Your code is back.');
    resetButton.focus();
  }

  window.addEventListener('pagehide', keepNow);
  show();
  return {
    head, place, hint, language, code, edit,
    buttons: [editButton, resetButton, undoButton],
    /** Marks a line of the editor, if it is open; 0 takes the mark away. @param {number} line */
    mark: (line) => editor?.mark(line),
    /** Puts the cursor at a line, in the editor. @param {number} line */
    async goTo(line) {
      await edit({ focus: false });
      editor?.goTo(line);
      editor?.mark(line);
    },
    close() {
      keepNow();
      window.removeEventListener('pagehide', keepNow);
      choice.close();
      editor?.destroy();
    },
  };
}
