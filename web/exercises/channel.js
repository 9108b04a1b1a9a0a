/**
 * The host's side of a conversation with learner's code, over a message port: one question at a time, each with a
 * limit. What comes back is checked here and nowhere else, because the learner's code may try anything.
 *
 * @typedef {import('./harness.js').Encoded} Encoded
 * @typedef {{ kind: 'problem', problem: 'syntax' | 'load' | 'missing' | 'notFunction' | 'late' | 'start' | 'broken',
 *   text: string, name: string, line: number, trace?: Call[], entry?: string, words?: string }} Problem why the code could not be loaded;
 *   line 0 = not known; entry: the function it is about; words: said in the place of the text
 * @typedef {{ line: number, name: string }} Call a line of the learner's code that was being worked off, and in which function
 * @typedef {{ kind: 'value', value: Encoded, changed: number }} Value changed: number of the argument changed, or -1
 * @typedef {{ kind: 'thrown', text: string, name: string, own: boolean, line: number, trace?: Call[] }} Thrown
 *   own: not an Error object; trace: how the code got to the line, the outermost call first, where the language tells
 * @typedef {{ kind: 'rows', values: Float32Array, fault: Encoded | null }} Rows fault: the first value of wrong shape
 * @typedef {{ kind: 'late', milliseconds: number }} Late
 * @typedef {{ kind: 'broken' }} Broken an answer that is not one, or the run has ended
 * @typedef {{ flat: Float32Array, columns: number }} Shared columns 0: a list; otherwise a list of rows that long
 *
 * @typedef {object} Sandbox
 * @property {(entry: string, args: unknown[], milliseconds: number) => Promise<Value | Thrown | Late | Broken>} call
 * @property {(entry: string, rows: Float32Array, width: number, units: number, shared: Shared[], milliseconds: number)
 *   => Promise<Rows | Thrown | Late | Broken>} map calls the function once per row; `rows` is transferred
 * @property {() => void} close
 *
 * @typedef {object} Start what is needed to load learner's code
 * @property {string} code
 * @property {string[]} entries names of the functions it must define
 * @property {string} [given] code of the exercise that is there before
 * @property {number} milliseconds time the code has to load
 * @property {(line: string) => void} [onOutput] a line the code printed
 * @property {(count: number) => void} [onDropped] how many lines were printed beyond the limit
 *
 * @typedef {(start: Start) => Promise<Sandbox | Problem>} Starter how a language runs: a fresh sandbox, or why there is none
 */

const startLimit = 15000;
const maxText = 400;
const maxItems = 4096;
const maxTrace = 6;

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
  trace: traceOf(message.trace),
});

/** @param {unknown} trace @returns {Call[]} */
const traceOf = (trace) =>
  Array.isArray(trace) ? trace.slice(0, maxTrace).map((call) => ({ line: countOf(call?.[0]), name: textOf(call?.[1]) })) : [];

/**
 * Rebuilds a value from what the worker says it is, within bounds.
 * @param {any} raw @param {{ room: number }} [bound] @param {number} [depth] @returns {Encoded}
 */
export function readValue(raw, bound = { room: maxItems + 1 }, depth = 0) {
  if (typeof raw === 'number') return raw;
  if (raw === null || typeof raw !== 'object' || typeof raw.kind !== 'string') return { kind: 'unknown' };
  const kind = raw.kind.slice(0, 20);
  /** @type {Encoded[]} */
  const items = [];
  if ((kind === 'array' || kind === 'object') && Array.isArray(raw.items) && depth < 6) {
    for (const item of raw.items) {
      if (bound.room-- <= 0) break;
      items.push(readValue(item, bound, depth + 1));
    }
  }
  if (kind === 'array') return { kind, length: Math.max(countOf(raw.length), items.length), items };
  if (kind !== 'object') return { kind, text: textOf(raw.text) };
  const names = Array.isArray(raw.names) ? raw.names.slice(0, items.length).map(textOf) : [];
  return { kind, text: textOf(raw.text), names, items: items.slice(0, names.length) };
}

/** A name for a run that learner's code cannot guess. */
export const newRun = () => [...crypto.getRandomValues(new Uint32Array(4))].map((word) => word.toString(36)).join('_');

/**
 * Talks to a harness that is being started at the other end.
 * @param {object} options
 * @param {MessagePort} options.port @param {string} options.run name of the run
 * @param {Start} options.start
 * @param {() => void} options.end takes away whatever runs the code
 * @param {(ready: Promise<unknown>) => Promise<void>} options.begin hands the other port and the code over, at the latest
 *   when `ready` is settled
 * @returns {Promise<Sandbox | Problem>}
 */
export async function converse({ port, run, start, end, begin }) {
  let open = true;
  let number = 0;
  let lines = 0;
  /** @type {{ call: number, settle: (message: any) => void } | null} */
  let waiting = null;
  /** @type {any} */
  let timer = 0;

  const close = () => {
    open = false;
    clearTimeout(timer);
    port.close();
    end();
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
      timer = setTimeout(() => {
        settle({ kind: 'late', milliseconds: limit });
        close();
      }, limit);
    });

  port.onmessage = ({ data }) => {
    if (!open || data === null || typeof data !== 'object' || data.run !== run) return;
    if (data.kind === 'output') {
      if (lines++ < 100) start.onOutput?.(textOf(data.line));
      return;
    }
    if (waiting === null || data.call !== waiting.call) return;
    if (countOf(data.dropped) > 0) start.onDropped?.(countOf(data.dropped));
    waiting.settle(data);
  };

  /** @param {object} message @param {Transferable[]} transfer @param {number} limit @returns {Promise<any>} */
  const ask = (message, transfer, limit) => {
    if (!open || waiting !== null) return Promise.resolve({ kind: 'broken' });
    number += 1;
    port.postMessage({ call: number, ...message }, transfer);
    return answer(number, limit);
  };

  const ready = answer(0, startLimit);
  await begin(ready);
  const first = await ready;
  if (first.kind !== 'ready') {
    close();
    return { kind: 'problem', problem: 'start', text: '', name: '', line: 0 };
  }
  const second = await answer(0, start.milliseconds);
  if (second.kind !== 'loaded') {
    close();
    const known = ['syntax', 'load', 'missing', 'notFunction'];
    const problem = second.kind === 'late' ? 'late' : known.includes(second.problem) ? second.problem : 'broken';
    return { ...errorOf(second), kind: 'problem', problem, entry: start.entries.includes(second.entry) ? second.entry : undefined };
  }

  return {
    async call(entry, args, limit) {
      const message = await ask({ kind: 'call', entry, args }, [], limit);
      if (message.kind === 'late') return message;
      if (message.kind === 'thrown') return { kind: 'thrown', ...errorOf(message) };
      if (message.kind !== 'value') return { kind: 'broken' };
      const changed = Number.isInteger(message.changed) && message.changed < args.length ? message.changed : -1;
      return { kind: 'value', value: readValue(message.value), changed };
    },
    async map(entry, rows, width, units, shared, limit) {
      const size = (rows.length / width) * units;
      const message = await ask({ kind: 'map', entry, rows, width, units, shared }, [rows.buffer], limit);
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
