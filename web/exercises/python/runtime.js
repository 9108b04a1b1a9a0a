import { converse, newRun } from '../channel.js';
import { frameOf } from '../sandbox.js';
import { pythonFiles } from './files.js';
import { pythonHarness } from './harness.js';

/**
 * Where Python of learners runs: as JavaScript does, in a worker inside a frame of opaque origin without a network, a
 * fresh one for every run. To start Python takes a second or two, so one is always kept warm, and all but the first
 * begin with the memory of one that has started: the next run need not wait, not even after an endless loop, whose
 * worker is thrown away.
 *
 * @typedef {import('../channel.js').Starter} Starter
 * @typedef {import('./files.js').Progress} Progress
 * @typedef {{ hand(start: object, port: MessagePort): void, end(): void }} Place a worker in which Python waits
 */

/** Milliseconds Python may take to start, on a slow machine. */
const bootLimit = 90_000;

/** Memory of a Python that has just started and has seen no learner's code. @type {Uint8Array | null} */
let snapshot = null;

/**
 * @param {URL} exercises address of the folder of exercises @param {import('./files.js').Files} files
 * @returns {Promise<Place>} rejects with a sentence
 */
async function boot(exercises, { files, text }) {
  const element = frameOf(new URL('python/sandbox.html', exercises));
  const loaded = new Promise((resolve) => element.addEventListener('load', resolve, { once: true }));
  const { port1: port, port2: theirs } = new MessageChannel();
  const end = () => {
    port.close();
    element.remove();
  };
  /** @type {any} */
  let timer = 0;
  try {
    const answer = new Promise((resolve, reject) => {
      timer = setTimeout(reject, bootLimit, new Error('Python did not start in time. Try again; your code is kept.'));
      port.onmessage = ({ data }) => {
        if (data?.kind === 'booted') resolve(data.snapshot);
        else reject(new Error(`Python did not start: ${String(data?.text).slice(0, 300)}`));
      };
    });
    document.body.append(element);
    await Promise.race([loaded, answer]);
    // '*' because an opaque origin has no name; the frame holds our own script, which takes no other message.
    element.contentWindow?.postMessage({ harness: pythonHarness.toString(), files, text, snapshot }, '*', [theirs]);
    snapshot ??= await answer;
    await answer;
    port.onmessage = null;
    element.dataset.state = 'waiting';
    return { hand: (start, given) => port.postMessage({ ...start, port: given }, [given]), end };
  } catch (error) {
    end();
    snapshot = null; // should it be the cause, the next start makes a new one
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** @param {URL} exercises address of the folder of exercises */
export function pythonIn(exercises) {
  /** A worker that waits, or is on its way. @type {Promise<Place> | null} */
  let spare = null;
  let open = true;

  /** @param {(progress: Progress) => void} [tell] */
  const warm = (tell) => {
    if (spare) return spare;
    const made = pythonFiles(exercises, tell).then((files) => boot(exercises, files));
    spare = made;
    // Who takes it hears of a failure; the next one tries anew.
    made.catch(() => {
      if (spare === made) spare = null;
    });
    return made;
  };

  /** @type {Starter} */
  const start = async (given) => {
    const place = await warm();
    spare = null;
    if (open) void warm();
    const run = newRun();
    const { port1: port, port2: theirs } = new MessageChannel();
    const { code, entries, given: before = '' } = given;
    return converse({
      port, run, start: given,
      end: place.end,
      begin: async () => place.hand({ run, code, entries, given: before }, theirs),
    });
  };

  return {
    start,
    /** Loads and starts Python, if that has not been done. @param {(progress: Progress) => void} tell */
    prepare: async (tell) => void (await warm(tell)),
    /** Takes the waiting worker away. */
    close() {
      open = false;
      spare?.then((place) => place.end(), () => {});
      spare = null;
    },
  };
}
