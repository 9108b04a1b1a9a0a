// “In words, as sound”: what was learned as text that follows the training politely, and the loss as a tone.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { accessibilityProblems, browsers, serveDist, shot } from './lib/browsers.mjs';
import { drawn, openPlayground, setSpeed } from './playground-page.mjs';

/** @typedef {import('puppeteer-core').Page} Page */

/** @type {Awaited<ReturnType<typeof serveDist>>} */
let site;
before(async () => {
  site = await serveDist();
});
after(() => site.close());

const words = '.told-text';

/** @param {Page} page */
const text = (page) => page.$eval(words, (element) => element.textContent ?? '');

/** Waits for words that match. @param {Page} page @param {string} pattern */
const until = (page, pattern) => page.waitForFunction((selector, source) => new RegExp(source).test(document.querySelector(selector)?.textContent ?? ''), {}, words, pattern);

/** @param {Page} page */
async function openWords(page) {
  await page.focus('.told summary');
  await page.keyboard.press('Enter');
  await until(page, 'test points right');
}

/** By key: what stands behind the player is brought into sight by the focus. @param {Page} page @param {import('puppeteer-core').ElementHandle<Element>} input */
async function press(page, input) {
  await input.focus();
  await page.keyboard.press(' ');
}

/** A stand-in that notes what is asked of it. */
function stubSound() {
  /** @type {any[]} */
  const notes = [];
  /** @param {string} name */
  const parameter = (name) => ({ value: 0, setTargetAtTime: (/** @type {number} */ value) => notes.push([name, value]) });
  Object.assign(globalThis, {
    notes,
    AudioContext: class {
      currentTime = 0;
      destination = {};
      createOscillator = () => ({ frequency: parameter('tone'), connect() {}, start: () => notes.push(['start']), stop: () => notes.push(['stop']) });
      createGain = () => ({ gain: parameter('volume'), connect() {} });
      close = async () => notes.push(['close']);
    },
  });
}

for (const name of browsers) {
  describe(`in words, as sound, in ${name}`, () => {
    it('tells what the engine counts, at rest and after training', async () => {
      const { page, problems, close } = await openPlayground(name, site, 'data=circle&noise=0&layers=8:tanh');
      try {
        await openWords(page);
        assert.match(await text(page), /^Before any training: \d+ of \d+ test points right\./);
        assert.equal(await page.$eval(words, (element) => element.getAttribute('aria-live')), 'polite');
        await page.evaluate(() => /** @type {any} */ (globalThis).glia.act(() => /** @type {any} */ (globalThis).glia.client.epoch(40)));
        await until(page, '^After epoch 40:');
        const counted = await page.evaluate(async () => {
          const { confusion, support } = await /** @type {any} */ (globalThis).glia.client.metrics({ part: 'test' });
          return [confusion[0][0] + confusion[1][1], support[0] + support[1]];
        });
        assert.match(await text(page), new RegExp(`^After epoch 40: ${counted[0]} of ${counted[1]} test points right\\.`));
        assert.match(await text(page), /inside a circle of radius about \d/);
        assert.deepEqual(await accessibilityProblems(page), []);
        await page.$eval('.told', (element) => element.scrollIntoView({ block: 'center' }));
        await shot(page, `words-${name}`);
        assert.deepEqual(problems, []);
      } finally {
        await close();
      }
    });

    it('has words for every kind of data', async () => {
      const { page, problems, close } = await openPlayground(name, site);
      try {
        await openWords(page);
        for (const [experiment, pattern] of Object.entries({
          'data=sine': 'no better on test values than always their mean \\(R² −\\d.*\\nIt errs most (in the middle|at the (left|right)), by \\d',
          'data=hills': 'on average.*\\nIt errs most ',
          'data=blobs&classes=5': 'Weakest is class \\d: \\d+ of \\d+ right\\..*\\n(.*\\n)?(The network gives class 0 .*; class 4 |Class \\d is taken to lie everywhere)',
          'data=digits8': '^Before any training: \\d+ of \\d+ test points right\\.\\nWeakest is digit \\d.*times\\.$',
        })) {
          await page.evaluate((text) => (location.hash = text), experiment);
          await until(page, pattern).catch(async () => assert.fail(`${experiment}: ${await text(page)}`));
        }
        assert.deepEqual(problems, []);
      } finally {
        await close();
      }
    });

    it('changes at most every five seconds while it trains, at once at pause, and not aloud when told so', async () => {
      const { page, problems, close } = await openPlayground(name, site);
      try {
        await openWords(page);
        await page.evaluate((selector) => {
          /** @type {{ at: number, playing: boolean }[]} */
          const changes = [];
          Object.assign(globalThis, { changes });
          new MutationObserver(() => changes.push({ at: performance.now(), playing: /** @type {any} */ (globalThis).glia.playing }))
            .observe(/** @type {Node} */ (document.querySelector(selector)), { childList: true, characterData: true, subtree: true });
        }, words);
        await page.click('#play');
        await new Promise((resolve) => setTimeout(resolve, 7000));
        const pressed = await page.evaluate(() => performance.now());
        await page.click('#play');
        await page.waitForFunction((since) => /** @type {any} */ (globalThis).changes.some((/** @type {any} */ change) => !change.playing && change.at > since), {}, pressed);
        /** @type {{ at: number, playing: boolean }[]} */
        const changes = await page.evaluate(() => /** @type {any} */ (globalThis).changes);
        const during = changes.filter(({ playing }) => playing);
        assert.ok(during.length >= 1 && during.length <= 2, JSON.stringify(changes));
        during.slice(1).forEach(({ at }, i) => assert.ok(at - during[i].at > 4500, JSON.stringify(changes)));
        const [aloud] = await page.$$('.told-toggle input');
        await press(page, aloud);
        assert.equal(await page.$eval(words, (element) => element.getAttribute('aria-live')), 'off');
        assert.deepEqual(problems, []);
      } finally {
        await close();
      }
    });

    it('stays open over a reload and fetches nothing while closed', async () => {
      const { page, problems, close } = await openPlayground(name, site);
      try {
        const fetched = () => page.evaluate(() => performance.getEntriesByType('resource').some((entry) => entry.name.endsWith('told.css')));
        assert.equal(await fetched(), false);
        await openWords(page);
        assert.equal(await fetched(), true);
        await page.reload();
        await page.waitForSelector('.ready');
        await until(page, 'test points right');
        assert.deepEqual(problems, []);
      } finally {
        await close();
      }
    });

    it('sounds only when asked, while it trains, and lower as the loss falls', async () => {
      const { page, problems, close } = await openPlayground(name, site, 'data=circle&noise=0');
      try {
        await page.evaluateOnNewDocument(stubSound);
        await page.reload();
        await page.waitForSelector('.ready');
        await drawn(page);
        const notes = () => page.evaluate(() => /** @type {any[][]} */ (/** @type {any} */ (globalThis).notes));
        await openWords(page);
        const [, heard] = await page.$$('.told-toggle input');
        assert.equal(await heard.evaluate((input) => /** @type {HTMLInputElement} */ (input).checked), false);
        await setSpeed(page, 'steady');
        assert.deepEqual(await notes(), []);
        await press(page, heard);
        assert.ok(!(await notes()).some(([what, value]) => what === 'volume' && value > 0), 'silent at rest');
        await page.click('#play');
        await page.waitForFunction(() => /** @type {any} */ (globalThis).notes.filter((/** @type {any} */ note) => note[0] === 'tone').length > 20);
        await page.click('#play');
        await page.waitForFunction(() => /** @type {any} */ (globalThis).notes.at(-1)[0] === 'volume' && /** @type {any} */ (globalThis).notes.at(-1)[1] === 0);
        const tones = (await notes()).filter(([what]) => what === 'tone').map(([, value]) => value);
        assert.ok(tones[tones.length - 1] < tones[0] - 10, `${tones[0]} Hz should fall: ${tones[tones.length - 1]}`);
        await press(page, heard);
        assert.deepEqual((await notes()).slice(-2), [['stop'], ['close']]);
        assert.deepEqual(problems, []);
      } finally {
        await close();
      }
    });
  });
}
