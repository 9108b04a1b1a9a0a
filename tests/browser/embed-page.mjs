// What the tests of embeds do: two servers of different origin, one with Glia and one with the pages around it.

import { fileURLToPath } from 'node:url';
import { serve } from '../../web/tools/serve.mjs';
import { openPage, serveDist } from './lib/browsers.mjs';

/** @typedef {import('puppeteer-core').Page} Page */

const pages = fileURLToPath(new URL('./pages/', import.meta.url));

/** A site with Glia, and another with a page that embeds it. */
export async function twoSites() {
  const [glia, host] = await Promise.all([serveDist(), serve({ root: pages })]);
  return { glia, host, close: () => Promise.all([glia.close(), host.close()]) };
}

/**
 * Opens the page with three embeds. That it asks the other site is no problem here, and nothing else may be one.
 * @param {import('./lib/browsers.mjs').BrowserName} name
 * @param {Awaited<ReturnType<typeof twoSites>>} sites
 * @param {Parameters<typeof openPage>[2]} [options]
 */
export async function openHost(name, { glia, host }, options = {}) {
  const opened = await openPage(name, `${host.url}embeds.html?glia=${encodeURIComponent(glia.url)}`, { width: 1440, height: 900, ...options });
  const problems = () => opened.problems.filter((problem) => !problem.startsWith(`request to another origin: ${glia.url}`));
  return { ...opened, problems };
}

/** What an embed has said so far. @param {Page} page @param {string} from @param {string} type @returns {Promise<any[]>} */
export const said = (page, from, type) =>
  page.evaluate((f, t) => /** @type {any} */ (globalThis).said.filter((one) => one.from === f && one.type === t), from, type);

/** Waits for an embed to say something. @param {Page} page @param {string} from @param {string} type */
export async function heard(page, from, type) {
  await page.waitForFunction((f, t) => /** @type {any} */ (globalThis).said.some((one) => one.from === f && one.type === t), {}, from, type);
  return (await said(page, from, type)).at(-1);
}

/** Calls a method of an element and waits for its answer. @param {Page} page @param {string} id @param {string} method @param {unknown[]} values @returns {Promise<any>} */
export const call = (page, id, method, ...values) =>
  page.evaluate(
    async (i, m, v) => {
      try {
        return await /** @type {any} */ (document.getElementById(i))[m](...v);
      } catch (error) {
        const { message, code } = /** @type {any} */ (error);
        return { refused: message, code };
      }
    },
    id,
    method,
    values,
  );

/** Posts anything at all to an embed. @param {Page} page @param {string} id @param {unknown} message */
export const post = (page, id, message) =>
  page.evaluate((i, m) => /** @type {any} */ (document.getElementById(i)).frame.contentWindow.postMessage(m, '*'), id, message);

/** The document inside an embed. @param {Page} page @param {string} id */
export async function inside(page, id) {
  const handle = await page.evaluateHandle((i) => /** @type {any} */ (document.getElementById(i)).frame, id);
  const frame = await /** @type {import('puppeteer-core').ElementHandle<HTMLIFrameElement>} */ (handle.asElement()).contentFrame();
  if (!frame) throw new Error(`${id} has no frame`);
  return frame;
}
