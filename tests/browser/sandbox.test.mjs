// Hostile code against the sandbox. Every attempt prints what it got; nothing may reach the network, the page or
// storage, no answer that was not earned may pass, and the page must live on.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import { attempts } from './attempts.mjs';
import { openCanary } from './canary.mjs';
import { browsers, serveDist } from './lib/browsers.mjs';
import { content, openExercise, tryCode } from './exercise-page.mjs';

const solution = await content('solution.js');
const right = solution.replace('function denseLayer', 'function honest');

/** @param {Record<string, string>} tries */
const trying = (tries) => `
const within = (work) => Promise.race([work, new Promise((_, no) => setTimeout(no, 900, 'no answer'))]);
const outcomes = await Promise.all([${Object.entries(tries)
  .map(([label, code]) => `(async () => { try { return ${JSON.stringify(label)} + ': ' + await within((() => ${code})()); } catch (error) { return ${JSON.stringify(label)} + ': shut, ' + error; } })()`)
  .join(',\n')}]);
for (const outcome of outcomes) console.log(outcome.replaceAll('\\n', ' '));
${solution}`;

/** Attempts to have wrong numbers counted as right. @type {Record<string, string>} */
const forgeries = {
  'a captured port': `
    const stolen = [];
    const send = MessagePort.prototype.postMessage;
    MessagePort.prototype.postMessage = function (...rest) { stolen.push(this); return send.apply(this, rest); };
    for (const name of ['data', 'ports', 'source']) {
      const { get } = Object.getOwnPropertyDescriptor(MessageEvent.prototype, name);
      Object.defineProperty(MessageEvent.prototype, name, { get() { stolen.push(this.target); return get.call(this); } });
    }
    function denseLayer() { console.log('stolen', stolen.length); return [1]; }`,
  'a call, apply and bind of its own': `
    const seen = [];
    for (const name of ['call', 'apply', 'bind']) {
      const original = Function.prototype[name];
      Function.prototype[name] = function (...rest) { seen.push(this); return Reflect.apply(original, this, rest); };
    }
    Reflect.apply = () => ({ kind: 'call', args: [[0], [[0]], [0]] });
    function denseLayer() { return [0]; }`,
  'a message to itself': `
    for (const kind of ['loaded', 'value']) {
      self.dispatchEvent(new MessageEvent('message', { data: { run: '', call: 1, kind, value: [7] } }));
    }
    function denseLayer() { return [1]; }`,
  'a broadcast to the page': `
    const channel = new BroadcastChannel('glia');
    channel.postMessage({ kind: 'value', call: 1, value: 7, passed: true });
    function denseLayer() { return [1]; }`,
  'changed built-ins': `
    Array.isArray = () => true;
    Number.isFinite = Number.isInteger = () => true;
    Math.abs = () => 0;
    Math.max = () => 0;
    Object.prototype.kind = 'value';
    Object.prototype.passed = true;
    JSON.stringify = () => '[7]';
    Object.defineProperty(Array.prototype, 0, { get: () => 7, set() {}, configurable: true });
    function denseLayer() { return [1, 2]; }`,
  'dice and definitions of its own': `
    Math.random = () => 0;
    crypto.getRandomValues = (list) => list;
    Object.defineProperty = Object.defineProperties = () => ({});
    Object.keys = Object.entries = () => [];
    Map.prototype.get = () => () => [7];
    Promise.prototype.then = function () { return this; };
    function denseLayer() { return [1]; }`,
  'a message by every port there is': `
    const { port1, port2 } = new MessageChannel();
    for (const port of [port1, port2]) for (let call = 0; call < 30; call++) port.postMessage({ run: '', call, kind: 'value', value: [7], changed: -1, passed: true });
    globalThis.onmessageerror = globalThis.onerror = () => true;
    function denseLayer() { return [1]; }`,
  'an input changed behind its back': `
    Object.keys = () => [];
    Array.isArray = () => false;
    Array.prototype.map = function () { return this; };
    function denseLayer(inputs, weights, biases) { const answer = honest(inputs, weights, biases); weights[0][0] = inputs[0] = 99; return answer; }`,
  'a list that answers differently each time': `
    function denseLayer(inputs, weights) {
      return new Proxy(weights.map(() => 0), { get: (list, key) => (key === 'length' ? list.length : NaN) });
    }`,
  'an object that says it is a number': `
    function denseLayer(inputs, weights) {
      return weights.map(() => ({ kind: 'number', valueOf: () => 7, toJSON: () => 7 }));
    }`,
};

/** Results and behaviour that must only ever make the run fail. @type {Record<string, [string, RegExp]>} */
const nuisances = {
  'an enormous list': ['function denseLayer() { return new Array(4e9); }', /got 4000000000\./],
  'a full list of a million': ['function denseLayer() { return new Array(1e6).fill(1); }', /got 1000000\./],
  'lists in lists without end': ['function denseLayer() { const a = []; a[0] = a; return a; }', /nested array/],
  'a getter that throws': ['function denseLayer() { return { get x() { throw 1; } }; }', /not a list/],
  'a thrown list': ['function denseLayer() { throw [1, 2]; }', /threw an error: \[1, 2\]/],
  'a thrown trap': ['function denseLayer() { throw new Proxy({}, { get() { throw 1; }, getPrototypeOf() { throw 2; } }); }', /threw an error/],
  'a stack of its own': ["function denseLayer() { const e = new Error('x'); e.stack = 'blob:null/0:999999999999:1'; throw e; }", /Error: x/],
  'a flood of output': [`while (true) console.log('x'.repeat(1e6));`, /a loop that never stops/],
  'promises without end': ['const go = () => Promise.resolve().then(go); function denseLayer() { go(); return [7]; }', /a loop that never stops/],
  'no end of timers': ['setInterval(() => { throw new Error("late"); }, 0); function denseLayer() { return [1]; }', /differs/],
  'memory by lists': ['const a = []; function denseLayer() { while (true) a.push(new Array(1e6).fill(0.5)); }', /a loop that never stops/],
  'memory by text': ['function denseLayer() { let s = "x"; while (true) s += s; }', /Error/],
  'memory in one piece': ['const a = new ArrayBuffer(2 ** 52); function denseLayer() { return [7]; }', /RangeError/],
  'recursion without end': ['function denseLayer(...all) { return denseLayer(...all); }', /calls itself without end/],
  'a loop without end': ['while (true) {}', /a loop that never stops/],
  'closing itself': ['close(); function denseLayer() { return [1]; }', /TypeError/],
};

test('the policy of the sandbox allows its own script, and nothing of the network', async () => {
  const page = await readFile(new URL('../../web/exercises/sandbox.html', import.meta.url), 'utf8');
  const [, policy] = /Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
  const [, script] = /<script>([^]*?)<\/script>/.exec(page) ?? [];
  const hash = createHash('sha256').update(script).digest('base64');
  assert.equal(policy, `default-src 'none'; script-src 'sha256-${hash}' blob:; worker-src blob:`);
});

for (const name of browsers) {
  describe(`the sandbox in ${name}`, () => {
    /** @type {Awaited<ReturnType<typeof serveDist>>} */
    let site;
    /** @type {Awaited<ReturnType<typeof openExercise>>} */
    let opened;
    /** @type {Awaited<ReturnType<typeof openCanary>>} */
    let canary;

    before(async () => {
      canary = await openCanary();
      site = await serveDist();
      opened = await openExercise(name, site.url, { isolated: true });
      await opened.page.evaluate(() => {
        const heard = /** @type {unknown[]} */ (Reflect.set(window, 'heard', []) && Reflect.get(window, 'heard'));
        window.addEventListener('message', ({ data }) => heard.push(data));
        new BroadcastChannel('glia').onmessage = ({ data }) => heard.push(data);
      });
    });
    after(async () => {
      await opened?.close();
      await site?.close();
      canary?.close();
    });

    test('nothing gets out', async (context) => {
      const tries = attempts(canary.url, site.url);
      const { passed, text } = await tryCode(opened.page, trying(tries));
      assert.ok(passed, `the code around the attempts is right, and must pass:\n${text}`);
      const printed = await opened.page.$eval('.exercise-output pre', (element) => (element.textContent ?? '').split('\n'));
      assert.equal(printed.length, Object.keys(tries).length, printed.join('\n'));
      for (const line of printed) context.diagnostic(line);
      assert.deepEqual(printed.filter((line) => /: open$/.test(line)), []);
      assert.deepEqual(canary.asked, []);
    });

    for (const [label, code] of Object.entries(forgeries)) {
      test(`nothing passes that was not earned: ${label}`, async () => {
        const { passed, status, text } = await tryCode(opened.page, `${right}\n${code}`);
        assert.ok(!passed);
        assert.match(status, /of 4 visible and|No test could run/);
        if (label === 'a captured port') assert.match(text, /stolen 0/);
        assert.deepEqual(await opened.page.evaluate(() => Reflect.get(window, 'heard')), []);
      });
    }

    for (const [label, [code, message]] of Object.entries(nuisances)) {
      test(`only fails: ${label}`, async () => {
        const { passed, text } = await tryCode(opened.page, code);
        assert.ok(!passed);
        assert.match(text, message);
        assert.ok(text.length < 60_000, 'the report is bounded');
      });
    }

    // Firefox ends the worker alone when its memory is at an end; Chromium ends the process.
    if (name === 'chromium') {
      test('the code has a process of its own, and what uses up its memory leaves the page alive', async () => {
        const frame = opened.page.browser().waitForTarget((target) => target.url() === `${site.url}exercises/sandbox.html`, { timeout: 60_000 });
        const [, { passed }] = await Promise.all([frame, tryCode(opened.page, nuisances['a loop without end'][0])]);
        assert.ok(!passed);
      });
    }

    test('what has ended cannot speak to the next run', async () => {
      const late = `${solution}\nconst ended = Date.now() + 50; setInterval(() => { if (Date.now() > ended) console.log('late'); }, 10);`;
      assert.ok((await tryCode(opened.page, late)).passed);
      const { passed, text } = await tryCode(opened.page, solution);
      assert.ok(passed);
      assert.doesNotMatch(text, /late/);
      assert.equal(await opened.page.$('iframe'), null);
    });
  });
}
