/**
 * @file Miniatures of architectures: convolution, pooling, recurrent cells, attention. Computed by a
 * WebAssembly module of its own, which is loaded when the first figure asks for it.
 *
 * Arrays are row-major. Where an upstream gradient is given, gradients of sum(result * upstream) come along.
 */

import { GliaError } from './errors.js';
import { expectCount, expectFinite, expectLength, expectOptions } from './heap.js';
import { instantiate } from './module.js';

/** @typedef {import('./heap.js').Heap} Heap */
/** @typedef {ArrayLike<number>} Numbers */

/**
 * @typedef {object} Images
 * @property {Numbers} x [images][channels][height][width]
 * @property {number[]} shape images, channels, height, width
 * @property {number[]} kernelShape height and width of the window
 * @property {number} [stride] 1 unless given
 */

/**
 * @typedef {object} Filters
 * @property {Numbers} kernel [filters][channels][height][width]
 * @property {Numbers} bias [filters]
 * @property {number} [padding] zeros around the image, none unless given
 */

/**
 * Loads the module of the miniatures.
 * @param {{ wasm?: BufferSource }} [options] wasm: the module itself, where it was got in another way
 * @returns {Promise<Mini>}
 */
export async function loadMini({ wasm } = {}) {
  return new Mini(await instantiate('glia-mini.wasm', { wasm, describe: 'glia_mini_describe' }));
}

/** @typedef {'convolve' | 'convolveTerms' | 'pool' | 'recur' | 'attend' | 'multihead' | 'positions'} Call */

/** What can be asked of it. @type {string[]} */
export const calls = ['convolve', 'convolveTerms', 'pool', 'recur', 'attend', 'multihead', 'positions'];

/** @param {string} what @param {string} name @param {string[]} known @returns {number} */
function indexOf(what, name, known) {
  const index = known.indexOf(name);
  if (index < 0) throw new GliaError('unknown_name', `${what} cannot be '${name}'; it is one of ${known.join(', ')}.`);
  return index;
}

/** @param {number[]} sizes */
const product = (sizes) => sizes.reduce((a, b) => a * b, 1);

export class Mini {
  /** @param {Heap} heap */
  constructor(heap) {
    this.heap = heap;
    /** @type {{ most: number, windowInts: number, cells: string[], blocks: number[], poolings: string[] }} */
    this.about = /** @type {any} */ (heap.description);
  }

  /**
   * Two-dimensional convolution; the kernel is not flipped.
   * @param {Images & Filters & { upstream?: Numbers }} given upstream: of y's shape
   * @returns {{ y: Float32Array, shape: number[], dx: Float32Array, dkernel: Float32Array, dbias: Float32Array }}
   *   y and its shape: images, filters, rows, columns; the gradients are empty without an upstream one
   */
  convolve(given) {
    expectOptions(given, ['x', 'shape', 'kernelShape', 'stride', 'kernel', 'bias', 'padding', 'upstream'], 'A convolution');
    const { x, kernel, bias, upstream } = given;
    const filters = bias?.length ?? 0;
    const { heap } = this;
    return this.slide(given, filters, (window, [rows, columns]) => {
      const shape = [given.shape[0], filters, rows, columns];
      const count = product(shape);
      expectLength(kernel, product([filters, given.shape[1], ...given.kernelShape]), 'kernel');
      if (upstream) expectLength(upstream, count, 'upstream');
      return this.run([x, kernel, bias, upstream ?? []], [count, ...(upstream ? [x.length, kernel.length, filters] : [0, 0, 0])], (at, out) => {
        heap.c.glia_convolve(window, filters, at[0], at[1], at[2], out[0]);
        if (upstream) heap.c.glia_convolve_backward(window, filters, at[0], at[1], at[3], out[1], out[2], out[3]);
      }, ([y, dx, dkernel, dbias]) => ({ y: expectFinite(y, 'y'), shape, dx, dkernel, dbias }));
    });
  }

  /**
   * What one number of a convolution is the sum of, before the bias: of the first image, under the first filter.
   * @param {Images & Filters & { row: number, column: number }} given
   * @returns {{ pixels: Float32Array, products: Float32Array }} [channels][height][width] of the window
   */
  convolveTerms(given) {
    const { x, kernel, bias, row, column, shape, kernelShape } = given;
    expectOptions(given, ['x', 'shape', 'kernelShape', 'stride', 'kernel', 'bias', 'padding', 'row', 'column'], 'A convolution');
    const size = product([shape[1], ...kernelShape]);
    return this.slide(given, bias?.length ?? 0, (window, [rows, columns]) => {
      expectCount(row, 0, 'row', rows - 1);
      expectCount(column, 0, 'column', columns - 1);
      expectLength(kernel, size * bias.length, 'kernel');
      return this.run([x, kernel], [size, size], (at, out) => {
        this.heap.c.glia_convolve_terms(window, at[0], at[1], row, column, out[0], out[1]);
      }, ([pixels, products]) => ({ pixels, products }));
    });
  }

  /**
   * Pooling without padding.
   * @param {string} kind 'max' or 'mean'
   * @param {Images & { upstream?: Numbers }} given
   * @returns {{ y: Float32Array, shape: number[], winner: Int32Array, dx: Float32Array }} winner: of y's shape, which
   *   pixel of its plane was the largest; -1 under mean; dx is empty without an upstream gradient
   */
  pool(kind, given) {
    expectOptions(given, ['x', 'shape', 'kernelShape', 'stride', 'upstream'], 'Pooling');
    const which = indexOf('Pooling', kind, this.about.poolings);
    const { x, upstream } = given;
    const { heap } = this;
    return this.slide(given, null, (window, [rows, columns]) => {
      const shape = [given.shape[0], given.shape[1], rows, columns];
      const count = product(shape);
      if (upstream) expectLength(upstream, count, 'upstream');
      return this.run([x, upstream ?? []], [count, count, upstream ? x.length : 0], (at, out) => {
        heap.c.glia_pool(window, which, at[0], out[0], out[1]);
        if (upstream) heap.c.glia_pool_backward(window, which, out[1], at[1], out[2]);
        return new Int32Array(heap.memory.buffer, out[1], count).slice();
      }, ([y, , dx], winner) => ({ y, shape, winner, dx }), [1]);
    });
  }

  /**
   * A recurrent cell along a sequence.
   * @param {string} cell 'rnn', 'lstm' or 'gru'
   * @param {object} given
   * @param {number[]} given.shape steps, batch, inputs, hidden
   * @param {Numbers} given.x [steps][batch][inputs]
   * @param {Numbers} given.h0 [batch][hidden]
   * @param {Numbers} [given.c0] [batch][hidden], of lstm
   * @param {Numbers} given.wIn [gates][hidden][inputs], the gates i, f, g, o of lstm and r, z, n of gru
   * @param {Numbers} given.wState [gates][hidden][hidden]
   * @param {Numbers} given.bIn [gates][hidden]
   * @param {Numbers} given.bState [gates][hidden]
   * @param {Numbers} [given.upstream] [steps][batch][hidden]
   * @param {Numbers} [given.upstreamC] [batch][hidden], of lstm, by c after the last step; zeros unless given
   * @returns {Record<string, Float32Array>} h, sums and gates of every step, c of lstm; with an upstream gradient also dx,
   *   dh0, dc0 of lstm, dwIn, dwState, dbIn, dbState
   */
  recur(cell, given) {
    expectOptions(given, ['shape', 'x', 'h0', 'c0', 'wIn', 'wState', 'bIn', 'bState', 'upstream', 'upstreamC'], 'A recurrent cell');
    const which = indexOf('A cell', cell, this.about.cells);
    this.expectSizes(given.shape, ['steps', 'batch', 'inputs', 'hidden']);
    const [steps, batch, inputs, hidden] = given.shape;
    const lstm = cell === 'lstm';
    const rows = this.about.blocks[which] * hidden;
    const state = batch * hidden;
    const slopes = given.upstream !== undefined;
    const of = (/** @type {boolean} */ when, /** @type {Record<string, number>} */ lengths) => (when ? lengths : {});
    const zeros = () => new Float32Array(state);
    return this.block(
      {
        x: steps * batch * inputs, h0: state, ...of(lstm, { c0: state }), wIn: rows * inputs, wState: rows * hidden, bIn: rows, bState: rows,
        ...of(slopes, { upstream: steps * state, ...of(lstm, { upstreamC: state }) }),
      },
      { c0: zeros(), upstreamC: zeros(), ...given },
      {
        h: steps * state, ...of(lstm, { c: steps * state }), sums: steps * batch * rows, gates: steps * batch * rows,
        ...of(slopes, {
          dx: steps * batch * inputs, dh0: state, ...of(lstm, { dc0: state }), dwIn: rows * inputs, dwState: rows * hidden, dbIn: rows, dbState: rows,
        }),
      },
      [which, steps, batch, inputs, hidden],
      (sizes, input, out) => this.heap.c.glia_mini_recur(sizes, Number(slopes), input, out, this.heap.failure),
    );
  }

  /**
   * Scaled dot-product attention.
   * @param {object} given
   * @param {number[]} given.shape heads, positions, numbers of a query
   * @param {Numbers} given.q [heads][positions][numbers]
   * @param {Numbers} given.k
   * @param {Numbers} given.v
   * @param {boolean} [given.causal] a position sees none after it
   * @param {Numbers} [given.mask] [query][key]: 0 where a query may not look
   * @param {number} [given.temperature] scores are divided by it before the softmax; 1 unless given
   * @param {Numbers} [given.upstream] of out's shape
   * @returns {Record<string, Float32Array>} scores and weights [heads][query][key], out [heads][positions][numbers]; with an
   *   upstream gradient also dq, dk, dv
   */
  attend(given) {
    expectOptions(given, ['shape', 'q', 'k', 'v', 'causal', 'mask', 'temperature', 'upstream'], 'Attention');
    this.expectSizes(given.shape, ['heads', 'positions', 'numbers']);
    const [heads, seq] = given.shape;
    const vectors = product(given.shape);
    const pairs = heads * seq * seq;
    const slopes = given.upstream !== undefined;
    return this.block(
      { q: vectors, k: vectors, v: vectors, ...(slopes ? { upstream: vectors } : {}) },
      given,
      { scores: pairs, weights: pairs, out: vectors, ...(slopes ? { dq: vectors, dk: vectors, dv: vectors } : {}) },
      given.shape,
      (sizes, input, out) =>
        this.withMask(given.mask, seq, (mask) =>
          this.heap.c.glia_mini_attend(sizes, Number(given.causal ?? false), given.temperature ?? 1, mask, Number(slopes), input, out, this.heap.failure),
        ),
    );
  }

  /**
   * A layer of several attention heads.
   * @param {object} given
   * @param {number[]} given.shape batch, positions, numbers of a position, heads
   * @param {Numbers} given.x [batch][positions][numbers]
   * @param {Numbers} given.wIn [3][numbers][numbers]: rows for the queries, the keys, the values
   * @param {Numbers} given.bIn [3][numbers]
   * @param {Numbers} given.wOut [numbers][numbers]
   * @param {Numbers} given.bOut [numbers]
   * @param {boolean} [given.causal]
   * @param {Numbers} [given.mask]
   * @param {number} [given.temperature]
   * @param {Numbers} [given.upstream] of out's shape
   * @returns {Record<string, Float32Array>} q, k, v [batch][heads][positions][numbers / heads], scores and weights
   *   [batch][heads][query][key], out; with an upstream gradient also dx, dwIn, dbIn, dwOut, dbOut
   */
  multihead(given) {
    expectOptions(given, ['shape', 'x', 'wIn', 'bIn', 'wOut', 'bOut', 'causal', 'mask', 'temperature', 'upstream'], 'A layer of attention');
    this.expectSizes(given.shape, ['batch', 'positions', 'numbers', 'heads']);
    const [batch, seq, dim, heads] = given.shape;
    const size = batch * seq * dim;
    const pairs = batch * heads * seq * seq;
    const slopes = given.upstream !== undefined;
    return this.block(
      { x: size, wIn: 3 * dim * dim, bIn: 3 * dim, wOut: dim * dim, bOut: dim, ...(slopes ? { upstream: size } : {}) },
      given,
      {
        q: size, k: size, v: size, scores: pairs, weights: pairs, out: size,
        ...(slopes ? { dx: size, dwIn: 3 * dim * dim, dbIn: 3 * dim, dwOut: dim * dim, dbOut: dim } : {}),
      },
      given.shape,
      (sizes, input, out) =>
        this.withMask(given.mask, seq, (mask) =>
          this.heap.c.glia_mini_multihead(sizes, Number(given.causal ?? false), given.temperature ?? 1, mask, Number(slopes), input, out, this.heap.failure),
        ),
    );
  }

  /**
   * Sines and cosines by which a position can be told, from fast to slow.
   * @param {number} count @param {number} numbers of a position
   * @param {number} [base] how much slower the slowest is, nearly; 10000 unless given
   * @returns {Float32Array} [count][numbers]
   */
  positions(count, numbers, base = 10000) {
    this.expectSizes([count, numbers], ['count', 'numbers']);
    if (!(base > 0)) throw new GliaError('out_of_range', `base is ${base}; it must be above 0.`);
    return this.run([], [count * numbers], (_, [out]) => this.heap.c.glia_positions(count, numbers, base, out), ([values]) => expectFinite(values, 'positions'));
  }

  /** @param {Numbers} sizes @param {string[]} names */
  expectSizes(sizes, names) {
    expectLength(sizes, names.length, `The shape (${names.join(', ')})`);
    names.forEach((name, i) => expectCount(sizes[i], 1, name, this.about.most));
  }

  /**
   * A window planned over images; `use` gets its address and the places down and across.
   * @template T
   * @param {Images & { padding?: number }} images
   * @param {number | null} filters null for pooling
   * @param {(window: number, places: [number, number]) => T} use
   * @returns {T}
   */
  slide({ x, shape, kernelShape, stride = 1, padding = 0 }, filters, use) {
    this.expectSizes(shape, ['images', 'channels', 'height', 'width']);
    this.expectSizes(kernelShape, ['height', 'width']);
    expectCount(stride, 1, 'stride', this.about.most);
    expectCount(padding, 0, 'padding', this.about.most);
    expectLength(x, product(shape), 'x');
    const { heap } = this;
    const fields = [...shape, ...kernelShape, stride, padding, 0, 0];
    return heap.borrow([4 * this.about.windowInts], (at) => {
      new Int32Array(heap.memory.buffer, at, fields.length).set(fields);
      heap.check(filters === null ? heap.c.glia_pool_plan(at, heap.failure) : heap.c.glia_convolve_plan(at, filters, heap.failure));
      const [rows, columns] = new Int32Array(heap.memory.buffer, at + 4 * (fields.length - 2), 2);
      return use(at, [rows, columns]);
    });
  }

  /**
   * Arrays in, arrays out, each at an address of its own.
   * @template S, T
   * @param {Numbers[]} inputs
   * @param {number[]} lengths of the arrays that come out
   * @param {(inputs: number[], outputs: number[]) => S} call
   * @param {(outputs: Float32Array[], told: S) => T} read
   * @param {number[]} [whole] which outputs hold whole numbers instead, for `call` to read
   * @returns {T}
   */
  run(inputs, lengths, call, read, whole = []) {
    const { heap } = this;
    return heap.borrow([...inputs.map(({ length }) => 4 * length), ...lengths.map((length) => 4 * length)], (...at) => {
      inputs.forEach((values, i) => heap.putFloats(at[i], values));
      const told = call(at.slice(0, inputs.length), at.slice(inputs.length));
      const outputs = lengths.map((length, i) => (whole.includes(i) ? new Float32Array() : heap.floats(at[inputs.length + i], length)));
      return read(outputs, told);
    });
  }

  /**
   * Named arrays in one block, named arrays out of one block.
   * @param {Record<string, number>} inputs length of each, in the order of src/wasm/mini.h
   * @param {Record<string, any>} given the arrays themselves
   * @param {Record<string, number>} outputs length of each
   * @param {number[]} sizes
   * @param {(sizes: number, input: number, output: number) => number} call gives a status
   * @returns {Record<string, Float32Array>}
   */
  block(inputs, given, outputs, sizes, call) {
    for (const [name, length] of Object.entries(inputs)) expectLength(given[name], length, name);
    const { heap } = this;
    const total = (/** @type {Record<string, number>} */ lengths) => Object.values(lengths).reduce((a, b) => a + b, 0);
    return heap.borrow([4 * sizes.length, 4 * total(inputs), 4 * total(outputs)], (sizesAt, input, output) => {
      new Int32Array(heap.memory.buffer, sizesAt, sizes.length).set(sizes);
      let to = input;
      for (const [name, length] of Object.entries(inputs)) {
        heap.putFloats(to, given[name]);
        to += 4 * length;
      }
      heap.check(call(sizesAt, input, output));
      let from = output;
      return Object.fromEntries(
        Object.entries(outputs).map(([name, length]) => {
          const values = heap.floats(from, length);
          from += 4 * length;
          return [name, expectFinite(values, name)];
        }),
      );
    });
  }

  /**
   * @param {Numbers | undefined} mask @param {number} seq
   * @param {(at: number) => number} use gets 0 where there is no mask
   */
  withMask(mask, seq, use) {
    if (!mask) return use(0);
    expectLength(mask, seq * seq, 'mask');
    return this.heap.borrow([mask.length], (at) => {
      new Uint8Array(this.heap.memory.buffer, at, mask.length).set(mask);
      return use(at);
    });
  }
}
