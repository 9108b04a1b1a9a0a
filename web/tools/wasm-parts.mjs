// Cuts a module in two: what its first exports need, and the rest, which joins the first in its memory when it comes.
// The cutting is Binaryen's (wasm-split); here it is found which functions the first part calls.
//
//   node web/tools/wasm-parts.mjs BINARYEN named.wasm first.def glia-first.wasm glia-rest.wasm
//
// BINARYEN runs a program of Binaryen's by its name; named.wasm has names for its functions.

import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { resolve } from 'node:path';

/** What our compiler may use, and no more: every browser with SIMD knows these. */
const features = ['simd', 'bulk-memory', 'sign-ext', 'mutable-globals', 'nontrapping-float-to-int'].map((name) => `--enable-${name}`);

/**
 * The functions that some exports of a module need.
 * @param {string} text the module as WebAssembly's text, as wasm-dis writes it: a line for each function's head and end
 * @param {string[]} first names of exports
 * @returns {string[]} names of functions, with the runtime's own and all that stand in tables, for calls by their number cannot be followed
 */
export function neededBy(text, first) {
  /** @type {Map<string, Set<string>>} */
  const calls = new Map();
  /** @type {Map<string, string>} */
  const exported = new Map();
  /** @type {string[]} */
  const found = [];
  /** @type {Set<string> | null} */
  let within = null;
  for (const line of text.split('\n')) {
    if (/^ \S/.test(line)) within = null;
    const [, name] = line.match(/^ \(func (\$[^\s()]+)/) ?? [];
    if (name) calls.set(name, (within = new Set()));
    const [, as, of] = line.match(/^ \(export "([^"]+)" \(func (\$[^\s()]+)/) ?? [];
    if (as) exported.set(as, of);
    if (as && !as.startsWith('glia_')) found.push(of);
    if (line.startsWith(' (elem')) found.push(...(line.match(/\$[^\s()]+/g) ?? []));
    for (const [, called] of line.matchAll(/\((?:return_)?(?:call|ref\.func) (\$[^\s()]+)/g)) within?.add(called);
  }
  for (const name of first) {
    const of = exported.get(name);
    if (!of) throw new Error(`${name} is said to be needed first, and no export.`);
    found.push(of);
  }
  const needed = new Set(found.filter((name) => calls.has(name)));
  for (const name of needed) for (const called of calls.get(name) ?? []) if (calls.has(called)) needed.add(called);
  return [...needed].map((name) => name.slice(1));
}

function main() {
  const [binaryen, named, table, first, rest] = process.argv.slice(2);
  const run = (/** @type {string} */ program, /** @type {string[]} */ ...given) =>
    execFileSync(binaryen, [program, ...features, ...given], { encoding: 'utf8', maxBuffer: 2 ** 28, stdio: ['ignore', 'pipe', 'inherit'] });
  const names = [...readFileSync(table, 'utf8').matchAll(/^GLIA_FIRST\((\w+)\)$/gm)].map(([, name]) => name);
  const list = `${first}.functions`;
  writeFileSync(list, `${neededBy(run('wasm-dis', named), names).join('\n')}\n`);
  run('wasm-split', named, `--keep-funcs=@${list}`, '--export-prefix=_', '--import-namespace=first', '-o1', first, '-o2', rest);
  rmSync(list);
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) main();
