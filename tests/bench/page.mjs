// make bench-page: what the built page costs and how fluent it is, in Chromium, served from this machine: bytes
// before the first network is drawn, time to that drawing, frames and epochs a second of a deep network at full
// speed, time until a stranger's network has the spiral, and memory while training goes on. Prints each figure
// beside its mark; judges nothing, for a machine that does other things as well gives no verdict.
//
// node tests/bench/page.mjs [--loads 7] [--seconds 5] [--minutes 10]

import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { openPage, serveDist } from '../browser/lib/browsers.mjs';
import { firstLoad } from '../browser/lib/first-load.mjs';
import { openPlayground, setSpeed } from '../browser/playground-page.mjs';

const { values: flags } = parseArgs({
  options: { loads: { type: 'string' }, seconds: { type: 'string' }, minutes: { type: 'string' } },
});

/** @param {'loads' | 'seconds' | 'minutes'} name @param {number} usual */
function number(name, usual) {
  const value = Number(flags[name] ?? usual);
  if (!(value > 0)) throw new Error(`--${name} must be a number above 0, not “${flags[name]}”.`);
  return value;
}
const loads = Math.ceil(number('loads', 7));
const seconds = number('seconds', 5);
const minutes = number('minutes', 10);

const solved = 0.05;
const patience = 60_000;
const deep = `data=spiral&points=500&batch=10&layers=${Array(6).fill('8:tanh').join(',')}`;

/** @typedef {import('puppeteer-core').Page} Page */

/** @type {{ figure: string, measured: string, mark: string }[]} */
const rows = [];
/** @param {string} figure @param {string} measured @param {string} mark */
function report(figure, measured, mark) {
  rows.push({ figure, measured, mark });
  console.log(`${figure}: ${measured}${mark && ` (mark: ${mark})`}`);
}

/** @param {number[]} values */
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
/** @param {number[]} values @param {(value: number) => string} write */
const spread = (values, write) => `median ${write(median(values))}, ${write(Math.min(...values))} to ${write(Math.max(...values))}, of ${values.length}`;
const milliseconds = (/** @type {number} */ value) => `${Math.round(value)} ms`;
const kilobytes = (/** @type {number} */ bytes) => `${(bytes / 1024).toFixed(1)} KB`;

/** @param {string} url */
async function measureLoads(url) {
  const all = [];
  for (let i = 0; i < loads; i += 1) all.push(await firstLoad(url));
  const { files } = all[0];
  console.log('Files before the first network is drawn:');
  console.table(files.toSorted((a, b) => b.bytes - a.bytes).map(({ path, bytes }) => ({ path, gzip: kilobytes(bytes) })));
  report('bytes before the first network', `${kilobytes(files.reduce((sum, { bytes }) => sum + bytes, 0))} in ${files.length} files`, '≤ 150 KB');
  report('first drawing, after the load event', spread(all.map((one) => Math.max(0, one.drawn - one.load)), milliseconds), '≤ 300 ms');
  report('first drawing, after the navigation began', spread(all.map((one) => one.drawn), milliseconds), '');
  report('what jumps meanwhile (cumulative layout shift), most of all loads', Math.max(...all.map((one) => one.shift)).toFixed(3), '< 0.01');
  const longest = Math.max(...all.map((one) => one.longest));
  report('longest task of the page until then, of all loads', longest === 0 ? 'none over 50 ms' : milliseconds(longest), '< 50 ms');
}

/** Counts from inside the page while it plays. @param {Page} page */
function countFrames(page) {
  return page.evaluate(async (duration) => {
    const { client } = /** @type {any} */ (globalThis).glia;
    /** @type {number[]} */
    const tasks = [];
    const observer = new PerformanceObserver((list) => tasks.push(...list.getEntries().map((entry) => entry.duration)));
    observer.observe({ entryTypes: ['longtask'] });
    let drawn = 0;
    const recycle = client.recycle.bind(client); // a frame is given back when the next one is on the screen
    client.recycle = (/** @type {any} */ frame) => ((drawn += 1), recycle(frame));
    const before = await client.frame();
    const start = performance.now();
    await new Promise((resolve) => setTimeout(resolve, duration));
    const after = await client.frame();
    const time = (performance.now() - start) / 1000;
    client.recycle = recycle;
    observer.disconnect();
    return { frames: drawn / time, epochs: (after.epoch - before.epoch) / time, longest: Math.max(0, ...tasks) };
  }, seconds * 1000);
}

/** @param {{ url: string }} site */
async function measureDeep(site) {
  const { page, close } = await openPlayground('chromium', site, deep);
  try {
    await setSpeed(page, 'full');
    await page.click('#play');
    await new Promise((resolve) => setTimeout(resolve, 1500));
    const { frames, epochs, longest } = await countFrames(page);
    const which = '6 hidden layers of 8, 500 points, batch 10, full speed';
    report(`frames a second, ${which}`, frames.toFixed(1), '60');
    report(`epochs a second, ${which}`, epochs.toFixed(0), '≥ 300');
    report(`longest task of the page, ${which}`, longest === 0 ? 'none over 50 ms' : milliseconds(longest), '< 50 ms');
  } finally {
    await close();
  }
}

/** From a fresh profile with nothing changed: play, and wait. @param {string} url */
async function measureSolving(url) {
  /** @type {number[]} */
  const times = [];
  let unsolved = 0;
  for (let i = 0; i < loads; i += 1) {
    const { page, close } = await openPage('chromium', 'about:blank', { width: 1440, height: 900 });
    try {
      await page.goto(url, { waitUntil: 'load' });
      await page.waitForSelector('.ready');
      const time = await page.evaluate(async (goal, most) => {
        const loss = () => Number(document.querySelector('.numbers dd')?.textContent);
        document.getElementById('play')?.click();
        while (!(loss() < goal)) {
          if (performance.now() > most) return null;
          await new Promise((resolve) => requestAnimationFrame(resolve));
        }
        return performance.now();
      }, solved, patience);
      if (time === null) unsolved += 1;
      else times.push(time);
    } finally {
      await close();
    }
  }
  const left = unsolved ? `; ${unsolved} not within ${patience / 1000} s` : '';
  report(`from the navigation to a test loss under ${solved}, nothing changed`, times.length ? spread(times, milliseconds) + left : `never${left}`, '< 2 s');
}

/** @param {{ url: string }} site */
async function measureMemory(site) {
  const { page, close } = await openPage('chromium', 'about:blank', { width: 1440, height: 900 });
  try {
    await page.setBypassCSP(true); // for the workers' own words before the engine's
    await page.evaluateOnNewDocument(keepMemories);
    await page.goto(`${site.url}#${deep}`, { waitUntil: 'load' });
    await page.waitForSelector('.ready');
    const session = await page.createCDPSession();
    const read = async () => {
      await session.send('HeapProfiler.collectGarbage');
      const { JSHeapUsedSize = 0 } = await page.metrics();
      return { page: JSHeapUsedSize, worker: await workerMemory(page), engine: await engineMemory(page) };
    };
    await setSpeed(page, 'full');
    await page.click('#play');
    await new Promise((resolve) => setTimeout(resolve, 2000));
    const before = await read();
    await new Promise((resolve) => setTimeout(resolve, minutes * 60_000));
    const after = await read();
    const step = await page.$eval('#step-count', (element) => element.textContent);
    report(`JS heap of the page, over ${minutes} min of training to step ${step}`, `${kilobytes(before.page)} → ${kilobytes(after.page)}`, 'steady');
    report(`memory of the engine (WebAssembly), over ${minutes} min`, `${kilobytes(before.engine)} → ${kilobytes(after.engine)}`, 'steady');
    report(`JS heap and array buffers of the worker, over ${minutes} min`, `${kilobytes(before.worker)} → ${kilobytes(after.worker)}`, 'steady');
  } finally {
    await close();
  }
}

/** Before anything of the page runs: workers keep what memory WebAssembly takes in them, which Chromium does not tell. */
function keepMemories() {
  const { Worker } = globalThis;
  globalThis.Worker = class extends Worker {
    /** @param {string | URL} url @param {WorkerOptions} [options] */
    constructor(url, options) {
      const script = `self.memories = [];
        const { instantiate } = WebAssembly;
        WebAssembly.instantiate = async (...given) => {
          const made = await instantiate(...given);
          const { memory } = (made.instance ?? made).exports;
          if (memory) memories.push(memory);
          return made;
        };
        await import(${JSON.stringify(String(url))});`;
      super(URL.createObjectURL(new Blob([script], { type: 'text/javascript' })), options);
    }
  };
}

/** Memory of WebAssembly in the engine's worker. @param {Page} page @returns {Promise<number>} bytes */
async function engineMemory(page) {
  const bytes = await page.workers()[0].evaluate(() => {
    const { memories } = /** @type {any} */ (globalThis);
    return memories.reduce((/** @type {number} */ sum, /** @type {WebAssembly.Memory} */ { buffer }) => sum + buffer.byteLength, 0);
  });
  if (!(bytes > 0)) throw new Error('The worker holds no memory of WebAssembly.');
  return bytes;
}

/** JS heap of the engine's worker, with the buffers behind its arrays, without the engine's own. @param {Page} page */
async function workerMemory(page) {
  const { usedSize, backingStorageSize = 0 } = /** @type {any} */ (await page.workers()[0].client.send('Runtime.getHeapUsage'));
  return usedSize + backingStorageSize;
}

const site = await serveDist();
try {
  await measureLoads(site.url);
  await measureDeep(site);
  await measureSolving(site.url);
  await measureMemory(site);
  console.table(rows);
  console.log(`${cpus().length} processors, ${cpus()[0]?.model}; load over the last minute ${loadavg()[0].toFixed(1)}`);
} finally {
  await site.close();
}
