/**
 * @file The engine's memory as JavaScript sees it.
 *
 * A view of WebAssembly memory dies when memory grows, which any call may cause. So no view outlives
 * the statement it is made in: arrays are copied in before a call and copied out after it.
 */

import { GliaError } from './errors.js';

/** @typedef {Record<string, (...args: number[]) => number>} Exports */

/**
 * What the module tells of itself, see glia_describe in src/wasm/describe.c.
 * @typedef {object} Description
 * @property {string} version
 * @property {string} build
 * @property {{ size: number, status: number, position: number, message: number }} error
 * @property {number} settingsSize
 * @property {number} paletteSize
 * @property {number} range half the side of the plane the built-in data sets lie in
 * @property {number} historyRows
 * @property {number} historyBytes memory for states to go back to, unless told otherwise
 * @property {number} maxFieldSize
 * @property {string[]} statuses
 * @property {string[]} measures
 * @property {string[]} activations
 * @property {string[]} losses
 * @property {string[]} optimizers
 * @property {string[]} inits
 */

const utf8 = new TextEncoder();

/** The largest memory that is held between calls for their arrays, in bytes. */
const SCRATCH_MOST = 1 << 22;

export class Heap {
  /**
   * @param {WebAssembly.Instance} instance
   * @param {string} [describe] the export that tells what JavaScript has to know of the module
   */
  constructor(instance, describe = 'glia_describe') {
    /** @type {Exports} */
    this.c = /** @type {any} */ (instance.exports);
    this.memory = /** @type {WebAssembly.Memory} */ (instance.exports.memory);
    /** @type {Description} */
    this.description = JSON.parse(this.text((at, room) => this.c[describe](at, room)));
    this.failure = this.take(this.description.error.size);
    this.scratchAt = 0;
    this.scratchBytes = 0;
  }

  /**
   * Takes bytes that the caller gives back with `give`.
   * @param {number} bytes
   * @returns {number} an address
   */
  take(bytes) {
    /* A size that does not fit an address would arrive as another, smaller one. */
    const at = Number.isSafeInteger(bytes) && bytes < 2 ** 31 ? this.c.glia_bytes_take(bytes) >>> 0 : 0;
    if (!at) throw new GliaError('out_of_memory', `There is no room for ${bytes} more bytes.`);
    return at;
  }

  /** @param {number} at */
  give(at) {
    this.c.glia_bytes_give(at);
  }

  /**
   * Runs `use` with memory that is given back afterwards, whatever happens.
   * @template T
   * @param {number[]} sizes in bytes
   * @param {(...addresses: number[]) => T} use
   * @returns {T}
   */
  borrow(sizes, use) {
    /** @type {number[]} */
    const taken = [];
    try {
      for (const size of sizes) taken.push(this.take(size));
      return use(...taken);
    } finally {
      for (const at of taken) this.give(at);
    }
  }

  /**
   * Runs `use` with memory for the arrays of one call, the same from call to call: what is called
   * thousands of times a second should not search for room each time. `use` may not call this again.
   * @template T
   * @param {number} bytes
   * @param {(at: number) => T} use
   * @returns {T}
   */
  scratch(bytes, use) {
    if (bytes > SCRATCH_MOST) return this.borrow([bytes], use);
    if (bytes > this.scratchBytes) {
      const larger = this.take(bytes);
      if (this.scratchAt) this.give(this.scratchAt);
      this.scratchAt = larger;
      this.scratchBytes = bytes;
    }
    return use(this.scratchAt);
  }

  /**
   * @param {number} at
   * @param {ArrayLike<number>} values copied in as float32
   */
  putFloats(at, values) {
    new Float32Array(this.memory.buffer, at, values.length).set(values);
  }

  /**
   * @param {number} at
   * @param {number} count
   * @param {Float32Array} [out] copied to and returned when given, in place of a new array
   * @returns {Float32Array} a copy
   */
  floats(at, count, out) {
    const view = new Float32Array(this.memory.buffer, at, count);
    if (!out) return view.slice();
    out.set(view);
    return out;
  }

  /**
   * @param {number} at
   * @param {number} count
   * @returns {Float64Array} a copy
   */
  doubles(at, count) {
    return new Float64Array(this.memory.buffer, at, count).slice();
  }

  /**
   * @param {number} at
   * @param {ArrayLike<number>} values
   */
  putDoubles(at, values) {
    new Float64Array(this.memory.buffer, at, values.length).set(values);
  }

  /**
   * @param {number} at
   * @param {number} count
   * @returns {Uint8Array} a copy
   */
  bytes(at, count) {
    return new Uint8Array(this.memory.buffer, at, count).slice();
  }

  /**
   * Hands texts to `use` as address, length, address, length …
   * @template T
   * @param {string[]} texts
   * @param {(...spans: number[]) => T} use
   * @returns {T}
   */
  withTexts(texts, use) {
    const encoded = texts.map((text) => utf8.encode(text));
    return this.borrow(
      encoded.map((bytes) => bytes.length),
      (...at) => {
        encoded.forEach((bytes, i) => new Uint8Array(this.memory.buffer, at[i], bytes.length).set(bytes));
        return use(...at.flatMap((address, i) => [address, encoded[i].length]));
      },
    );
  }

  /**
   * Reads a text from a function that writes to (address, room) and returns the length it needs.
   * @param {(at: number, room: number) => number} write
   * @returns {string}
   */
  text(write) {
    const length = write(0, 0);
    return this.borrow([length + 1], (at) => {
      write(at, length + 1);
      return new TextDecoder().decode(this.bytes(at, length));
    });
  }

  /**
   * Takes over a text that a function made, ended by a zero byte, and gives its memory back.
   * @param {number} at its address, 0 for failure
   * @returns {string}
   */
  takenText(at) {
    const start = this.checked(at);
    const all = new Uint8Array(this.memory.buffer);
    const text = new TextDecoder().decode(all.slice(start, all.indexOf(0, start)));
    this.give(start);
    return text;
  }

  /**
   * Throws the error of a call that takes the shared error structure as its last argument.
   * @param {number} status what the call returned
   */
  check(status) {
    if (status) throw this.error();
  }

  /**
   * The object a call returned, or its error thrown.
   * @param {number} object an address, 0 for failure
   * @returns {number}
   */
  checked(object) {
    if (!object) throw this.error();
    return object >>> 0;
  }

  /** @returns {GliaError} what the last failed call said */
  error() {
    const { error, statuses } = this.description;
    const view = new DataView(this.memory.buffer, this.failure, error.size);
    const status = view.getInt32(error.status, true);
    const position = view.getInt32(error.position, true);
    const bytes = this.bytes(this.failure + error.message, error.size - error.message);
    const end = bytes.indexOf(0);
    return new GliaError(statuses[status], new TextDecoder().decode(bytes.subarray(0, end)), position);
  }
}

/**
 * Gives objects back that nobody freed. Objects hold what they own in `owned` so that freeing early
 * and being collected are the same thing.
 * @type {FinalizationRegistry<{ free: (at: number) => void, at: number }>}
 */
const forgotten = new FinalizationRegistry((owned) => release(owned));

/** @param {{ free: (at: number) => void, at: number }} owned */
export function release(owned) {
  if (!owned.at) return;
  const at = owned.at;
  owned.at = 0;
  owned.free(at);
}

/**
 * @param {object} holder
 * @param {number} at
 * @param {(at: number) => void} free
 */
export function own(holder, at, free) {
  const owned = { free, at };
  forgotten.register(holder, owned);
  return owned;
}

/**
 * @param {ArrayLike<number>} array
 * @param {number} length
 * @param {string} name
 */
export function expectLength(array, length, name) {
  if (!array || array.length !== length) {
    throw new GliaError(
      'wrong_shape',
      `${name} has ${array ? array.length : 'no'} numbers; ${length} are expected here.`,
    );
  }
}

/**
 * @param {number} value
 * @param {number} least
 * @param {string} name
 * @param {number} [most]
 */
export function expectCount(value, least, name, most = Number.MAX_SAFE_INTEGER) {
  if (!Number.isInteger(value) || value < least) {
    throw new GliaError('bad_argument', `${name} is ${value}; it must be a whole number from ${least} up.`);
  }
  if (value > most) {
    throw new GliaError('out_of_range', `${name} is ${value}; it must be a whole number from ${least} to ${most}.`);
  }
}

/** The largest count that crosses into the engine as 32 bits. */
export const WORD = 2 ** 32 - 1;

/**
 * Refuses options nobody reads: a slip of the pen must not train something else.
 * @param {object} options
 * @param {string[]} known
 * @param {string} what
 */
export function expectOptions(options, known, what) {
  for (const name of Object.keys(options)) {
    if (!known.includes(name)) {
      throw new GliaError('unknown_name', `${what} has no option '${name}'; there are ${known.join(', ')}.`);
    }
  }
}

/**
 * Passes an answer on only if every number in it is finite.
 * @template {Float32Array | number} T
 * @param {T} values
 * @param {string} what
 * @returns {T}
 */
export function expectFinite(values, what) {
  /** @type {ArrayLike<number>} */
  const list = typeof values === 'number' ? [values] : /** @type {Float32Array} */ (values);
  for (let i = 0; i < list.length; i++) {
    if (!Number.isFinite(list[i])) {
      throw new GliaError('not_finite', `${what} holds ${list[i]} at ${i}: an input is not a finite number, or the weights have grown too large.`);
    }
  }
  return values;
}
