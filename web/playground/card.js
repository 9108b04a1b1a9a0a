import { h, setText } from '../ui/dom.js';
import { field, refusal } from '../ui/field.js';
import { brief, count, exact, measure, signed, upper } from '../ui/format.js';
import { isImage, isPlane } from './geometry.js';
import { neuronName, parameterOf, shortName } from './names.js';

/**
 * The card about what is selected. A weight or a bias can be set to a value here.
 * @typedef {import('./types.js').Item} Item
 * @typedef {import('./types.js').Opened} Opened
 * @typedef {import('./types.js').Frame} Frame
 */

/**
 * @param {HTMLElement} place
 * @param {object} options
 * @param {(index: number, value: number) => Promise<string | null>} options.onEdit null, or the sentence why not
 * @param {(item: Item | null) => void} options.onSelect
 * @param {(context: CanvasRenderingContext2D, layer: number, unit: number, size: number) => boolean} options.copyField
 * @param {() => void} options.onLeave Shift and Tab on the first field: back to the network
 * @param {(name: string) => string} options.activationLabel
 * @param {import('./why.js').Around | null} options.why what “Why it moved” needs; null: it is not told
 * @param {(layer: number, unit: number) => number | undefined} options.answerOf a neuron to the image shown, if one is
 * @param {'h2' | 'h4'} [options.heading] its level in the page
 */
export function selectionCard(place, { onEdit, onSelect, onLeave, copyField, activationLabel, why, answerOf, heading = 'h2' }) {
  /** @type {Opened | null} */
  let opened = null;
  /** @type {Frame | null} */
  let frame = null;
  /** @type {Float32Array | null} */
  let scales = null;
  /** @type {Item | null} */
  let item = null;
  /** @type {(() => void)[]} refreshes what the card shows, with every frame */
  let updates = [];
  /** Why the parameter selected moved, once that is there. @type {{ show: (frame: Frame) => void } | null} */
  let moved = null;

  /** Why a parameter moved: fetched when the first one is selected. @param {Item} of @param {number} index */
  function whySection(of, index) {
    if (!why) return '';
    const place = h('section', { class: 'why', 'aria-label': 'Why it moved' });
    import('./why.js').then(({ whyItMoved }) => {
      if (item !== of || !place.isConnected) return;
      moved = whyItMoved(place, why, { opened: () => /** @type {Opened} */ (opened), item: of, index });
      if (frame) moved.show(frame);
    }, () => place.append(h('p', { class: 'help' }, 'Why it moved could not be loaded.')));
    return place;
  }

  /** A field for one parameter. @param {string} label @param {number} index @param {boolean} [quiet] */
  function parameterField(label, index, quiet = false) {
    const refused = refusal(() => edit.input);
    const edit = field({
      label,
      quiet,
      onCommit: async (text) => {
        const value = Number(text);
        if (text === '' || !Number.isFinite(value)) refused.set(`“${text}” is not a number; write it like −0.5 or 1.25.`);
        else refused.set(await onEdit(index, value));
      },
    });
    edit.element.dataset.parameter = String(index);
    updates.push(() => {
      if (!frame) return;
      edit.set(brief(frame.parameters[index]));
      edit.input.title = `${exact(frame.parameters[index])}, to the last bit`;
    });
    return h('div', null, edit.element, refused.element);
  }

  function build() {
    updates = [];
    moved = null;
    place.replaceChildren();
    place.classList.toggle('empty', !item);
    if (!opened || !item) {
      place.append(
        h('p', { class: 'help' }, 'Choose a neuron or a link in the network to read its values and to change them by hand.'));
      return;
    }
    const { layers } = opened.network;
    const close = h('button', { type: 'button', class: 'close corner', 'aria-label': 'Close the card', onclick: () => onSelect(null) }, '×');
    if (item.kind === 'weight') place.append(...weightCard(layers, item), close);
    else if (item.kind === 'layer') place.append(...layerCard(layers[item.layer]), close);
    else place.append(...neuronCard(layers, item), close);
    refresh();
  }

  /** @param {import('./types.js').Layer[]} layers @param {Item} of */
  function weightCard(layers, of) {
    const index = parameterOf(layers, of);
    const says = h('p', { class: 'help' });
    const from = neuronName(layers, of.layer - 1, of.input);
    const to = neuronName(layers, of.layer, of.unit);
    updates.push(() => {
      const value = frame?.parameters[index] ?? 0;
      const way = value > 0 ? 'raises' : value < 0 ? 'lowers' : 'does not touch';
      setText(says, `When ${from} grows by 1, this weight ${way} the sum of ${to}${value === 0 ? '.' : ` by ${measure(Math.abs(value))}.`}`);
    });
    return [
      h(heading, null, 'Weight'),
      h('p', { class: 'subject' }, neuronLink(layers, of.layer - 1, of.input), ' → ', neuronLink(layers, of.layer, of.unit)),
      parameterField('Value', index),
      says,
      whySection(of, index),
    ];
  }

  /** @param {import('./types.js').Layer[]} layers @param {number} layer @param {number} unit */
  function neuronLink(layers, layer, unit) {
    return h('button', { type: 'button', class: 'word', onclick: () => onSelect({ kind: 'neuron', layer, unit, input: 0 }) }, neuronName(layers, layer, unit));
  }

  /** @param {import('./types.js').Layer} layer */
  function layerCard(layer) {
    const text = isImage(layer)
      ? `An image: all ${count(layer.units)} pixels of it are inputs, 0 for paper and 1 for ink.`
      : layer.labels
      ? `What the network is told of each point: ${layer.labels.join(', ')}.`
      : `${count(layer.units)} ${layer.units === 1 ? 'neuron' : 'neurons'}, each with ${layer.inputs} ${layer.inputs === 1 ? 'weight' : 'weights'} and a bias: ${count(layer.units * (layer.inputs + 1))} parameters. Activation: ${activationLabel(layer.activation)}.`;
    return [h(heading, null, `Layer ${layer.name}`), h('p', { class: 'help' }, text)];
  }

  /** @param {import('./types.js').Layer[]} layers @param {Item} of */
  function neuronCard(layers, of) {
    const layer = layers[of.layer];
    const canvas = h('canvas', { width: 192, height: 192, class: 'portrait', 'aria-hidden': true });
    const scale = h('p', { class: 'help' });
    const images = isImage(layers[0]);
    const first = layers.slice(0, of.layer).reduce((sum, { units }) => sum + units, 0);
    updates.push(() => {
      const context = canvas.getContext('2d');
      if (context) copyField(context, of.layer, of.unit, 192);
      if (images || inRows(opened)) setText(scale, answered(answerOf(of.layer, of.unit), images ? 'image' : 'row'));
      else if (scales) setText(scale, meaning(layer.activation, scales[first + of.unit], opened?.network.space === 'line'));
    });
    const about = of.layer === 0
      ? images ? `What the network is shown: all ${count(layer.units)} pixels are inputs. Choose another image, or draw one, beside the network.` : 'An input: the same for every network.'
      : images && of.layer === 1
      ? `${activationLabel(layer.activation)} of the bias plus ${count(layer.inputs)} weighted pixels. Ink in the colour of positive weights raises its sum, ink in the other lowers it.`
      : `${activationLabel(layer.activation)} of the bias plus ${layer.inputs} weighted ${layer.inputs === 1 ? 'input' : 'inputs'}.`;
    const head = h('div', { class: 'portrait-row' }, canvas, h('div', null, h('p', null, about), scale, of.layer > 0 ? parameterField('Bias', layer.biases + of.unit) : null));
    const rows = of.layer === 0 || (images && of.layer === 1) ? [] : incoming(layers, of);
    const moves = of.layer === 0 ? [] : [whySection(of, layer.biases + of.unit)];
    return [h(heading, null, upper(neuronName(layers, of.layer, of.unit))), head, ...rows, ...moves];
  }

  /** @param {import('./types.js').Layer[]} layers @param {Item} of */
  function incoming(layers, of) {
    const layer = layers[of.layer];
    // A long list would be neither read nor edited; the first ones stand for it.
    const shown = Math.min(layer.inputs, 32);
    const list = h('div', { class: 'weights' });
    for (let input = 0; input < shown; input += 1) {
      list.append(parameterField(shortName(layers, of.layer - 1, input), layer.weights + of.unit * layer.inputs + input));
    }
    const more = layer.inputs - shown;
    return [h(heading === 'h2' ? 'h3' : 'h5', null, 'Weights from'), list, ...(more > 0 ? [h('p', { class: 'help' }, `and ${more} more`)] : [])];
  }

  function refresh() {
    for (const update of updates) update();
    if (frame) moved?.show(frame);
  }

  place.addEventListener('keydown', (event) => {
    if (event.key !== 'Tab' || !event.shiftKey || event.target !== place.querySelector('input')) return;
    event.preventDefault();
    onLeave();
  });
  build();
  return {
    /** @param {Opened} next */
    open(next) {
      const names = (/** @type {Opened | null} */ of) => of?.network.layers[0].labels?.join();
      const same = opened?.network.parameterCount === next.network.parameterCount && names(opened) === names(next);
      opened = next;
      frame = null;
      if (!same || item?.kind === 'layer') build();
    },
    /** Puts the focus where something can be changed. @returns {boolean} whether there is such a place */
    focus() {
      const first = place.querySelector('input') ?? place.querySelector('button');
      first?.focus();
      return first !== null;
    },
    /** @param {Item | null} next */
    select(next) {
      item = next;
      build();
    },
    /** @param {Frame} next @param {Float32Array} nextScales */
    show(next, nextScales) {
      frame = next;
      scales = nextScales;
      refresh();
    },
  };
}

/** @param {number | undefined} value @param {string} shown */
const answered = (value, shown) => (value === undefined ? '' : `To the ${shown} shown it answers ${measure(value)}.`);

/** Whether neurons show what they answer to one row of a table. @param {Opened | null} opened */
const inRows = (opened) => opened?.network.space === 'table' && !isPlane(opened.network.layers[0].units);

/** What the ends of the colour scale stand for, or of the curve's frame. @param {string | undefined} activation @param {number} scale @param {boolean} curve */
function meaning(activation, scale, curve) {
  if (curve) return `From bottom to top: ${measure(-scale, 2)} to ${signed(scale, 2)}.`;
  const isShare = activation === 'sigmoid' || activation === 'softmax';
  return isShare ? 'Full colour stands for 0 and for 1.' : `Full colour stands for ±${measure(scale, 2)}.`;
}
