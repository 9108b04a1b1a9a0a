// The sandbox under Node: the same conversation and the same harness as in a browser, in a worker thread. It has none
// of the browser's walls, so it is for the project's own content alone.

import { Worker } from 'node:worker_threads';
import { converse, newRun } from '../../web/exercises/channel.js';
import { harness } from '../../web/exercises/harness.js';

/** What a browser's worker has and a thread has not; modules come from addresses that hold their text. */
const scope = `
const { parentPort } = require('node:worker_threads');
class TextBlob { constructor(parts) { this.text = parts.join(''); } }
class NoWorker { terminate() {} }
const scope = {
  Blob: TextBlob, Worker: NoWorker, MessageEvent, setTimeout, structuredClone,
  URL: { createObjectURL: (blob) => 'data:text/javascript,' + encodeURIComponent(blob.text) },
  addEventListener(type) { if (type === 'unhandledrejection') process.on('unhandledRejection', () => {}); },
};
(${harness})(scope);
parentPort.once('message', (data) => {
  scope.onmessage({ data });
  globalThis.console = scope.console;
});
`;

/** @type {import('../../web/exercises/channel.js').Starter} */
export const startInThread = (start) => {
  const run = newRun();
  const { port1: port, port2: theirs } = new MessageChannel();
  const worker = new Worker(scope, { eval: true });
  worker.on('error', () => {});
  return converse({
    port,
    run,
    start,
    end: () => void worker.terminate(),
    async begin() {
      const { code, entries, given = '' } = start;
      worker.postMessage({ run, code, entries, given, port: theirs }, [/** @type {any} */ (theirs)]);
    },
  });
};
