// Progress beyond one page: on the overview, as a file, where nothing is kept, and for a page around the lesson.

import assert from 'node:assert/strict';
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { parseProgress } from '../../web/learn/page/store.js';
import { accessibilityProblems, browsers, openPage, serveDist } from './lib/browsers.mjs';
import { become } from './lib/wait.mjs';
import { openLesson, textOf, untilText } from './learn-page.mjs';

/** @typedef {import('puppeteer-core').Page} Page */

/** @type {Awaited<ReturnType<typeof serveDist>>} */
let site;
before(async () => {
  site = await serveDist();
});
after(() => site.close());

/** @param {Page} page @param {string} section */
const tick = (page, section) => page.$eval(`#${section} .tick`, (button) => /** @type {HTMLElement} */ (button).click());
const item = '[data-lesson="one-neuron"]';

/** Gives the overview a file. @param {Page} page @param {string} text */
async function takeIn(page, text) {
  const folder = await mkdtemp(join(tmpdir(), 'glia-progress-'));
  try {
    const path = join(folder, 'progress.json');
    await writeFile(path, text);
    const input = /** @type {import('puppeteer-core').ElementHandle<HTMLInputElement>} */ (await page.$('#progress input[type="file"]'));
    await input.uploadFile(path);
    await page.waitForSelector('#notices .notice');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

for (const name of browsers) {
  describe(`progress in ${name}`, () => {
    /** @type {Awaited<ReturnType<typeof openPage>>} */
    let opened;
    before(async () => {
      opened = await openLesson(name, site);
    });
    after(() => opened?.close());

    it('is shown for each lesson on the overview', async () => {
      const { page } = opened;
      await tick(page, 'why');
      await page.goto(`${site.url}learn.html`);
      await untilText(page, `${item} .state`, '1 of 11 sections done');
      assert.match(await textOf(page, '#progress p'), /^0 of \d+ lessons done · 0 of \d+ points\. It is kept in this browser alone\.$/);
      assert.deepEqual(await accessibilityProblems(page), []);
    });

    it('can be taken in from a file without losing what is there, and undone', async () => {
      const { page } = opened;
      const came = { format: 1, lessons: { 'one-neuron': { version: 1, sections: { biology: true }, widgets: { 'read-a-weight': { points: 1, tries: 2 } } } } };
      await takeIn(page, JSON.stringify(came));
      await untilText(page, `${item} .state`, '2 of 11 sections done');
      await page.$$eval('#notices .notice button', (all) => /** @type {HTMLElement} */ (all.find((each) => each.textContent === 'Undo')).click());
      await untilText(page, `${item} .state`, '1 of 11 sections done');
    });

    it('is not harmed by a file that is none', async () => {
      const { page } = opened;
      await takeIn(page, '{"format": 7}');
      assert.match(await textOf(page, '#notices .notice p'), /no progress of Glia/);
      await untilText(page, `${item} .state`, '1 of 11 sections done');
      await page.$$eval('#notices .notice button', (all) => /** @type {HTMLElement} */ (all.find((each) => each.textContent === 'Dismiss')).click());
    });

    it('can be begun anew, and that undone', async () => {
      const { page } = opened;
      const press = (/** @type {string} */ words) => page.$$eval('main button, #notices button', (all, w) => /** @type {HTMLElement} */ (all.find((each) => each.textContent === w)).click(), words);
      await press('Start over');
      await untilText(page, `${item} .state`, 'not started');
      await press('Undo');
      await untilText(page, `${item} .state`, '1 of 11 sections done');
    });

    it('had nothing to complain of', () => assert.deepEqual(opened.problems, []));
  });
}

describe('progress as a file', () => {
  it('holds what was done', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'glia-download-'));
    const { page, close } = await openLesson('chromium', site);
    try {
      const session = await page.createCDPSession();
      await session.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: folder });
      await tick(page, 'why');
      await page.goto(`${site.url}learn.html`);
      await page.waitForSelector('#progress button:not(:disabled)');
      await page.$$eval('#progress button', (all) => /** @type {HTMLElement} */ (all.find((each) => each.textContent === 'Save as a file')).click());
      await become(async () => (await readdir(folder)).includes('glia-progress.json'), 'the file is there');
      const file = 'glia-progress.json';
      const { lessons } = parseProgress(await readFile(join(folder, file), 'utf8'));
      assert.deepEqual(lessons['one-neuron'].sections, { why: true });
    } finally {
      await close();
      await rm(folder, { recursive: true, force: true });
    }
  });
});

describe('where the browser keeps nothing', () => {
  it('says so once, and counts on', async () => {
    const { page, problems, close } = await openPage('chromium', 'about:blank');
    try {
      await page.evaluateOnNewDocument(() => {
        Object.defineProperty(window, 'localStorage', { get: () => { throw new DOMException('blocked', 'SecurityError'); } });
      });
      await page.goto(`${site.url}learn/one-neuron.html`);
      await page.waitForSelector('#why .tick');
      assert.equal(await page.$$eval('#notices .notice', (all) => all.length), 0);
      await tick(page, 'why');
      await untilText(page, '#notices .notice', 'keeps nothing for this page');
      await tick(page, 'biology');
      await untilText(page, '#progress p', '^2 of 11 sections done');
      assert.equal(await page.$$eval('#notices .notice', (all) => all.length), 1);
      assert.deepEqual(problems.filter((each) => !each.startsWith('request to another origin: ')), []);
    } finally {
      await close();
    }
  });
});

/** A page of another origin with a lesson in a frame, which writes down what it hears. @param {string} address of the lesson */
async function hostPage(address) {
  const html = `<!doctype html><title>School</title><script>heard = []; addEventListener('message', ({ data }) => heard.push(data));</script><iframe src="${address}" width="800" height="600" title="Lesson"></iframe>`;
  const server = createServer((_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(html));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(null)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return { url: `http://127.0.0.1:${port}/`, close: () => new Promise((resolve) => server.close(resolve)) };
}

/** What was heard of a type, once there is any (or more than `than`). @param {Page} page @param {string} type @param {number} [than] @returns {Promise<any>} */
async function heard(page, type, than = 0) {
  await page.waitForFunction((t, n) => /** @type {any} */ (globalThis).heard.filter((/** @type {any} */ each) => each.type === t).length > n, {}, type, than);
  return page.evaluate((t) => /** @type {any} */ (globalThis).heard.findLast((/** @type {any} */ each) => each.type === t), type);
}

/** @param {Page} page @param {object} message */
const post = (page, message) => page.evaluate((m) => /** @type {any} */ (document.querySelector('iframe')).contentWindow.postMessage(m, '*'), message);

for (const name of browsers) {
  describe(`a lesson in a page elsewhere, in ${name}`, () => {
    it('tells how far the learner is, gives progress out and takes it back', async () => {
      const host = await hostPage(`${site.url}learn/one-neuron.html`);
      const { page, close } = await openPage(name, host.url);
      try {
        const first = await heard(page, 'lesson');
        assert.deepEqual({ ...first, pointsOf: 0 }, { glia: 1, type: 'lesson', lesson: 'one-neuron', version: 1, state: 'not started', sectionsDone: 0, sections: 11, points: 0, pointsOf: 0, kept: true });
        assert.ok((await heard(page, 'size')).height > 1000);
        const progress = JSON.stringify({ format: 1, lessons: { 'one-neuron': { version: 1, sections: { why: true }, widgets: {} } } });
        await post(page, { glia: 1, type: 'restore', progress, id: 'r' });
        const restored = await heard(page, 'lesson', 1);
        assert.deepEqual([restored.answer, restored.sectionsDone, restored.state], ['r', 1, 'in progress']);
        await post(page, { glia: 1, type: 'ask', what: 'progress', id: 7 });
        const given = await heard(page, 'progress');
        assert.equal(given.answer, 7);
        assert.deepEqual(parseProgress(given.progress).lessons['one-neuron'].sections, { why: true });
        const frame = page.frames().find((each) => each.url().includes('one-neuron'));
        await frame?.waitForSelector('#biology .tick');
        await frame?.$eval('#biology .tick', (button) => /** @type {HTMLElement} */ (button).click());
        assert.equal((await heard(page, 'lesson', 2)).sectionsDone, 2);
      } finally {
        await close();
        await host.close();
      }
    });

    it('refuses what it cannot read, and changes nothing', async () => {
      const host = await hostPage(`${site.url}learn/one-neuron.html`);
      const { page, close } = await openPage(name, host.url);
      try {
        await heard(page, 'lesson');
        const wrong = [{ glia: 1, type: 'restore', progress: '{}', id: 1 }, { glia: 1, type: 'restore' }, { glia: 1, type: 'ask', what: 'everything' }, { glia: 1, type: 'play' }, 'hello'];
        for (const [i, message] of wrong.entries()) {
          await post(page, /** @type {any} */ (message));
          const { code, message: said } = await heard(page, 'error', i);
          assert.equal(code, i === 0 ? 'bad_progress' : 'bad_message');
          assert.match(said, /\.$/);
        }
        await post(page, { glia: 1, type: 'ask', what: 'lesson' });
        assert.equal((await heard(page, 'lesson', 1)).state, 'not started');
      } finally {
        await close();
        await host.close();
      }
    });
  });
}

describe('a lesson that may talk to another page alone', () => {
  it('is silent to this one', async () => {
    const host = await hostPage(`${site.url}learn/one-neuron.html?origins=https://school.example`);
    const { page, close } = await openPage('chromium', host.url);
    try {
      const frame = page.frames().find((each) => each.url().includes('one-neuron'));
      await frame?.waitForSelector('#why .tick');
      await frame?.$eval('#why .tick', (button) => /** @type {HTMLElement} */ (button).click());
      await post(page, { glia: 1, type: 'ask', what: 'progress' });
      await new Promise((resolve) => setTimeout(resolve, 500));
      assert.deepEqual(await page.evaluate(() => /** @type {any} */ (globalThis).heard), []);
    } finally {
      await close();
      await host.close();
    }
  });
});
