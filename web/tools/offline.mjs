// The service worker of a built site: offline/worker.js with the list of the site's files and their digests above it.

import { createHash } from 'node:crypto';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transform } from 'esbuild';

const source = fileURLToPath(new URL('../offline/worker.js', import.meta.url));

/** Not for a reader's browser: for pages elsewhere, for programs, for those who look into the code. */
const others = /\.map$|\.d\.ts$|^engine\/(engine|worker\.plain)\.js$|^glia\.js$|^LICENSES|^offline\.js$/;

/** @param {Buffer | string} content */
const digest = (content) => createHash('sha256').update(content).digest('hex').slice(0, 24);

/** Writes `offline.js` into a built site. @param {string} site @returns {Promise<string>} the version it has */
export async function writeOffline(site) {
  const entries = await readdir(site, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(site, join(/** @type {any} */ (entry).parentPath ?? entry.path, entry.name)).split(sep).join('/'))
    .filter((path) => !others.test(path))
    .sort();
  /** @type {Record<string, string>} */
  const files = {};
  /** @type {string[]} */
  const python = [];
  const digests = [];
  for (const path of paths) {
    const made = digest(await readFile(join(site, path)));
    if (path.startsWith('python/')) {
      python.push(path);
      digests.push(made);
    } else files[path] = made;
  }
  const worker = await transform(await readFile(source, 'utf8'), { minify: true });
  const about = { files, python: { version: digest(digests.join()), files: python } };
  const version = digest(JSON.stringify(about) + worker.code);
  await writeFile(join(site, 'offline.js'), `self.site=${JSON.stringify({ version, ...about })};\n${worker.code}`);
  return version;
}
