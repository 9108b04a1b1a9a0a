// One load of the page in a fresh profile: what has come, as it travelled, until a network is drawn, and when that was.

import { openPage } from './browsers.mjs';
import { patience } from './wait.mjs';

/** Before anything of the page runs: notes when the page stands with its first network drawn, how long tasks took and what jumped. */
function watchStart() {
  const notes = /** @type {{ drawn: number, tasks: number[], shift: number }} */ ({ drawn: 0, tasks: [], shift: 0 });
  Object.assign(globalThis, { notes });
  new PerformanceObserver((list) => notes.tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: 'longtask', buffered: true });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) notes.shift += /** @type {any} */ (entry).value;
  }).observe({ type: 'layout-shift', buffered: true });
  const look = () => {
    // A figure of the run stands below the result once a frame of it is on the screen.
    if (/\d/.test(document.querySelector('.numbers dd')?.textContent ?? '')) notes.drawn = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

/** Files a page or a worker has asked for, and when they had come, in milliseconds since 1970. */
function filesAsked() {
  const entries = /** @type {PerformanceResourceTiming[]} */ (performance.getEntriesByType('resource'));
  return entries.map(({ name, responseEnd }) => ({ name, end: performance.timeOrigin + responseEnd }));
}

/** Bytes of a file as it travels, compressed as the server does. @param {string} address */
async function travelling(address) {
  const answer = await fetch(address, { headers: { 'accept-encoding': 'gzip' }, method: 'HEAD' });
  return Number(answer.headers.get('content-length'));
}

/**
 * What a page and its workers have asked for so far, as it travelled. In Chromium, as below.
 * @param {import('puppeteer-core').Page} page @returns {Promise<{ path: string, bytes: number }[]>}
 */
export async function bytesOf(page) {
  const asked = await Promise.all([page, ...page.workers()].map((each) => each.evaluate(filesAsked)));
  const names = [...new Set([page.url(), ...asked.flat().map(({ name }) => name)])].map((name) => name.replace(/#.*/, '')).filter((name) => name.startsWith('http'));
  return Promise.all([...new Set(names)].map(async (name) => ({ path: new URL(name).pathname, bytes: await travelling(name) })));
}

/**
 * Loads a page in Chromium, the only one that tells what its workers fetched.
 * @param {string} url
 * @param {{ width: number, height: number }} [size]
 * @returns {Promise<{ drawn: number, load: number, longest: number, shift: number, files: { path: string, bytes: number }[] }>} drawn,
 *   load: milliseconds since the navigation began; longest: task, 0 where none took over 50 ms; shift:
 *   how much jumped until half a second later, as browsers count it; files: what had come when the first network was drawn
 */
export async function firstLoad(url, size = { width: 1440, height: 900 }) {
  // An empty page first, so that the watch is in place before anything of ours runs.
  const { page, close } = await openPage('chromium', 'about:blank', size);
  try {
    await page.evaluateOnNewDocument(watchStart);
    await page.goto(url, { waitUntil: 'load' });
    await page.waitForFunction(() => /** @type {any} */ (globalThis).notes.drawn > 0, { timeout: patience });
    await new Promise((resolve) => setTimeout(resolve, 500));
    const seen = await page.evaluate(() => {
      const { drawn, tasks, shift } = /** @type {any} */ (globalThis).notes;
      const [document_] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType('navigation'));
      return { drawn, load: document_.loadEventEnd, longest: Math.max(0, ...tasks), shift, end: performance.timeOrigin + drawn, name: location.href };
    });
    // The worker asks for the engine itself, which the page's own list does not tell.
    const asked = await Promise.all([page, ...page.workers()].map((each) => each.evaluate(filesAsked)));
    const early = asked.flat().filter(({ name, end }) => name.startsWith('http') && end <= seen.end);
    const names = [...new Set([seen.name, ...early.map(({ name }) => name)])];
    const files = await Promise.all(names.map(async (name) => ({ path: new URL(name).pathname, bytes: await travelling(name) })));
    return { drawn: seen.drawn, load: seen.load, longest: seen.longest, shift: seen.shift, files };
  } finally {
    await close();
  }
}
