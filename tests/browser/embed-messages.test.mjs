// What an embed refuses: messages that are none, messages of those it does not talk to; and what it says when
// its server or its address leaves it without something.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { faultOf, fromEmbed, isOrigin, toEmbed } from '../../web/embed/protocol.js';
import { accessibilityProblems, browsers, openPage } from './lib/browsers.mjs';
import { call, heard, openHost, post, said, twoSites } from './embed-page.mjs';

/** @typedef {import('puppeteer-core').Page} Page */

/** @type {Awaited<ReturnType<typeof twoSites>>} */
let sites;
before(async () => {
  sites = await twoSites();
});
after(() => sites.close());

/** Not one of these is a message. */
const malformed = [
  null,
  'play',
  7,
  [],
  {},
  { type: 'play' },
  { glia: 2, type: 'play' },
  { glia: 1 },
  { glia: 1, type: 'explode' },
  { glia: 1, type: 'toString' },
  { glia: 1, type: 'seek' },
  { glia: 1, type: 'seek', step: -1 },
  { glia: 1, type: 'seek', step: 1.5 },
  { glia: 1, type: 'seek', step: '5' },
  { glia: 1, type: 'play', fast: true },
  { glia: 1, type: 'set', experiment: 5 },
  { glia: 1, type: 'ask', what: 'everything' },
  { glia: 1, type: 'state', playing: true },
];

describe('the embed protocol', () => {
  it('knows its messages from others', () => {
    for (const message of malformed) assert.match(faultOf(message, toEmbed), /^(A message|There is|The field) .*\.$/, JSON.stringify(message));
    const right = [{ type: 'set', experiment: 'data=xor', id: 1 }, { type: 'play' }, { type: 'pause', id: 'a' }, { type: 'seek', step: 5 }, { type: 'step', steps: null }, { type: 'ask', what: 'state' }, { type: 'ask', what: 'receipt' }];
    for (const message of right) assert.equal(faultOf({ glia: 1, ...message }, toEmbed), '');
    const state = { experiment: '', step: 0, reached: 0, epoch: 0, loss: 0.5, testLoss: null, metrics: { accuracy: 1 }, playing: false };
    assert.equal(faultOf({ glia: 1, type: 'state', ...state }, fromEmbed), '');
    assert.equal(faultOf({ glia: 1, type: 'receipt', text: 'glia-receipt 1', answer: 3 }, fromEmbed), '');
    assert.notEqual(faultOf({ glia: 1, type: 'receipt', answer: 3 }, fromEmbed), '');
    assert.notEqual(faultOf({ glia: 1, type: 'state', ...state, loss: NaN }, fromEmbed), '');
    assert.notEqual(faultOf({ glia: 1, type: 'state', ...state, metrics: { accuracy: 'high' } }, fromEmbed), '');
  });

  it('knows an origin', () => {
    for (const origin of ['https://school.example', 'http://127.0.0.1:8000']) assert.ok(isOrigin(origin), origin);
    for (const other of ['null', '*', 'https://school.example/', 'school.example', 'https://a.example:443', 'file://']) assert.ok(!isOrigin(other), other);
  });
});

/** Puts a frame into the page, as its author could by hand. @param {Page} page @param {string} id @param {string} src @param {string | null} sandbox */
const addFrame = (page, id, src, sandbox = null) =>
  page.evaluate(
    (i, s, box) => {
      const frame = document.createElement('iframe');
      frame.id = i;
      if (box !== null) frame.setAttribute('sandbox', box);
      frame.src = s;
      const heard = /** @type {any[]} */ ([]);
      /** @type {any} */ (globalThis)[`heard_${i}`] = heard;
      addEventListener('message', ({ source, data, origin }) => source === frame.contentWindow && heard.push({ origin, ...data }));
      document.body.prepend(frame);
      return new Promise((resolve) => frame.addEventListener('load', () => resolve(null)));
    },
    id,
    src,
    sandbox,
  );

/** Waits for a word from such a frame. @param {Page} page @param {string} id @param {string} type */
const heardFrom = async (page, id, type) => {
  const handle = await page.waitForFunction((i, t) => /** @type {any} */ (globalThis)[`heard_${i}`].find((one) => one.type === t), {}, id, type);
  return handle.jsonValue();
};

/** @param {Page} page @param {string} id @param {object} message */
const tell = (page, id, message) =>
  page.evaluate((i, m) => /** @type {HTMLIFrameElement} */ (document.getElementById(i)).contentWindow?.postMessage({ glia: 1, ...m }, '*'), id, message);

/** @param {Page} page @param {string} id */
async function textIn(page, id) {
  const handle = await page.$(`#${id}`);
  const frame = await handle?.contentFrame();
  if (!frame) throw new Error(`${id} has no frame`);
  await frame.waitForSelector('.notice');
  return frame.$eval('.notice', (notice) => notice.textContent ?? '');
}

/** Glia on a server that does not let sandboxes read some files. @param {(path: string) => boolean} closed */
async function strictSite(closed) {
  const server = createServer(async (request, response) => {
    const answer = await fetch(new URL(String(request.url), sites.glia.url));
    const open = closed(String(request.url)) ? {} : { 'access-control-allow-origin': '*' };
    response.writeHead(answer.status, { 'content-type': String(answer.headers.get('content-type')), ...open });
    response.end(Buffer.from(await answer.arrayBuffer()));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(null)));
  const address = /** @type {import('node:net').AddressInfo} */ (server.address());
  return { url: `http://127.0.0.1:${address.port}/`, close: () => (server.closeAllConnections(), server.close()) };
}

for (const name of browsers) {
  describe(`what embeds refuse in ${name}`, () => {
    it('messages that are none: each is answered by an error and changes nothing', async () => {
      const { page, problems, close } = await openHost(name, sites);
      try {
        await heard(page, 'one', 'ready');
        const before = await call(page, 'one', 'askState');
        for (const message of malformed) await post(page, 'one', message);
        await post(page, 'one', { glia: 1, type: 'seek', step: 'far', id: 'mine' });
        await page.waitForFunction((count) => /** @type {any} */ (globalThis).said.filter(({ type }) => type === 'error').length === count, {}, malformed.length + 1);
        const errors = await said(page, 'one', 'error');
        assert.ok(errors.every(({ code, message }) => code === 'bad_message' && /\.$/.test(message)));
        assert.equal(errors.at(-1).answer, 'mine');
        assert.deepEqual(await call(page, 'one', 'askState'), before);
        const refused = await call(page, 'one', 'seek', -3);
        assert.match(refused.refused, /step/);
        assert.deepEqual(problems(), []);
      } finally {
        await close();
      }
    });

    it('anybody but the page around', async () => {
      const { page, problems, close } = await openHost(name, sites);
      try {
        await heard(page, 'one', 'ready');
        // A frame beside it, of the page's own origin, is not its parent.
        await page.evaluate(() => {
          const beside = document.createElement('iframe');
          beside.srcdoc = '<p>beside';
          document.body.append(beside);
          return new Promise((resolve) => beside.addEventListener('load', () => {
            const script = /** @type {Document} */ (beside.contentDocument).createElement('script');
            script.textContent = `
              const one = parent.document.getElementById('one').frame.contentWindow;
              one.postMessage({ glia: 1, type: 'play' }, '*'); one.postMessage({ glia: 1, type: 'nonsense' }, '*');`;
            beside.contentDocument?.body.append(script);
            resolve(null);
          }));
        });
        // And nobody can speak in the embed's name.
        await page.evaluate(() => postMessage({ glia: 1, type: 'size', height: 9 }, '*'));
        const state = await call(page, 'one', 'askState');
        assert.equal(state.playing, false);
        assert.deepEqual(await said(page, 'one', 'error'), []);
        assert.notEqual(await page.evaluate(() => /** @type {any} */ (document.getElementById('one')).frame.style.height), '9px');
        assert.deepEqual(problems(), []);
      } finally {
        await close();
      }
    });

    it('pages whose origin is not among those named', async () => {
      const { page, problems, close } = await openHost(name, sites);
      try {
        const own = new URL(sites.host.url).origin;
        const embed = `${sites.glia.url}embed.html?start=now`;
        await addFrame(page, 'named', `${embed}&origins=https://school.example,${own}`);
        await addFrame(page, 'stranger', `${embed}&origins=https://school.example`);
        await addFrame(page, 'unreadable', `${embed}&origins=school.example,${own}`);
        assert.equal((await heardFrom(page, 'named', 'ready')).step, 0);
        for (const id of ['stranger', 'unreadable', 'named']) await tell(page, id, { type: 'play', id: 1 });
        assert.equal((await heardFrom(page, 'named', 'state')).playing, true);
        await new Promise((resolve) => setTimeout(resolve, 1500));
        assert.match(await textIn(page, 'unreadable'), /“school\.example”.*https:\/\/school\.example/);
        for (const id of ['stranger', 'unreadable']) {
          assert.deepEqual(await page.evaluate((i) => /** @type {any} */ (globalThis)[`heard_${i}`], id), [], `${id} must be silent`);
          const frame = await (await page.$(`#${id}`))?.contentFrame();
          assert.equal(await frame?.evaluate(() => /** @type {any} */ (globalThis).glia.playing), false, `${id} must not obey`);
        }
        assert.deepEqual(problems(), []);
      } finally {
        await close();
      }
    });

    it('nothing without a word: a sandbox that is refused files, an address that cannot be read', async () => {
      const closed = await strictSite(() => true);
      const half = await strictSite((path) => path.includes('worker.plain.js'));
      const { page, close } = await openHost(name, sites);
      try {
        await addFrame(page, 'closed', `${closed.url}embed.html`, 'allow-scripts');
        assert.match(await textIn(page, 'closed'), /sandbox.*Access-Control-Allow-Origin: \*/);
        await addFrame(page, 'half', `${half.url}embed.html?start=now`, 'allow-scripts');
        assert.match(await textIn(page, 'half'), /worker\.plain\.js could not be read.*Access-Control-Allow-Origin: \*/);
        assert.equal((await heardFrom(page, 'half', 'error')).code, 'not_loaded');
        await addFrame(page, 'misspelt', `${sites.glia.url}embed.html?hide=wings#data=xor`);
        assert.match(await textIn(page, 'misspelt'), /no part “wings” to hide; there is .*network.*noise/);
        await addFrame(page, 'unknown', `${sites.glia.url}embed.html#data=nowhere`);
        assert.match(await textIn(page, 'unknown'), /nowhere.*The default network is shown instead\./);
        // A sandbox that forbids windows: the link shows its address.
        await addFrame(page, 'shut', `${sites.glia.url}embed.html?start=now#data=xor`, 'allow-scripts');
        await heardFrom(page, 'shut', 'ready');
        const frame = await (await page.$('#shut'))?.contentFrame();
        await frame?.$eval('#open', (link) => /** @type {HTMLElement} */ (link).click());
        await frame?.waitForSelector('.notice input');
        assert.equal(await frame?.$eval('.notice input', (field) => /** @type {HTMLInputElement} */ (field).value), `${sites.glia.url}index.html#data=xor`);
      } finally {
        await close();
        closed.close();
        half.close();
      }
    });

    it('no reader: names, roles and contrast are as axe asks for', async () => {
      for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
        const { page, problems, close } = await openPage(name, `${sites.glia.url}embed.html?show=data,sentence,lenses`, { width: 720, height: 900, colorScheme });
        try {
          await page.waitForSelector('.ready');
          assert.deepEqual(await accessibilityProblems(page), []);
          assert.deepEqual(problems, []);
        } finally {
          await close();
        }
      }
    });

    it('hide what a link to the playground names', async () => {
      const { page, problems, close } = await openPage(name, `${sites.glia.url}?hide=share,rate,features,speed,seed`, { width: 1440, height: 900 });
      try {
        await page.waitForSelector('.ready');
        const shown = await page.evaluate(() =>
          ['#share', '[data-opens="rate"]', '[data-setting="features"]', '[data-group="inputs"]', '#speed', '#new-seed', '[data-opens="optimizer"]', '[data-setting="noise"]', '[data-group="data"]', '#reset']
            .filter((selector) => /** @type {Element} */ (document.querySelector(selector)).checkVisibility()));
        assert.deepEqual(shown, ['[data-opens="optimizer"]', '[data-setting="noise"]', '[data-group="data"]', '#reset']);
        await page.goto(`${sites.glia.url}?hide=shar`);
        await page.waitForSelector('.notice');
        assert.match(await page.$eval('.notice', (notice) => notice.textContent ?? ''), /no part “shar” to hide; there is .*share/);
        assert.deepEqual(problems, []);
      } finally {
        await close();
      }
    });
  });
}
