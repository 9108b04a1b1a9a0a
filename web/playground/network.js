import { h, setText } from '../ui/dom.js';
import { upper } from '../ui/format.js';
import { hit } from './geometry.js';
import { layerControls } from './layer-controls.js';
import { badgesOf, layerNames } from './layer-panel.js';
import { splitLayers } from './layers.js';
import { describe, exists, parameterOf, sameItem } from './names.js';
import { networkStage } from './stage.js';
import { networkTree } from './tree.js';

/**
 * The network: drawing, tree, value tips and layer controls in one place.
 * @typedef {import('./types.js').Item} Item
 * @typedef {import('./types.js').Opened} Opened
 */

/**
 * @param {HTMLElement} place
 * @param {object} options
 * @param {{ layers: import('./types.js').Setting, init?: import('./types.js').Setting }} options.rows of the table, about layers
 * @param {import('./controls.js').Change} options.change
 * @param {(sentence: string) => void} options.onRefused
 * @param {() => import('../ui/palette.js').Palette} options.palette
 * @param {(item: Item | null) => void} options.onSelect
 * @param {() => boolean} options.onLeave the keyboard goes on to what is selected
 * @param {(item: Item | null) => void} options.onPoint what the mouse or the focus is on
 * @param {import('./image/look.js').Look} options.look what is shown to the network where data are images
 */
export function networkView(place, { rows, change, onRefused, palette, onSelect, onLeave, onPoint, look }) {
  const above = h('div', { class: 'layer-titles' });
  const below = h('div', { class: 'layer-controls' });
  const links = h('canvas', { 'aria-hidden': true });
  const maps = h('canvas', { 'aria-hidden': true });
  const marks = h('canvas', { 'aria-hidden': true });
  const root = h('div', { class: 'tree', role: 'tree', 'aria-label': 'The network' });
  const tip = h('div', { class: 'tip', 'aria-hidden': true, hidden: true });
  const stageElement = h('div', { class: 'stage' }, links, maps, marks, root, tip);
  const keys = h('p', { class: 'keys-help' }, '↑ ↓ walk · → weights of a neuron · ← back · Enter selects');
  const inner = h('div', { class: 'network-inner' }, above, stageElement, below);
  // Firefox would make it one more stop of the Tab key; the tree inside scrolls it.
  const scroller = h('div', { class: 'network-scroll', tabindex: '-1' }, inner);
  place.append(scroller, keys);
  const fade = edgeFade(scroller);
  new ResizeObserver(fade).observe(inner);
  const setting = rows.layers;
  const names = layerNames(setting, rows.init);
  const label = (/** @type {string} */ name) => setting.choices?.find((choice) => choice.name === name)?.label ?? upper(name);

  /** @type {Opened | null} */
  let opened = null;
  /** What is not plain about each hidden layer. @type {string[][]} */
  let special = [];
  /** @type {Float32Array | null} */
  let parameters = null;
  /** @type {Item | null} */
  let selected = null;
  /** @type {Item | null} */
  let pointed = null;
  /** @type {Item | null} */
  let focused = null;
  /** @type {import('./types.js').Marks | null} */
  let marked = null;

  const controls = layerControls({ above, below }, rows, change, onRefused);
  const tree = networkTree(root, {
    onFocus: (item) => {
      focused = item && root.querySelector(':focus-visible') ? item : null;
      point();
      if (focused) bringIn(placeOf(focused).x);
    },
    onLeave,
    words,
    onSelect: (item) => select(item),
  });
  const stage = networkStage({ links, maps, marks }, {
    palette,
    most: setting.units?.control ?? 16,
    look,
    onPlan: (scene) => {
      if (!opened) return;
      controls.place(scene);
      tree.open(opened.network.layers, scene);
      fade(); // what stood at old places may have reached beyond the frame
    },
  });

  /** What an item is called, its value, and what a mark upon it says. @param {Item} item @param {Float32Array | null} values */
  function words(item, values) {
    if (!opened) return '';
    const said = saidOf(item);
    return `${describe(opened.network.layers, item, values, label)}${said ? `. ${said}` : ''}`;
  }

  /** @param {Item} item */
  function saidOf({ kind, layer, unit, input }) {
    if (kind === 'layer') return special[layer - 1]?.join(', ');
    if (kind === 'neuron') return marked?.units?.filter((mark) => mark.layer === layer && mark.unit === unit).map(({ said }) => said).join(' ');
    const at = opened ? parameterOf(opened.network.layers, { kind, layer, unit, input }) : -1;
    return at < 0 ? undefined : marked?.links?.(at)?.said;
  }

  /** Shows the name and value of what is under the mouse, else of what has the focus. */
  function point() {
    const item = pointed ?? focused;
    stage.point(item);
    onPoint(item);
    tip.hidden = !item;
    if (!item || !opened) return;
    writeTip(item);
    const at = placeOf(item);
    tip.style.left = `${Math.max(4, Math.min(at.x - tip.offsetWidth / 2, stageElement.clientWidth - tip.offsetWidth - 4))}px`;
    tip.style.top = `${at.y - tip.offsetHeight - 10 < -20 ? at.y + at.below : at.y - tip.offsetHeight - 10}px`;
  }

  /** @param {Item} item */
  function writeTip(item) {
    setText(tip, upper(words(item, parameters)));
  }

  /** @param {Item} item */
  function placeOf(item) {
    const scene = stage.plan;
    const neuron = scene?.neuron(item.layer, item.unit);
    if (item.kind === 'weight') {
      const link = scene?.links.find((one) => one.layer === item.layer && one.unit === item.unit && one.input === item.input);
      const middle = link ? link.trail.length / 2 : 0;
      if (link) return { x: link.trail[middle - 1], y: link.trail[middle], below: 14 };
    }
    if (item.kind === 'layer' || !neuron) {
      const first = scene?.neuron(item.layer, 0);
      return { x: first?.x ?? 0, y: first ? first.y - first.size / 2 : 0, below: 14 };
    }
    return { x: neuron.x, y: neuron.y - neuron.size / 2, below: neuron.size + 10 };
  }

  /** A wide network is scrolled inside its frame to what has the focus. @param {number} x on the stage */
  function bringIn(x) {
    const { scrollLeft, clientWidth, scrollWidth } = scroller;
    if (scrollWidth > clientWidth && (x < scrollLeft + 60 || x > scrollLeft + clientWidth - 60)) scroller.scrollLeft = x - clientWidth / 2;
  }

  /** What is chosen again by hand is let go. @param {Item | null} item */
  function select(item) {
    choose(item && sameItem(item, selected) ? null : item);
    onSelect(selected);
  }

  /** @param {Item | null} item */
  function choose(item) {
    selected = item;
    stage.select(selected);
    tree.select(selected);
  }

  /** @param {PointerEvent | MouseEvent} event @param {number} reach */
  const under = (event, reach) => {
    const box = stageElement.getBoundingClientRect();
    return stage.plan && hit(stage.plan, event.clientX - box.left, event.clientY - box.top, reach);
  };
  stageElement.addEventListener('pointermove', (event) => {
    if (event.pointerType === 'touch') return;
    const item = under(event, 7);
    stageElement.style.cursor = item ? 'pointer' : '';
    if (sameItem(item, pointed)) return;
    pointed = item;
    point();
  });
  stageElement.addEventListener('pointerleave', () => {
    pointed = null;
    point();
  });
  stageElement.addEventListener('click', (event) => {
    // A click made by a screen reader comes from the tree and has been dealt with there.
    if (root.contains(/** @type {Node} */ (event.target)) && event.target !== root) return;
    const touch = /** @type {PointerEvent} */ (event).pointerType === 'touch';
    const item = under(event, touch ? 14 : 7);
    select(item);
    if (!touch) return;
    pointed = selected;
    point();
  });
  // A finger does not hover: what it has tapped is pointed at until it taps somewhere else.
  document.addEventListener('pointerdown', (event) => {
    if (!pointed || stageElement.contains(/** @type {Node} */ (event.target))) return;
    pointed = null;
    point();
  }, { capture: true });

  return {
    /** @param {Opened} next */
    open(next) {
      opened = next;
      parameters = null;
      pointed = null;
      marked = null;
      point();
      special = splitLayers(next.values[setting.key]).map(({ rest }) => badgesOf(rest, names).map(upper));
      inner.style.setProperty('--columns', String(next.network.layers.length));
      controls.set(next);
      if (selected && !exists(next.network.layers, selected)) select(null);
      stage.open(next);
    },
    /** @param {import('./types.js').Frame} frame @param {Uint8ClampedArray} fields */
    show(frame, fields) {
      parameters = frame.parameters;
      stage.show(frame, fields);
      tree.update(frame.parameters, !frame.playing);
      const item = pointed ?? focused;
      if (item && !tip.hidden) writeTip(item);
    },
    select,
    choose,
    /** Lays marks over the drawing, or takes them away; another network begins without. @param {import('./types.js').Marks | null} next */
    mark(next) {
      marked = next;
      stage.mark(next);
      tree.refresh();
      const item = pointed ?? focused;
      if (item) writeTip(item);
    },
    focus: tree.focus,
    redraw: () => stage.draw(),
    /** The pictures in the neurons have changed. */
    repaint: () => stage.update(),
    copyField: stage.copyField,
    /** Where everything stands on the stage; null before there is a network. */
    get plan() {
      return stage.plan;
    },
    get selected() {
      return selected;
    },
  };
}

/**
 * Lets the edges fade behind which a frame goes on. @param {HTMLElement} scroller
 * @returns {() => void} looks again
 */
function edgeFade(scroller) {
  const look = () => {
    const { scrollLeft, clientWidth, scrollWidth } = scroller;
    scroller.classList.toggle('more-before', scrollLeft > 8);
    scroller.classList.toggle('more-after', scrollLeft + clientWidth < scrollWidth - 8);
  };
  scroller.addEventListener('scroll', look, { passive: true });
  new ResizeObserver(look).observe(scroller);
  return look;
}
