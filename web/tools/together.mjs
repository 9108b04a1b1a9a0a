// What a page needs at once comes together: its scripts in one file instead of many small ones, its stylesheets in
// one, and the addresses of what it will ask for stand in its head. Used by dist.mjs.

import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';

/**
 * What every one of the entries imports at its start, directly or not.
 * @param {import('esbuild').Metafile['inputs']} inputs
 * @param {string[]} entries paths as in inputs
 * @returns {string[]} without the entries themselves
 */
function shared(inputs, entries) {
  const reached = entries.map((entry) => {
    /** @type {Set<string>} */
    const found = new Set();
    const walk = (/** @type {string} */ path) => {
      if (found.has(path)) return;
      found.add(path);
      for (const each of inputs[path].imports) if (each.kind === 'import-statement' && !each.external) walk(each.path);
    };
    walk(entry);
    return found;
  });
  return [...reached[0]].filter((path) => !entries.includes(path) && reached.every((one) => one.has(path)));
}

/**
 * The bundler makes a file of its own for every set of entries that share something, which comes to dozens of
 * small ones before the first drawing. Here the first entries and everything fetched later import all that the first
 * entries have in common, so that this is one set and one file.
 * @param {import('esbuild').BuildOptions} options entryPoints by name; `outdir` and `splitting` set
 * @param {string[]} first names of the entries whose common part comes together
 * @returns {Promise<import('esbuild').BuildResult<{ metafile: true }>>}
 */
export async function buildTogether(options, first) {
  const entries = /** @type {Record<string, string>} */ (options.entryPoints);
  const root = String(options.absWorkingDir);
  const { metafile } = await build({ ...options, metafile: true, write: false, sourcemap: false });
  const absolute = (/** @type {string} */ path) => resolve(root, path);
  const pathOf = (/** @type {string} */ name) => Object.keys(metafile.inputs).find((path) => absolute(path) === entries[name]) ?? '';
  const common = shared(metafile.inputs, first.map(pathOf));
  const later = Object.values(metafile.inputs).flatMap(({ imports }) => imports.filter(({ kind, external }) => kind === 'dynamic-import' && !external).map(({ path }) => path));
  const starts = new Set([...first.map((name) => entries[name]), ...later.map(absolute)]);
  for (const path of common) starts.delete(absolute(path));
  const contents = common.map((path) => `import ${JSON.stringify(absolute(path))};`).join('\n');
  /** @type {import('esbuild').Plugin} */
  const commonPart = {
    name: 'common part',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^glia:common$/ }, () => ({ path: 'common', namespace: 'glia' }));
      onLoad({ filter: /.*/, namespace: 'glia' }, () => ({ contents, resolveDir: root }));
      onLoad({ filter: /\.js$/, namespace: 'file' }, async ({ path }) => {
        if (!starts.has(path)) return null;
        return { contents: `import 'glia:common'; ${await readFile(path, 'utf8')}`, loader: 'js' };
      });
    },
  };
  return build({ ...options, metafile: true, plugins: [commonPart] });
}

/** One after the other, nothing between. */
const sheets = /(?:[ \t]*<link rel="stylesheet" href="[^"]+" \/>\n){2,}/;

/**
 * The stylesheets a page links one after the other, as one.
 * @param {string} html
 * @param {string} folder in which their addresses lie
 * @param {string} name of the one that takes their place
 * @returns {Promise<{ html: string, css: string | null }>} css null where there is nothing to bring together
 */
export async function bringStyles(html, folder, name) {
  const [links] = html.match(sheets) ?? [];
  if (!links) return { html, css: null };
  const contents = [...links.matchAll(/href="([^"]+)"/g)].map(([, address]) => `@import ${JSON.stringify(`./${address}`)};`).join('\n');
  const { outputFiles } = await build({ stdin: { contents, resolveDir: folder, loader: 'css' }, bundle: true, minify: true, write: false, outdir: folder, logLevel: 'warning' });
  return { html: html.replace(links, `    <link rel="stylesheet" href="${name}" />\n`), css: outputFiles[0].text };
}

/**
 * What a page's script imports at its start, in its head: the browser asks for it before it has read the script.
 * @param {string} html
 * @param {string} script its address
 * @param {import('esbuild').Metafile['outputs']} outputs
 * @param {string} made the folder of the site, as the outputs' paths tell it
 */
export function announceImports(html, script, outputs, made) {
  const imports = outputs[`${made}/${script}`].imports.filter(({ kind }) => kind === 'import-statement');
  const tag = `<script type="module" src="${script}"></script>`;
  const links = imports.map(({ path }) => `<link rel="modulepreload" href="${path.slice(made.length + 1)}" />\n    `);
  return html.replace(tag, `${links.join('')}${tag}`);
}
