import { h, setText } from '../../ui/dom.js';
import { count, exact, figure } from '../../ui/format.js';
import { stylesheet } from '../../ui/stylesheet.js';
import { exists, neuronName } from '../names.js';
import { sentence } from '../session.js';

/**
 * The lens “Check”: every gradient beside one measured from the loss alone, painted on the links; or somebody's
 * gradients beside the engine's (check-source.js). The engine compares; a colour here never stands alone.
 * @typedef {import('../../engine/check.js').GradientCheck} GradientCheck
 * @typedef {import('../types.js').Item} Item
 * @typedef {GradientCheck['verdicts'][number]} Verdict
 */

/** A check that took longer than this is not made again unasked. */
const quick = 300;

/** Examples that are taken, where the batch is larger: as many walks are needed for somebody's gradients. */
const mostRows = 64;

/** @type {Record<Verdict, { colour: 'good' | 'warn' | 'bad', words: string, many: string, dash: string, width: number }>} */
const kinds = {
  agrees: { colour: 'good', words: 'agrees', many: 'agree', dash: '', width: 1.4 },
  kink: { colour: 'warn', words: 'at a corner, where there is no one slope', many: 'at a corner', dash: '2 4', width: 2.6 },
  differs: { colour: 'bad', words: 'differs', many: 'differ', dash: '10 3 2 3', width: 3.4 },
};

/** @param {HTMLElement} place @param {import('../types.js').Page} page @returns {import('../types.js').Lens} */
export function create(place, page) {
  void stylesheet('playground/lens/check.css');
  const about = h('p', { class: 'help' });
  const result = h('p', { class: 'check-result', role: 'status' });
  const legend = h('ul', { class: 'check-legend', 'aria-label': 'Legend of the links' });
  const head = h('thead');
  const body = h('tbody');
  const caption = h('caption');
  const table = h('table', { class: 'check-table' }, caption, head, body);
  const again = h('button', { type: 'button', class: 'button', onclick: () => void check() }, 'Check again');
  place.append(about, result, legend, table, again);

  let inside = false;
  let asked = 0;
  let took = 0;
  /** Which state of the run is painted. */
  let state = '';
  const stateOf = () => `${page.frame?.step} ${page.frame?.edits}`;
  page.gradients.listen(() => {
    if (inside) void check();
  });
  clear('');

  /** @param {string} why */
  function clear(why) {
    if (inside) page.network.mark(null);
    setText(result, why);
    for (const part of [legend, table]) part.hidden = true;
    again.hidden = why === '';
    delete place.dataset.worst;
  }

  /** The batch somebody's function is given. @param {import('../types.js').Opened} opened @returns {Promise<import('../check-source.js').Batch>} */
  async function batchOf(opened) {
    const { dataset, network } = opened;
    const held = dataset.test.reduce((sum, flag) => sum + flag, 0);
    const rows = Math.min(Number(opened.values.batch), dataset.count - held, mostRows);
    const walks = await Promise.all(Array.from({ length: rows }, (_, row) => page.client.walk({ part: 'train', row })));
    const width = network.layers[0].units;
    const inputs = new Float32Array(rows * width);
    walks.forEach((walk, row) => inputs.set(walk.inputs, row * width));
    return {
      network,
      parameters: walks[0].parameters,
      rows,
      inputs,
      targets: Float32Array.from(walks, ({ target }) => target),
      loss: walks.reduce((sum, { loss }) => sum + loss / rows, 0),
    };
  }

  async function check() {
    const { opened } = page;
    if (!opened || !page.frame) return;
    const question = ++asked;
    const source = page.gradients.current;
    state = stateOf();
    setText(about, source
      ? `The gradients of ${source.label} beside the engine’s, over one batch.`
      : 'The gradient that the backward pass finds for each weight, beside one measured by moving the weight a little and looking at the loss, over one batch.');
    if (!result.textContent) setText(result, 'Checking …');
    const began = performance.now();
    try {
      const batch = source ? await batchOf(opened) : null;
      const against = source && batch ? await source.gradients(batch) : undefined;
      if (question !== asked) return;
      const found = await page.client.gradientCheck({ rows: batch?.rows, against });
      if (question !== asked || opened !== page.opened || !inside) return;
      show(found, against ?? null, source?.label ?? null);
    } catch (error) {
      if (question === asked) clear(sentence(error));
    }
    took = performance.now() - began;
  }

  /** @param {GradientCheck} found @param {Float32Array | null} theirs @param {string | null} label */
  function show(found, theirs, label) {
    const { analytic, numeric, agreement, verdicts } = found;
    const beside = theirs ?? analytic;
    const right = theirs ? analytic : numeric;
    const counts = { agrees: 0, kink: 0, differs: 0 };
    for (const verdict of verdicts) counts[verdict] += 1;
    setText(result, summary(counts, verdicts.length, label));
    place.dataset.worst = counts.differs > 0 ? 'differs' : counts.kink > 0 ? 'kink' : 'agrees';
    const shown = /** @type {Verdict[]} */ (Object.keys(kinds)).filter((kind) => counts[kind] > 0);
    legend.replaceChildren(...shown.map((kind) => h('li', { dataset: { kind } }, sample(kind), `${count(counts[kind])} ${counts[kind] === 1 ? kinds[kind].words : kinds[kind].many}`)));
    page.network.mark({
      links: (parameter) => {
        const verdict = verdicts[parameter];
        if (!verdict) return null;
        return { colour: kinds[verdict].colour, said: `Gradient ${figure(beside[parameter])}, ${theirs ? 'by the engine' : 'measured'} ${figure(right[parameter])}: ${kinds[verdict].words}.` };
      },
    });
    const order = Array.from(agreement.keys()).sort((a, b) => rank(agreement[b]) - rank(agreement[a]) || a - b).slice(0, 10);
    setText(caption, `The ${order.length} that agree least`);
    head.replaceChildren(h('tr', null, h('th', { scope: 'col' }, 'parameter'), h('th', { scope: 'col' }, theirs ? 'theirs' : 'backward'), h('th', { scope: 'col' }, theirs ? 'engine’s' : 'measured'), h('th', { scope: 'col' }, 'off by')));
    body.replaceChildren(...order.map((at) => h('tr', { dataset: { parameter: at, kind: verdicts[at] } },
      h('th', { scope: 'row' }, nameOf(at)),
      number(beside[at]), number(right[at]),
      h('td', null, Number.isFinite(agreement[at]) ? `${figure(100 * agreement[at], 2)} %` : 'no number'))));
    for (const part of [legend, table]) part.hidden = false;
    again.hidden = false;
  }

  /** A parameter's name; one that is drawn can be chosen by it. @param {number} at */
  function nameOf(at) {
    const layers = page.opened?.network.layers ?? [];
    for (let layer = 1; layer < layers.length; layer += 1) {
      const { weights, inputs, units, biases } = layers[layer];
      /** @type {Item | null} */
      let item = null;
      if (at >= weights && at < weights + inputs * units) item = { kind: 'weight', layer, unit: Math.floor((at - weights) / inputs), input: (at - weights) % inputs };
      else if (at >= biases && at < biases + units) item = { kind: 'bias', layer, unit: at - biases, input: 0 };
      const other = item ? null : named(layers, layer, at);
      if (other) return other;
      if (!item || !exists(layers, item)) continue;
      const to = neuronName(layers, layer, item.unit);
      const text = item.kind === 'bias' ? `bias of ${to}` : `${neuronName(layers, layer - 1, item.input)} → ${to}`;
      const choose = item;
      return h('button', { type: 'button', class: 'word', onclick: () => page.select(choose) }, text);
    }
    return `parameter ${count(at)}`;
  }

  return {
    open() {
      state = '';
      clear('');
    },
    enter() {
      inside = true;
      void check();
    },
    show(frame) {
      if (!inside || frame.playing || state === stateOf()) return;
      if (took < quick) void check();
      else {
        state = stateOf();
        clear('The run has moved on since the last check.');
      }
    },
    leave() {
      inside = false;
      asked += 1;
      state = '';
      page.network.mark(null);
    },
  };
}

/** @param {Record<Verdict, number>} counts @param {number} all @param {string | null} label */
function summary({ agrees, kink, differs }, all, label) {
  const whose = label ? ` with the engine’s` : '';
  if (agrees === all) return `✓ All ${count(all)} gradients agree${whose}.`;
  const corners = kink > 0 ? ` At ${count(kink)} a corner of an activation or of the loss lies so near that no one slope can be measured.` : '';
  if (differs === 0) return `✓ ${count(agrees)} of ${count(all)} gradients agree${whose}.${corners}`;
  return `✗ ${count(differs)} of ${count(all)} gradients ${differs === 1 ? 'differs' : 'differ'}${label ? ` from the engine’s` : ''}.${corners}`;
}

/** No number is worst. @param {number} agreement */
const rank = (agreement) => (Number.isFinite(agreement) ? agreement : Number.MAX_VALUE);

/** @param {number} value */
const number = (value) => h('td', { title: exact(value) }, figure(value));

/** A piece of line as the links have it. @param {Verdict} kind */
function sample(kind) {
  const { colour, dash, width } = kinds[kind];
  const space = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(space, 'svg');
  const line = document.createElementNS(space, 'line');
  for (const [key, value] of Object.entries({ viewBox: '0 0 36 8', width: '36', height: '8', 'aria-hidden': 'true' })) svg.setAttribute(key, value);
  for (const [key, value] of Object.entries({ x1: '0', y1: '4', x2: '36', y2: '4', stroke: `var(--${colour})`, 'stroke-width': String(width), 'stroke-dasharray': dash })) line.setAttribute(key, value);
  svg.append(line);
  return svg;
}

/**
 * A parameter that is not drawn: of a normalization, or of a residual connection. Null: none of this layer.
 * @param {import('../types.js').Layer[]} layers @param {number} layer @param {number} at
 */
function named(layers, layer, at) {
  const { inputs, units, gamma, beta, projection } = layers[layer];
  const within = (/** @type {number | undefined} */ first, /** @type {number} */ size) => (first !== undefined && at >= first && at < first + size ? at - first : -1);
  const scale = within(gamma, units);
  if (scale >= 0) return `scale (γ) of ${neuronName(layers, layer, scale)}`;
  const shift = within(beta, units);
  if (shift >= 0) return `shift (β) of ${neuronName(layers, layer, shift)}`;
  const past = within(projection, units * inputs);
  return past < 0 ? null : `${neuronName(layers, layer - 1, past % inputs)} → ${neuronName(layers, layer, Math.floor(past / inputs))}, residual`;
}
