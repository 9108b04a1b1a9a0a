import { stepper } from '../ui/choice.js';
import { h, setText } from '../ui/dom.js';
import { popover } from '../ui/popover.js';
import { badgesOf, layerNames, layerPanel } from './layer-panel.js';
import { joinLayers, splitLayers } from './layers.js';

/**
 * Names above the columns of the drawing with a plus between them, and below each hidden layer its
 * number of units, its activation and badges for what else it has. Limits and choices are the table's.
 * @typedef {import('./types.js').Setting} Setting
 * @typedef {import('./layers.js').LayerText} LayerText
 */

/**
 * @param {object} places
 * @param {HTMLElement} places.above @param {HTMLElement} places.below
 * @param {{ layers: Setting, init?: Setting }} rows of the table: the one of type `layers`, and the initial weights
 * @param {import('./controls.js').Change} change
 * @param {(sentence: string) => void} onRefused
 */
export function layerControls({ above, below }, { layers: setting, init }, change, onRefused) {
  const names = layerNames(setting, init);
  const limits = setting.units ?? { min: 1, max: 1, control: 1 };
  const most = setting.maxLayers ?? 0;
  /** @type {LayerText[]} */
  let open = [];
  /** Those last asked for. @type {LayerText[]} */
  let layers = [];
  let asking = 0;
  /** @type {ReturnType<typeof hiddenLayer>[]} */
  const controls = [];

  /** What was asked for counts from there on, so that quick presses add up. @param {LayerText[]} next @param {boolean} [live] */
  const apply = async (next, live) => {
    layers = next;
    asking += 1;
    const why = await change({ [setting.key]: joinLayers(next) }, { live });
    asking -= 1;
    if (!asking) layers = open;
    if (why) onRefused(why);
    return why;
  };
  /** @param {number} at @param {Partial<LayerText>} part @param {boolean} [live] */
  const replace = (at, part, live) => apply(layers.map((layer, i) => (i === at ? { ...layer, ...part } : layer)), live);
  /** A new layer is like its neighbour; the first one is what the table starts with. @param {number} at */
  const insert = (at) => {
    const like = layers[at - 1] ?? layers[at] ?? splitLayers(String(setting.default))[0];
    return apply([...layers.slice(0, at), { ...like }, ...layers.slice(at)]);
  };

  /** The focus goes to the layer that takes the place, or to where a layer can be added. @param {number} at */
  async function remove(at) {
    await apply(layers.filter((_, i) => i !== at));
    const next = controls[Math.min(at, open.length - 1)]?.button ?? adders[0];
    if (document.activeElement === document.body || document.activeElement === controls[at]?.button) next.focus();
  }

  /** The controls of the hidden layer at a place: made once, then only moved and set. @param {number} at */
  function hiddenLayer(at) {
    const name = `hidden ${at + 1}`;
    const units = stepper({
      label: `units of ${name}`,
      onStep: (by) => void replace(at, { units: Math.min(limits.control, (layers[at]?.units ?? 0) + by) }),
    });
    const button = h('button', { type: 'button', class: 'word', dataset: { layer: at + 1 } });
    const inside = layerPanel(name, setting, names, {
      change: (part, live) => replace(at, part, live),
      remove: () => {
        panel.close();
        void remove(at);
      },
    });
    const panel = popover({ button, label: `Layer ${name}`, content: inside.content });
    panel.panel.classList.add('tall');
    const badges = h('div', { class: 'layer-badges', 'aria-hidden': true });
    const element = h('div', { class: 'layer-control' }, units.element, button, badges);
    below.append(element, panel.panel);
    return {
      element,
      button,
      /** @param {LayerText} layer @param {string} label */
      set(layer, label) {
        units.set(layer.units, limits.min, Math.max(limits.control, layer.units > limits.control ? 0 : limits.control));
        const more = badgesOf(layer.rest, names);
        setText(button, label);
        button.setAttribute('aria-label', [`Layer ${name}: ${layer.units} units`, label, ...more].join(', '));
        badges.replaceChildren(...more.map((text) => h('span', { title: text }, text)));
        inside.set(layer);
      },
    };
  }

  const labelOf = (/** @type {string} */ name) => setting.choices?.find((choice) => choice.name === name)?.label ?? name;

  /** @type {HTMLElement[]} */
  let titles = [];
  /** @type {HTMLButtonElement[]} */
  const adders = [];

  return {
    /** @param {import('./types.js').Opened} opened */
    set({ values, network }) {
      open = splitLayers(values[setting.key]);
      if (!asking) layers = open;
      open.forEach((layer, i) => {
        controls[i] ??= hiddenLayer(i);
        controls[i].set(layer, labelOf(layer.activation));
      });
      controls.forEach(({ element }, i) => (element.hidden = i >= open.length));
      for (const title of titles) title.remove();
      titles = network.layers.map(({ name, activation, labels }, i) => {
        const last = i === network.layers.length - 1;
        return h('span', { class: 'layer-title', title: labels ? null : labelOf(activation) }, last ? `${name}` : name);
      });
      above.append(...titles);
      for (let i = adders.length; i <= most; i += 1) {
        adders.push(h('button', { type: 'button', class: 'add-layer', title: 'Add a hidden layer here', onclick: () => void insert(i) }, '+'));
        above.append(adders[i]);
      }
      adders.forEach((button, i) => {
        button.hidden = i > open.length || open.length >= most;
        const before = i === 0 ? 'after the inputs' : `after hidden ${i}`;
        button.setAttribute('aria-label', `Add a hidden layer ${before}`);
      });
    },
    /** @param {import('./geometry.js').Plan} scene */
    place({ columns, pitch }) {
      above.classList.toggle('tight', pitch < 92);
      below.classList.toggle('tight', pitch < 84);
      columns.forEach(({ x }, i) => {
        titles[i]?.style.setProperty('left', `${x}px`);
        adders[i]?.style.setProperty('left', `${x + pitch / 2}px`);
        controls[i - 1]?.element.style.setProperty('left', `${x}px`);
      });
      // Badges stand one below the other where columns are narrow; the row is as high as the highest of them.
      below.style.setProperty('--pitch', `${Math.floor(pitch)}px`);
      below.style.setProperty('--needed', `${Math.max(0, ...controls.map(({ element }) => element.offsetHeight))}px`);
    },
  };
}
