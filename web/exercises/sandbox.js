import { harness } from './harness.js';

/**
 * The host's side of the sandbox: learner's code runs in a worker, inside a frame of opaque origin whose policy allows
 * no network. Every run has its own frame, worker, channel and id; ending a run removes the frame, and the worker
 * with it. What comes back is checked here and nowhere else, because the learner's code may try anything.
 *
 * @typedef {import('./harness.js').Encoded} Encoded
 * @typedef {{ kind: 'problem', problem: 'syntax' | 'load' | 'missing' | 'notFunction' | 'late' | 'start' | 'broken',
 *   text: string, name: string, line: number, words?: string }} Problem why the code could not be loaded; line 0 = not
 *   known; words: said in the place of the text
 * @typedef {{ kind: 'value', value: Encoded, changed: number }} Value changed: number of the argument changed, or -1
 * @typedef {{ kind: 'thrown', text: string, name: string, own: boolean, line: number }} Thrown own: not an Error object
 * @typedef {{ kind: 'rows', values: Float32Array, fault: Encoded | null }} Rows fault: the first value of wrong shape
 * @typedef {{ kind: 'late', milliseconds: number }} Late
 * @typedef {{ kind: 'broken' }} Broken an answer that is not one, or the run has ended
 * @typedef {{ flat: Float32Array, columns: number }} Shared columns 0: a list; otherwise a list of rows that long
 *
 * @typedef {object} Sandbox
 * @property {(args: unknown[], milliseconds: number) => Promise<Value | Thrown | Late | Broken>} call
 * @property {(rows: Float32Array, width: number, units: number, shared: Shared[], milliseconds: number)
 *   => Promise<Rows | Thrown | Late | Broken>} map calls the function once per row; `rows` is transferred
 * @property {() => void} close
 */

const startLimit = 15000;
const maxText = 400;
const maxItems = 4096;

/** @param {unknown} value */
const textOf = (value) => (typeof value === 'string' ? value.slice(0, maxText) : '');

/** @param {unknown} value */
const countOf = (value) => (Number.isSafeInteger(value) && Number(value) > 0 ? Number(value) : 0);

/** @param {any} message */
const errorOf = (message) => ({
  text: textOf(message.text),
  name: textOf(message.name),
  own: message.own === true,
  line: countOf(message.line),
});

/**
 * Rebuilds a value from what the worker says it is, within bounds.
 * @param {any} raw @param {{ room: number }} [bound] @param {number} [depth] @returns {Encoded}
 */
export function readValue(raw, bound = { room: maxItems + 1 }, depth = 0) {
  if (typeof raw === 'number') return raw;
  if (raw === null || typeof raw !== 'object' || typeof raw.kind !== 'string') return { kind: 'unknown' };
  if (raw.kind !== 'array') return { kind: raw.kind.slice(0, 20), text: textOf(raw.text) };
  /** @type {Encoded[]} */
  const items = [];
  if (Array.isArray(raw.items) && depth < 6) {
    for (const item of raw.items) {
      if (bound.room-- <= 0) break;
      items.push(readValue(item, bound, depth + 1));
    }
  }
  return { kind: 'array', length: Math.max(countOf(raw.length), items.length), items };
}

const newRun = () => [...crypto.getRandomValues(new Uint32Array(4))].map((word) => word.toString(36)).join('_');

/**
 * Loads code in a fresh sandbox. Resolves to the running sandbox, or to the reason why there is none.
 * @param {object} options
 * @param {string} options.code the learner's code
 * @param {string} options.entry name of the function it must define
 * @param {URL} options.frame address of sandbox.html
 * @param {number} options.milliseconds time the code has to load
 * @param {(line: string) => void} [options.onOutput] a line the code printed
 * @param {(count: number) => void} [options.onDropped] how many lines were printed beyond the limit
 * @returns {Promise<Sandbox | Problem>}
 */
export async function startSandbox({ code, entry, frame, milliseconds, onOutput, onDropped }) {
  const run = newRun();
  const { port1: port, port2: theirs } = new MessageChannel();
  const element = document.createElement('iframe');
  element.setAttribute('sandbox', 'allow-scripts');
  element.setAttribute('aria-hidden', 'true');
  element.title = 'Sandbox';
  element.tabIndex = -1;
  element.hidden = true;
  element.src = frame.href;

  let open = true;
  let number = 0;
  let lines = 0;
  /** @type {{ call: number, settle: (message: any) => void } | null} */
  let waiting = null;
  let timer = 0;

  const close = () => {
    open = false;
    clearTimeout(timer);
    port.close();
    element.remove();
    waiting?.settle({ kind: 'broken' });
  };

  /**
   * Waits for the one message that may come next.
   * @param {number} call @param {number} limit milliseconds @returns {Promise<any>}
   */
  const answer = (call, limit) =>
    new Promise((resolve) => {
      const settle = (/** @type {any} */ message) => {
        clearTimeout(timer);
        waiting = null;
        resolve(message);
      };
      waiting = { call, settle };
      timer = window.setTimeout(() => {
        settle({ kind: 'late', milliseconds: limit });
        close();
      }, limit);
    });

  port.onmessage = ({ data }) => {
    if (!open || data === null || typeof data !== 'object' || data.run !== run) return;
    if (data.kind === 'output') {
      if (lines++ < 100) onOutput?.(textOf(data.line));
      return;
    }
    if (waiting === null || data.call !== waiting.call) return;
    if (countOf(data.dropped) > 0) onDropped?.(countOf(data.dropped));
    waiting.settle(data);
  };

  /** @param {object} message @param {Transferable[]} transfer @param {number} limit @returns {Promise<any>} */
  const ask = (message, transfer, limit) => {
    if (!open || waiting !== null) return Promise.resolve({ kind: 'broken' });
    number += 1;
    port.postMessage({ call: number, ...message }, transfer);
    return answer(number, limit);
  };

  const loaded = new Promise((resolve) => element.addEventListener('load', resolve, { once: true }));
  const ready = answer(0, startLimit);
  document.body.append(element);
  await Promise.race([loaded, ready]);
  // '*' because an opaque origin has no name; the frame holds our own script, which takes no other message.
  element.contentWindow?.postMessage({ harness: harness.toString(), run, code, entry }, '*', [theirs]);
  const first = await ready;
  if (first.kind !== 'ready') {
    close();
    return { kind: 'problem', problem: 'start', text: '', name: '', line: 0 };
  }
  const second = await answer(0, milliseconds);
  if (second.kind !== 'loaded') {
    close();
    const known = ['syntax', 'load', 'missing', 'notFunction'];
    const problem = second.kind === 'late' ? 'late' : known.includes(second.problem) ? second.problem : 'broken';
    return { ...errorOf(second), kind: 'problem', problem };
  }

  return {
    async call(args, limit) {
      const message = await ask({ kind: 'call', args }, [], limit);
      if (message.kind === 'late') return message;
      if (message.kind === 'thrown') return { kind: 'thrown', ...errorOf(message) };
      if (message.kind !== 'value') return { kind: 'broken' };
      const changed = Number.isInteger(message.changed) && message.changed < args.length ? message.changed : -1;
      return { kind: 'value', value: readValue(message.value), changed };
    },
    async map(rows, width, units, shared, limit) {
      const size = (rows.length / width) * units;
      const message = await ask({ kind: 'map', rows, width, units, shared }, [rows.buffer], limit);
      if (message.kind === 'late') return message;
      if (message.kind === 'thrown') return { kind: 'thrown', ...errorOf(message) };
      if (message.kind !== 'rows' || !(message.values instanceof Float32Array)) return { kind: 'broken' };
      if (message.values.length !== size) return { kind: 'broken' };
      const fault = message.fault === null ? null : readValue(message.fault);
      return { kind: 'rows', values: message.values, fault };
    },
    close,
  };
}
