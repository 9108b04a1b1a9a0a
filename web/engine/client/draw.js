/** @file Questions whose answers are drawn: frames, heat maps, curves, what the network says of a point. */

import { Running } from './run.js';

/** @typedef {import('../experiment.js').Snapshot} Snapshot */
/** @typedef {import('../experiment.js').Colour} Colour */

/**
 * @typedef {Snapshot & { parameters: Float32Array, size: number, outputSize: number,
 *   fields: Uint8ClampedArray, scales: Float32Array, output: Uint8ClampedArray, curve: Float32Array | null,
 *   classes: Uint8ClampedArray | null, playing: boolean, switched: number }} Frame
 *   fields: RGBA [neurons][size][size], inputs first, output last; output: RGBA [outputs][outputSize][outputSize];
 *   scales: for each neuron the value shown at full colour; these are empty where data are images. curve: where
 *   points lie on a line, what every neuron answers along it, [neurons][outputSize], else null; classes: where
 *   a network has an output for each class, there is a plane to draw, and `view` was given colours: RGBA
 *   [outputSize][outputSize], each pixel in the colour of the most probable class, else null; switched: see
 *   Client.switched
 */

export class Drawing extends Running {
  /**
   * @param {{ size: number, outputSize: number, palette: { negative: Colour, zero: Colour, positive: Colour },
   *   classes?: Colour[], discrete?: boolean }} view size: pixels along a side of neurons' heat maps, outputSize:
   *   of the output's; classes: a colour for each class, for Frame.classes; discrete: no mixing of colours in the
   *   output's map, the most probable class or the sign alone
   */
  view({ size, outputSize, palette, classes, discrete }) {
    return this.ask('view', { size, outputSize, ...palette, classes: classes ?? null, discrete: discrete ?? false });
  }

  /** The newest state. @returns {Promise<Frame>} */
  frame() {
    return this.ask('frame');
  }

  /** Gives a drawn frame's pixels back to be written again; the frame's pixels are then gone. @param {Frame} frame */
  recycle(frame) {
    const buffers = [frame.fields.buffer, frame.output.buffer];
    if (frame.classes) buffers.push(frame.classes.buffer);
    if (buffers.some((buffer) => buffer.byteLength === 0)) return;
    this.ask('recycle', { buffers }, buffers).catch(() => {});
  }

  /** Every neuron's output at a point of the plane. @param {number} x1 @param {number} x2 @returns {Promise<{ values: Float32Array }>} */
  at(x1, x2) {
    return this.ask('at', { x1, x2 });
  }

  /**
   * What the network answers to points, or images.
   * @param {Float32Array} x [rows][dataset.inputs]
   * @returns {Promise<Float32Array>} [rows][outputs]: a probability for each class, under bce that of class 1 alone; or a value
   */
  predict(x) {
    return this.ask('predict', { x });
  }

  /** What every neuron answers along the line. @param {number} size @returns {Promise<Float32Array>} [neurons][size] */
  curve(size) {
    return this.ask('curve', { size });
  }

  /** What the network is given at each pixel of a heat map. @param {number} size @returns {Promise<Float32Array>} [size*size][features] */
  grid(size) {
    return this.ask('grid', { size });
  }

  /**
   * A layer's activation of the weighted sums positive - negative; with negative null, positive as it is.
   * @param {number} layer 0 for the first hidden one
   * @param {Float32Array} positive [rows][units]
   * @param {Float32Array | null} negative
   * @returns {Promise<Float32Array>}
   */
  activate(layer, positive, negative) {
    return this.ask('activate', { layer, positive, negative });
  }

  /**
   * The weights of units whose inputs are the pixels of an image, as images.
   * @param {number} layer 0, the first hidden one
   * @param {number | number[]} [units] how many of the first ones, or which; all unless given
   * @param {number} [size] pixels along a side, the image's own unless given
   * @returns {Promise<{ pixels: Uint8ClampedArray, scales: Float32Array, side: number }>} RGBA [units][side][side];
   *   scales: the weight shown at full colour
   */
  weightImages(layer, units, size) {
    return this.ask('weightImages', { layer, units: units ?? null, size: size ?? null });
  }

  /**
   * Colours values [size*size][units] of a layer; what is not finite stays transparent.
   * @param {number} layer 0 for the first hidden one
   * @param {Float32Array} values
   * @param {number} size
   * @returns {Promise<{ pixels: Uint8ClampedArray, scales: Float32Array }>}
   */
  paint(layer, values, size) {
    return this.ask('paint', { layer, values, size });
  }
}
