// The exercise as a learner meets it: opened on the built page, worked by keyboard and buttons.

import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { openPage } from './lib/browsers.mjs';

/** @typedef {import('puppeteer-core').Page} Page */

const folder = new URL('../../web/exercises/dense-layer/', import.meta.url);

/** @param {string} name of a file of the exercise */
export const content = (name) => readFile(fileURLToPath(new URL(name, folder)), 'utf8');

/** @type {import('../../web/exercises/content.js').Exercise} */
export const exercise = JSON.parse(await content('exercise.json'));

/**
 * Opens the page and the exercise on it.
 * @param {import('./lib/browsers.mjs').BrowserName} name
 * @param {string} url of the site
 * @param {Parameters<typeof openPage>[2]} [options]
 */
export async function openExercise(name, url, options) {
  const opened = await openPage(name, url, options);
  await showExercise(opened.page);
  return opened;
}

/** Opens the exercise on a loaded page. @param {Page} page */
export async function showExercise(page) {
  // The page brings its own button; it does nothing before the page has started.
  await page.waitForSelector('#exercise-toggle[aria-expanded]');
  await page.click('#exercise-toggle');
  await page.waitForSelector('.exercise');
}

/** Chooses Python and waits for its code. @param {Page} page */
export async function choosePython(page) {
  await page.select('.exercise-language', 'python');
  await page.waitForSelector('.exercise[data-language="python"]');
}

/** @param {Page} page @returns {Promise<string>} what stands in the editor */
export const codeOf = (page) =>
  page.$eval('.exercise-editor', (host) =>
    [.../** @type {ShadowRoot} */ (host.shadowRoot).querySelectorAll('.cm-line')].map((line) => line.textContent).join('\n'),
  );

/** @param {Page} page */
export const focusEditor = (page) =>
  page.$eval('.exercise-editor', (host) => {
    const target = /** @type {ShadowRoot} */ (host.shadowRoot).querySelector('.cm-content');
    /** @type {HTMLElement} */ (target).focus();
  });

/**
 * Replaces what stands in the editor, as a paste over everything.
 * @param {Page} page @param {string} code
 */
export async function enterCode(page, code) {
  await focusEditor(page);
  await page.keyboard.down('Control');
  await page.keyboard.press('a');
  await page.keyboard.up('Control');
  await page.$eval(
    '.exercise-editor',
    (host, text) => {
      const data = new DataTransfer();
      data.setData('text/plain', text);
      const target = /** @type {ShadowRoot} */ (host.shadowRoot).querySelector('.cm-content');
      // Firefox takes the text of an event made by script from fields of its own.
      const init = { clipboardData: data, dataType: 'text/plain', data: text, bubbles: true, cancelable: true };
      target?.dispatchEvent(new ClipboardEvent('paste', init));
    },
    code.trimEnd(),
  );
}

/**
 * Runs the tests and waits for the report.
 * @param {Page} page
 * @returns {Promise<{ passed: boolean, status: string, text: string }>} text: all that the report says
 */
export async function runTests(page) {
  await page.$eval('.exercise', (root) => (/** @type {HTMLElement} */ (root).dataset.state = 'waiting'));
  await click(page, '.exercise-run');
  return report(page);
}

/**
 * Clicks what a learner would have scrolled to: on a phone the player covers the lower edge.
 * @param {Page} page @param {string} selector
 */
export async function click(page, selector) {
  await page.$eval(selector, (element) => element.scrollIntoView({ block: 'center' }));
  await page.click(selector);
}

/** Waits for a report. @param {Page} page */
export async function report(page) {
  await page.waitForSelector('.exercise[data-state="done"]', { timeout: 120_000 });
  return page.$eval('.exercise-report', (element) => {
    const status = element.querySelector('.exercise-status')?.textContent ?? '';
    const details = element.querySelector('.exercise-details')?.textContent ?? '';
    const root = /** @type {HTMLElement} */ (element.closest('.exercise'));
    const whole = /^No test|could not run/.test(status) ? false : root.dataset.passed === 'true';
    return { passed: whole, status, text: `${status}\n${details}` };
  });
}

/** @param {Page} page @param {string} code */
export async function tryCode(page, code) {
  await enterCode(page, code);
  return runTests(page);
}

/**
 * What went wrong on the page, without what tearing a sandbox down looks like to the driver of Firefox: it counts the
 * frame's own page as failed when the frame is gone soon after it has loaded.
 * @param {{ problems: string[] }} opened
 */
export const problemsOf = ({ problems }) =>
  problems.filter((problem) => !/exercises\/(python\/)?sandbox\.html \(Browsing context already closed/.test(problem));
