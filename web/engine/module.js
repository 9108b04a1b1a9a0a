/**
 * @file Brings a WebAssembly module of ours to life, in a page, in a worker and in Node.
 */

import { GliaError } from './errors.js';
import { Heap } from './heap.js';

/** The smallest module that uses a SIMD instruction: (func (result v128) i32.const 0, i8x16.splat). */
const SIMD_PROBE = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 8, 1, 6, 0, 65, 0, 253, 15, 11,
]);

/** The smallest module that uses relaxed SIMD: (func (result v128) three i32.const 0 splat, relaxed_madd). */
const RELAXED_PROBE = new Uint8Array([
  0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 19, 1, 17, 0, 65, 0, 253, 15, 65, 0, 253, 15, 65,
  0, 253, 15, 253, 133, 2, 11,
]);

const NO_RELAXED =
  "The fast build needs WebAssembly with relaxed SIMD, which is missing here; Chrome from 114 and Node from 21 on have it, Node 20 with --experimental-wasm-relaxed-simd. The build 'exact' runs here.";
/**
 * @param {string} name
 * @returns {Promise<BufferSource | Response>}
 */
async function fetchModule(name) {
  const url = new URL(name, import.meta.url);
  if (url.protocol === 'file:' && typeof process !== 'undefined') {
    const { readFile } = await import('node:fs/promises');
    return readFile(url);
  }
  const response = await fetch(url).catch(() => null);
  if (!response?.ok) {
    const why = response ? `answered ${response.status}` : 'could not be fetched';
    throw new GliaError('not_loaded', `The engine could not be loaded: ${url.pathname} ${why}; try again when the network is back.`);
  }
  return response;
}

/** @param {BufferSource | Response} source */
async function compile(source) {
  if (!(typeof Response !== 'undefined' && source instanceof Response)) {
    return WebAssembly.compile(/** @type {BufferSource} */ (source));
  }
  /* A server that does not know the type application/wasm is no reason to fail. */
  if (source.headers.get('content-type') === 'application/wasm') return WebAssembly.compileStreaming(source);
  return WebAssembly.compile(await source.arrayBuffer());
}

/**
 * In place of functions that another module will bring, where a module is one in parts.
 * @param {WebAssembly.Module} module
 */
function placeholders(module) {
  const missing = () => {
    throw new GliaError('not_loaded', 'This part of the engine has not come yet.');
  };
  const named = WebAssembly.Module.imports(module).filter((one) => one.module === 'placeholder');
  return Object.fromEntries(named.map(({ name }) => [name, missing]));
}

/**
 * Loads the rest of a module in two parts, which joins the first in its memory and takes its placeholders' place.
 * @param {Heap} heap of the first part
 * @param {string} name of the rest's file
 * @param {BufferSource} [wasm] the rest itself, where it was got in another way
 */
export async function complete({ c }, name, wasm) {
  const source = wasm ?? (await fetchModule(name));
  const module = await compile(source).catch((error) => {
    throw new GliaError('not_loaded', `The engine could not be loaded: ${name} did not come whole (${error.message}); try again when the network is back.`);
  });
  await WebAssembly.instantiate(module, { first: /** @type {any} */ (c) });
}

/**
 * Loads and starts a module that stands beside the engine.
 * @param {string} name of its file
 * @param {{ wasm?: BufferSource, relaxed?: boolean, describe?: string }} [options] wasm: the module itself, where
 *   it was got in another way; relaxed: whether it uses relaxed SIMD; describe: the export that tells of it
 * @returns {Promise<Heap>} its memory and functions
 */
export async function instantiate(name, { wasm, relaxed = false, describe } = {}) {
  if (typeof WebAssembly !== 'object' || !WebAssembly.validate(SIMD_PROBE)) {
    throw new GliaError(
      'no_simd',
      'Glia needs WebAssembly with SIMD, which this browser lacks; Chrome 91, Firefox 89, Safari 16.4 and later have it.',
    );
  }
  if (relaxed && !WebAssembly.validate(RELAXED_PROBE)) throw new GliaError('no_simd', NO_RELAXED);
  const module = await compile(wasm ?? (await fetchModule(name)));
  /* The runtime announces that memory grew; no view is kept that would have to be renewed. */
  const imports = { env: { emscripten_notify_memory_growth() {} }, placeholder: placeholders(module) };
  const instance = await WebAssembly.instantiate(module, imports);
  /** @type {any} */ (instance.exports)._initialize?.();
  return new Heap(instance, describe);
}
