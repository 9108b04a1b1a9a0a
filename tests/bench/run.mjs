// make bench: every kernel and every training workload in one run, natively and in Chromium, each beside
// the peak of the same build in the same run. Builds take turns, slot by slot, so that what else the
// machine does hits them alike.
//
// node tests/bench/run.mjs [--only TEXT] [--slots N] [--slot MILLISECONDS] [--quantile 0…1] [NAME=FILE ...]
//   FILE: a bench module (.wasm) or a native bench program; without any, those of build/bench

import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { openPage } from '../browser/lib/browsers.mjs';

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: { only: { type: 'string' }, slots: { type: 'string' }, slot: { type: 'string' }, quantile: { type: 'string' } },
});
const slots = Number(flags.slots ?? 15);
/* Of all slots of a case the one at this share counts, from the fastest: others were disturbed. */
const quick = Number(flags.quantile ?? 0.25);
const slotMs = Number(flags.slot ?? 20);
const given = positionals.length
  ? positionals
  : ['gcc=build/bench/gcc', 'clang=build/bench/clang', 'exact=build/bench/exact.wasm', 'fast=build/bench/fast.wasm'];

/** Runs in the page: the same commands a native program has. */
const inPage = `
  window.bench = {};
  window.load = async (name, bytes) => {
    const module = await WebAssembly.compile(Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0)));
    const nothing = () => 0;
    const imports = {};
    for (const { module: from, name } of WebAssembly.Module.imports(module)) (imports[from] ??= {})[name] = nothing;
    const { exports } = await WebAssembly.instantiate(module, imports);
    exports._initialize?.();
    window.bench[name] = exports;
  };
  window.command = (name, what, number) => {
    const b = window.bench[name];
    const start = performance.now();
    let status = 0;
    if (what === 'open') status = b.bench_open(number);
    if (what === 'run') b.bench_run(number);
    if (what === 'close') b.bench_close();
    return status ? -1 : performance.now() - start;
  };
  window.list = (name) => {
    const b = window.bench[name];
    const at = b.bench_text();
    return Array.from({ length: b.bench_count() }, (_, i) => ({
      name: new TextDecoder().decode(new Uint8Array(b.memory.buffer, at, b.bench_name(i, at, 100)).slice()),
      flops: b.bench_flops(i),
      items: b.bench_items(i),
    }));
  };
`;

/** Isolated, for the fine clock of performance.now. */
const server = createServer((_, answer) => {
  answer.setHeader('content-type', 'text/html');
  answer.setHeader('cross-origin-opener-policy', 'same-origin');
  answer.setHeader('cross-origin-embedder-policy', 'require-corp');
  answer.end(`<!doctype html><link rel="icon" href="data:,"><script>${inPage}</script>`);
});
await new Promise((done) => server.listen(0, '127.0.0.1', () => done(undefined)));
const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
const { page, close } = await openPage('chromium', `http://127.0.0.1:${port}/`, { timeout: 600_000 });

/** @typedef {{ name: string, command(what: string, number: number): Promise<number>, end(): void }} Build */

/** @param {string} name @param {string} file @returns {Build} */
function native(name, file) {
  const child = spawn(file, { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    name,
    async command(what, number) {
      child.stdin.write(`${what} ${number}\n`);
      return Number((await lines.next()).value);
    },
    end: () => child.stdin.end(),
  };
}

/** @param {string} name @param {string} file @returns {Promise<Build>} */
async function inBrowser(name, file) {
  const bytes = (await readFile(file)).toString('base64');
  await page.evaluate(`load(${JSON.stringify(name)}, ${JSON.stringify(bytes)})`);
  return {
    name,
    command: (what, number) =>
      /** @type {Promise<number>} */ (page.evaluate(`command(${JSON.stringify(name)}, '${what}', ${number})`)),
    end() {},
  };
}

/** @type {Build[]} */
const builds = [];
for (const each of given) {
  const [name, file] = each.split('=');
  builds.push(file.endsWith('.wasm') ? await inBrowser(name, file) : native(name, file));
}
const lister = given.find((each) => each.endsWith('.wasm'))?.split('=')[0];
/** @type {{ name: string, flops: number, items: number }[]} */
const cases = /** @type {any} */ (await page.evaluate(`list(${JSON.stringify(lister)})`));

/** @param {number[]} values @param {number} share */
const quantile = (values, share) => values.toSorted((a, b) => a - b)[Math.floor(share * (values.length - 1))];

/** Milliseconds of one run for each build. @param {number} which */
async function measure(which) {
  /** @type {number[]} */
  const times = [];
  for (const build of builds) {
    if ((await build.command('open', which)) < 0) throw new Error(`${cases[which].name} could not be opened`);
    /* Long enough for the browser to put its optimised code in place. */
    let n = 1;
    for (let spent = 0; spent < 4 * slotMs; ) {
      const took = await build.command('run', n);
      spent += took;
      n = Math.max(1, Math.min(n * 8, Math.round((n * slotMs) / Math.max(took, 0.01))));
    }
    times.push(n);
  }
  /** @type {number[][]} */
  const found = builds.map(() => []);
  for (let slot = 0; slot < slots; slot++) {
    for (let i = 0; i < builds.length; i++) {
      const b = (i + slot) % builds.length;
      found[b].push((await builds[b].command('run', times[b])) / times[b]);
    }
  }
  for (const build of builds) await build.command('close', 0);
  return found.map((all) => quantile(all, quick));
}

/** @param {number} rate */
const short = (rate) => (rate >= 1e6 ? `${(rate / 1e6).toPrecision(3)}M` : rate >= 1e4 ? `${(rate / 1e3).toPrecision(3)}k` : rate.toPrecision(3));

console.log(`${'case'.padEnd(38)}${builds.map(({ name }) => name.padStart(24)).join('')}`);
/** @type {number[]} */
let peaks = builds.map(() => NaN);
for (let i = 0; i < cases.length; i++) {
  const { name, flops, items } = cases[i];
  if (i > 1 && flags.only && !name.includes(flags.only)) continue;
  const milliseconds = await measure(i);
  const gigaflops = milliseconds.map((ms) => flops / ms / 1e6);
  /* The two ways of asking for it; the better answer counts. */
  if (name.startsWith('peak')) peaks = gigaflops.map((found, b) => Math.max(found, peaks[b] || 0));
  const cells = milliseconds.map((ms, b) => {
    const rate = `${short((1e3 * items) / ms)}/s`;
    const share = `${gigaflops[b].toFixed(1)} GF ${((100 * gigaflops[b]) / peaks[b]).toFixed(0)}%`;
    return (flops ? `${items > 1 || flops < 1e6 || name.startsWith('neurons') ? rate : ''} ${share}` : rate).padStart(24);
  });
  console.log(`${name.padEnd(38)}${cells.join('')}`);
}
for (const build of builds) build.end();
await close();
server.close();
