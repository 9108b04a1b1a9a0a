import { pixelCanvas, sharpCanvas } from '../ui/canvas.js';
import { count } from '../ui/format.js';
import { plan } from './geometry.js';
import { parameterOf, sameItem } from './names.js';

/**
 * The drawing of the network on three canvases, one upon the other: links, heat maps, marks. Nothing of
 * the page is rebuilt from frame to frame; only pixels change. Heat maps follow every frame. Stroking
 * hundreds of curves is what costs, so links and biases follow more slowly, and not at all while no
 * parameter changes visibly.
 * @typedef {import('./geometry.js').Plan} Plan
 * @typedef {import('./types.js').Item} Item
 * @typedef {import('./types.js').Frame} Frame
 */

const dash = [8, 3.5];

/** Milliseconds between two drawings of links and marks while the network trains: more for more links. @param {number} count */
const patience = (count) => 32 + count / 6;

/**
 * @param {{ links: HTMLCanvasElement, maps: HTMLCanvasElement, marks: HTMLCanvasElement }} canvases
 * @param {object} options
 * @param {() => import('../ui/palette.js').Palette} options.palette
 * @param {number} options.most units drawn per layer
 * @param {(scene: Plan) => void} options.onPlan places have changed
 */
export function networkStage(canvases, { palette, most, onPlan }) {
  /** @type {import('./types.js').Layer[]} */
  let layers = [];
  /** @type {Plan | null} */
  let scene = null;
  /** @type {Float32Array | null} */
  let parameters = null;
  let atlas = pixelCanvas(1, 1);
  let cell = 1;
  let width = 0;
  let height = 0;
  /** @type {Item | null} */
  let pointed = null;
  /** @type {Item | null} */
  let selected = null;
  /** The parameters as links and marks show them. */
  let drawn = new Float32Array(0);
  let drawnAt = 0;
  const strokes = sharpCanvas(canvases.links, (w, h) => {
    if (w !== width || h !== height || !scene) {
      width = w;
      height = h;
      arrange();
    }
    draw();
  });
  const maps = sharpCanvas(canvases.maps, () => draw());
  const context = sharpCanvas(canvases.marks, () => draw());

  function arrange() {
    if (layers.length === 0 || width === 0) return;
    maps.clearRect(0, 0, width, height);
    scene = plan(layers, width, height, most);
    onPlan(scene);
  }

  /** Copies the heat maps that are drawn into the atlas, one below the other. @param {Uint8ClampedArray} fields @param {number} size */
  function load(fields, size) {
    if (!scene) return;
    const rows = scene.neurons.length * size;
    if (cell !== size || atlas.canvas.height !== rows) {
      atlas = pixelCanvas(size, rows);
      cell = size;
    }
    const bytes = size * size * 4;
    scene.neurons.forEach((neuron, slot) => {
      const pixels = /** @type {Uint8ClampedArray<ArrayBuffer>} */ (fields.subarray(neuron.field * bytes, (neuron.field + 1) * bytes));
      if (pixels.length === bytes) atlas.context.putImageData(new ImageData(pixels, size, size), 0, slot * size);
    });
  }

  /**
   * Draws one heat map, enlarged or reduced. Half a pixel is left off at the rim so that smoothing does
   * not take in the map stored next to it.
   * @param {CanvasRenderingContext2D} target @param {number} slot @param {number} left @param {number} top @param {number} size
   */
  function picture(target, slot, left, top, size) {
    target.drawImage(atlas.canvas, 0.5, slot * cell + 0.5, cell - 1, cell - 1, left, top, size, size);
  }

  function draw() {
    drawnAt = 0;
    update();
  }

  /** Draws what has changed. */
  function update() {
    if (!scene || width === 0) return;
    const now = performance.now();
    if (drawnAt === 0 || (now - drawnAt >= patience(scene.links.length) && haveMoved())) {
      drawnAt = now;
      strokes.clearRect(0, 0, width, height);
      if (parameters) {
        drawLinks(scene, parameters);
        drawn = parameters.slice();
      }
      context.clearRect(0, 0, width, height);
      drawMarks(scene);
    }
    const ready = parameters !== null;
    if (!ready) maps.fillStyle = palette().css.zero;
    scene.neurons.forEach(({ x, y, size }, slot) => {
      const [left, top] = [x - size / 2, y - size / 2];
      // A heat map may be transparent in places: what the learner's own code could not answer.
      maps.clearRect(left, top, size, size);
      if (ready) picture(maps, slot, left, top, size);
      else maps.fillRect(left, top, size, size);
    });
  }

  /** Whether a parameter differs visibly from what is drawn. */
  function haveMoved() {
    const values = parameters;
    if (!values || drawn.length !== values.length) return true;
    return values.some((value, i) => Math.abs(value - drawn[i]) > 0.02 * (Math.abs(drawn[i]) + 0.5) || value < 0 !== drawn[i] < 0);
  }

  /** Whether a link belongs to what is pointed at; nothing pointed at means that all do. @param {import('./geometry.js').Link} link */
  function belongs(link) {
    if (!pointed) return true;
    if (pointed.kind === 'weight') return link.layer === pointed.layer && link.unit === pointed.unit && link.input === pointed.input;
    if (pointed.kind === 'layer') return link.layer === pointed.layer;
    return (link.layer === pointed.layer && link.unit === pointed.unit) || (link.layer === pointed.layer + 1 && link.input === pointed.unit);
  }

  /** @param {Plan} where @param {Float32Array} values */
  function drawLinks(where, values) {
    const { css } = palette();
    const slim = width < 480 ? 0.7 : 1;
    const fade = pointed?.kind === 'weight' ? 0.5 : 0.22;
    strokes.lineCap = 'butt';
    // One pass for each sign: the dash of negative weights is then set once.
    for (const negative of [false, true]) {
      strokes.strokeStyle = negative ? css.negative : css.positive;
      strokes.setLineDash(negative ? dash : []);
      for (const link of where.links) {
        const value = values[link.parameter];
        if (value < 0 !== negative || !Number.isFinite(value)) continue;
        const size = Math.abs(value);
        strokes.globalAlpha = (0.12 + (0.52 * size) / (size + 1.1)) * (belongs(link) ? 1 : fade);
        strokes.lineWidth = (0.5 + (4.2 * size) / (size + 2.6)) * slim;
        strokes.stroke(link.path);
      }
    }
    for (const item of [selected, pointed]) {
      if (item?.kind === 'weight') emphasise(where, values, item);
    }
    strokes.setLineDash([]);
    strokes.globalAlpha = 1;
  }

  /** @param {Plan} where @param {Float32Array} values @param {Item} item */
  function emphasise(where, values, item) {
    const at = parameterOf(layers, item);
    const link = where.links.find(({ parameter }) => parameter === at);
    if (!link) return;
    const { css } = palette();
    const size = Math.abs(values[at]);
    const thick = 0.5 + (4.2 * size) / (size + 2.6);
    strokes.globalAlpha = 1;
    strokes.setLineDash([]);
    strokes.strokeStyle = sameItem(item, selected) ? css.accent : css.ink;
    strokes.lineWidth = thick + 4.5;
    strokes.stroke(link.path);
    strokes.strokeStyle = css.paper;
    strokes.lineWidth = thick + 2;
    strokes.stroke(link.path);
    strokes.setLineDash(values[at] < 0 ? dash : []);
    strokes.strokeStyle = values[at] < 0 ? css.negative : css.positive;
    strokes.lineWidth = Math.max(1.5, thick);
    strokes.stroke(link.path);
  }

  /** Rims, biases and labels. @param {Plan} where */
  function drawMarks(where) {
    const { css } = palette();
    context.textBaseline = 'middle';
    context.font = '13px system-ui, "DejaVu Sans", sans-serif';
    for (const { layer, unit, x, y, size, bias } of where.neurons) {
      const [left, top] = [x - size / 2, y - size / 2];
      const corner = Math.min(8, size / 4);
      // Corners are painted over instead of clipped: far cheaper, and nothing else is drawn there.
      context.beginPath();
      context.rect(left - 0.5, top - 0.5, size + 1, size + 1);
      context.roundRect(left, top, size, size, corner);
      context.fillStyle = css.paper;
      context.fill('evenodd');
      const own = { kind: 'neuron', layer, unit };
      const isSelected = (selected?.kind === 'neuron' || selected?.kind === 'bias') && selected.layer === own.layer && selected.unit === own.unit;
      const isPointed = pointed && pointed.kind !== 'weight' && pointed.kind !== 'layer' && pointed.layer === layer && pointed.unit === unit;
      context.beginPath();
      const out = isSelected || isPointed ? 2 : 0;
      context.roundRect(left - out, top - out, size + 2 * out, size + 2 * out, corner + out);
      context.lineWidth = isSelected || isPointed ? 2 : 1;
      context.strokeStyle = isSelected ? css.accent : isPointed ? css.ink : css.faint;
      context.stroke();
      if (bias >= 0 && parameters) drawBias(left + 1, top + size - 1, parameters[bias], size);
      const label = layers[layer].labels?.[unit];
      if (label) {
        context.fillStyle = css.ink;
        context.textAlign = 'right';
        context.fillText(label, left - 8, y);
      }
    }
    context.textAlign = 'center';
    context.fillStyle = css.soft;
    for (const { x, folded, bottom } of where.columns) {
      if (folded > 0) context.fillText(`+ ${count(folded)}`, x, bottom + 14);
    }
  }

  /** A disc for a positive bias, a ring for a negative one, as large as the bias. @param {number} x @param {number} y @param {number} value @param {number} size */
  function drawBias(x, y, value, size) {
    const { css } = palette();
    const amount = Math.abs(value);
    const radius = (2 + (3.2 * amount) / (amount + 0.8)) * (size < 26 ? 0.7 : 1);
    context.beginPath();
    context.arc(x, y, radius + 1.5, 0, 7);
    context.fillStyle = css.paper;
    context.fill();
    context.beginPath();
    context.arc(x, y, value < 0 ? radius - 0.5 : radius, 0, 7);
    if (value < 0) {
      context.lineWidth = 1.5;
      context.strokeStyle = css.negative;
      context.stroke();
    } else {
      context.fillStyle = css.positive;
      context.fill();
    }
  }

  return {
    /** A new network: places are planned anew, heat maps follow with the next frame. @param {import('./types.js').Layer[]} next */
    open(next) {
      layers = next;
      parameters = null;
      arrange();
    },
    /** @param {Frame} frame @param {Uint8ClampedArray} fields */
    show(frame, fields) {
      parameters = frame.parameters;
      load(fields, frame.size);
      // A frame at rest is the last one for a while: it must be right to the end.
      if (frame.playing) update();
      else draw();
    },
    /** @param {Item | null} item */
    point(item) {
      if (sameItem(item, pointed)) return;
      pointed = item;
      draw();
    },
    /** @param {Item | null} item */
    select(item) {
      selected = item;
      draw();
    },
    draw,
    get plan() {
      return scene;
    },
    /** Copies one heat map, enlarged, onto another canvas. @param {CanvasRenderingContext2D} target @param {number} layer @param {number} unit @param {number} size */
    copyField(target, layer, unit, size) {
      const slot = scene?.neurons.findIndex((neuron) => neuron.layer === layer && neuron.unit === unit) ?? -1;
      if (slot < 0 || !parameters) return false;
      picture(target, slot, 0, 0, size);
      return true;
    },
  };
}

/** @typedef {ReturnType<typeof networkStage>} Stage */
