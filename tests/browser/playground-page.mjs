// What the tests of the playground do with the page: opening it, asking its engine, pressing its controls.

import assert from 'node:assert/strict';
import { openPage } from './lib/browsers.mjs';

/** @typedef {import('puppeteer-core').Page} Page */

/**
 * Opens the playground and waits until its first experiment stands.
 * @param {import('./lib/browsers.mjs').BrowserName} name
 * @param {{ url: string }} site
 * @param {string} [experiment]
 * @param {Parameters<typeof openPage>[2]} [options]
 */
export async function openPlayground(name, site, experiment = '', options = {}) {
  const url = experiment ? `${site.url}#${experiment}` : site.url;
  const opened = await openPage(name, url, { width: 1440, height: 900, ...options });
  await opened.page.waitForSelector('.ready');
  await drawn(opened.page);
  await opened.page.evaluate(offerCopies);
  return opened;
}

/** Waits until the page has shown a frame of the run that is open. @param {Page} page */
export async function drawn(page) {
  await page.waitForFunction(() => /\d/.test(document.querySelector('.numbers dd')?.textContent ?? ''));
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve(null)))));
}

/** The engine's own word on the run. @param {Page} page @returns {Promise<{ experiment: string, values: Record<string, string>, step: number, playing: boolean, hash: string, parameters: number[] }>} */
export function engineState(page) {
  return page.evaluate(async () => {
    const { client, opened } = /** @type {any} */ (globalThis).glia;
    const frame = await client.frame();
    return {
      experiment: opened.experiment,
      values: opened.values,
      step: frame.step,
      playing: frame.playing,
      hash: await client.hash(),
      parameters: [...frame.parameters],
    };
  });
}

/** Opens an experiment in the page as a pasted link would. @param {import('puppeteer-core').Page} page @param {string} experiment */
export async function followLink(page, experiment) {
  await page.evaluate((text) => (location.hash = text), experiment);
  await page.waitForFunction((text) => /** @type {any} */ (globalThis).glia.opened.experiment === text, {}, experiment);
  await drawn(page);
}

/** The table of settings the page was built from. @param {Page} page @returns {Promise<any[]>} */
export const settingsTable = (page) => page.evaluate(() => /** @type {any} */ (globalThis).glia.client.settings.settings);

/** The experiment in the address bar. @param {Page} page */
export const addressBar = (page) => page.evaluate(() => location.hash.slice(1));

/** Waits until a setting has a value in the engine's run. @param {Page} page @param {string} key @param {string} text */
export async function untilValue(page, key, text) {
  try {
    await page.waitForFunction((k, t) => {
      const value = /** @type {any} */ (globalThis).glia.opened.values[k];
      return value === t || (value !== '' && Number(value) === Number(t)); // 1e-6 is 0.000001
    }, {}, key, text);
  } catch {
    const { values } = await engineState(page);
    assert.fail(`${key} should be ${text}, the engine has ${values[key]}`);
  }
}

/** Waits for a number of steps on the counter. @param {Page} page @param {number} step */
export async function untilStep(page, step) {
  await page.waitForFunction((wanted) => document.querySelector('#step-count')?.textContent?.replaceAll(',', '') === String(wanted), {}, step);
}

/** Chooses how fast the run plays. @param {Page} page @param {'slow' | 'steady' | 'full'} name */
export async function setSpeed(page, name) {
  await page.click('#speed');
  await page.click(`.popover:popover-open input[value="${name}"]`);
  await page.waitForFunction(() => !document.querySelector(':popover-open'));
}

/** Middle of something in the drawing, in window coordinates. @param {Page} page @param {string} selector */
export async function middleOf(page, selector) {
  return page.$eval(selector, (element) => {
    const { left, top, width, height } = element.getBoundingClientRect();
    return { x: left + width / 2, y: top + height / 2 };
  });
}

/**
 * Gives tests inside the page `copyOf(canvas)`: a context to read pixels from, so that the page's own canvas stays
 * one that is only drawn on, of which browsers warn otherwise.
 */
function offerCopies() {
  Object.assign(globalThis, {
    copyOf(/** @type {HTMLCanvasElement} */ canvas) {
      const copy = document.createElement('canvas');
      copy.width = canvas.width;
      copy.height = canvas.height;
      const context = /** @type {CanvasRenderingContext2D} */ (copy.getContext('2d', { willReadFrequently: true }));
      context.drawImage(canvas, 0, 0);
      return context;
    },
  });
}

/** A neuron's item in the tree. @param {number} layer @param {number} unit */
export const neuron = (layer, unit) => `[data-kind="neuron"][data-layer="${layer}"][data-unit="${unit}"]`;
