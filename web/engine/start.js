/** @file Starts the worker that owns the engine, wherever the page that wants it may stand. */

import { GliaError } from './errors.js';

/**
 * The worker that early.js has started, once; and what it says first, be it that it is ready or why it failed.
 * @returns {{ worker: Worker, first: Promise<MessageEvent | ErrorEvent> } | null} null where there is none, or no longer
 */
export function startedWorker() {
  const all = /** @type {any} */ (globalThis);
  const started = all.gliaWorker ?? null;
  delete all.gliaWorker;
  return started;
}

/**
 * A page of its own origin starts the worker by its address. A page of opaque origin, as in
 * `<iframe sandbox="allow-scripts">`, has no origin that any address could be the same as: it fetches the
 * worker's source, in the form of one plain script, and starts that. A plain script, because Chromium refuses
 * to start a module from a blob there.
 * @param {URL | string} base the folder with worker.js, and with worker.plain.js
 * @returns {Promise<Worker>}
 */
export async function startWorker(base) {
  if (self.origin !== 'null') return new Worker(new URL('worker.js', base), { type: 'module', name: 'glia engine' });
  const source = await sourceOf(new URL('worker.plain.js', base));
  // The script cannot tell where it came from, so it is told where the engine's module lies.
  const script = new Blob([`const gliaBase = ${JSON.stringify(String(base))};\n`, source], { type: 'text/javascript' });
  const address = URL.createObjectURL(script);
  const worker = new Worker(address, { name: 'glia engine' });
  // Once it has spoken it has been read, and its source need not be kept.
  worker.addEventListener('message', () => URL.revokeObjectURL(address), { once: true });
  return worker;
}

/** @param {URL} url @returns {Promise<Blob>} */
async function sourceOf(url) {
  const response = await fetch(url).catch(() => null);
  if (response?.ok) return response.blob();
  const why = response ? `answered ${response.status}` : 'could not be read';
  throw new GliaError(
    'not_loaded',
    `This page is in a sandbox of its own, and there ${url.href} ${why}. Its server must send it with the header “Access-Control-Allow-Origin: *”; or the sandbox must allow the same origin.`,
  );
}
