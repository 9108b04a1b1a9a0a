// Writes pictures of the playground to build/shots/: wide and narrow, light and dark, and what a newcomer
// meets first. Run by “node tests/browser/playground-shots.mjs [name ...]”; with the name readme it writes
// the one picture that the README shows.

import { fileURLToPath } from 'node:url';

import { serveDist, shot } from './lib/browsers.mjs';
import { neuron, middleOf, openPlayground, setSpeed } from './playground-page.mjs';

/** @typedef {import('puppeteer-core').Page} Page */

/** Trains until the test loss is small or the patience ends. @param {Page} page */
async function learn(page) {
  await setSpeed(page, 'steady');
  await page.click('#play');
  await page.waitForFunction(() => Number(document.querySelector('.numbers dd')?.textContent) < 0.05, { timeout: 12_000 }).catch(() => {});
  await page.click('#play');
  await page.mouse.move(2, 2);
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 400)));
}

/** @param {Page} page */
async function selectNeuron(page) {
  const at = await middleOf(page, neuron(2, 2));
  await page.mouse.click(at.x, at.y);
  await page.mouse.move(2, 2);
}

/** @type {{ name: string, experiment?: string, options?: Parameters<typeof openPlayground>[3], act?: (page: Page) => Promise<void>, fullPage?: boolean }[]} */
const pictures = [
  { name: 'playground', act: learn },
  { name: 'playground-dark', options: { colorScheme: 'dark' }, act: learn },
  { name: 'playground-first' },
  { name: 'playground-phone', options: { width: 390, height: 844, scale: 2 }, act: learn },
  { name: 'playground-phone-dark', options: { width: 390, height: 844, scale: 2, colorScheme: 'dark' }, act: learn, fullPage: true },
  { name: 'playground-tablet', options: { width: 1024, height: 768 }, act: learn },
  { name: 'playground-zoomed', options: { width: 720, height: 450 }, act: learn },
  { name: 'playground-selected', act: async (page) => { await learn(page); await selectNeuron(page); } },
  { name: 'playground-deep', experiment: 'layers=8:tanh,8:tanh,8:tanh,8:tanh,8:tanh,8:tanh', act: learn },
  { name: 'playground-values', experiment: 'data=hills', act: learn },
  { name: 'playground-bad-link', experiment: 'data=spiral&nois=4' },
  { name: 'playground-popover', act: async (page) => { await page.click('[data-opens="optimizer"]'); } },
];

const readme = fileURLToPath(new URL('./pictures/playground.webp', import.meta.url));
const wanted = process.argv.slice(2);
const site = await serveDist();
try {
  for (const { name, experiment, options, act, fullPage } of pictures) {
    const forReadme = name === 'playground' && wanted.includes('readme');
    if (wanted.length && !wanted.includes(name) && !forReadme) continue;
    const { page, problems, close } = await openPlayground('chromium', site, experiment, options);
    try {
      // The pictures of the data sets come a moment after the page.
      await page.waitForNetworkIdle();
      await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 700)));
      await act?.(page);
      if (forReadme) await page.screenshot({ path: readme, type: 'webp', quality: 85 });
      else console.log(await shot(page, name, { fullPage: fullPage ?? false }));
      for (const problem of problems) console.error(`${name}: ${problem}`);
      if (problems.length) process.exitCode = 1;
    } finally {
      await close();
    }
  }
} finally {
  await site.close();
}
