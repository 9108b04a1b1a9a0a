/** @file Heat maps of a run, and what its neurons answer at a point. C computes and colours, this copies. */

import { GliaError } from './errors.js';
import { WORD, expectCount, own, release } from './heap.js';
import { Inspectable } from './inspect.js';

/** @typedef {[number, number, number]} Colour red, green, blue, 0 to 255 */

/** @typedef {{ negative: Colour, zero: Colour, positive: Colour }} Diverging for what lies about zero */
/** @typedef {{ low: Colour, high: Colour }} Sequential for what has no middle: shares, losses, counts */

/** Told apart by colour-blind eyes, too; a test sees to it. */
export const PALETTES = {
  diverging: /** @type {Diverging} */ ({ negative: [224, 123, 26], zero: [244, 242, 236], positive: [59, 76, 192] }),
  sequential: /** @type {Sequential} */ ({ low: [244, 242, 236], high: [36, 48, 130] }),
};

/** @param {Colour} colour */
const packed = ([r, g, b]) => (r << 16) | (g << 8) | b;

/** How many grids are kept: those of the neurons, of the outputs, and of somebody else's layers. */
const GRIDS = 4;

/** @param {Uint8ClampedArray | undefined} into @param {number} maps @param {number} size */
function expectPixels(into, maps, size) {
  if (into && into.length !== 4 * maps * size * size) {
    throw new GliaError('wrong_shape', `The pixels of ${maps} heat maps of ${size} by ${size} need ${4 * maps * size * size} bytes, not ${into.length}.`);
  }
}

/** A run that can be drawn. */
export class Drawable extends Inspectable {
  /** @type {import('./points.js').About} */
  about = /** @type {any} */ (null);
  /** @type {import('./shape.js').NetworkShape} */
  shape = /** @type {any} */ (null);
  /** Inputs and units of all layers. */
  neurons = 0;

  /** @param {import('./heap.js').Heap} heap */
  constructor(heap) {
    super(heap);
    /** Grids by size and number of planes. @type {Map<string, ReturnType<typeof own>>} */
    this.grids = new Map();
    /** Two palettes, the second one without a ramp. */
    this.palette = heap.take(2 * heap.description.paletteSize);
    this.paletteOwned = own(this, this.palette, (palette) => heap.give(palette));
    /** @type {Colour} */
    this.zero = [0, 0, 0];
    this.setPalette(PALETTES.diverging);
  }

  /** @param {Diverging | Sequential} colours of heat maps, and of `shades` */
  setPalette(colours) {
    if (!this.paletteOwned.at) throw new GliaError('bad_argument', 'This experiment was freed.');
    const { c } = this.heap;
    if ('low' in colours) {
      const [low, high] = [packed(colours.low), packed(colours.high)];
      this.zero = colours.low;
      c.glia_palette_ramp(this.paletteAt(0), low, high);
      c.glia_palette_make(this.paletteAt(1), low, low, high, 1);
      return;
    }
    const three = [packed(colours.negative), packed(colours.zero), packed(colours.positive)];
    this.zero = colours.zero;
    for (const discrete of [0, 1]) c.glia_palette_make(this.paletteAt(discrete), ...three, discrete);
  }

  /** @param {boolean | number} discrete */
  paletteAt(discrete) {
    return this.palette + (discrete ? this.heap.description.paletteSize : 0);
  }

  /**
   * Numbers as pixels in the colours of the palette: losses, counts, whatever was computed elsewhere.
   * @param {ArrayLike<number>} values
   * @param {number} low shown in the palette's first colour, as is what lies below
   * @param {number} high in its last
   * @returns {Uint8ClampedArray} RGBA [values]; transparent for what is not finite
   */
  shades(values, low, high) {
    const { heap } = this;
    if (!this.paletteOwned.at) throw new GliaError('bad_argument', 'This experiment was freed.');
    if (!(Number.isFinite(low) && Number.isFinite(high) && low < high)) {
      throw new GliaError('out_of_range', `A palette goes from a number to a larger one, not from ${low} to ${high}.`);
    }
    const bytes = 4 * values.length;
    return heap.borrow([bytes, bytes], (from, pixels) => {
      heap.putFloats(from, values);
      heap.c.glia_palette_paint(this.paletteAt(0), from, values.length, low, high, pixels);
      return new Uint8ClampedArray(heap.bytes(pixels, bytes).buffer);
    });
  }

  /**
   * @param {number} size
   * @param {number} planes
   * @returns {number} the address of a grid, made on first use
   */
  grid(size, planes) {
    const { heap } = this;
    const settings = heap.c.glia_play_settings(this.at);
    expectCount(size, 1, 'The size of a heat map', WORD);
    const key = `${size}/${planes}`;
    let grid = this.grids.get(key);
    this.grids.delete(key);
    grid ??= own(this, heap.checked(heap.c.glia_field_create(settings, size, planes, 0, heap.failure)), heap.c.glia_field_free);
    /* Memory of WebAssembly never shrinks, so grids of sizes no longer asked for must go. */
    for (const [oldest, unused] of this.grids) {
      if (this.grids.size < GRIDS) break;
      this.grids.delete(oldest);
      release(unused);
    }
    this.grids.set(key, grid);
    return grid.at;
  }

  /**
   * Heat maps of every neuron in one call.
   * @param {number} size pixels along a side
   * @param {{ outputsOnly?: boolean, discrete?: boolean, into?: Uint8ClampedArray }} [options] discrete: the sign
   *   alone is coloured, without a ramp; into: written to and returned
   * @returns {{ pixels: Uint8ClampedArray, scales: Float32Array }} RGBA [neurons][size][size], inputs
   *   first, then layer by layer; and for each neuron the value shown at full colour
   */
  fields(size, { outputsOnly = false, discrete = false, into } = {}) {
    const { heap } = this;
    const neurons = outputsOnly ? this.shape.outputs : this.neurons;
    expectPixels(into, neurons, size);
    const grid = this.grid(size, neurons);
    return heap.borrow([4 * neurons * size * size, 4 * neurons], (pixels, scales) => {
      heap.c.glia_field_paint(grid, this.at, this.paletteAt(discrete), outputsOnly ? 1 : 0, pixels, scales);
      const target = into ?? new Uint8ClampedArray(4 * neurons * size * size);
      target.set(new Uint8Array(heap.memory.buffer, pixels, target.length));
      return { pixels: target, scales: heap.floats(scales, neurons) };
    });
  }

  /**
   * The map of a network with an output for each class: every pixel in the colour of the most probable one,
   * mixed with the palette's zero by how sure it is.
   * @param {number} size pixels along a side
   * @param {{ colours: Colour[], discrete?: boolean, into?: Uint8ClampedArray }} options colours: of the classes;
   *   discrete: without mixing; into: written to and returned
   * @returns {Uint8ClampedArray} RGBA [size][size]
   */
  classMap(size, { colours, discrete = false, into }) {
    const { heap, shape } = this;
    const { outputs } = shape;
    if (outputs < 2) {
      throw new GliaError('conflict', 'A network with one output has no map of classes; its heat map tells both of them apart.');
    }
    if (colours.length < outputs) {
      throw new GliaError('wrong_shape', `A map of ${outputs} classes needs as many colours, not ${colours.length}.`);
    }
    expectPixels(into, 1, size);
    const grid = this.grid(size, outputs);
    return heap.borrow([4 * outputs, 4 * size * size], (wanted, pixels) => {
      new Uint32Array(heap.memory.buffer, wanted, outputs).set(colours.slice(0, outputs).map(packed));
      heap.c.glia_field_classes(grid, this.at, wanted, packed(this.zero), discrete ? 1 : 0, pixels);
      const target = into ?? new Uint8ClampedArray(4 * size * size);
      target.set(new Uint8Array(heap.memory.buffer, pixels, target.length));
      return target;
    });
  }

  /**
   * The weights of units whose inputs are the pixels of an image, as images.
   * @param {number} layer 0, the first hidden one: only its inputs are an image
   * @param {number | number[]} [units] how many of the first ones, or which; all unless given
   * @param {number} [size] pixels along a side, the image's own unless given
   * @returns {{ pixels: Uint8ClampedArray, scales: Float32Array, side: number }} RGBA [units][side][side] from the
   *   palette's negative to its positive; scales: the weight shown at full colour
   */
  weightImages(layer = 0, units, size = this.about.side) {
    const { heap, about, shape } = this;
    if (!about.side) throw new GliaError('conflict', "The inputs of this network are no image; data=digits8 and data=digits28 have images.");
    if (layer !== 0) throw new GliaError('out_of_range', `The inputs of layer ${layer} are no image; those of layer 0 are.`);
    expectCount(size, 1, 'The size of an image', heap.description.maxFieldSize);
    const count = shape.layers[0].units;
    if (typeof units === 'number') expectCount(units, 0, 'units', count);
    const chosen = typeof units === 'object' ? units : Array.from({ length: units ?? count }, (_, unit) => unit);
    for (const unit of chosen) expectCount(unit, 0, 'A unit', count - 1);
    const bytes = 4 * size * size;
    return heap.borrow([bytes], (one) => {
      const pixels = new Uint8ClampedArray(bytes * chosen.length);
      const scales = Float32Array.from(chosen, (unit, i) => {
        const scale = heap.c.glia_field_weights(this.at, unit, size, this.palette, one);
        pixels.set(new Uint8Array(heap.memory.buffer, one, bytes), i * bytes);
        return scale;
      });
      return { pixels, scales, side: size };
    });
  }

  /**
   * The heat map of one neuron.
   * @param {number} layer 0 for the inputs
   * @param {number} unit
   * @param {number} size
   * @param {Uint8ClampedArray} [rgba] written to when given, at least 4 × size × size long
   * @returns {Uint8ClampedArray}
   */
  field(layer, unit, size, rgba) {
    const units = [this.shape.inputs, ...this.shape.layers.map((each) => each.units)];
    if (!(layer in units) || !Number.isInteger(unit) || !(unit >= 0 && unit < units[layer])) {
      throw new GliaError('out_of_range', `There is no unit ${unit} in layer ${layer}.`);
    }
    const before = units.slice(0, layer).reduce((sum, count) => sum + count, 0);
    const bytes = 4 * size * size;
    const start = (before + unit) * bytes;
    const pixels = this.fields(size).pixels.slice(start, start + bytes);
    if (!rgba) return pixels;
    if (rgba.length < bytes) {
      throw new GliaError('wrong_shape', `A heat map of ${size} by ${size} needs ${bytes} bytes, not ${rgba.length}.`);
    }
    rgba.set(pixels);
    return rgba;
  }

  /**
   * @param {number} x1
   * @param {number} x2
   * @returns {Float32Array} what every neuron answers at this point
   */
  valuesAt(x1, x2) {
    const { heap } = this;
    heap.check(heap.c.glia_field_check(heap.c.glia_play_settings(this.at), heap.failure));
    return heap.borrow([4 * this.neurons], (out) => {
      heap.c.glia_field_at(this.at, x1, x2, out);
      return heap.floats(out, this.neurons);
    });
  }

  /** @param {number} size @returns {Float32Array} [size*size][features], row by row from the top left */
  gridInputs(size) {
    const { heap } = this;
    const count = size * size * this.shape.inputs;
    const grid = this.grid(size, 0);
    return heap.borrow([4 * count], (out) => {
      heap.c.glia_field_inputs(grid, out);
      return heap.floats(out, count);
    });
  }

  /**
   * A layer's activation of weighted sums that are given as positive - negative.
   * @param {number} layer 0 for the first hidden one
   * @param {Float32Array} positive [rows][units]
   * @param {Float32Array | null} negative null: positive is the result already
   * @returns {Float32Array}
   */
  activate(layer, positive, negative) {
    const { heap } = this;
    const bytes = 4 * positive.length;
    const units = this.shape.layers[layer]?.units ?? 1;
    if (positive.length % units || (negative && negative.length !== positive.length)) {
      throw new GliaError('wrong_shape', `Layer ${layer} has ${units} units; ${positive.length} values are no whole rows of it.`);
    }
    return heap.borrow([bytes, bytes, bytes], (plus, minus, out) => {
      heap.putFloats(plus, positive);
      if (negative) heap.putFloats(minus, negative);
      const rows = positive.length / units;
      heap.check(
        heap.c.glia_play_activate(this.at, layer, plus, negative ? minus : 0, rows, out, heap.failure),
      );
      return heap.floats(out, positive.length);
    });
  }

  /**
   * Colours values of one layer that somebody else computed.
   * @param {number} layer 0 for the first hidden one
   * @param {Float32Array} values [size*size][units]
   * @param {number} size
   */
  paint(layer, values, size) {
    const { heap } = this;
    const units = this.shape.layers[layer]?.units;
    if (!units || values.length !== size * size * units) {
      throw new GliaError('wrong_shape', `A heat map of layer ${layer} at ${size} by ${size} needs other than ${values.length} values.`);
    }
    return heap.borrow([4 * values.length, 4 * values.length, 4 * units], (from, pixels, scales) => {
      heap.putFloats(from, values);
      heap.c.glia_field_paint_layer(this.at, layer, from, size, this.palette, pixels, scales);
      return {
        pixels: new Uint8ClampedArray(heap.bytes(pixels, 4 * values.length).buffer),
        scales: heap.floats(scales, units),
      };
    });
  }

  /**
   * What every neuron answers along the line, where points have one coordinate.
   * @param {number} size
   * @returns {Float32Array} [neurons][size], inputs first, at the middles of `size` equal parts of [-range, range]
   */
  curve(size) {
    const { heap, neurons } = this;
    expectCount(size, 1, 'size');
    return heap.borrow([4 * neurons * size], (out) => {
      heap.check(heap.c.glia_field_curve(this.at, size, out, heap.failure));
      return heap.floats(out, neurons * size);
    });
  }

  /** Gives grids back; the next drawing makes new ones. */
  freeGrids() {
    for (const grid of this.grids.values()) release(grid);
    this.grids.clear();
  }

  /** Gives back what drawing took. */
  freeDrawings() {
    this.freeGrids();
    release(this.paletteOwned);
  }
}
