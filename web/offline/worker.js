/**
 * @file The service worker: the site for when there is no network. `site` is written above this file when the site is
 * built (tools/offline.mjs): its version, and a digest of every file.
 *
 * What the network gives comes first, always, so that nobody is shown an old page while a new one can be had. When it
 * gives nothing, the newest build that was fetched whole answers. A build is kept only if every file of it arrived as
 * it was built: never a mixture of two.
 */

const worker = /** @type {any} */ (self);
/** @type {{ version: string, files: Record<string, string>, python: { version: string, files: string[] } }} */
const { version, files, python } = /** @type {any} */ (globalThis).site;
const root = new URL('./', worker.location.href);
const kept = `glia-${version}`;
/** Large, and of no use to many: kept once it was used. */
const keptPython = `glia-python-${python.version}`;

/** How many files are fetched side by side. */
const abreast = 6;

worker.addEventListener('install', (/** @type {any} */ event) => event.waitUntil(fetchAll().then(() => worker.skipWaiting())));
worker.addEventListener('activate', (/** @type {any} */ event) => event.waitUntil(forgetOthers().then(() => worker.clients.claim())));
worker.addEventListener('fetch', (/** @type {any} */ event) => {
  const { method, url } = event.request;
  if (method !== 'GET' || !url.startsWith(root.href)) return;
  event.respondWith(answer(event.request, pathOf(url)));
});

/** The file that an address of this site means. @param {string} url */
function pathOf(url) {
  const path = decodeURIComponent(new URL(url).pathname.slice(root.pathname.length));
  return path === '' || path.endsWith('/') ? `${path}index.html` : path;
}

/** @param {Request} request @param {string} path @returns {Promise<Response>} */
async function answer(request, path) {
  try {
    const response = await fetch(request);
    if (response.ok && python.files.includes(path)) {
      const copy = response.clone();
      caches.open(keptPython).then((cache) => cache.put(new URL(path, root), copy)).catch(() => {}); // no room: then Python needs the network
    }
    return response;
  } catch (error) {
    for (const name of [kept, keptPython]) {
      const found = await (await caches.open(name)).match(new URL(path, root));
      if (found) return found;
    }
    throw error;
  }
}

async function fetchAll() {
  const cache = await caches.open(kept);
  const names = (await caches.keys()).filter((name) => name.startsWith('glia-') && name !== kept);
  const earlier = await Promise.all(names.map((name) => caches.open(name)));
  const left = Object.entries(files);
  const fetchSome = async () => {
    for (let next = left.pop(); next; next = left.pop()) await take(cache, earlier, ...next);
  };
  try {
    await Promise.all(Array.from({ length: abreast }, fetchSome));
  } catch (error) {
    left.length = 0;
    await caches.delete(kept);
    throw error;
  }
}

/** One file: of an earlier build where it is the same, else of the network. @param {Cache} cache @param {Cache[]} earlier @param {string} path @param {string} digest */
async function take(cache, earlier, path, digest) {
  const address = new URL(path, root);
  for (const each of [cache, ...earlier]) {
    const found = await each.match(address);
    if (found && (await digestOf(found.clone())) === digest) return cache.put(address, found);
  }
  const response = await fetch(address, { cache: 'reload' });
  if (!response.ok || (await digestOf(response.clone())) !== digest) throw new Error(`${path} is not the one this build has.`);
  return cache.put(address, response);
}

/** @param {Response} response */
async function digestOf(response) {
  const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', await response.arrayBuffer()));
  return Array.from(bytes.subarray(0, 12), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

async function forgetOthers() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name.startsWith('glia-') && name !== kept && name !== keptPython).map((name) => caches.delete(name)));
}
