/**
 * What runs inside the learner's worker, around the learner's code.
 *
 * The function is handed over as text (`harness.toString()`), so it may use nothing from outside itself.
 * It takes what it needs from the globals before the learner's code is loaded, because that code may change them.
 * Nothing here decides whether an answer is right: the answers never come in, the host compares.
 *
 * @typedef {number | { kind: string, length?: number, items?: Encoded[], names?: string[], text?: string }} Encoded
 *   A value as the host accepts it: a number, `{ kind: 'array', length, items }`, `{ kind: 'object', names, items, text }`,
 *   or any other kind with a short text.
 *
 * @param {any} scope the worker's global object
 */
export function harness(scope) {
  const maxItems = 4096;
  const maxDepth = 4;
  const maxLines = 100;
  const maxText = 300;

  const { isArray } = Array;
  const { isInteger } = Number;
  const { apply, getOwnPropertyDescriptor } = Reflect;
  const keysOf = Object.keys;
  const NativeBlob = scope.Blob;
  const NativeWorker = scope.Worker;
  const NativePromise = Promise;
  const createUrl = scope.URL.createObjectURL.bind(scope.URL);
  const later = scope.setTimeout.bind(scope);
  const copy = scope.structuredClone.bind(scope); // the browser's own: nothing a prototype says can change it
  const dataOf = /** @type {any} */ (getOwnPropertyDescriptor(scope.MessageEvent.prototype, 'data')).get;

  /** @param {string} text */
  const short = (text) => (text.length > maxText ? `${text.slice(0, maxText)}…` : text);

  /**
   * A short text for any value, for console output and for results that are no numbers.
   * @param {any} value @param {number} depth @returns {string}
   */
  const show = (value, depth) => {
    try {
      if (typeof value === 'string') return depth === 0 ? short(value) : short(JSON.stringify(value));
      if (typeof value === 'function') return `function ${value.name || '(no name)'}`;
      if (value === null || typeof value !== 'object') return String(value);
      if (value instanceof Error) return short(`${value.name}: ${value.message}`);
      if (depth > 3) return '…';
      if (isArray(value) || ArrayBuffer.isView(value)) {
        const list = /** @type {any} */ (value);
        const parts = [];
        for (let i = 0; i < list.length && i < 24; i++) parts.push(show(list[i], depth + 1));
        if (list.length > 24) parts.push(`… ${list.length - 24} more`);
        return `${isArray(value) ? '' : value.constructor.name}[${parts.join(', ')}]`;
      }
      const keys = Object.keys(value);
      const parts = keys.slice(0, 12).map((key) => `${key}: ${show(value[key], depth + 1)}`);
      if (keys.length > 12) parts.push('…');
      return `{ ${parts.join(', ')} }`;
    } catch {
      return '(a value that cannot be shown)';
    }
  };

  let room = 0;

  /** @param {any} value @param {number} depth @returns {Encoded} */
  const encodePart = (value, depth) => {
    if (typeof value === 'number') return value;
    if (isArray(value)) {
      if (depth >= maxDepth) return { kind: 'array', length: value.length, items: [] };
      /** @type {Encoded[]} */
      const items = [];
      const length = value.length;
      for (let i = 0; i < length && room > 0; i++) {
        room--;
        items[i] = encodePart(value[i], depth + 1);
      }
      return { kind: 'array', length, items };
    }
    if (value === null) return { kind: 'null' };
    if (typeof value !== 'object') return { kind: typeof value, text: short(show(value, 1)) };
    if (ArrayBuffer.isView(value)) return { kind: 'typed', text: short(show(value, 1)) };
    if (typeof value.then === 'function') return { kind: 'promise' };
    const text = short(show(value, 1));
    if (depth >= maxDepth) return { kind: 'object', text };
    /** @type {Encoded[]} */
    const items = [];
    try {
      const names = keysOf(value).slice(0, 24);
      for (let i = 0; i < names.length; i++) {
        room--;
        items[i] = encodePart(value[names[i]], depth + 1);
      }
      return { kind: 'object', text, names, items };
    } catch {
      return { kind: 'object', text }; // a field that cannot be read
    }
  };

  /** @param {any} value */
  const encode = (value) => {
    room = maxItems;
    return encodePart(value, 0);
  };

  /** @param {any} a @param {any} b @returns {boolean} */
  const same = (a, b) => {
    if (a === b || (a !== a && b !== b)) return true;
    if (!a || !b || typeof a !== 'object' || typeof b !== 'object' || isArray(a) !== isArray(b)) return false;
    if (!isArray(a)) {
      const names = keysOf(a);
      if (names.length !== keysOf(b).length) return false;
      for (let i = 0; i < names.length; i++) if (!same(a[names[i]], b[names[i]])) return false;
      return true;
    }
    if (a.length !== b.length) return false;
    for (let i = 0; i < a.length; i++) if (!same(a[i], b[i])) return false;
    return true;
  };

  /** @type {any} */
  let send = null;
  let run = '';
  let url = '';
  /** The learner's functions, by name. @type {Map<string, any>} */
  const entries = new Map();
  const entryOf = entries.get.bind(entries);
  let lines = 0;
  let dropped = 0;

  const print = (/** @type {any[]} */ ...values) => {
    if (lines >= maxLines) {
      dropped++;
      return;
    }
    lines++;
    const parts = [];
    for (let i = 0; i < values.length && i < 20; i++) parts.push(show(values[i], 0));
    send({ run, kind: 'output', line: short(parts.join(' ')) });
  };

  /**
   * Where in the learner's code an error arose, if the browser tells.
   * @param {any} error
   */
  const describe = (error) => {
    const described = { text: 'an error', name: '', line: 0, column: 0, own: false };
    try {
      described.name = error instanceof Error ? String(error.name) : '';
      described.own = !(error instanceof Error);
      described.text = described.own ? show(error, 1) : short(String(error.message));
      const stack = String(error.stack || '');
      const at = stack.indexOf(`${url}:`);
      const place = at < 0 ? null : /^(\d+):(\d+)/.exec(stack.slice(at + url.length + 1));
      if (place) {
        described.line = Number(place[1]);
        described.column = Number(place[2]);
      } else if (described.name === 'SyntaxError' && isInteger(error.lineNumber)) {
        described.line = error.lineNumber;
        described.column = error.columnNumber;
      }
    } catch {
      // A hostile error object: the text already set has to do.
    }
    return described;
  };

  /**
   * Chromium says where a syntax error is only for a worker's main script. The text has just failed to parse as a
   * module; should it parse as a script after all, it runs for a moment, inside the same walls and heard by nobody.
   * Changes nothing when the browser is silent or complains about something else.
   * @param {string} code @param {ReturnType<typeof describe>} described
   */
  const locate = (code, described) =>
    new NativePromise((resolve) => {
      const probe = new NativeWorker(createUrl(new NativeBlob(["'use strict';", code], { type: 'text/javascript' })));
      const done = () => {
        probe.terminate();
        resolve(described);
      };
      probe.onerror = (/** @type {any} */ event) => {
        event.preventDefault();
        if (event.lineno > 0 && String(event.message).includes(described.text)) described.line = event.lineno;
        done();
      };
      later(done, 400);
    });

  /** @param {string} code @param {string[]} names the functions asked for @param {string} given what the exercise adds */
  const load = async (code, names, given) => {
    const hook = `entry_${run}`;
    // The names of a module are not global: the code itself has to say what the functions are.
    const known = names.map((name) => `${name}: typeof ${name} === 'undefined' ? undefined : ${name}`);
    const tail = `\n;export const ${hook} = { ${known.join(', ')} };`;
    url = createUrl(new NativeBlob([code, tail], { type: 'text/javascript' }));
    /** @type {any} */
    let found = null;
    try {
      if (given !== '') await import(createUrl(new NativeBlob([given], { type: 'text/javascript' })));
      const loaded = await import(url);
      found = loaded[hook];
      if (names.length === 1 && found[names[0]] === undefined && loaded.default !== undefined) found[names[0]] = loaded.default;
    } catch (error) {
      const described = describe(error);
      const syntax = described.name === 'SyntaxError' && described.line === 0;
      if (syntax) await locate(code + tail, described);
      const problem = described.name === 'SyntaxError' ? 'syntax' : 'load';
      send({ run, call: 0, kind: 'problem', problem, ...described });
      return;
    }
    for (let i = 0; i < names.length; i++) {
      const entry = found[names[i]];
      if (typeof entry !== 'function') {
        const problem = entry === undefined ? 'missing' : 'notFunction';
        send({ run, call: 0, kind: 'problem', problem, entry: names[i], text: show(entry, 1) });
        return;
      }
      entries.set(names[i], entry);
    }
    send({ run, call: 0, kind: 'loaded' });
  };

  /** @param {{ call: number, entry: string, args: any[] }} message */
  const call = ({ call: number, entry, args }) => {
    const before = copy(args);
    const learners = entryOf(entry);
    try {
      const value = apply(learners, undefined, args);
      let changed = -1;
      for (let i = 0; i < args.length && changed < 0; i++) if (!same(before[i], args[i])) changed = i;
      send({ run, call: number, kind: 'value', value: encode(value), changed, dropped });
    } catch (error) {
      send({ run, call: number, kind: 'thrown', dropped, ...describe(error) });
    }
  };

  /**
   * One call per row of a matrix: how a layer of the live network is computed.
   * shared: further arguments, the same for every row, each flat; columns > 0 makes it a list of rows.
   * @param {{ call: number, entry: string, rows: Float32Array, width: number, units: number,
   *   shared: { flat: Float32Array, columns: number }[] }} message
   */
  const map = ({ call: number, entry, rows, width, units, shared }) => {
    const others = shared.map(({ flat, columns }) => {
      if (columns === 0) return [...flat];
      const list = [];
      for (let at = 0; at < flat.length; at += columns) list.push([...flat.subarray(at, at + columns)]);
      return list;
    });
    const learners = entryOf(entry);
    const count = rows.length / width;
    const values = new Float32Array(count * units).fill(NaN);
    /** @type {Encoded | null} */
    let fault = null;
    try {
      for (let r = 0; r < count; r++) {
        const input = new Array(width);
        for (let i = 0; i < width; i++) input[i] = rows[r * width + i];
        const value = learners(input, ...others);
        let good = isArray(value) && value.length === units;
        if (isArray(value)) {
          for (let u = 0; u < units && u < value.length; u++) {
            if (typeof value[u] === 'number') values[r * units + u] = value[u];
            if (!(Math.abs(values[r * units + u]) < Infinity)) good = false;
          }
        }
        if (!good && fault === null) fault = encode(value);
      }
      send({ run, call: number, kind: 'rows', values, fault, dropped }, [values.buffer]);
    } catch (error) {
      send({ run, call: number, kind: 'thrown', dropped, ...describe(error) });
    }
  };

  scope.onmessage = (/** @type {MessageEvent} */ first) => {
    scope.onmessage = null;
    const start = first.data;
    const port = start.port;
    send = port.postMessage.bind(port);
    run = start.run;
    port.onmessage = (/** @type {MessageEvent} */ event) => {
      const message = apply(dataOf, event, []);
      if (message.kind === 'map') map(message);
      else if (message.kind === 'call') call(message);
    };
    scope.addEventListener('unhandledrejection', (/** @type {Event} */ event) => event.preventDefault());
    const quiet = () => {};
    scope.console = {};
    for (const name of ['log', 'info', 'debug', 'warn', 'error', 'table', 'dir']) scope.console[name] = print;
    for (const name of ['trace', 'assert', 'count', 'group', 'groupEnd', 'time', 'timeEnd', 'clear']) scope.console[name] = quiet;
    // Not the wall (that is the frame and its policy), only what an exercise has no use for.
    for (const name of ['Worker', 'SharedWorker', 'postMessage', 'close', 'importScripts', 'onmessage']) {
      Object.defineProperty(scope, name, { value: undefined, writable: false, configurable: false });
    }
    send({ run, call: 0, kind: 'ready' });
    load(start.code, start.entries, start.given);
  };
}
