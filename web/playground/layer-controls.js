import { choiceList, stepper } from '../ui/choice.js';
import { h } from '../ui/dom.js';
import { count } from '../ui/format.js';
import { field, refusal } from '../ui/field.js';
import { popover } from '../ui/popover.js';
import { joinLayers, splitLayers } from './layers.js';

/**
 * Names above the columns of the drawing with a plus between them, and below each hidden layer its
 * number of units and its activation. Limits and choices are the table's.
 * @typedef {import('./types.js').Setting} Setting
 * @typedef {import('./layers.js').LayerText} LayerText
 */

/**
 * @param {object} places
 * @param {HTMLElement} places.above @param {HTMLElement} places.below
 * @param {Setting} setting the row of type `layers`
 * @param {import('./controls.js').Change} change
 * @param {(sentence: string) => void} onRefused
 */
export function layerControls({ above, below }, setting, change, onRefused) {
  const limits = setting.units ?? { min: 1, max: 1, control: 1 };
  const most = setting.maxLayers ?? 0;
  /** @type {LayerText[]} */
  let open = [];
  /** Those last asked for. @type {LayerText[]} */
  let layers = [];
  let asking = 0;
  /** @type {ReturnType<typeof hiddenLayer>[]} */
  const controls = [];

  /** What was asked for counts from there on, so that quick presses add up. @param {LayerText[]} next */
  const apply = async (next) => {
    layers = next;
    asking += 1;
    const why = await change({ [setting.key]: joinLayers(next) });
    asking -= 1;
    if (!asking) layers = open;
    if (why) onRefused(why);
    return why;
  };
  /** @param {number} at @param {Partial<LayerText>} part */
  const replace = (at, part) => apply(layers.map((layer, i) => (i === at ? { ...layer, ...part } : layer)));
  /** A new layer is like its neighbour; the first one is what the table starts with. @param {number} at */
  const insert = (at) => {
    const like = layers[at - 1] ?? layers[at] ?? splitLayers(String(setting.default))[0];
    return apply([...layers.slice(0, at), { ...like }, ...layers.slice(at)]);
  };

  /** The controls of the hidden layer at a place: made once, then only moved and set. @param {number} at */
  function hiddenLayer(at) {
    const name = `hidden ${at + 1}`;
    const units = stepper({
      label: `units of ${name}`,
      onStep: (by) => void replace(at, { units: Math.min(limits.control, (layers[at]?.units ?? 0) + by) }),
    });
    const button = h('button', { type: 'button', class: 'word', dataset: { layer: at + 1 } });
    const choice = choiceList({
      label: `Activation of ${name}`,
      choices: setting.choices ?? [],
      onChoose: async (activation, byPointer) => {
        const why = await replace(at, { activation });
        if (why) choice.set(layers[at].activation);
        else if (byPointer) panel.close();
      },
    });
    const typed = field({
      label: `Units (${count(limits.min)}–${count(limits.max)})`,
      onCommit: async (text) => refused.set(await replace(at, { units: /** @type {any} */ (text) })),
    });
    const refused = refusal(() => typed.input);
    const remove = h('button', {
      type: 'button',
      class: 'button',
      onclick: () => {
        panel.close();
        void apply(layers.filter((_, i) => i !== at));
      },
    }, 'Remove this layer');
    const panel = popover({
      button,
      label: `Layer ${name}`,
      content: [h('h2', null, name), choice.element, typed.element, refused.element, remove],
    });
    const element = h('div', { class: 'layer-control' }, units.element, button);
    below.append(element, panel.panel);
    return {
      element,
      /** @param {LayerText} layer @param {string} label */
      set(layer, label) {
        units.set(layer.units, limits.min, Math.max(limits.control, layer.units > limits.control ? 0 : limits.control));
        button.textContent = label;
        button.setAttribute('aria-label', `Layer ${name}: ${layer.units} units, ${label}`);
        choice.set(layer.activation);
        typed.set(String(layer.units));
        refused.set(null);
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
    },
  };
}
