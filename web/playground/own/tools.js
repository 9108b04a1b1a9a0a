import { h, uniqueId } from '../../ui/dom.js';
import { count, signed } from '../../ui/format.js';
import { slider } from '../../ui/slider.js';
import { shapeIcon } from '../shapes.js';

/**
 * The tools for drawing: what is drawn, with what, how wide, and the ways back.
 * @typedef {'look' | 'point' | 'spray' | 'erase'} Tool
 */

/** @type {{ name: Tool, label: string, help: string }[]} */
const toolNames = [
  { name: 'look', label: 'Look', help: 'Only look: on a touch screen the page scrolls again' },
  { name: 'point', label: 'Point', help: 'A point where you press, more along the way' },
  { name: 'spray', label: 'Spray', help: 'A cloud of points as long as you press' },
  { name: 'erase', label: 'Erase', help: 'Takes points away' },
];
const sizes = ['8', '12', '18', '26', '36', '50'];
const values = Array.from({ length: 21 }, (_, i) => String((i - 10) / 10));

/**
 * @param {object} options
 * @param {() => void} options.onUndo @param {() => void} options.onClear
 * @param {() => void} options.onMoreClasses @param {() => void} options.onTool another tool, class or width
 */
export function createTools({ onUndo, onClear, onMoreClasses, onTool }) {
  /** @type {Tool} */
  let tool = 'point';
  let label = 0;
  let value = 1;
  let size = 18;
  let shown = '';
  /** How many classes there are to choose from. */
  let many = 0;

  const toolRow = radios('Tool', toolNames.map(({ name, label: text, help }) => ({ name, content: [text], help, text })), (name) => {
    tool = /** @type {Tool} */ (name);
    wide.element.hidden = tool === 'look' || tool === 'point';
    onTool();
  });
  const classPlace = h('div', { class: 'own-row' });
  const more = h('button', { type: 'button', class: 'chip', 'aria-label': 'One more class', title: 'One more class: the network begins anew', onclick: onMoreClasses }, '+');
  const tone = slider({
    label: 'Value of new points',
    positions: values,
    show: (text) => signed(Number(text), 2),
    onInput(text) {
      value = Number(text);
      onTool();
    },
  });
  const wide = slider({
    label: 'Width',
    positions: sizes,
    show: (text) => `${text} px`,
    onInput(text) {
      size = Number(text);
      onTool();
    },
  });
  tone.set(String(value));
  wide.set(String(size));
  wide.element.hidden = true;
  const undo = h('button', { type: 'button', class: 'button', onclick: onUndo }, 'Undo');
  const clear = h('button', { type: 'button', class: 'button', onclick: onClear }, 'Clear');
  const total = h('span', { class: 'help own-count' });
  const element = h('div', { class: 'own-panel' }, toolRow.element, classPlace, tone.element, wide.element, h('div', { class: 'own-row' }, undo, clear, total));
  toolRow.set(tool);
  /** @type {ReturnType<typeof radios> | null} */
  let classes = null;

  return {
    element,
    get tool() {
      return tool;
    },
    get label() {
      return label;
    },
    get value() {
      return value;
    },
    get size() {
      return size;
    },
    /** @param {{ kind: string, classes: number, mostClasses: number }} what */
    open({ kind, classes: classCount, mostClasses }) {
      many = kind === 'points' ? classCount : 0;
      const now = `${kind} ${many}`;
      if (now === shown) return;
      shown = now;
      classPlace.hidden = kind !== 'points';
      tone.element.hidden = kind !== 'values';
      if (kind !== 'points') return;
      classes = radios('Class of new points', Array.from({ length: many }, (_, i) => ({ name: String(i), content: [shapeIcon(i), String(i)], help: `Class ${i}`, text: `class ${i}` })), (name) => {
        label = Number(name);
        onTool();
      });
      more.hidden = many >= mostClasses;
      classPlace.replaceChildren(classes.element, more);
      if (label >= many) label = 0;
      classes.set(String(label));
    },
    /** The class of what is drawn next. @param {number} next */
    choose(next) {
      if (next >= many) return;
      label = next;
      classes?.set(String(next));
    },
    /** One step up or down in value. @param {number} by */
    shift(by) {
      value = Math.max(-1, Math.min(1, Math.round((value + by) * 10) / 10));
      tone.set(String(value));
    },
    /** @param {{ canUndo: boolean, count: number }} state */
    set({ canUndo, count: points }) {
      undo.disabled = !canUndo;
      clear.disabled = points === 0;
      total.textContent = `${count(points)} ${points === 1 ? 'point' : 'points'}`;
    },
  };
}

/**
 * Chips of which one is on: native radio buttons.
 * @param {string} label
 * @param {{ name: string, content: (Node | string)[], help: string, text: string }[]} choices
 * @param {(name: string) => void} onChoose
 */
function radios(label, choices, onChoose) {
  const group = uniqueId('own');
  const inputs = choices.map(({ name, text }) => h('input', { type: 'radio', name: group, value: name, class: 'visually-hidden', 'aria-label': text, onchange: () => onChoose(name) }));
  const element = h('fieldset', { class: 'own-row' }, h('legend', { class: 'visually-hidden' }, label),
    ...choices.map(({ content, help }, i) => h('label', { class: 'chip own-chip', title: help }, inputs[i], h('span', { 'aria-hidden': true }, ...content))));
  return {
    element,
    /** @param {string} name */
    set(name) {
      for (const input of inputs) input.checked = input.value === name;
    },
  };
}
