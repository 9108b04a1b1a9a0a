// Builds the whole static site into dist/: bundles the page and the worker, and copies what is served as
// it is. The new site is made beside the old one and takes its place at the end, so that a failed build
// leaves the last good site, and a server never shows half of one.

import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, extname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build, transform } from 'esbuild';
import { writeLearn } from './learn.mjs';
import { writeOffline } from './offline.mjs';
import { sandboxOfPython, withParts } from './page-parts.mjs';
import { announceImports, bringStyles, buildTogether } from './together.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const web = join(root, 'web');
const dist = join(root, 'dist');
const made = join(root, 'build', 'dist.new');

/** Modules the browser starts from, by their path in dist without extension. What they import comes with them. */
const entries = {
  playground: join(web, 'playground', 'main.js'),
  embed: join(web, 'embed', 'main.js'),
  'embed/boot': join(web, 'embed', 'boot.js'),
  'engine/early': join(web, 'engine', 'early.js'),
  'learn/explainer': join(web, 'learn', 'explainer', 'main.js'),
  'ui/theme-early': join(web, 'ui', 'theme-early.js'),
};

/** Those of a whole page: what they have in common is one file. */
const pages = ['playground', 'embed'];

/** Kinds of file that are served as they stand. Scripts are not among them: they are bundled. */
const served = new Set(['.html', '.css', '.svg', '.png', '.woff2']);
const folders = ['ui', 'playground', 'exercises', 'embed', 'learn'];

/**
 * An exercise is a folder of data (and list.json says in which order they stand), code for the learner among it, which is
 * fetched as it stands. Its wrong answers are the tests' alone. The folder python holds what runs Python.
 */
const content = /^playground[\\/]try[\\/]|^exercises[\\/](list\.json$|python[\\/]harness\.py$|(?!python[\\/])[^\\/]+[\\/](?!wrong[\\/]))/;

/** What a package without a licence file holds besides its own. @type {Record<string, string>} */
const notices = {
  pyodide: 'It contains CPython, copyright Python Software Foundation, under the PSF License Version 2: https://docs.python.org/3/license.html\n',
};

/** Python: Pyodide's five files, as they come. */
const pythonFiles = ['pyodide.mjs', 'pyodide.asm.mjs', 'pyodide.asm.wasm', 'python_stdlib.zip', 'pyodide-lock.json'];

/** @param {string} from @param {string} to  inside the site being made */
async function copy(from, to) {
  await mkdir(dirname(join(made, to)), { recursive: true });
  await cp(from, join(made, to));
}

/** Every file below a folder, or in it alone. @param {string} folder @param {boolean} recursive */
async function files(folder, recursive) {
  if (!existsSync(folder)) return [];
  const found = await readdir(folder, { withFileTypes: true, recursive });
  return found
    .filter((entry) => entry.isFile())
    .map((entry) => join(/** @type {any} */ (entry).parentPath ?? entry.path, entry.name));
}

/** @type {import('esbuild').BuildOptions} */
const common = {
  absWorkingDir: root,
  bundle: true,
  format: 'esm',
  target: 'es2022',
  outdir: made,
  external: ['node:*'], // what the engine imports under Node alone
  metafile: true,
  logLevel: 'warning',
};

/** What is imported only when wanted (the exercise, its editor) is a file of its own. @type {import('esbuild').BuildOptions} */
const divided = { ...common, splitting: true, chunkNames: 'chunks/[name]-[hash]', minify: true, sourcemap: 'linked' };

/** @returns {Promise<{ inputs: string[], outputs: import('esbuild').Metafile['outputs'] }>} the sources that went into the bundles, as paths from the root; what the pages' bundles became */
async function bundle() {
  const page = await buildTogether({ ...divided, entryPoints: entries }, pages);
  // On its own: what the playground's pages have in common is too much for a lesson, which brings its parts one by one.
  const lesson = await build({ ...divided, entryPoints: { 'learn/page': join(web, 'learn', 'page', 'main.js') } });
  const worker = await build({ ...divided, entryPoints: { 'engine/worker': join(web, 'engine', 'worker.js') }, chunkNames: 'engine/[name]-[hash]' }); // beside the modules, which it finds by its own address
  // One module to load anywhere, Node included; left readable for those who build on it.
  const engine = await build({
    ...common,
    entryPoints: { 'engine/engine': join(web, 'engine', 'engine.js') },
  });
  // The custom element, one file that pages elsewhere load by its address.
  const element = await build({
    ...common,
    entryPoints: { glia: join(web, 'embed', 'element.js') },
    minify: true,
    sourcemap: 'linked',
  });
  // The worker once more, as one plain script for where a module may not be started (engine/start.js). It waits at
  // its top, which a plain script cannot, so it is wrapped; its address is what it is told.
  const plain = await build({
    ...common,
    entryPoints: { 'engine/worker.plain': join(web, 'engine', 'worker.js') },
    define: { 'import.meta.url': 'gliaBase' },
    banner: { js: "(async () => { 'use strict';" },
    footer: { js: '})();' },
    minify: true,
  });
  const inputs = [page, lesson, worker, engine, element, plain].flatMap(({ metafile }) => Object.keys(/** @type {any} */ (metafile).inputs));
  return { inputs, outputs: page.metafile.outputs };
}

/** The engine's types beside it, under the name that editors look for. */
async function copyTypes() {
  for (const path of await files(join(root, 'build', 'types'), false)) {
    await copy(path, join('engine', 'types', basename(path)));
  }
  await writeFile(join(made, 'engine', 'engine.d.ts'), "export * from './types/engine.js';\n");
}

async function copyPages() {
  const all = await files(web, false);
  for (const folder of folders) all.push(...(await files(join(web, folder), true)));
  for (const path of all) {
    const name = relative(web, path);
    if (served.has(extname(name)) || content.test(name)) await copy(path, name);
    if (extname(name) === '.html') await writeFile(join(made, name), withParts(await readFile(path, 'utf8'), `web/${name}`));
    if (extname(name) === '.css') await writeFile(join(made, name), (await transform(await readFile(path, 'utf8'), { loader: 'css', minify: true })).code);
  }
  const sandbox = await readFile(join(web, 'exercises', 'sandbox.html'), 'utf8');
  await mkdir(join(made, 'exercises', 'python'), { recursive: true });
  await writeFile(join(made, 'exercises', 'python', 'sandbox.html'), sandboxOfPython(sandbox));
}

/** Pages whose script stands at the top say in their head what they need. @param {import('esbuild').Metafile['outputs']} outputs */
async function completePages(outputs) {
  for (const [page, script] of [['index', 'playground'], ['embed', 'embed']]) {
    const path = join(made, `${page}.html`);
    const { html, css } = await bringStyles(await readFile(path, 'utf8'), web, `${script}.css`);
    if (css) await writeFile(join(made, `${script}.css`), css);
    await writeFile(path, announceImports(html, `${script}.js`, outputs, relative(root, made)));
  }
}

/** Python, in a folder of its version, so that no cache mixes two; and how large its files are, for who waits. */
async function copyPython() {
  const folder = join(web, 'node_modules', 'pyodide');
  const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  /** @type {Record<string, number>} */
  const sizes = {};
  for (const name of pythonFiles) {
    await copy(join(folder, name), join('python', version, name));
    sizes[name] = (await stat(join(folder, name))).size;
  }
  await writeFile(join(made, 'python', 'files.json'), `${JSON.stringify({ version, files: sizes }, null, 2)}\n`);
  return folder;
}

/** The licences of the libraries in the bundles, which ask to be passed on with every copy. @param {string[]} inputs */
async function writeLicenses(inputs) {
  const packages = new Set(inputs.map((path) => path.match(/node_modules\/((?:@[^/]+\/)?[^/]+)\//)?.[1]));
  packages.delete(undefined);
  const texts = [];
  for (const name of [...packages].sort()) {
    const folder = join(web, 'node_modules', String(name));
    const { version, license, homepage } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    const file = (await readdir(folder)).find((entry) => /^licen[cs]e/i.test(entry));
    const text = file ? await readFile(join(folder, file), 'utf8') : `License: ${license}, https://spdx.org/licenses/${license}.html\nSource: ${homepage}\n${notices[String(name)] ?? ''}`;
    texts.push(`${name} ${version}\n\n${text.trim()}\n`);
  }
  if (existsSync(join(root, 'LICENSE'))) await copy(join(root, 'LICENSE'), 'license.txt');
  if (texts.length) await writeFile(join(made, 'licenses-of-libraries.txt'), texts.join(`\n${'-'.repeat(72)}\n\n`));
}

async function report() {
  let plain = 0;
  let packed = 0;
  let count = 0;
  for (const path of await files(dist, true)) {
    if (/\.(map|d\.ts)$/.test(path)) continue; // for developer tools only
    if (relative(dist, path).startsWith(join('python', sep))) continue; // loaded on request alone
    const content = await readFile(path);
    plain += content.length;
    packed += gzipSync(content).length;
    count++;
  }
  const kilobytes = (/** @type {number} */ bytes) => `${Math.round(bytes / 1024)} KB`;
  console.log(`dist${sep} holds ${count} files, ${kilobytes(plain)} (${kilobytes(packed)} compressed)`);
}

try {
  await rm(made, { recursive: true, force: true });
  await mkdir(made, { recursive: true });
  const { inputs, outputs } = await bundle();
  for (const name of ['glia-exact.wasm', 'glia-first.wasm', 'glia-rest.wasm', 'glia-fast.wasm', 'glia-files.wasm', 'glia-mini.wasm']) {
    await copy(join(root, 'build', 'wasm', name), `engine/${name}`);
  }
  await copyTypes();
  await copyPages();
  await writeLearn(made);
  await completePages(outputs);
  await writeLicenses([...inputs, `${relative(root, await copyPython())}/`]);
  await writeOffline(made);
  await rm(dist, { recursive: true, force: true });
  await rename(made, dist);
  await report();
} catch (error) {
  const { message, code, path } = /** @type {NodeJS.ErrnoException} */ (error);
  const sentence = code === 'ENOENT' ? `${relative(root, path ?? '')} is missing` : message;
  console.error(`dist/ could not be built: ${sentence}`);
  process.exitCode = 1;
}
