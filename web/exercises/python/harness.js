/**
 * What runs inside a worker around Pyodide, and Pyodide around the learner's Python (harness.py).
 *
 * The function is handed over as text, so it may use nothing from outside itself. It starts Python from bytes, for there
 * is no network where it runs, and then waits: for what a learner wrote, once. It takes what it needs from the globals
 * before, because Python can reach JavaScript's objects, too.
 *
 * @param {any} scope the worker's global object
 */
export function pythonHarness(scope) {
  const maxLines = 100;
  const maxText = 300;
  /** Bytes that Python may take before it is told there is no more. */
  const maxMemory = 512 * 1024 * 1024;

  const { isArray } = Array;
  const { apply, getOwnPropertyDescriptor } = Reflect;
  const { parse, stringify } = JSON;
  const { keys: keysOf, fromEntries } = Object;
  const slice = Function.prototype.call.bind(String.prototype.slice);
  const Bytes = Uint8Array;
  const Floats = Float32Array;
  const NativeResponse = scope.Response;
  const createUrl = (/** @type {any} */ bytes) => scope.URL.createObjectURL(new scope.Blob([bytes], { type: 'text/javascript' }));
  const dataOf = /** @type {any} */ (getOwnPropertyDescriptor(scope.MessageEvent.prototype, 'data')).get;

  /** @type {any} */
  let send = null;
  let run = '';
  let lines = 0;
  let dropped = 0;
  /** Pyodide, the functions of harness.py, and what turns values over: Python can lay hands on Pyodide, too. @type {any} */
  let python = null;
  /** @type {any} */
  let inside = null;
  /** @type {any} */
  let toPython = null;
  /** @type {any} */
  let toJavaScript = null;

  /** @param {string} line */
  const print = (line) => {
    if (send === null || typeof line !== 'string') return;
    if (lines >= maxLines) dropped++;
    else {
      lines++;
      send({ run, kind: 'output', line: slice(line, 0, maxText + 1) });
    }
  };

  /** @param {any} a @param {any} b @returns {boolean} whether an argument is as it was */
  const same = (a, b) => {
    if (a === b || (a !== a && b !== b)) return true;
    if (!a || !b || typeof a !== 'object' || typeof b !== 'object' || isArray(a) !== isArray(b)) return false;
    const names = keysOf(a);
    if (names.length !== keysOf(b).length) return false;
    for (let i = 0; i < names.length; i++) if (!same(a[names[i]], b[names[i]])) return false;
    return true;
  };

  /** Numbers that JSON has no sign for. @param {any} value @returns {any} */
  const decode = (value) => {
    if (value === null || typeof value !== 'object') return value;
    if (typeof value.number === 'string') return value.number === 'nan' ? NaN : value.number === 'inf' ? Infinity : -Infinity;
    if (isArray(value.items)) for (let i = 0; i < value.items.length; i++) value.items[i] = decode(value.items[i]);
    return value;
  };

  /** An error of Pyodide's own: Python has run out of stack or memory, or was told to leave. @param {any} error */
  const broken = (error) => {
    let text = '';
    try {
      text = `${error.name}: ${error.message}`;
    } catch {
      // A hostile error object has nothing to say.
    }
    const deep = /call stack|recursion/i.test(text);
    const name = deep ? 'RecursionError' : 'SystemError';
    const said = deep ? 'maximum recursion depth exceeded' : 'Python ended, or was ended by the code';
    return { kind: 'thrown', name, text: said, own: false, line: 0, trace: [] };
  };

  /** @param {number} number @param {any} message @param {Transferable[]} [transfer] */
  const answer = (number, message, transfer = []) => {
    try {
      inside.rest();
    } catch {
      // What was printed last is lost with Python.
    }
    send({ ...message, run, call: number, dropped }, transfer);
  };

  /** @param {{ call: number, entry: string, args: any[] }} message */
  const call = ({ call: number, entry, args }) => {
    try {
      const theirs = toPython(args);
      const outcome = parse(inside.call(entry, theirs));
      let changed = -1;
      if (outcome.kind === 'value') {
        outcome.value = decode(outcome.value);
        const now = apply(toJavaScript, theirs, [{ create_pyproxies: false, dict_converter: fromEntries }]);
        for (let i = 0; i < args.length && changed < 0; i++) if (!same(args[i], now[i])) changed = i;
      }
      theirs.destroy();
      answer(number, { ...outcome, changed });
    } catch (error) {
      answer(number, broken(error));
    }
  };

  /**
   * One call per row of a matrix, as in harness.js.
   * @param {{ call: number, entry: string, rows: Float32Array, width: number, units: number,
   *   shared: { flat: Float32Array, columns: number }[] }} message
   */
  const map = ({ call: number, entry, rows, width, units, shared }) => {
    try {
      const others = [];
      for (let i = 0; i < shared.length; i++) others[i] = [shared[i].flat, shared[i].columns];
      const pair = inside.walk(entry, toPython(rows), width, units, toPython(others));
      const numbers = pair.get(0);
      const outcome = parse(pair.get(1));
      const buffer = numbers.getBuffer('f32');
      const values = new Floats(buffer.data);
      buffer.release();
      numbers.destroy();
      pair.destroy();
      if (outcome.kind === 'rows') outcome.fault = decode(outcome.fault);
      answer(number, outcome.kind === 'rows' ? { ...outcome, values } : outcome, outcome.kind === 'rows' ? [values.buffer] : []);
    } catch (error) {
      answer(number, broken(error));
    }
  };

  /** What a learner wrote has come: the one thing this worker is for. @param {any} start */
  const begin = ({ run: name, code, entries, given, port }) => {
    run = name;
    send = port.postMessage.bind(port);
    port.onmessage = (/** @type {MessageEvent} */ event) => {
      const message = apply(dataOf, event, []);
      if (message.kind === 'map') map(message);
      else if (message.kind === 'call') call(message);
    };
    send({ run, call: 0, kind: 'ready' });
    try {
      answer(0, parse(inside.load(code, stringify(entries), given)));
    } catch (error) {
      answer(0, { ...broken(error), kind: 'problem', problem: 'load' });
    }
  };

  /**
   * snapshot: memory of a Python that has just started, which makes the start ten times as quick; null: the first
   * Python of a page, which makes one.
   * @param {{ files: Record<string, ArrayBuffer>, text: string, snapshot: Uint8Array | null, port: MessagePort }} boot
   */
  const start = async ({ files, text, snapshot, port }) => {
    const address = 'https://python.invalid/';
    const kinds = /** @type {Record<string, string>} */ ({ wasm: 'application/wasm', json: 'application/json' });
    // Pyodide asks for its files by address; they are here already.
    scope.fetch = async (/** @type {any} */ url) => {
      const name = String(url).slice(address.length);
      if (!(name in files)) throw new TypeError(`There is no ${name}.`);
      return new NativeResponse(files[name], { headers: { 'content-type': kinds[name.split('.').pop() ?? ''] ?? 'application/zip' } });
    };
    const { grow } = WebAssembly.Memory.prototype;
    WebAssembly.Memory.prototype.grow = function (/** @type {number} */ pages) {
      if (this.buffer.byteLength + pages * 65536 > maxMemory) throw new RangeError('Python has its share of memory.');
      return apply(grow, this, [pages]);
    };
    // Not the wall (that is the frame and its policy), only what an exercise has no use for.
    for (const name of ['Worker', 'SharedWorker', 'postMessage', 'close', 'importScripts', 'onmessage']) {
      Object.defineProperty(scope, name, { value: undefined, writable: false, configurable: false });
    }
    const [{ default: createPyodideModule }, { loadPyodide }] = await Promise.all([
      import(createUrl(files['pyodide.asm.mjs'])),
      import(createUrl(files['pyodide.mjs'])),
    ]);
    python = await loadPyodide({
      indexURL: address,
      createPyodideModule,
      lockFileContents: new TextDecoder().decode(new Bytes(files['pyodide-lock.json'])),
      jsglobals: {},
      stdout: print,
      stderr: print,
      ...(snapshot ? { _loadSnapshot: snapshot } : { _makeSnapshot: true }),
    });
    if (!snapshot) python.runPython('import array, builtins, json, linecache, math, types'); // what harness.py takes
    const taken = snapshot ? null : python.makeMemorySnapshot();
    const made = python.runPython(text, { filename: 'harness.py', globals: python.toPy({}) })(print);
    const [load, callIn, walk, rest] = made.toJs({ depth: 1 });
    toPython = python.toPy;
    toJavaScript = made.toJs;
    inside = { load, call: callIn, walk, rest };
    scope.fetch = undefined;
    port.onmessage = (/** @type {MessageEvent} */ event) => {
      port.onmessage = null;
      begin(apply(dataOf, event, []));
    };
    port.postMessage({ kind: 'booted', snapshot: taken }, taken ? [taken.buffer] : []);
  };

  scope.addEventListener('unhandledrejection', (/** @type {Event} */ event) => event.preventDefault());
  scope.onmessage = (/** @type {MessageEvent} */ first) => {
    scope.onmessage = null;
    const boot = first.data;
    start(boot).catch((error) => boot.port.postMessage({ kind: 'failed', text: String(error) }));
  };
}
