// What the tests of lessons do with a page: opening it, waking its widgets, walking it by keyboard.

import { openPage } from './lib/browsers.mjs';

/** @typedef {import('puppeteer-core').Page} Page */

/**
 * @param {import('./lib/browsers.mjs').BrowserName} name @param {{ url: string }} site
 * @param {string} [path] @param {Parameters<typeof openPage>[2]} [options]
 */
export async function openLesson(name, site, path = 'learn/one-neuron.html', options = {}) {
  const opened = await openPage(name, site.url + path, { width: 1440, height: 900, ...options });
  await opened.page.waitForFunction(() => document.querySelector('#theme svg') !== null);
  return opened;
}

/** Scrolls to a widget and waits until it lives. @param {Page} page @param {string} id */
export async function wake(page, id) {
  await page.$eval(`#${id}`, (element) => element.scrollIntoView({ block: 'center' }));
  await page.waitForSelector(`#${id}.alive`);
}

/** Wakes all, in order, so that nothing moves any more. @param {Page} page */
export async function wakeAll(page) {
  for (const id of await page.$$eval('.widget', (all) => all.map((each) => each.id))) await wake(page, id);
  await page.evaluate(() => scrollTo(0, 0));
}

/** @param {Page} page @param {string} selector @returns {Promise<string>} */
export const textOf = (page, selector) => page.$eval(selector, (element) => (element.textContent ?? '').trim());

/** Waits for words. @param {Page} page @param {string} selector @param {string} pattern */
export const untilText = (page, selector, pattern) =>
  page.waitForFunction((s, p) => new RegExp(p).test(document.querySelector(s)?.textContent ?? ''), {}, selector, pattern);

/** What has the focus, by a few words. @param {Page} page */
export const focused = (page) =>
  page.evaluate(() => {
    const element = document.activeElement;
    if (!(element instanceof HTMLElement) || element === document.body) return '';
    return `${element.tagName.toLowerCase()}${element.id ? `#${element.id}` : ''} ${(element.getAttribute('aria-label') ?? element.textContent ?? '').trim().slice(0, 40)}`;
  });

/** The answer to a question of choices, given and checked. @param {Page} page @param {string} id of the widget @param {string} words of the choice */
export async function answer(page, id, words) {
  await page.evaluate(
    (i, w) => {
      const labels = [...document.querySelectorAll(`#${i} .answers label`)];
      /** @type {HTMLElement | undefined} */ (labels.find((label) => label.textContent?.trim().startsWith(w)))?.click();
    },
    id,
    words,
  );
  await page.$eval(`#${id} button[type="submit"]`, (button) => /** @type {HTMLElement} */ (button).click());
}
