/**
 * @file Files that people bring: CSV tables, IDX images. Read by a WebAssembly module of its own, which is
 * loaded when the first file is opened.
 */

import { GliaError } from './errors.js';
import { expectCount, expectLength, expectOptions, own, release } from './heap.js';
import { instantiate } from './module.js';

/** @typedef {import('./heap.js').Heap} Heap */

/**
 * @typedef {object} Column
 * @property {string} name no two columns have the same; made up where the file gives none
 * @property {'numbers' | 'text'} kind
 * @property {number} missing cells without a value
 * @property {number} distinct how many different values there are
 * @property {string[]} examples a few of them
 */

/**
 * @typedef {object} Sheet what a CSV file holds
 * @property {string} separator
 * @property {string} decimal the decimal mark
 * @property {boolean} header whether the first line named the columns
 * @property {number} rows
 * @property {Column[]} columns
 * @property {string[][]} preview the first rows, cell by cell; '' where a value is missing
 * @property {string[]} warnings
 */

/**
 * @typedef {object} Selection what a network is trained on
 * @property {'classes' | 'values'} task
 * @property {number} rows
 * @property {number} inputs
 * @property {Float32Array} x [rows][inputs] filled in and scaled
 * @property {Float32Array} y [rows] a class from 0, or a value, scaled like the inputs
 * @property {Uint8Array} test [rows] 1 for rows held back
 * @property {number} tests how many those are
 * @property {string[]} names of the inputs; a column of texts is one input for each text
 * @property {string[]} classes names; none for values
 * @property {number} dropped rows left out because a value is missing
 * @property {{ mean: number[], deviation: number[] }} scale of each input: x was (number - mean) / deviation
 * @property {{ name: string, mean: number, deviation: number }} target the same of a target of values
 * @property {string} experiment an experiment string for it; '' where there are too many inputs or classes for one
 * @property {string[]} warnings
 */

const SELECT = { classes: 1, values: 2, mean: 4, scale: 8 }; // as in src/wasm/files.h
const HEADERS = { guess: 0, yes: 1, no: 2 }; // glia_csv_header
const PREVIEW_ROWS = 20;

/**
 * Loads the module for files.
 * @param {{ wasm?: BufferSource }} [options] wasm: the module itself, where it was got in another way
 * @returns {Promise<Files>}
 */
export async function loadFiles({ wasm } = {}) {
  return new Files(await instantiate('glia-files.wasm', { wasm, describe: 'glia_files_describe' }));
}

/**
 * @template T
 * @param {string} what @param {string} value @param {Record<string, T>} known
 * @returns {T}
 */
function oneOf(what, value, known) {
  if (Object.hasOwn(known, value)) return known[value];
  throw new GliaError('unknown_name', `${what} cannot be '${value}'; it is one of ${Object.keys(known).join(', ')}.`);
}

/** @param {Uint8Array} bytes */
const isPacked = (bytes) => bytes.length > 2 && bytes[0] === 0x1f && bytes[1] === 0x8b;

export class Files {
  /** @param {Heap} heap */
  constructor(heap) {
    this.heap = heap;
    /** @type {{ maxBytes: number, scaleBytes: number, scalings: string[] }} */
    this.about = /** @type {any} */ (heap.description);
  }

  /**
   * Bytes as they are, or, where gzip packed them, unpacked.
   * @param {Uint8Array} bytes
   * @returns {Promise<Uint8Array>}
   */
  async unpack(bytes) {
    if (!isPacked(bytes)) return bytes;
    if (typeof DecompressionStream === 'undefined') {
      throw new GliaError('bad_argument', 'The file is packed with gzip, which this browser cannot unpack; unpack it first.');
    }
    const { maxBytes } = this.about;
    const stream = new Blob([/** @type {any} */ (bytes)]).stream().pipeThrough(new DecompressionStream('gzip'));
    /** @type {Uint8Array[]} */
    const parts = [];
    let length = 0;
    const reader = stream.getReader();
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        length += value.length;
        if (length > maxBytes) break;
        parts.push(value);
      }
    } catch {
      throw new GliaError('bad_syntax', 'The file begins as gzip does, but cannot be unpacked: it is cut off or damaged.');
    }
    if (length > maxBytes) {
      reader.cancel().catch(() => {});
      throw new GliaError('too_large', `Unpacked, the file has more than ${maxBytes} bytes; that many can be read.`);
    }
    const whole = new Uint8Array(length);
    let at = 0;
    for (const part of parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  }

  /**
   * Reads a CSV table. What is not said is guessed; see `warnings`.
   * @param {Uint8Array | string} source
   * @param {{ header?: boolean, separator?: string, decimal?: string }} [options]
   * @returns {Table}
   */
  csv(source, options = {}) {
    expectOptions(options, ['header', 'separator', 'decimal'], 'A table');
    const bytes = typeof source === 'string' ? new TextEncoder().encode(source) : source;
    const { maxBytes } = this.about;
    if (bytes.length > maxBytes) throw new GliaError('too_large', `The file has ${bytes.length} bytes; ${maxBytes} can be read.`);
    return new Table(this.heap, bytes, options);
  }

  /**
   * Reads images and their labels from IDX files, also packed ones.
   * @param {Uint8Array} images
   * @param {Uint8Array | null} [labels]
   * @param {{ most?: number }} [options] most: the number of images to stop after, 0 for all
   * @returns {Promise<{ count: number, total: number, height: number, width: number, classes: number, x: Float32Array,
   *   y: Float32Array | null }>} x [count][height][width] from 0 to 1, y [count] labels, classes: the largest label + 1,
   *   total: images in the file, read or not
   */
  async idx(images, labels = null, options = {}) {
    expectOptions(options, ['most'], 'Images');
    const { most = 0 } = options;
    expectCount(most, 0, 'most', 2 ** 31 - 1);
    const [image, label] = [await this.unpack(images), labels && (await this.unpack(labels))];
    const { heap } = this;
    const album = heap.borrow([image.length, label?.length ?? 0], (at, labelsAt) => {
      new Uint8Array(heap.memory.buffer, at, image.length).set(image);
      if (label) new Uint8Array(heap.memory.buffer, labelsAt, label.length).set(label);
      return heap.checked(
        heap.c.glia_album_read(at, image.length, label ? labelsAt : 0, label?.length ?? 0, most, heap.failure),
      );
    });
    try {
      const [count, height, width, classes, total] = heap.borrow([20], (at) => {
        heap.c.glia_album_sizes(album, at);
        return [...new Uint32Array(heap.memory.buffer, at, 5)];
      });
      const pixels = count * height * width;
      return heap.borrow([4 * pixels, 4 * count], (x, y) => {
        heap.c.glia_album_copy(album, x, y);
        return { count, total, height, width, classes, x: heap.floats(x, pixels), y: label ? heap.floats(y, count) : null };
      });
    } finally {
      heap.c.glia_album_free(album);
    }
  }

  /**
   * Scales columns. Rows that must not be looked at, those of the test, come last.
   * @param {string} kind 'standard' (mean 0, deviation 1), 'standard_sample' (deviation with divisor n - 1), 'minmax' or 'none'
   * @param {ArrayLike<number>} x [rows][columns]
   * @param {number} rows
   * @param {number} columns
   * @param {{ fitRows?: number, low?: number, high?: number }} [options] fitRows: the first rows, which alone
   *   decide on the scale, all unless given; low, high: the range of minmax, 0 to 1 unless given
   */
  scale(kind, x, rows, columns, options = {}) {
    expectOptions(options, ['fitRows', 'low', 'high'], 'A scaling');
    const { fitRows = rows, low = 0, high = 1 } = options;
    const { scalings, scaleBytes } = this.about;
    const which = oneOf('A scaling', kind, Object.fromEntries(scalings.map((name, i) => [name, i])));
    expectCount(rows, 1, 'rows', 2 ** 31 - 1);
    expectCount(columns, 1, 'columns', 2 ** 31 - 1);
    expectCount(fitRows, 1, 'fitRows', rows);
    expectLength(x, rows * columns, 'x');
    const { heap } = this;
    return heap.borrow([4 * x.length, scaleBytes * columns, 8 * 5 * columns], (at, scale, statistics) => {
      heap.putFloats(at, x);
      heap.check(heap.c.glia_file_scale(which, at, rows, columns, fitRows, low, high, scale, statistics, heap.failure));
      const [mean, deviation, sampleDeviation, min, max] = [0, 1, 2, 3, 4].map((i) => heap.doubles(statistics + 8 * i * columns, columns));
      return { x: heap.floats(at, x.length), scale: heap.bytes(scale, scaleBytes * columns), mean, deviation, sampleDeviation, min, max };
    });
  }

  /**
   * What `scale` made of numbers, back to what they were.
   * @param {Uint8Array} scale as `scale` returned it
   * @param {ArrayLike<number>} x [rows][columns]
   * @param {number} rows
   * @returns {Float32Array} [rows][columns]
   */
  restore(scale, x, rows) {
    const { heap } = this;
    const columns = scale.length / this.about.scaleBytes;
    expectCount(rows, 1, 'rows', 2 ** 31 - 1);
    expectLength(x, rows * columns, 'x');
    return heap.borrow([scale.length, 4 * x.length], (by, at) => {
      new Uint8Array(heap.memory.buffer, by, scale.length).set(scale);
      heap.putFloats(at, x);
      heap.check(heap.c.glia_file_restore(by, at, rows, columns, heap.failure));
      return heap.floats(at, x.length);
    });
  }
}

/** A CSV table that was read; it keeps its cells until `free`. @implements {Sheet} */
export class Table {
  /**
   * @param {Heap} heap
   * @param {Uint8Array} bytes
   * @param {{ header?: boolean, separator?: string, decimal?: string }} options
   */
  constructor(heap, bytes, { header, separator = '', decimal = '' }) {
    this.heap = heap;
    const sign = (/** @type {string} */ text, /** @type {string} */ what) => {
      if (text.length > 1) throw new GliaError('bad_argument', `${what} is one character, not '${text}'.`);
      const code = text ? text.charCodeAt(0) : 0;
      return code < 0x80 ? code : 1; // 1: a sign that the module refuses with a sentence
    };
    const signs = [sign(separator, 'A separator'), sign(decimal, 'A decimal mark')];
    const named = header === undefined ? HEADERS.guess : header ? HEADERS.yes : HEADERS.no;
    const at = heap.borrow([bytes.length], (text) => {
      new Uint8Array(heap.memory.buffer, text, bytes.length).set(bytes);
      return heap.checked(heap.c.glia_sheet_read(text, bytes.length, signs[0], signs[1], named, heap.failure));
    });
    this.owned = own(this, at, (sheet) => heap.c.glia_sheet_free(sheet));
    /** @type {Sheet} */
    const told = JSON.parse(heap.takenText(heap.c.glia_sheet_json(at, PREVIEW_ROWS, heap.failure)));
    this.separator = told.separator;
    this.decimal = told.decimal;
    this.header = told.header;
    this.rows = told.rows;
    this.columns = told.columns;
    this.preview = told.preview;
    this.warnings = told.warnings;
  }

  /** What the file holds, without the table itself. @returns {Sheet} */
  describe() {
    const { separator, decimal, header, rows, columns, preview, warnings } = this;
    return { separator, decimal, header, rows, columns, preview, warnings };
  }

  /**
   * Chooses what a network is trained on.
   * @param {object} [options]
   * @param {number[]} [options.inputs] columns from 0; all but the target unless given
   * @param {number} [options.target] a column, the last unless given
   * @param {'classes' | 'values'} [options.task] unless given: what the target looks like
   * @param {number} [options.test] share of the rows held back, 0.2 unless given
   * @param {number} [options.seed]
   * @param {boolean} [options.standardise] inputs, and a target of values, to mean 0 and deviation 1 by the rows not held back
   * @param {'drop' | 'mean'} [options.missing] what becomes of a row in which an input is missing
   * @returns {Selection}
   */
  select(options = {}) {
    expectOptions(options, ['inputs', 'target', 'task', 'test', 'seed', 'standardise', 'missing'], 'A selection');
    const { inputs, target = this.columns.length - 1, task, test = 0.2, seed = 1, standardise = true, missing = 'drop' } = options;
    if (!this.owned.at) throw new GliaError('bad_argument', 'The table was freed; read its file again.');
    expectCount(target, 0, 'target', 2 ** 31 - 1);
    expectCount(seed, 0, 'seed');
    for (const column of inputs ?? []) expectCount(column, 0, 'A column', 2 ** 31 - 1);
    if (inputs && !inputs.length) throw new GliaError('conflict', 'No column is chosen as input; one at least is needed besides the target.');
    if (!(test > 0 && test < 1)) throw new GliaError('out_of_range', `test is ${test}; it must be a share between 0 and 1, such as 0.2.`);
    const how =
      (task === undefined ? 0 : oneOf('task', task, { classes: SELECT.classes, values: SELECT.values })) |
      oneOf('missing', missing, { drop: 0, mean: SELECT.mean }) |
      (standardise ? SELECT.scale : 0);
    const { heap } = this;
    const { c } = heap;
    const count = inputs?.length ?? 0;
    const percent = Number((100 * test).toPrecision(12)); // 57, where a hundred times 0.57 is a little less
    const at = heap.borrow([4 * count], (columns) => {
      new Uint32Array(heap.memory.buffer, columns, count).set(inputs ?? []);
      return heap.checked(c.glia_selection_make(this.owned.at, columns, count, target, how, percent, seed, heap.failure));
    });
    try {
      const told = JSON.parse(heap.takenText(c.glia_selection_json(at, heap.failure)));
      const { rows, inputs: width } = told;
      return heap.borrow([4 * rows * width, 4 * rows, rows], (x, y, held) => {
        c.glia_selection_copy(at, x, y, held);
        return { ...told, x: heap.floats(x, rows * width), y: heap.floats(y, rows), test: heap.bytes(held, rows) };
      });
    } finally {
      c.glia_selection_free(at);
    }
  }

  free() {
    release(this.owned);
  }
}
