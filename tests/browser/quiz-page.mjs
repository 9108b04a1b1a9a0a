// The site with a lesson that holds one quiz of each kind, built by the site's own builder; it is not shipped.

import { cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe } from 'node:test';
import { fileURLToPath } from 'node:url';
import { dist, serve } from '../../web/tools/serve.mjs';
import { readContent } from '../../web/tools/learn.mjs';
import { lessonPage } from '../../web/tools/learn/pages.mjs';
import { browsers, openPage } from './lib/browsers.mjs';

/** @typedef {import('puppeteer-core').Page} Page */

const site = fileURLToPath(new URL('../../build/quiz-site/', import.meta.url));
const pages = fileURLToPath(new URL('../learn/pages/', import.meta.url));

/** @returns {Promise<{ url: string, lesson: string, close(): Promise<void> }>} */
export async function serveQuizzes() {
  await rm(site, { recursive: true, force: true });
  await cp(dist, site, { recursive: true });
  const { lessons } = await readContent(pages);
  await mkdir(join(site, 'learn'), { recursive: true });
  for (const lesson of lessons) await writeFile(join(site, 'learn', `${lesson.name}.html`), lessonPage(lesson, lessons));
  const served = await serve({ root: site });
  return { ...served, lesson: `${served.url}learn/${lessons[0].name}.html` };
}

/**
 * @param {import('./lib/browsers.mjs').BrowserName} name @param {{ lesson: string }} served
 * @param {Parameters<typeof openPage>[2]} [options]
 */
export async function openQuizzes(name, served, options) {
  const opened = await openPage(name, served.lesson, { width: 1100, height: 900, ...options });
  await opened.page.waitForSelector('.widget');
  return opened;
}

/**
 * Suites of questions, one for each browser, with the lesson open in it.
 * @param {(opened: Awaited<ReturnType<typeof openQuizzes>>) => void} tests defines the tests of one suite; what
 *   it is given holds the page once they run
 * @returns {Awaited<ReturnType<typeof serveQuizzes>>} the site, likewise, for tests outside the suites
 */
export function inEveryBrowser(tests) {
  const served = /** @type {Awaited<ReturnType<typeof serveQuizzes>>} */ ({});
  before(async () => {
    Object.assign(served, await serveQuizzes());
  });
  after(() => served.close?.());
  for (const name of browsers) {
    describe(name, () => {
      const opened = /** @type {Awaited<ReturnType<typeof openQuizzes>>} */ ({});
      before(async () => {
        Object.assign(opened, await openQuizzes(name, served));
      });
      after(() => opened.close?.());
      tests(opened);
    });
  }
  return served;
}

/** Brings a widget into sight, and waits until it lives. @param {Page} page @param {string} id */
export async function arrive(page, id) {
  await page.$eval(`#${id}`, (element) => element.scrollIntoView({ block: 'center' }));
  await page.waitForSelector(`#${id}.alive`);
}

/** Clicks what is in a widget, wherever it stands. @param {Page} page @param {string} selector */
export async function click(page, selector) {
  await page.$eval(selector, (element) => element.scrollIntoView({ block: 'center' }));
  await page.click(selector);
}

/** Clicks the button with these words. @param {Page} page @param {string} id @param {string} words */
export async function press(page, id, words) {
  const at = await page.$$eval(`#${id} button`, (buttons, text) => buttons.findIndex((button) => button.textContent?.trim() === text), words);
  if (at < 0) throw new Error(`#${id} has no button “${words}”`);
  const button = (await page.$$(`#${id} button`))[at];
  await button.evaluate((element) => element.scrollIntoView({ block: 'center' }));
  await button.click();
}

/** Presses Check and waits for what is said. @param {Page} page @param {string} id */
export async function checked(page, id) {
  await forget(page, id);
  await press(page, id, 'Check');
  return verdict(page, id);
}

/** Marks a question as not judged, so that the next verdict can be waited for. @param {Page} page @param {string} id */
export const forget = (page, id) => page.$eval(`#${id} form`, (form) => void (/** @type {HTMLElement} */ (form).dataset.state = 'waiting'));

/** @param {Page} page @param {string} id @returns {Promise<{ is: string, says: string, state: string }>} */
export async function verdict(page, id) {
  await page.waitForSelector(`#${id} form[data-state="judged"]`, { timeout: 60_000 });
  return page.$eval(`#${id} form`, (form) => ({
    is: /** @type {HTMLElement} */ (form).dataset.verdict ?? '',
    says: form.querySelector('.verdict')?.textContent ?? '',
    state: form.querySelector('.question-state')?.textContent ?? '',
  }));
}

/** Replaces what stands in a field. @param {Page} page @param {string} selector @param {string} text */
export async function type(page, selector, text) {
  await page.$eval(selector, (field) => {
    field.scrollIntoView({ block: 'center' });
    /** @type {HTMLInputElement} */ (field).focus();
    /** @type {HTMLInputElement} */ (field).select();
  });
  await page.keyboard.press('Backspace');
  await page.keyboard.type(text);
}

/** Replaces what stands in an editor, as a paste over everything. @param {Page} page @param {string} host selector @param {string} code */
export async function enterCode(page, host, code) {
  await page.waitForFunction((where) => document.querySelector(where)?.shadowRoot?.querySelector('.cm-content'), {}, host);
  await page.$eval(host, (element) => {
    element.scrollIntoView({ block: 'center' });
    /** @type {HTMLElement} */ (element.shadowRoot?.querySelector('.cm-content')).focus();
  });
  await page.keyboard.down('Control');
  await page.keyboard.press('a');
  await page.keyboard.up('Control');
  await page.$eval(
    host,
    (element, text) => {
      const data = new DataTransfer();
      data.setData('text/plain', text);
      // Firefox takes the text of an event made by script from fields of its own.
      const init = { clipboardData: data, dataType: 'text/plain', data: text, bubbles: true, cancelable: true };
      element.shadowRoot?.querySelector('.cm-content')?.dispatchEvent(new ClipboardEvent('paste', init));
    },
    code,
  );
}

/** What the page says to those who listen. @param {Page} page @param {RegExp} pattern */
export const said = (page, pattern) =>
  page.waitForFunction((source) => new RegExp(source).test(document.querySelector('#said')?.textContent ?? ''), {}, pattern.source);

/** What is kept of a widget. @param {Page} page @param {string} id @returns {Promise<{ points?: number, tries?: number, kept?: any } | undefined>} */
export const progressOf = (page, id) =>
  page.evaluate((widget) => JSON.parse(localStorage.getItem('glia.learn') ?? '{"lessons":{}}').lessons.quizzes?.widgets[widget], id);
