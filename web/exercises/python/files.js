/**
 * Python's files, from the site's own folder: fetched when first wanted, all of them counted by bytes, and kept in
 * memory for the next worker.
 *
 * @typedef {{ files: Record<string, ArrayBuffer>, text: string }} Files text: harness.py
 * @typedef {{ loaded: number, total: number }} Progress in bytes, unpacked
 */

/**
 * @param {Response} response @param {(bytes: number) => void} tell how many more have come
 * @returns {Promise<ArrayBuffer>}
 */
async function bytesOf(response, tell) {
  if (!response.body) return response.arrayBuffer();
  const reader = response.body.getReader();
  const parts = [];
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return new Blob(parts).arrayBuffer();
    parts.push(value);
    tell(value.length);
  }
}

/** @param {URL} url @returns {Promise<Response>} */
async function ask(url) {
  const answer = await fetch(url).catch(() => null);
  if (answer?.ok) return answer;
  const why = answer ? `answered ${answer.status}` : 'could not be reached';
  throw new Error(`Python could not be loaded: ${url.pathname} ${why}. Check the connection and try again.`);
}

/**
 * @param {URL} exercises address of the folder of exercises @param {URL} python address of Python's folder
 * @param {(progress: Progress) => void} tell
 * @returns {Promise<Files>} rejects with a sentence
 */
async function fetchFiles(exercises, python, tell) {
  /** @type {{ version: string, files: Record<string, number> }} */
  const { version, files: sizes } = await (await ask(new URL('files.json', python))).json();
  const total = Object.values(sizes).reduce((sum, size) => sum + size, 0);
  let loaded = 0;
  tell({ loaded, total });
  const came = (/** @type {number} */ bytes) => tell({ loaded: (loaded += bytes), total });
  const folder = new URL(`${version}/`, python);
  const names = Object.keys(sizes);
  const [text, ...bytes] = await Promise.all([
    ask(new URL('python/harness.py', exercises)).then((answer) => answer.text()),
    ...names.map(async (name) => bytesOf(await ask(new URL(name, folder)), came)),
  ]);
  return { text, files: Object.fromEntries(names.map((name, i) => [name, bytes[i]])) };
}

/** @type {{ listeners: Set<(progress: Progress) => void>, promise: Promise<Files> | null, last: Progress | null }} */
const common = { listeners: new Set(), promise: null, last: null };

/**
 * The files, fetched once for the whole page; a failure is forgotten, so that one can try again.
 * @param {URL} exercises address of the folder of exercises
 * @param {(progress: Progress) => void} [tell] while they come
 * @returns {Promise<Files>} rejects with a sentence
 */
export async function pythonFiles(exercises, tell = () => {}) {
  common.listeners.add(tell);
  if (common.last) tell(common.last);
  common.promise ??= fetchFiles(exercises, new URL('../python/', exercises), (progress) => {
    common.last = progress;
    for (const listener of common.listeners) listener(progress);
  });
  try {
    return await common.promise;
  } catch (error) {
    common.promise = null;
    common.last = null;
    throw error;
  } finally {
    common.listeners.delete(tell);
  }
}
