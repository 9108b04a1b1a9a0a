// Hostile Python against the sandbox, in both browsers. First the walls themselves, tried by JavaScript where Python
// runs; then what Python can try. Every attempt prints what it got; nothing may reach the network, the page or storage,
// no answer that was not earned may pass, and the page must live on.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { dist } from '../../web/tools/serve.mjs';
import { textOf } from '../exercises/content.mjs';
import { attempts } from './attempts.mjs';
import { openCanary } from './canary.mjs';
import { browsers, serveDist } from './lib/browsers.mjs';
import { choosePython, openExercise, tryCode } from './exercise-page.mjs';

const solution = textOf('dense-layer/solution.py');
const right = solution.replace('def dense_layer', 'def honest');

/**
 * Attempts to get out: code that sets `got` if it has something it should not.
 * @param {string} canary address of a server that must never be asked
 * @returns {Record<string, string>}
 */
const tries = (canary) => ({
  'fetch of JavaScript': `import js\ngot = js.fetch('${canary}fetch')`,
  'XMLHttpRequest of JavaScript': 'import js\ngot = js.XMLHttpRequest.new()',
  'WebSocket of JavaScript': 'import js\ngot = js.WebSocket.new("ws://127.0.0.1:1/")',
  'the page': 'import js\ngot = js.document or js.window or js.parent',
  'storage of JavaScript': 'import js\ngot = js.localStorage or js.indexedDB',
  'self and its messages': 'import js\ngot = js.self.postMessage',
  'a worker of its own': 'import js\ngot = js.Worker',
  'from js import anything': 'from js import globalThis\ngot = globalThis',
  'run_js': 'from pyodide.code import run_js\ngot = run_js("self")',
  'a function made of text': 'import pyodide_js\ngot = pyodide_js.runPython.constructor("return self")()',
  'an async function made of text': 'import pyodide_js\ngot = pyodide_js.runPythonAsync.constructor("return self")()',
  'a compiled program of JavaScript': 'import pyodide_js\ngot = pyodide_js._api.public_api.runPython.constructor.constructor("return 1")()',
  'pyfetch': `from pyodide.http import pyfetch\nwork = pyfetch('${canary}pyfetch')\ngot = work.send(None)`,
  open_url: `from pyodide.http import open_url\ngot = open_url('${canary}open').read()`,
  urllib: `import urllib.request\ngot = urllib.request.urlopen('${canary}urllib', timeout=1).read()`,
  'http.client': `import http.client\nhost = http.client.HTTPConnection('${new URL(canary).host}', timeout=1)\nhost.request('GET', '/client')\ngot = host.getresponse().read()`,
  'a socket': `import socket\ns = socket.create_connection(('127.0.0.1', ${new URL(canary).port}), timeout=1)\ns.sendall(b'GET /socket HTTP/1.0\\r\\n\\r\\n')\ngot = s.recv(9)`,
  'a package from elsewhere': `import pyodide_js\ngot = pyodide_js.loadPackage('${canary}p-1.0-py3-none-any.whl')\nraise Exception('asked: ' + str(got))`,
  micropip: 'import micropip\ngot = micropip',
  'a process': 'import subprocess\ngot = subprocess.run(["ls"])',
  'a shell': 'import os\nif os.system("ls") == 0: got = 1',
  'a fork': 'import os\ngot = os.fork() + 1',
  'a thread': 'import threading\nt = threading.Thread(target=print)\nt.start()\ngot = t',
  'files of the machine': 'got = open("/etc/shadow").read()',
  'files kept by the browser': `import pyodide_js, pyodide.ffi\nfs = pyodide_js.FS\nfs.mkdir('/kept')\nfs.mount(fs.filesystems.IDBFS, pyodide.ffi.to_js({}), '/kept')\nsaid = []\nfs.syncfs(True, pyodide.ffi.create_proxy(lambda error=None: said.append(error)))\nif said and said[0] is None: got = 1\nraise Exception(said)`,
  'a browser window': 'import webbrowser\nif webbrowser.open("https://example.org"): got = 1',
  'secrets in the environment': 'import os\nvalues = " ".join(os.environ.values())\nif "http" in values or "root" in values: got = values',
});

/** @param {Record<string, string>} all */
const trying = (all) => `
def attempt(label, code):
    space = {}
    try:
        exec(code, space)
        print(label + (': open' if space.get('got') is not None else ': shut, nothing came'))
    except BaseException as error:
        print((label + ': shut, ' + type(error).__name__ + ' ' + str(error)).replace('\\n', ' ')[:200])

for label, code in ${JSON.stringify(Object.entries(all))}:
    attempt(label, code)
${solution}`;

/** Attempts to have wrong numbers counted as right. @type {Record<string, string>} */
const forgeries = {
  'a number that equals everything': `
class Anything(float):
    __eq__ = __ge__ = __le__ = lambda self, other: True
    __hash__ = float.__hash__
    __sub__ = __rsub__ = lambda self, other: 0.0
def dense_layer(inputs, weights, biases):
    return [Anything(0.125) for row in weights]`,
  'a list that lies about itself': `
class Liar(list):
    def __len__(self): return 1
    def __iter__(self): return iter([7])
    def __getitem__(self, at): return 7
def dense_layer(inputs, weights, biases):
    return Liar([0.5])`,
  'json of its own': `
import json, json.encoder
json.dumps = lambda *rest, **more: '{"kind": "value", "value": 7, "passed": true}'
json.JSONEncoder.encode = json.dumps
json.encoder.JSONEncoder.iterencode = json.dumps
def dense_layer(inputs, weights, biases):
    return [0.5] * len(weights)`,
  'a hand in the frame around it': `
import sys
def dense_layer(inputs, weights, biases):
    frame = sys._getframe(1)
    for name in list(frame.f_locals):
        try: frame.f_locals[name] = None
        except BaseException: pass
    return [0.5] * len(weights)`,
  'all closures emptied': `
import gc, types
def dense_layer(inputs, weights, biases):
    for each in gc.get_objects():
        if isinstance(each, types.FunctionType) and each.__code__.co_filename == 'harness.py' and each.__closure__:
            for cell in each.__closure__:
                try: cell.cell_contents = lambda *rest: 7
                except BaseException: pass
    return [0.5] * len(weights)`,
  'JavaScript’s own objects changed': `
import pyodide_js
from pyodide.ffi import create_proxy
thing = pyodide_js._api.constructor
try:
    thing.prototype.kind = 'value'
    thing.prototype.passed = True
    thing.keys = create_proxy(lambda *rest: [])
    pyodide_js.toPy = create_proxy(lambda *rest: 7)
except BaseException as error:
    print('not even that', error)
def dense_layer(inputs, weights, biases):
    return [0.5] * len(weights)`,
  'an input changed, and Pyodide told otherwise': `
import pyodide_js
from pyodide.ffi import create_proxy
try:
    thing = pyodide_js._api.constructor
    thing.is_ = thing.fromEntries = thing.keys = create_proxy(lambda *rest: [])
    pyodide_js.toPy = create_proxy(lambda *rest: [])
except BaseException as error:
    print('not even that', error)
def dense_layer(inputs, weights, biases):
    answer = honest(inputs, weights, biases)
    weights[0][0] = inputs[0] = biases[0] = 99
    return answer`,
  'lines printed as if they were answers': `
print('{"kind": "loaded"}')
def dense_layer(inputs, weights, biases):
    for call in range(20): print('{"kind": "value", "call": %d, "value": [7], "passed": true}' % call)
    return [0.5] * len(weights)`,
};

/** Results and behaviour that must only ever make the run fail. @type {Record<string, [string, RegExp]>} */
const nuisances = {
  'an enormous list': ['def dense_layer(i, w, b): return [0] * 10**7', /got 10000000\./],
  'a list in itself': ['def dense_layer(i, w, b):\n    a = []\n    a.append(a)\n    return a', /nested array/],
  'lists in lists without end': ['def dense_layer(i, w, b):\n    a = []\n    for n in range(10**5): a = [a]\n    return a', /nested array|RecursionError|a loop that never stops/], // to put it away may break Python itself,
  'a dict of dicts': ['def dense_layer(i, w, b):\n    d = {}\n    d["d"] = d\n    return d', /which is not a list/],
  'a value that cannot be shown': ['class X:\n    def __repr__(self): raise ValueError\ndef dense_layer(i, w, b): return X()', /a value that cannot be shown/],
  'an error that cannot be shown': ['class X(BaseException):\n    def __str__(self): raise ValueError\ndef dense_layer(i, w, b): raise X', /an error that cannot be shown/],
  'a number without a float': ['class X(int):\n    def __float__(self): raise ValueError\ndef dense_layer(i, w, b): return [X(1)]', /too large for a float|not a number/],
  'a loop without end': ['while True: pass', /a loop that never stops/],
  'a flood of output': ['while True: print("x" * 10**6)', /a loop that never stops/],
  'a flood without a line': ['import sys\nwhile True: sys.stdout.write("x" * 1000)', /a loop that never stops/],
  'memory in one piece': ['x = [0] * 10**10\ndef dense_layer(i, w, b): return [7]', /MemoryError|OverflowError/],
  'memory bit by bit': ['x = []\nwhile True: x.append(bytearray(10**7))', /MemoryError|a loop that never stops/],
  'memory by one great number': ['x = 1 << (8 * 10**9)\ndef dense_layer(i, w, b): return [7]', /MemoryError|OverflowError|a loop that never stops/],
  'recursion': ['def dense_layer(i, w, b): return dense_layer(i, w, b)', /RecursionError/],
  'recursion without its limit': ['import sys\nsys.setrecursionlimit(10**9)\ndef dense_layer(i, w, b): return dense_layer(i, w, b)', /RecursionError|SystemError|MemoryError|loop that never stops|ended by itself/],
  leaving: ['import sys\nsys.exit(0)', /SystemExit/],
  'leaving at once': ['import os\nos._exit(0)\ndef dense_layer(i, w, b): return [7]', /SystemError|SystemExit|ended by itself|No test could run/],
  'ending itself': ['import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\nos.abort()', /SystemError|Error|ended by itself/],
  'tasks without end': ['import asyncio\nasync def go():\n    while True: await asyncio.sleep(0)\nasyncio.ensure_future(go())\ndef dense_layer(i, w, b): return [0.5] * len(w)', /differs/],
  'a signal that never comes back': ['import sys\nsys.settrace(lambda *rest: (_ for _ in ()).throw(ValueError))\ndef dense_layer(i, w, b): return [0.5]', /differs|error|a loop that never stops/i],
  'a broken harness': ['import builtins\nbuiltins.len = builtins.isinstance = builtins.str = None\ndef dense_layer(i, w, b): return [0.5]', /./],
};

test('the policy of Python’s sandbox is that of JavaScript’s, and allows WebAssembly besides', async () => {
  const page = await readFile(join(dist, 'exercises', 'python', 'sandbox.html'), 'utf8');
  const [, policy] = /Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
  const [, script] = /<script>([^]*?)<\/script>/.exec(page) ?? [];
  const hash = createHash('sha256').update(script).digest('base64');
  assert.equal(policy, `default-src 'none'; script-src 'sha256-${hash}' blob: 'wasm-unsafe-eval'; worker-src blob:`);
});

for (const name of browsers) {
  describe(`the sandbox of Python in ${name}`, () => {
    /** @type {Awaited<ReturnType<typeof serveDist>>} */
    let site;
    /** @type {Awaited<ReturnType<typeof openExercise>>} */
    let opened;
    /** @type {Awaited<ReturnType<typeof openCanary>>} */
    let canary;

    before(async () => {
      canary = await openCanary();
      site = await serveDist();
      opened = await openExercise(name, site.url, { isolated: true, timeout: 90_000 });
      await opened.page.evaluate(() => {
        const heard = /** @type {unknown[]} */ (Reflect.set(window, 'heard', []) && Reflect.get(window, 'heard'));
        window.addEventListener('message', ({ data }) => heard.push(data));
        new BroadcastChannel('glia').onmessage = ({ data }) => heard.push(data);
      });
      await choosePython(opened.page);
    });
    after(async () => {
      await opened?.close();
      await site?.close();
      canary?.close();
    });

    /**
     * @param {string[]} lines @param {string[]} labels @param {import('node:test').TestContext} context
     * @param {string[]} [allowed] what may be open
     */
    const judge = (lines, labels, context, allowed = []) => {
      for (const line of lines) context.diagnostic(line);
      assert.deepEqual(lines.map((line) => line.split(/: (?:open|shut)/)[0]), labels);
      assert.deepEqual(lines.filter((line) => /: open$/.test(line)), allowed.map((label) => `${label}: open`));
      assert.deepEqual(canary.asked, []);
    };

    test('the walls, tried by JavaScript in the worker', async (context) => {
      const all = attempts(canary.url, site.url);
      // What the worker takes away from Python is there in this trial: the walls alone must do.
      const code = `async (scope) => { scope.onmessage = async ({ data }) => {
        const within = (work) => Promise.race([work, new Promise((_, no) => setTimeout(no, 900, 'no answer'))]);
        data.port.postMessage(await Promise.all([${Object.entries(all).map(([label, text]) => `(async () => { try { return ${JSON.stringify(label)} + ': ' + await within((() => ${text})()); } catch (error) { return ${JSON.stringify(label)} + ': shut, ' + error; } })()`).join(',\n')}]));
      }; }`;
      const lines = await opened.page.evaluate(async (text) => {
        const frame = document.createElement('iframe');
        frame.setAttribute('sandbox', 'allow-scripts');
        frame.src = 'exercises/python/sandbox.html';
        const loaded = new Promise((resolve) => (frame.onload = resolve));
        document.body.append(frame);
        await loaded;
        const { port1, port2 } = new MessageChannel();
        const answer = new Promise((resolve) => (port1.onmessage = ({ data }) => resolve(data)));
        frame.contentWindow?.postMessage({ harness: text }, '*', [port2]);
        const found = /** @type {string[]} */ (await answer);
        frame.remove();
        return found;
      }, code);
      // A worker inside the worker stands within the same walls, and the frame hears no message: only these two.
      judge(lines.map((line) => line.replaceAll('\n', ' ')), Object.keys(all), context, ['a nested worker', 'a message to the frame']);
    });

    test('nothing gets out by Python', async (context) => {
      const all = tries(canary.url);
      const { passed, text } = await tryCode(opened.page, trying(all));
      assert.ok(passed, `the code around the attempts is right, and must pass:\n${text}`);
      const printed = await opened.page.$eval('.exercise-output pre', (element) => (element.textContent ?? '').split('\n'));
      judge(printed.filter((line) => /: (open|shut)/.test(line)), Object.keys(all), context); // Pyodide prints, too
      assert.deepEqual(await opened.page.evaluate(() => Reflect.get(window, 'heard')), []);
    });

    for (const [label, code] of Object.entries(forgeries)) {
      test(`nothing passes that was not earned: ${label}`, async () => {
        const { passed, status } = await tryCode(opened.page, `${right}\n${code}`);
        assert.ok(!passed);
        assert.match(status, /of 4 visible and|No test could run/);
        assert.deepEqual(await opened.page.evaluate(() => Reflect.get(window, 'heard')), []);
      });
    }

    for (const [label, [code, message]] of Object.entries(nuisances)) {
      test(`only fails: ${label}`, async (context) => {
        const { passed, text } = await tryCode(opened.page, code);
        context.diagnostic(text.split('\n')[1]?.slice(0, 160) || text.slice(0, 160));
        assert.ok(!passed);
        assert.match(text, new RegExp(message, 'i'));
        assert.ok(text.length < 60_000, 'the report is bounded');
      });
    }

    test('after all that the right answer passes', async () => {
      const { passed, text } = await tryCode(opened.page, solution);
      assert.ok(passed, text);
      assert.equal((await opened.page.$$('iframe')).length, 1, 'the one that waits, no other');
    });
  });
}
