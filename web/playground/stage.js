import { sharpCanvas } from '../ui/canvas.js';
import { rowPictures } from './files/row-pictures.js';
import { isPlane, plan } from './geometry.js';
import { imagePictures } from './image/pictures.js';
import { drawLinks } from './links.js';
import { drawMarks } from './marks.js';
import { sameItem } from './names.js';
import { curvePictures, heatPictures } from './pictures.js';

/**
 * The drawing of the network on three canvases, one upon the other: links, pictures, marks. Nothing of
 * the page is rebuilt from frame to frame; only pixels change. Pictures follow every frame. Stroking
 * hundreds of curves is what costs, so links and biases follow more slowly, and not at all while no
 * parameter changes visibly.
 * @typedef {import('./geometry.js').Plan} Plan
 * @typedef {import('./types.js').Item} Item
 * @typedef {import('./types.js').Frame} Frame
 * @typedef {import('./types.js').Marks} Marks
 */

/** Milliseconds between two drawings of links and marks while the network trains: more for more links. @param {number} count */
const patience = (count) => 32 + count / 6;

/**
 * @param {{ links: HTMLCanvasElement, maps: HTMLCanvasElement, marks: HTMLCanvasElement }} canvases
 * @param {object} options
 * @param {() => import('../ui/palette.js').Palette} options.palette
 * @param {number} options.most units drawn per layer
 * @param {(scene: Plan) => void} options.onPlan places have changed
 * @param {import('./image/look.js').Look} options.look
 */
export function networkStage(canvases, { palette, most, onPlan, look }) {
  /** @type {import('./types.js').Layer[]} */
  let layers = [];
  /** @type {Plan | null} */
  let scene = null;
  /** @type {Float32Array | null} */
  let parameters = null;
  const heat = heatPictures();
  const curves = curvePictures(palette);
  const images = imagePictures(look, palette);
  const rows = rowPictures(look, palette);
  /** @type {import('./pictures.js').Pictures} */
  let pictures = heat;
  let width = 0;
  let height = 0;
  /** @type {Item | null} */
  let pointed = null;
  /** @type {Item | null} */
  let selected = null;
  /** @type {Marks | null} */
  let marks = null;
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

  function draw() {
    drawnAt = 0;
    update();
  }

  /** Draws what has changed. */
  function update() {
    if (!scene || width === 0) return;
    const now = performance.now();
    const { css } = palette();
    if (drawnAt === 0 || (now - drawnAt >= patience(scene.links.length) && haveMoved())) {
      drawnAt = now;
      const about = { scene, layers, css, pointed, selected };
      strokes.clearRect(0, 0, width, height);
      if (parameters) {
        drawLinks(strokes, { ...about, values: parameters, slim: width < 480 ? 0.7 : 1, marks: marks?.links ?? null });
        drawn = parameters.slice();
      }
      context.clearRect(0, 0, width, height);
      drawMarks(context, { ...about, values: parameters, units: marks?.units ?? [] });
    }
    const ready = parameters !== null;
    scene.neurons.forEach(({ x, y, size }, slot) => {
      const [left, top] = [x - size / 2, y - size / 2];
      // A heat map may be transparent in places: what the learner's own code could not answer.
      maps.clearRect(left, top, size, size);
      if (ready) pictures.draw(maps, slot, left, top, size);
      else {
        maps.fillStyle = css.zero;
        maps.fillRect(left, top, size, size);
      }
    });
  }

  /** Whether a parameter differs visibly from what is drawn. */
  function haveMoved() {
    const values = parameters;
    if (!values || drawn.length !== values.length) return true;
    return values.some((value, i) => Math.abs(value - drawn[i]) > 0.02 * (Math.abs(drawn[i]) + 0.5) || value < 0 !== drawn[i] < 0);
  }

  return {
    /** A new network: places are planned anew, pictures follow with the next frame. @param {import('./types.js').Opened} next */
    open({ network }) {
      layers = network.layers;
      parameters = null;
      marks = null;
      const inRows = network.space === 'table' && !isPlane(layers[0].units);
      pictures = network.space === 'line' ? curves : network.space === 'image' ? images : inRows ? rows : heat;
      arrange();
    },
    /** @param {Frame} frame @param {Uint8ClampedArray} fields */
    show(frame, fields) {
      parameters = frame.parameters;
      if (scene) pictures.load(frame, fields, scene.neurons);
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
    /** @param {Marks | null} next */
    mark(next) {
      marks = next;
      draw();
    },
    draw,
    /** Draws what has changed since. */
    update,
    get plan() {
      return scene;
    },
    /** Draws one neuron's picture, enlarged, onto another canvas. @param {CanvasRenderingContext2D} target @param {number} layer @param {number} unit @param {number} size */
    copyField(target, layer, unit, size) {
      const slot = scene?.neurons.findIndex((neuron) => neuron.layer === layer && neuron.unit === unit) ?? -1;
      if (slot < 0 || !parameters) return false;
      pictures.draw(target, slot, 0, 0, size);
      return true;
    },
  };
}

/** @typedef {ReturnType<typeof networkStage>} Stage */
