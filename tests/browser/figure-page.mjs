// A page of the learning side made for a test: the built site, and in it one page whose Markdown the test gives.

import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadEngine } from '../../dist/engine/engine.js';
import { lessonPage } from '../../web/tools/learn/pages.mjs';
import { readLesson } from '../../web/tools/learn/lesson.mjs';
import { dist, serve } from '../../web/tools/serve.mjs';
import { openPage } from './lib/browsers.mjs';

const engine = await loadEngine();

/** What the content may refer to. */
const world = {
  terms: [],
  places: { lessons: new Map(), pages: new Map(), term: () => ({}) },
  experiment(/** @type {string} */ text) {
    try {
      engine.check(text);
      return '';
    } catch (error) {
      return /** @type {Error} */ (error).message;
    }
  },
  choices: (/** @type {string} */ key) => engine.settings.settings.find((/** @type {any} */ each) => each.key === key)?.choices.map((/** @type {any} */ each) => each.name) ?? [],
};

/**
 * Serves the site with a page `learn/figures-test.html` of this Markdown.
 * @param {string} markdown
 */
export async function serveFigures(markdown) {
  const root = await mkdtemp(join(tmpdir(), 'glia-figures-'));
  await cp(dist, root, { recursive: true });
  const read = readLesson(markdown, 'figures-test.md', world);
  const lesson = { name: 'figures-test', number: 1, title: 'Figures', promise: 'A page for tests.', minutes: 1, level: 'beginner', version: 1, read };
  await writeFile(join(root, 'learn', 'figures-test.html'), lessonPage(lesson, [lesson]));
  const site = await serve({ root });
  return {
    url: `${site.url}learn/figures-test.html`,
    async close() {
      await site.close();
      await rm(root, { recursive: true, force: true });
    },
  };
}

/**
 * Opens it and waits until a figure is alive.
 * @param {import('./lib/browsers.mjs').BrowserName} name @param {string} url @param {string} id of the figure
 * @param {Parameters<typeof openPage>[2]} [options]
 */
export async function openFigure(name, url, id, options = {}) {
  const opened = await openPage(name, `${url}#${id}`, { width: 1440, height: 900, ...options });
  await opened.page.waitForSelector(`#${id}.alive`);
  return opened;
}
