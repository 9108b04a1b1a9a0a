/**
 * @file The engine as a page sees it: every question a promise.
 *
 * The engine runs in a worker of its own. Should that worker die, every open promise is rejected and
 * `onLost` is called once; the page can then connect again. The questions themselves stand in client/,
 * by theme.
 */

import { Proving } from './client/prove.js';
import { GliaError } from './errors.js';
import { startWorker, startedWorker } from './start.js';

/** @typedef {import('./experiment.js').Snapshot} Snapshot */
/** @typedef {import('./experiment.js').Dataset} Dataset */
/** @typedef {import('./experiment.js').Colour} Colour */
/** @typedef {import('./client/run.js').Layer} Layer */
/** @typedef {import('./client/run.js').Opened} Opened */
/** @typedef {import('./client/draw.js').Frame} Frame */

/**
 * Starts a worker and an engine in it, or takes over the one that the page has started early.
 * @param {{ base: URL | string, onLost?: (error: GliaError) => void }} options base: the folder with
 *   worker.js and the engine's module
 * @returns {Promise<Client>}
 */
export async function connect({ base, onLost = () => {} }) {
  const started = startedWorker();
  const worker = started?.worker ?? (await startWorker(base));
  /** @type {{ version: string, build: string, settings: any }} */
  const ready = await new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => {
      if (data.error) reject(new GliaError(data.error.code, data.error.message));
      else resolve(data.value);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new GliaError('not_loaded', `The engine's worker could not be started${event.message ? `: ${event.message}` : '.'}`));
    };
    // What was said before anybody listened here.
    started?.first.then((event) => ('data' in event ? worker.onmessage?.(event) : worker.onerror?.(event)));
  }).catch((error) => {
    worker.terminate();
    throw error;
  });
  return new Client(worker, ready, onLost);
}

export class Client extends Proving {
  /**
   * @param {Worker} worker
   * @param {{ version: string, build: string, settings: any }} ready
   * @param {(error: GliaError) => void} onLost
   */
  constructor(worker, { version, build, settings }, onLost) {
    super();
    this.worker = worker;
    this.version = version;
    this.build = build;
    this.settings = settings;
    /** @type {Map<number, { resolve: (value: any) => void, reject: (error: GliaError) => void, onPart?: (part: any) => void }>} */
    this.waiting = new Map();
    this.lastId = 0;
    /** @type {GliaError | null} */
    this.lost = null;
    worker.onmessage = ({ data }) => this.settle(data);
    const lose = (/** @type {string} */ why) => {
      if (this.lost) return;
      const error = new GliaError('worker_lost', `The engine stopped unexpectedly: ${why}.`);
      this.end(error);
      onLost(error);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      lose(event.message || 'its worker failed');
    };
    worker.onmessageerror = () => lose('an answer could not be read');
  }

  /** @param {{ id: number, value?: any, part?: any, error?: { code: string, message: string, position: number } }} data */
  settle({ id, value, part, error }) {
    const question = this.waiting.get(id);
    if (!question) return;
    if (part !== undefined) {
      question.onPart?.(part);
      return;
    }
    this.waiting.delete(id);
    if (error) question.reject(new GliaError(error.code, error.message, error.position));
    else question.resolve(value);
  }

  /** @param {GliaError} error */
  end(error) {
    this.lost = error;
    this.worker.terminate();
    for (const { reject } of this.waiting.values()) reject(error);
    this.waiting.clear();
  }

  /**
   * @override
   * @param {string} type
   * @param {Record<string, unknown>} [fields]
   * @param {Transferable[]} [transfer]
   * @param {(part: any) => void} [onPart]
   * @returns {Promise<any>}
   */
  ask(type, fields = {}, transfer = [], onPart) {
    if (this.lost) return Promise.reject(this.lost);
    const id = ++this.lastId;
    return new Promise((resolve, reject) => {
      this.worker.postMessage({ id, type, ...fields }, transfer);
      this.waiting.set(id, { resolve, reject, onPart });
    });
  }

  /** Ends the worker; every open promise is rejected. */
  async close() {
    this.end(new GliaError('closed', 'The engine was closed.'));
  }
}
