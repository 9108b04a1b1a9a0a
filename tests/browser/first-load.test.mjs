// What the page costs before it shows a network, and what comes later: at the latest when it is wanted, and again when
// it could not be had.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { browsers, serveDist } from './lib/browsers.mjs';
import { firstLoad } from './lib/first-load.mjs';
import { openPlayground } from './playground-page.mjs';

/** The most bytes that may travel before the first network is drawn. */
const most = 150_000;

/** @type {Awaited<ReturnType<typeof serveDist>>} */
let site;
before(async () => {
  site = await serveDist();
});
after(() => site?.close());

describe('the first load', () => {
  it(`draws a network with less than ${most} bytes`, async () => {
    const { files } = await firstLoad(site.url);
    const paths = files.map(({ path }) => path);
    for (const needed of ['/', '/playground.js', '/playground.css', '/engine/worker.js', '/engine/glia-first.wasm']) {
      assert.ok(paths.includes(needed), `${needed} is not among what was counted: ${paths.join(' ')}`);
    }
    const sum = files.reduce((total, { bytes }) => total + bytes, 0);
    const list = files.toSorted((a, b) => b.bytes - a.bytes).map(({ path, bytes }) => `${bytes} ${path}`);
    assert.ok(files.every(({ bytes }) => bytes > 0), list.join('\n'));
    assert.ok(sum < most, `${sum} bytes:\n${list.join('\n')}`);
  });

  for (const width of [1440, 390]) {
    it(`shows the page in one piece, ${width} pixels wide: nothing jumps`, async () => {
      const { shift } = await firstLoad(site.url, { width, height: 844 });
      assert.ok(shift < 0.01, `cumulative layout shift ${shift}`);
    });
  }
});

/** The site, whose files of some paths cannot be had for now. */
async function brokenSite() {
  const broken = { paths: /^$/, refused: 0 };
  const server = createServer(async (request, response) => {
    const path = String(request.url);
    if (broken.paths.test(path)) {
      broken.refused += 1;
      response.writeHead(503, { 'content-type': 'text/plain' });
      response.end('Not now.');
      return;
    }
    const answer = await fetch(new URL(path, site.url));
    response.writeHead(answer.status, { 'content-type': String(answer.headers.get('content-type')) });
    response.end(Buffer.from(await answer.arrayBuffer()));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(null)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return { url: `http://127.0.0.1:${port}/`, broken, close: () => (server.closeAllConnections(), server.close()) };
}

for (const name of browsers) {
  describe(`a part that could not be fetched, in ${name}`, () => {
    /** @type {Awaited<ReturnType<typeof brokenSite>>} */
    let half;
    /** @type {Awaited<ReturnType<typeof openPlayground>>} */
    let tab;
    before(async () => {
      half = await brokenSite();
      half.broken.paths = /\/(rest|glia-rest|measures|told-view|slow|panel)\b/;
      tab = await openPlayground(name, half);
    });
    after(async () => {
      await tab?.close();
      half?.close();
    });

    /**
     * Does something that fails while a part is missing, and once more when it can be had.
     * @param {RegExp} paths
     * @param {() => Promise<void>} wantIt
     * @param {() => Promise<unknown>} seeSentence @param {() => Promise<unknown>} seePart
     */
    async function tryTwice(paths, wantIt, seeSentence, seePart) {
      half.broken.refused = 0;
      half.broken.paths = paths;
      await wantIt();
      await seeSentence();
      assert.ok(half.broken.refused > 0, 'nothing was asked for');
      half.broken.paths = /^$/;
      await wantIt();
      await seePart();
    }
    const seen = (/** @type {string} */ selector, /** @type {RegExp} */ words) =>
      tab.page.waitForFunction((where, source) => new RegExp(source).test(document.querySelector(where)?.textContent ?? ''), {}, selector, words.source);

    it('is told of by the engine’s worker, which answers when the question is asked again', async () => {
      const ask = () => tab.page.evaluate(async () => {
        const { client } = /** @type {any} */ (globalThis).glia;
        return client.random(3, 1).then((/** @type {any} */ numbers) => numbers.length, (/** @type {any} */ error) => `${error.code}: ${error.message}`);
      });
      /** @type {unknown[]} */
      const answers = [];
      await tryTwice(/\/engine\/(rest-|glia-rest)/, async () => void answers.push(await ask()), async () => {}, async () => {});
      assert.match(String(answers[0]), /^not_loaded: .*; try again when the network is back\.$/);
      assert.equal(answers[1], 3);
    });

    it('is told of by a lens, which opens by “Try again”', async () => {
      await tab.page.evaluate(() => /** @type {any} */ (globalThis).glia.openLens('card'));
      let tried = false;
      await tryTwice(
        /\/chunks\/measures-/,
        async () => {
          if (!tried) await tab.page.evaluate(() => /** @type {any} */ (globalThis).glia.openLens('measures'));
          else await tab.page.evaluate(() => [...document.querySelectorAll('#lenses button')].find((one) => one.textContent === 'Try again')?.dispatchEvent(new MouseEvent('click')));
          tried = true;
        },
        () => seen('#lenses', /Measures could not be opened\. This part could not be fetched/),
        () => tab.page.waitForSelector('#lenses .lens table'),
      );
    });

    it('is told of by the words, by slow motion and by the exercise, which come when asked for again', async () => {
      const { page } = tab;
      const press = (/** @type {string} */ selector) => async () => page.$eval(selector, (element) => /** @type {HTMLElement} */ (element).click());
      await tryTwice(/\/chunks\/told-view-/, async () => {
        await page.$eval('details.told', (element) => {
          const details = /** @type {HTMLDetailsElement} */ (element);
          details.open = false;
          setTimeout(() => (details.open = true), 50);
        });
        await page.waitForFunction(() => document.querySelector('details.told')?.hasAttribute('open'));
      }, () => seen('.told-body', /try again.*could not be fetched/), () => seen('.told-body', /network/));
      await tryTwice(/\/chunks\/slow-/, press('#slow'), () => seen('#toast', /Slow motion could not be loaded/), () => page.waitForSelector('#slow[aria-expanded=true]'));
      await press('#slow')();
      await tryTwice(/\/chunks\/panel-/, press('#exercise-toggle'), () => seen('#notices', /exercise could not be opened\. This part could not be fetched/), () => page.waitForSelector('#exercise-choice'));
    });
  });
}
