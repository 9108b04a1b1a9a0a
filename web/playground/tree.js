import { h } from '../ui/dom.js';
import { anchor } from './geometry.js';
import { sameItem } from './names.js';

/**
 * The network as a tree that keyboard and screen reader walk: layers, their neurons, and below each
 * neuron its bias and the weights that lead into it. Its items lie unseen over the drawing, so that the
 * focus ring stands where the thing is. One item at a time can be reached with Tab.
 * @typedef {import('./types.js').Item} Item
 * @typedef {import('./geometry.js').Plan} Plan
 */

/**
 * @param {HTMLElement} root
 * @param {object} options
 * @param {(item: Item | null) => void} options.onFocus
 * @param {(item: Item) => void} options.onSelect
 * @param {() => boolean} options.onLeave Tab after a choice: whether the focus has gone to what was chosen
 * @param {(item: Item, parameters: Float32Array | null) => string} options.words what an item is called and stands at
 */
export function networkTree(root, { onFocus, onSelect, onLeave, words }) {
  /** @type {import('./types.js').Layer[]} */
  let layers = [];
  /** @type {Plan | null} */
  let scene = null;
  /** @type {Float32Array | null} */
  let parameters = null;
  /** @type {WeakMap<Element, Item>} */
  const items = new WeakMap();
  /** @type {Item | null} */
  let current = null;
  /** @type {Item | null} */
  let selected = null;
  /** @type {Item | null} chosen by key, and still in focus */
  let chosen = null;

  /** @param {Item} item @param {number} level @param {{ left: number, top: number, width: number, height: number }} box */
  function treeItem(item, level, box) {
    const element = h('div', {
      role: 'treeitem',
      tabindex: -1,
      'aria-level': level,
      'aria-label': words(item, parameters),
      'aria-selected': String(sameItem(item, selected)),
      style: { left: `${box.left}px`, top: `${box.top}px`, width: `${box.width}px`, height: `${box.height}px` },
      dataset: { kind: item.kind, layer: item.layer, unit: item.unit, input: item.input },
    });
    items.set(element, item);
    return element;
  }

  function build() {
    if (!scene) return;
    const had = root.contains(document.activeElement);
    const elements = scene.columns.map((column) => {
      const own = scene?.neurons.filter((neuron) => neuron.layer === column.layer) ?? [];
      const half = Math.max(...own.map(({ size }) => size)) / 2 + 6;
      const top = Math.min(...own.map(({ y, size }) => y - size / 2)) - 6;
      const left = column.x - half;
      const layer = treeItem({ kind: 'layer', layer: column.layer, unit: 0, input: 0 }, 1, { left, top, width: 2 * half, height: column.bottom + 6 - top });
      layer.setAttribute('aria-expanded', 'true');
      const group = h('div', { role: 'group' });
      for (const { layer: l, unit, x, y, size } of own) {
        const element = treeItem({ kind: 'neuron', layer: l, unit, input: 0 }, 2, { left: x - size / 2 - left, top: y - size / 2 - top, width: size, height: size });
        if (l > 0) element.setAttribute('aria-expanded', 'false');
        group.append(element);
      }
      layer.append(group);
      return layer;
    });
    root.replaceChildren(...elements);
    const start = (current && elementOf(current)) ?? elements[0];
    start.tabIndex = 0;
    if (had) start.focus({ preventScroll: true });
  }

  /** Puts bias and weights below a neuron. @param {HTMLElement} element @param {Item} item */
  function expand(element, item) {
    if (item.layer === 0 || element.getAttribute('aria-expanded') === 'true' || !scene) return;
    const neuron = scene.neuron(item.layer, item.unit);
    if (!neuron) return;
    const [left, top] = [neuron.x - neuron.size / 2, neuron.y - neuron.size / 2];
    const group = h('div', { role: 'group' });
    group.append(treeItem({ ...item, kind: 'bias' }, 3, { left: -7, top: neuron.size - 9, width: 16, height: 16 }));
    for (const link of scene.links) {
      if (link.bundle || link.layer !== item.layer || link.unit !== item.unit) continue;
      const { x, y } = anchor(link);
      group.append(treeItem({ ...item, kind: 'weight', input: link.input }, 3, { left: x - 8 - left, top: y - 8 - top, width: 16, height: 16 }));
    }
    element.append(group);
    element.setAttribute('aria-expanded', 'true');
  }

  /** @param {Element} element */
  function collapse(element) {
    element.querySelector('[role="group"]')?.remove();
    element.setAttribute('aria-expanded', 'false');
  }

  /** @param {Item} item @returns {HTMLElement | null} */
  function elementOf(item) {
    if (item.kind === 'weight' || item.kind === 'bias') {
      const parent = elementOf({ ...item, kind: 'neuron', input: 0 });
      if (parent) expand(parent, { ...item, kind: 'neuron', input: 0 });
    }
    return root.querySelector(`[data-kind="${item.kind}"][data-layer="${item.layer}"][data-unit="${item.unit}"][data-input="${item.input}"]`);
  }

  /** @param {Element | null | undefined} element */
  function focus(element) {
    if (!(element instanceof HTMLElement)) return;
    for (const old of root.querySelectorAll('[tabindex="0"]')) old.setAttribute('tabindex', '-1');
    element.tabIndex = 0;
    refresh(element);
    element.focus({ preventScroll: true });
  }

  /** @param {Element} element */
  function refresh(element) {
    const item = items.get(element);
    if (item) element.setAttribute('aria-label', words(item, parameters));
  }

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    const element = event.target instanceof HTMLElement ? event.target : null;
    const item = element && items.get(element);
    if (!element || !item || event.ctrlKey || event.altKey || event.metaKey) return;
    const all = [...root.querySelectorAll('[role="treeitem"]')];
    const at = all.indexOf(element);
    const parent = element.parentElement?.closest('[role="treeitem"]');
    if (event.key === 'Tab') {
      if (!event.shiftKey && sameItem(chosen, item) && sameItem(selected, item) && onLeave()) event.preventDefault();
      return;
    }
    const choose = () => {
      chosen = item;
      onSelect(item);
    };
    /** @type {Record<string, () => void>} */
    const keys = {
      ArrowDown: () => focus(all[at + 1]),
      ArrowUp: () => focus(all[at - 1]),
      Home: () => focus(all[0]),
      End: () => focus(all[all.length - 1]),
      ArrowRight: () => {
        if (item.kind === 'neuron') expand(element, item);
        focus(element.querySelector('[role="treeitem"]'));
      },
      ArrowLeft: () => focus(parent),
      PageDown: () => sideways(item, 1),
      PageUp: () => sideways(item, -1),
      Enter: choose,
      ' ': choose,
    };
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  /** The same row of a neighbouring layer. @param {Item} item @param {number} by */
  function sideways(item, by) {
    const layer = item.layer + by;
    if (!scene || layer < 0 || layer >= layers.length) return;
    const kind = item.kind === 'layer' ? 'layer' : 'neuron';
    const rows = scene.neurons.filter((neuron) => neuron.layer === layer).length;
    focus(elementOf({ kind, layer, unit: kind === 'layer' ? 0 : Math.min(item.unit, rows - 1), input: 0 }));
  }

  root.addEventListener('keydown', onKey);
  root.addEventListener('focusin', (event) => {
    const element = /** @type {Element} */ (event.target);
    current = items.get(element) ?? null;
    // A drawing that is arranged anew gives the focus back to what had it: the choice still stands.
    if (!sameItem(chosen, current)) chosen = null;
    for (const open of root.querySelectorAll('[aria-level="2"][aria-expanded="true"]')) {
      if (!open.contains(element)) collapse(open);
    }
    onFocus(current);
  });
  root.addEventListener('focusout', (event) => {
    if (root.contains(/** @type {Node | null} */ (event.relatedTarget))) return;
    if (event.relatedTarget) chosen = null;
    onFocus(null);
  });
  root.addEventListener('click', (event) => {
    const element = /** @type {Element} */ (event.target).closest('[role="treeitem"]');
    const item = element && items.get(element);
    if (item) onSelect(item);
  });

  return {
    /** @param {import('./types.js').Layer[]} next @param {Plan} where */
    open(next, where) {
      layers = next;
      scene = where;
      build();
    },
    /** Something said of the items has changed. */
    refresh: () => root.querySelectorAll('[role="treeitem"]').forEach(refresh),
    /** Back to where the focus was. */
    focus: () => focus(root.querySelector('[tabindex="0"]')),
    /** Values for the spoken names; all of them when the network rests, else only the one in focus. @param {Float32Array} values @param {boolean} all */
    update(values, all) {
      parameters = values;
      if (all) root.querySelectorAll('[role="treeitem"]').forEach(refresh);
    },
    /** @param {Item | null} item */
    select(item) {
      selected = item;
      for (const element of root.querySelectorAll('[role="treeitem"]')) {
        const own = items.get(element);
        element.setAttribute('aria-selected', String(Boolean(own && item && sameItem(own, item))));
      }
    },
  };
}
