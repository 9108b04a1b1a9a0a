/**
 * @file What a file is, told by its first bytes: a run that was saved, images or labels in an IDX file, or else a table.
 *
 * @typedef {'run' | 'images' | 'labels' | 'tensor' | 'table'} Kind tensor: an IDX file of neither images nor labels
 */

/**
 * Bytes of a file that is read at all. The largest table that can be used, 100,000 rows of 32 numbers, has far fewer;
 * more would only fill the memory of the page.
 */
export const mostBytes = 96 * 2 ** 20;

/** @param {number} bytes */
export const megabytes = (bytes) => `${(bytes / 1e6).toFixed(0)} MB`;

/** @param {Blob & { name?: string }} file @returns {Promise<Kind>} */
export async function kindOf(file) {
  if (file.type === 'application/json' || file.name?.endsWith('.json')) return 'run';
  const [a, b, type, dimensions] = await firstBytes(file);
  if (a !== 0 || b !== 0 || type === undefined) return 'table';
  return dimensions === 3 ? 'images' : dimensions === 1 ? 'labels' : 'tensor';
}

/** Four bytes at most, unpacked where gzip packed them. @param {Blob} file */
async function firstBytes(file) {
  const head = new Uint8Array(await file.slice(0, 4).arrayBuffer());
  if (head[0] !== 0x1f || head[1] !== 0x8b || typeof DecompressionStream === 'undefined') return head;
  const reader = file.stream().pipeThrough(new DecompressionStream('gzip')).getReader();
  /** @type {number[]} */
  const found = [];
  try {
    while (found.length < 4) {
      const { done, value } = await reader.read();
      if (done) break;
      found.push(...value.subarray(0, 4 - found.length));
    }
  } catch {
    return head; // the engine says what is wrong with it
  }
  void reader.cancel().catch(() => {});
  return Uint8Array.from(found);
}
