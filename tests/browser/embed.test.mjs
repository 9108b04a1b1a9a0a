// Embeds on a page of another origin, in both browsers: one in a plain frame, one in a sandbox of opaque origin,
// one far down the page. How they start, play, tell and fit.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { browsers } from './lib/browsers.mjs';
import { become } from './lib/wait.mjs';
import { call, heard, inside, openHost, said, twoSites } from './embed-page.mjs';

/** @typedef {import('puppeteer-core').Page} Page */

const glia = fileURLToPath(new URL('../../build/glia', import.meta.url));

/** @type {Awaited<ReturnType<typeof twoSites>>} */
let sites;
before(async () => {
  sites = await twoSites();
});
after(() => sites.close());

/** @param {Page} page @param {string} id */
const scrollTo = (page, id) => page.evaluate((i) => document.getElementById(i)?.scrollIntoView({ block: 'center' }), id);

/** @param {number} milliseconds */
const wait = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Whether an embed's document can be scrolled in its frame, and how high both are. @param {Page} page @param {string} id */
async function fit(page, id) {
  const frame = await inside(page, id);
  return frame.evaluate(() => {
    const { scrollWidth, clientWidth, scrollHeight, clientHeight } = document.documentElement;
    const content = document.querySelector('#frame')?.getBoundingClientRect().height ?? 0;
    return { wide: scrollWidth - clientWidth, high: scrollHeight - clientHeight, room: Math.floor(Math.abs(innerHeight - content)) };
  });
}

for (const name of browsers) {
  describe(`embeds in ${name}`, () => {
    it('start when they are seen, with their experiment, on a page of another origin', async () => {
      const { page, problems, close } = await openHost(name, sites);
      try {
        const one = await heard(page, 'one', 'ready');
        assert.equal(one.origin, new URL(sites.glia.url).origin);
        assert.equal(one.experiment, 'data=xor&layers=4:tanh');
        assert.equal(one.step, 0);
        await scrollTo(page, 'two');
        const two = await heard(page, 'two', 'ready');
        assert.equal(two.origin, 'null', 'a sandbox has an origin of its own');
        assert.equal(two.experiment, 'data=circle&layers=3:relu');
        assert.deepEqual(await said(page, 'three', 'ready'), [], 'nobody has seen the third');
        await scrollTo(page, 'three');
        assert.equal((await heard(page, 'three', 'ready')).experiment, '');
        assert.deepEqual(problems(), []);
      } finally {
        await close();
      }
    });

    it('do what the page around asks, and tell it what became of it', async () => {
      const { page, problems, close } = await openHost(name, sites);
      try {
        for (const id of ['one', 'two']) {
          await scrollTo(page, id);
          const playing = await call(page, id, 'play');
          assert.equal(playing.playing, true);
          await heard(page, id, 'progress');
          const stopped = await call(page, id, 'pause');
          assert.equal(stopped.playing, false);
          assert.ok(stopped.step > 0, 'it has trained');
          const at50 = await call(page, id, 'seek', 50);
          assert.equal(at50.step, 50);
          const at80 = await call(page, id, 'advance', 30);
          assert.equal(at80.step, 80);
          assert.notEqual(at80.loss, at50.loss);
          assert.deepEqual((await call(page, id, 'seek', 50)).loss, at50.loss, 'the same step is the same to the bit');
          assert.deepEqual(await call(page, id, 'askState'), (await said(page, id, 'state')).map(({ from, origin, glia, type, answer, ...state }) => state).at(-1));
        }
        assert.deepEqual(problems(), []);
      } finally {
        await close();
      }
    });

    it('give a receipt that the native program accepts, and tell everybody of it', async () => {
      const { page, problems, close } = await openHost(name, sites);
      try {
        await heard(page, 'one', 'ready');
        await call(page, 'one', 'seek', 120);
        const told = page.evaluate(() => new Promise((resolve) => document.getElementById('one')?.addEventListener('receipt', (event) => resolve(/** @type {CustomEvent} */ (event).detail.text), { once: true })));
        const receipt = await call(page, 'one', 'askReceipt');
        assert.equal(await told, receipt);
        assert.match(execFileSync(glia, ['verify', receipt], { encoding: 'utf8' }), /^verified: 120 steps/);
        // A run with a planted fault would give it away.
        await page.evaluate(async () => {
          const one = /** @type {any} */ (document.getElementById('one'));
          const opened = new Promise((resolve) => one.addEventListener('state', resolve, { once: true }));
          one.experiment = 'data=xor&fault=dead_layer';
          await opened;
        });
        assert.match(await page.evaluate(() => /** @type {any} */ (document.getElementById('one')).experiment), /^data=xor&puzzle=[\w-]{27}$/);
        assert.match((await call(page, 'one', 'askReceipt')).refused, /puzzle/);
        assert.deepEqual(problems(), []);
      } finally {
        await close();
      }
    });

    it('reflect the experiment in the attribute, and follow it', async () => {
      const { page, problems, close } = await openHost(name, sites);
      try {
        await heard(page, 'one', 'ready');
        const states = await page.evaluate(async () => {
          const one = /** @type {any} */ (document.getElementById('one'));
          const told = new Promise((resolve) => one.addEventListener('state', (/** @type {CustomEvent} */ { detail }) => resolve(detail.experiment), { once: true }));
          one.setAttribute('experiment', 'data=gauss&layers=2:relu&seed=7');
          return [await told, one.experiment, one.state.experiment];
        });
        assert.deepEqual(states, Array(3).fill('data=gauss&layers=2:relu&seed=7'));
        // A control in the embed, pressed by its reader: another neuron.
        const frame = await inside(page, 'one');
        await frame.$eval('.layer-control .stepper button:last-child', (button) => /** @type {HTMLButtonElement} */ (button).click());
        await page.waitForFunction(() => document.getElementById('one')?.getAttribute('experiment') === 'data=gauss&layers=3:relu&seed=7');
        // One that cannot be read is told, and changes nothing.
        const refused = await page.evaluate(async () => {
          const one = /** @type {any} */ (document.getElementById('one'));
          const told = new Promise((resolve) => one.addEventListener('error', (/** @type {CustomEvent} */ { detail }) => resolve(detail.message), { once: true }));
          one.experiment = 'data=nowhere';
          return [await told, (await one.askState()).experiment];
        });
        assert.match(refused[0], /nowhere/);
        assert.equal(refused[1], 'data=gauss&layers=3:relu&seed=7');
        assert.deepEqual(problems(), []);
      } finally {
        await close();
      }
    });

    it('are as high as what they show, at every width, and never scroll', async () => {
      const { page, problems, close } = await openHost(name, sites);
      try {
        for (const id of ['one', 'two', 'three']) {
          await scrollTo(page, id);
          await heard(page, id, 'ready');
        }
        for (const width of [1440, 700, 390, 320]) {
          await page.setViewport({ width, height: 900 });
          for (const id of ['one', 'two', 'three']) {
            // Out of sight a frame of another origin is not laid out, and so tells its height when it comes into sight.
            await scrollTo(page, id);
            await become(async () => Object.values(await fit(page, id)).every((excess) => excess === 0), `${id} fits at ${width}`);
          }
          assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0);
        }
        // What it shows must not follow from the frame's height, or telling that would go round in a circle.
        const before = (await said(page, 'one', 'size')).length;
        for (const height of [180, 500, 1600]) {
          await page.evaluate((h) => (/** @type {any} */ (document.getElementById('one')).frame.style.height = `${h}px`), height);
          await wait(200);
        }
        assert.equal((await said(page, 'one', 'size')).length, before);
        assert.ok(before < 16, `${before} sizes were told for four widths`);
        assert.deepEqual(problems(), []);
      } finally {
        await close();
      }
    });

    it('work where storage is blocked, and say what they hide', async () => {
      const { page, problems, close } = await openHost(name, sites);
      try {
        await scrollTo(page, 'two');
        await heard(page, 'two', 'ready');
        const frame = await inside(page, 'two');
        const storage = await frame.evaluate(() => {
          try {
            localStorage.getItem('x');
            return 'open';
          } catch {
            return 'blocked';
          }
        });
        assert.equal(storage, 'blocked');
        await frame.$eval('#play', (button) => /** @type {HTMLButtonElement} */ (button).click());
        await heard(page, 'two', 'progress');
        assert.equal(await frame.$eval('.track', (track) => getComputedStyle(track).display), 'none');
        const { refused } = await page.evaluate(async () => {
          const two = /** @type {any} */ (document.getElementById('two'));
          const told = new Promise((resolve) => two.addEventListener('error', (/** @type {CustomEvent} */ { detail }) => resolve(detail.message), { once: true }));
          two.setAttribute('hide', 'wings');
          return { refused: await told };
        });
        assert.match(String(refused), /no part “wings”.*there is .*network/);
        await page.evaluate(() => document.getElementById('two')?.setAttribute('hide', 'network'));
        await frame.waitForFunction(() => getComputedStyle(/** @type {Element} */ (document.querySelector('#network'))).display === 'none');
        assert.equal(await frame.$eval('.track', (track) => getComputedStyle(track).display), 'block');
        assert.deepEqual(problems(), []);
      } finally {
        await close();
      }
    });
  });
}
