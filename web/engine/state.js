/** @file Saved states: a run as bytes, and as a text to be kept as a .json file. C writes and reads them. */

import { GliaError } from './errors.js';

/** @typedef {import('./heap.js').Heap} Heap */
/** @typedef {import('./experiment.js').Experiment} Experiment */

/** What a text must begin to be: its member `glia`. */
const FORM = 'state/1';

/** Characters of a text that is read at all. */
const LONGEST = 2 ** 28;

/** Bytes turned into characters at once: more would be too many arguments. */
const CHUNK = 2 ** 14;

/**
 * Everything it takes to go on from here, bit for bit.
 * @param {Experiment} run
 * @returns {Uint8Array}
 */
export function saveState({ heap, at }) {
  const { c, failure } = heap;
  const size = c.glia_state_write(at, 0, 0, failure) >>> 0;
  return heap.borrow([size], (to) => {
    if (!c.glia_state_write(at, to, size, failure)) throw heap.error();
    return heap.bytes(to, size);
  });
}

/** @param {Heap} heap @param {Uint8Array} bytes @returns {number} the address of a new run */
export function restoreState(heap, bytes) {
  return heap.borrow([bytes.length], (from) => {
    new Uint8Array(heap.memory.buffer, from, bytes.length).set(bytes);
    return heap.checked(heap.c.glia_state_read(from, bytes.length, 0, heap.failure));
  });
}

/**
 * A state as JSON, with what a reader may want to know of it.
 * @param {Experiment} run
 * @returns {string}
 */
export function stateText(run) {
  const bytes = saveState(run);
  let letters = '';
  for (let at = 0; at < bytes.length; at += CHUNK) letters += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  const { experiment, step, hash } = about(run);
  return `${JSON.stringify({ glia: FORM, experiment, step, hash, state: btoa(letters) }, null, 1)}\n`;
}

/** @param {Experiment} run */
const about = (run) => ({ experiment: run.format(), step: run.stepsMade(), hash: run.hash() });

/**
 * @param {string} text
 * @returns {{ bytes: Uint8Array, check: (run: Experiment) => void }} check refuses a run that is not the one the text tells of
 */
export function readStateText(text) {
  const refuse = (/** @type {string} */ why) => new GliaError('bad_syntax', `This is no run that Glia saved: ${why}.`);
  if (text.length > LONGEST) throw refuse('it is too long');
  /** @type {any} */
  let read;
  try {
    read = JSON.parse(text);
  } catch {
    throw refuse('it is no JSON, or not whole');
  }
  if (typeof read?.glia !== 'string') throw refuse('it does not say so');
  if (read.glia !== FORM) throw new GliaError('unknown_name', `This is a saved '${read.glia}'; only '${FORM}' can be opened here.`);
  let letters;
  try {
    letters = atob(String(read.state));
  } catch {
    throw refuse('its state is not written in base64');
  }
  return {
    bytes: Uint8Array.from(letters, (letter) => letter.charCodeAt(0)),
    check(run) {
      for (const [name, value] of Object.entries(about(run))) {
        if (read[name] !== value) throw refuse(`its ${name} was changed`);
      }
    },
  };
}
