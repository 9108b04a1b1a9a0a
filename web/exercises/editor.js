import { closeBrackets, closeBracketsKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { javascript } from '@codemirror/lang-javascript';
import { python } from '@codemirror/lang-python';
import { HighlightStyle, bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from '@codemirror/language';
import { EditorState, StateEffect, StateField } from '@codemirror/state';
import { Decoration, EditorView, drawSelection, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';

/**
 * The code editor, in a shadow root so that neither side's styles reach the other. Loaded only when an exercise is opened.
 */

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.modifier, tags.controlKeyword, tags.definitionKeyword], color: 'var(--accent)' },
  { tag: [tags.number, tags.string, tags.bool, tags.null, tags.regexp], color: 'var(--negative-ink)' },
  { tag: [tags.comment], color: 'var(--soft)', fontStyle: 'italic' },
  { tag: [tags.function(tags.definition(tags.variableName))], fontWeight: '600' },
]);

const theme = EditorView.theme({
  '&': { color: 'var(--ink)', backgroundColor: 'var(--card)', fontSize: 'var(--editor-size, 14px)' },
  '&.cm-focused': { outline: 'none' }, // the ring is around the host: line numbers would cover a part of it here
  '.cm-scroller': {
    fontFamily: 'var(--mono)', lineHeight: '1.55', maxHeight: 'min(60vh, 34em)',
    scrollbarColor: 'var(--edge) transparent', scrollbarWidth: 'thin',
  },
  '.cm-content, .cm-gutter': { minHeight: 'var(--editor-least, min(18em, 44vh))' },
  '.cm-content': { padding: '8px 0', caretColor: 'var(--ink)' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '.cm-gutters': { backgroundColor: 'var(--sunken)', color: 'var(--soft)', borderRight: '1px solid var(--line)' },
  '.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'color-mix(in srgb, var(--accent) 7%, transparent)' },
  '.cm-activeLineGutter': { color: 'var(--ink)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'color-mix(in srgb, var(--accent) 24%, transparent)',
  },
  '.cm-matchingBracket, &.cm-focused .cm-matchingBracket': { backgroundColor: 'transparent', outline: '1px solid var(--edge)' },
  '&.cm-focused .cm-nonmatchingBracket': { backgroundColor: 'transparent', outline: '1px solid var(--warn)' },
  '.cm-faulty': { backgroundColor: 'var(--warn-wash)', boxShadow: 'inset 3px 0 var(--warn)' },
});

/** @type {import('@codemirror/state').StateEffectType<number>} */
const setFault = StateEffect.define();

/** The line marked as faulty, until the code is edited. */
const fault = StateField.define({
  create: () => Decoration.none,
  update(marks, transaction) {
    let next = transaction.docChanged ? Decoration.none : marks;
    for (const effect of transaction.effects) {
      if (!effect.is(setFault)) continue;
      const valid = effect.value > 0 && effect.value <= transaction.state.doc.lines;
      const mark = Decoration.line({ class: 'cm-faulty' });
      next = valid ? Decoration.set([mark.range(transaction.state.doc.line(effect.value).from)]) : Decoration.none;
    }
    return next;
  },
  provide: (field) => EditorView.decorations.from(field),
});

/**
 * The player stays at the lower edge of the window, over whatever is there: the line being typed moves out from under it.
 * @param {EditorView} view
 */
function uncoverCursor(view) {
  view.requestMeasure({
    read() {
      const cursor = view.coordsAtPos(view.state.selection.main.head);
      if (!view.hasFocus || !cursor) return 0;
      const covers = (/** @type {Element | null} */ element) =>
        element !== null && /sticky|fixed/.test(getComputedStyle(element).position);
      let over = document.elementFromPoint(cursor.left, cursor.bottom);
      while (over && !covers(over)) over = over.parentElement;
      return over ? Math.max(0, cursor.bottom + 8 - over.getBoundingClientRect().top) : 0;
    },
    write(distance) {
      if (distance > 0 && distance < window.innerHeight / 2) window.scrollBy(0, distance);
    },
  });
}

/** Grammar, and how far a step to the right goes. */
const languages = {
  javascript: () => [javascript(), indentUnit.of('  '), EditorState.tabSize.of(2)],
  python: () => [python(), indentUnit.of('    '), EditorState.tabSize.of(4)],
};

/**
 * @param {object} options
 * @param {HTMLElement} options.parent becomes the shadow host
 * @param {keyof typeof languages} [options.language]
 * @param {string} options.code @param {string} options.label spoken name
 * @param {string} [options.describedBy] spoken after it; text, because ids do not cross a shadow root
 * @param {(code: string) => void} options.onChange at every edit
 * @param {() => void} options.onRun Ctrl or Cmd and Enter
 */
export function createEditor({ parent, language = 'javascript', code, label, describedBy = '', onChange, onRun }) {
  const root = parent.attachShadow({ mode: 'open' });
  const state = EditorState.create({
    doc: code,
    extensions: [
      keymap.of([{ key: 'Mod-Enter', run: () => (onRun(), true) }]),
      lineNumbers(), highlightActiveLine(), highlightActiveLineGutter(), drawSelection(), history(),
      bracketMatching(), closeBrackets(), indentOnInput(), EditorView.lineWrapping,
      languages[language](), syntaxHighlighting(colours), theme, fault,
      keymap.of([...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap, indentWithTab]),
      EditorView.contentAttributes.of({
        'aria-label': label, 'aria-description': describedBy, tabindex: '0', autocapitalize: 'off', autocorrect: 'off', spellcheck: 'false',
      }),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) onChange(update.state.doc.toString());
        if (update.docChanged || update.selectionSet) uncoverCursor(update.view);
      }),
    ],
  });
  const view = new EditorView({ state, parent: root, root });
  return {
    get code() {
      return view.state.doc.toString();
    },
    /** Replaces everything, as one step that the editor's own undo takes back. @param {string} text */
    set code(text) {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text }, selection: { anchor: 0 } });
    },
    focus: () => view.focus(),
    /** Marks a line as faulty; 0 takes the mark away. @param {number} line */
    mark: (line) => view.dispatch({ effects: setFault.of(line) }),
    /** Puts the cursor at a line. @param {number} line */
    goTo(line) {
      const { doc } = view.state;
      const at = doc.line(Math.max(1, Math.min(line, doc.lines)));
      view.dispatch({ selection: { anchor: at.to }, effects: EditorView.scrollIntoView(at.from, { y: 'center' }) });
      view.focus();
    },
    destroy: () => view.destroy(),
  };
}

/** @typedef {ReturnType<typeof createEditor>} Editor */
