// Without a network: after one visit the site opens whole, from a build that was fetched whole; with a network nobody is
// shown an old page. The server is really shut down.

import assert from 'node:assert/strict';
import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { writeOffline } from '../../web/tools/offline.mjs';
import { dist, serve } from '../../web/tools/serve.mjs';
import { browsers, openPage } from './lib/browsers.mjs';

/** @typedef {import('puppeteer-core').Page} Page */

/** Waits until a build is kept, and the page is answered for by its worker. @param {Page} page @param {string} version */
const waitForKept = (page, version) =>
  page.waitForFunction(
    async (of) => (await caches.keys()).includes(`glia-${of}`) && Boolean(navigator.serviceWorker.controller) && !(await navigator.serviceWorker.getRegistration())?.installing,
    { timeout: 60_000, polling: 250 },
    version,
  );

const drawn = (/** @type {Page} */ page) => page.waitForFunction(() => /\d/.test(document.querySelector('.numbers dd')?.textContent ?? ''));

for (const name of browsers) {
  describe(`without a network in ${name}`, () => {
    const site = fileURLToPath(new URL(`../../build/offline-site-${name}/`, import.meta.url));
    let version = '';
    before(async () => {
      await rm(site, { recursive: true, force: true });
      await cp(dist, site, { recursive: true });
      version = await writeOffline(site);
    });
    after(() => rm(site, { recursive: true, force: true }));

    it('opens the playground and a lesson after one visit, and the new build once there is one', async () => {
      let server = await serve({ root: site });
      const { port, url } = server;
      const { page, close } = await openPage(name, url);
      try {
        await drawn(page);
        await waitForKept(page, version);
        // What runs Python is kept when it was used, and not before.
        const lock = new URL('python/files.json', url).href;
        const names = () => page.evaluate(async () => (await Promise.all((await caches.keys()).map(async (each) => (await (await caches.open(each)).keys()).map((request) => request.url)))).flat());
        assert.ok(!(await names()).includes(lock));
        await page.evaluate((address) => fetch(address).then((response) => response.text()), lock);
        await page.waitForFunction(async (address) => Boolean(await caches.match(address)), { polling: 100 }, lock);

        await server.close();
        await page.goto(`${url}#data=xor&layers=2:tanh`);
        await page.reload();
        await drawn(page);
        assert.equal(await page.evaluate(() => location.hash), '#data=xor&layers=2:tanh');
        assert.ok((await page.evaluate((address) => fetch(address).then((response) => response.text()), lock)).includes('pyodide'));
        await page.goto(new URL('learn/one-neuron.html', url).href);
        await page.$eval('.widget', (widget) => widget.scrollIntoView());
        await page.waitForSelector('.widget.alive');
        assert.equal(await page.$$eval('[role="alert"]', (found) => found.filter((each) => each.textContent).length), 0);

        // A new build: its page is shown at the very next visit, and kept in place of the old one.
        const changed = (await readFile(join(site, 'learn.html'), 'utf8')).replace(/<h1[^>]*>[^<]*</, '<h1>Another build<');
        await writeFile(join(site, 'learn.html'), changed);
        const next = await writeOffline(site);
        assert.notEqual(next, version);
        server = await serve({ root: site, port });
        await page.goto(new URL('learn.html', url).href);
        assert.equal(await page.$eval('h1', (head) => head.textContent), 'Another build');
        await waitForKept(page, next);
        await page.waitForFunction(async (old) => !(await caches.keys()).includes(`glia-${old}`), { polling: 100 }, version);
        await server.close();
        await page.reload();
        assert.equal(await page.$eval('h1', (head) => head.textContent), 'Another build');
      } finally {
        await close();
        await server.close().catch(() => {});
      }
    });

    it('keeps no build of which a file has changed on the way', async () => {
      const server = await serve({ root: site });
      const { page, close } = await openPage(name, new URL('embed.html', server.url).href); // which registers nothing itself
      try {
        await writeFile(join(site, 'ui', 'theme.css'), `${await readFile(join(site, 'ui', 'theme.css'), 'utf8')}\n/* of another build */\n`);
        const state = await page.evaluate(async () => {
          const registration = await navigator.serviceWorker.register('offline.js');
          const worker = /** @type {ServiceWorker} */ (registration.installing);
          await new Promise((resolve) => worker.addEventListener('statechange', resolve, { once: true }));
          return { state: worker.state, caches: (await caches.keys()).filter((each) => !each.startsWith('glia-python')) };
        });
        assert.deepEqual(state, { state: 'redundant', caches: [] });
      } finally {
        await close();
        await server.close();
      }
    });
  });
}
