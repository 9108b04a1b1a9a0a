// How fluent the playground is, measured in real browsers: frames drawn a second, the longest waits
// between them, tasks over 50 ms on the main thread (Chromium tells), steps and epochs a second; and how
// long a stranger waits from a fresh profile until the spiral is learned. Prints; judges nothing.
// Run by “node tests/browser/playground-pace.mjs [seconds]” on a machine that does nothing else.

import { loadavg } from 'node:os';
import { browsers, serveDist, shot } from './lib/browsers.mjs';
import { openPlayground, setSpeed } from './playground-page.mjs';

const seconds = Number(process.argv[2] ?? 5);
const deep = `layers=${Array(6).fill('8:tanh').join(',')}`;
/** @type {[string, string, 'steady' | 'full'][]} */
const runs = [
  ['default, steady', '', 'steady'],
  ['default, full speed', '', 'full'],
  ['6 hidden layers of 8, steady', deep, 'steady'],
  ['6 hidden layers of 8, full speed', deep, 'full'],
];

/** Counts from inside the page while it plays. @param {import('puppeteer-core').Page} page */
function measure(page) {
  return page.evaluate(async (duration) => {
    const { client } = /** @type {any} */ (globalThis).glia;
    /** @type {number[]} */
    const tasks = [];
    if (PerformanceObserver.supportedEntryTypes.includes('longtask')) {
      new PerformanceObserver((list) => tasks.push(...list.getEntries().map((entry) => entry.duration))).observe({ entryTypes: ['longtask'] });
    }
    /** @type {number[]} */
    const waits = [];
    let drawn = 0;
    const recycle = client.recycle.bind(client); // the page gives a frame back when the next one is on the screen
    client.recycle = (/** @type {any} */ frame) => ((drawn += 1), recycle(frame));
    const before = await client.frame();
    const start = performance.now();
    let last = start;
    while (last - start < duration) {
      const now = await new Promise((resolve) => requestAnimationFrame(() => resolve(performance.now())));
      waits.push(now - last);
      last = now;
    }
    const after = await client.frame();
    const time = (last - start) / 1000;
    waits.sort((a, b) => b - a);
    return {
      'frames/s': Math.round((10 * drawn) / time) / 10,
      'longest waits (ms)': waits.slice(0, 3).map(Math.round).join(' '),
      'tasks over 50 ms': PerformanceObserver.supportedEntryTypes.includes('longtask') ? tasks.map(Math.round).join(' ') || 'none' : 'not told',
      'steps/s': Math.round((after.step - before.step) / time),
      'epochs/s': Math.round((after.epoch - before.epoch) / time),
    };
  }, seconds * 1000);
}

const site = await serveDist();
/** @type {Record<string, object>} */
const table = {};
try {
  for (const name of browsers) {
    for (const [title, experiment, speed] of runs) {
      const { page, close } = await openPlayground(name, site, experiment);
      await setSpeed(page, speed);
      await new Promise((resolve) => setTimeout(resolve, 1500));
      await page.click('#play');
      table[`${name}: ${title}`] = await measure(page);
      await close();
    }
    for (const speed of /** @type {const} */ (['steady', 'full'])) {
      const { page, close } = await openPlayground(name, site, 'data=spiral&noise=0');
      await setSpeed(page, speed);
      await shot(page, `spiral-before-${name}`);
      const solved = await page.evaluate(async () => {
        const loss = () => Number(document.querySelector('.numbers dd')?.textContent);
        const start = performance.now();
        document.getElementById('play')?.click();
        while (!(loss() < 0.05) && performance.now() - start < 60_000) await new Promise((resolve) => requestAnimationFrame(resolve));
        document.getElementById('play')?.click();
        return { time: performance.now() - start, loss: loss(), step: document.getElementById('step-count')?.textContent };
      });
      await shot(page, `spiral-after-${name}`);
      console.log(`${name}, ${speed}: spiral without noise, test loss ${solved.loss} after ${(solved.time / 1000).toFixed(2)} s at step ${solved.step}`);
      await close();
    }
  }
  console.table(table);
  console.log(`load of the machine over the last minute: ${loadavg()[0].toFixed(1)}`);
} finally {
  await site.close();
}
