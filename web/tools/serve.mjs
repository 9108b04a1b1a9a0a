// A static server for dist/: for `make serve` and for the tests. It does no more than a plain web host
// does, so that what works here works on any.
//
//   node web/tools/serve.mjs [--port 8000] [--host 127.0.0.1] [--root dist]

import { createServer } from 'node:http';
import { readFile, realpath, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { extname, join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { gzip } from 'node:zlib';

const compress = promisify(gzip);

/** The built site. */
export const dist = fileURLToPath(new URL('../../dist/', import.meta.url));

/** @type {Record<string, string>} */
const types = {
  '.css': 'text/css; charset=utf-8',
  '.csv': 'text/csv; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.md': 'text/markdown; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
};
const compressible = /^text\/|json|svg|wasm/;

/** @typedef {{ tag: string, type: string, body: Buffer, packed: Buffer | null }} Entry */

/**
 * Reads a file, with its compressed form, unless it is unchanged since the last time.
 * @param {Map<string, Entry>} cache
 * @param {string} path
 * @returns {Promise<Entry>}
 */
async function load(cache, path) {
  const { mtimeMs, size } = await stat(path);
  const tag = `"${size.toString(36)}-${Math.round(mtimeMs * 1000).toString(36)}"`;
  const known = cache.get(path);
  if (known?.tag === tag) return known;
  const type = types[extname(path)] ?? 'application/octet-stream';
  const body = await readFile(path);
  const packed = compressible.test(type) && body.length > 256 ? await compress(body, { level: 9 }) : null;
  const entry = { tag, type, body, packed };
  cache.set(path, entry);
  return entry;
}

/**
 * The file a request's path means, or null when it means none inside root.
 * @param {string} root  absolute, no link in it, ending in a separator
 * @param {string} pathname
 * @returns {Promise<string | null>}
 */
async function locate(root, pathname) {
  let name;
  try {
    name = decodeURIComponent(pathname);
  } catch {
    return null;
  }
  if (name.includes('\0')) return null;
  if (name.endsWith('/')) name += 'index.html';
  try {
    const path = await realpath(join(root, name));
    // After links are followed, so that neither .. nor a link leads out of the site.
    return path.startsWith(root) && (await stat(path)).isFile() ? path : null;
  } catch {
    return null;
  }
}

/**
 * Starts serving.
 * @param {{ root?: string, port?: number, host?: string }} [options]  port 0 takes any free one
 * @returns {Promise<{ url: string, port: number, close(): Promise<void> }>}  rejects with the error of
 *   `listen`, whose code is EADDRINUSE when the port is taken
 */
export async function serve({ root = dist, port = 0, host = '127.0.0.1' } = {}) {
  const base = (await realpath(resolve(root))) + sep;
  /** @type {Map<string, Entry>} */
  const cache = new Map();

  const server = createServer(async (request, response) => {
    /** @param {number} status @param {string} sentence @param {Record<string, string>} [headers] */
    const refuse = (status, sentence, headers = {}) => {
      response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', ...headers });
      response.end(request.method === 'HEAD' ? undefined : `${sentence}\n`);
    };
    try {
      if (request.method !== 'GET' && request.method !== 'HEAD') {
        return refuse(405, 'Only GET and HEAD are served here.', { allow: 'GET, HEAD' });
      }
      // Not by URL: that would resolve the dots before we can refuse them.
      const pathname = (request.url ?? '/').split(/[?#]/, 1)[0];
      const path = await locate(base, pathname);
      if (path === null) {
        if (!pathname.endsWith('/') && (await locate(base, `${pathname}/`))) {
          return refuse(301, 'Moved.', { location: `${pathname.replace(/^\/+/, '/')}/` });
        }
        return refuse(404, 'There is no such file on this site.');
      }
      const { tag, type, body, packed } = await load(cache, path);
      const headers = {
        'content-type': type,
        'cache-control': 'no-cache', // ask each time: a rebuilt file must show at the next reload
        'x-content-type-options': 'nosniff',
        // Anybody may read these files: a page elsewhere that shows glia.js, an embed in a sandbox.
        'access-control-allow-origin': '*',
        etag: tag,
        vary: 'accept-encoding',
      };
      if (request.headers['if-none-match'] === tag) {
        response.writeHead(304, headers);
        return response.end();
      }
      const accepted = String(request.headers['accept-encoding'] ?? '');
      const packs = packed !== null && /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/.test(accepted);
      const content = packs ? packed : body;
      response.writeHead(200, {
        ...headers,
        'content-length': content.length,
        ...(packs ? { 'content-encoding': 'gzip' } : {}),
      });
      response.end(request.method === 'HEAD' ? undefined : content);
    } catch {
      // A file may vanish between finding and reading it, during a rebuild.
      if (!response.headersSent) refuse(503, 'The site is being rebuilt; try again.');
      else response.destroy();
    }
  });

  await new Promise((done, failed) => {
    server.once('error', failed);
    server.listen(port, host, () => done(undefined));
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  const shown = host === '0.0.0.0' || host === '::' ? hostname() : host;
  return {
    url: `http://${shown.includes(':') ? `[${shown}]` : shown}:${address.port}/`,
    port: address.port,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

async function main() {
  const { values } = parseArgs({
    options: {
      port: { type: 'string', default: '8000' },
      host: { type: 'string', default: '127.0.0.1' },
      root: { type: 'string', default: dist },
    },
  });
  const port = Number(values.port);
  if (!/^\d+$/.test(values.port) || port > 65535) {
    console.error(`PORT must be a whole number from 0 to 65535, not “${values.port}”.`);
    return 2;
  }
  try {
    const site = await serve({ root: values.root, port, host: values.host });
    console.log(`Glia is at ${site.url}  (Ctrl-C ends it)`);
    for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
      process.once(signal, () => site.close().then(() => process.exit(0)));
    }
    return null;
  } catch (error) {
    const { code, message } = /** @type {NodeJS.ErrnoException} */ (error);
    if (code === 'EADDRINUSE') {
      console.error(`Port ${port} is already in use. Choose another one: make serve PORT=${port + 1}`);
    } else if (code === 'EACCES') {
      console.error(`Port ${port} may not be opened by this user. Choose one above 1023: make serve PORT=8000`);
    } else if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
      console.error(`This machine has no address “${values.host}” to serve at.`);
    } else if (code === 'ENOENT') {
      console.error('There is no built site to serve: run “make dist” first.');
    } else {
      console.error(`The site could not be served: ${message}`);
    }
    return 1;
  }
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const status = await main();
  if (status !== null) process.exit(status);
}
