// Challenges, puzzles and receipts on the page, in both browsers.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { loadEngine } from '../../dist/engine/engine.js';
import { encodeFault } from '../../web/playground/puzzle/code.js';
import { accessibilityProblems, browsers, serveDist } from './lib/browsers.mjs';
import { addressBar, openPlayground } from './playground-page.mjs';

/** @typedef {import('puppeteer-core').Page} Page */

const engine = await loadEngine();
const glia = fileURLToPath(new URL('../../build/glia', import.meta.url));
const faultRow = engine.settings.settings.find((/** @type {any} */ row) => row.key === 'fault');
const faults = faultRow.choices.filter((/** @type {any} */ choice) => choice.name !== 'none');
const stage = 'data=moons&noise=25&points=200&layers=8:tanh,8:tanh&batch=4';

/** @param {Page} page @param {string} text of a button in the lens */
async function press(page, text) {
  const [found] = await page.$$(`xpath/.//*[contains(@class, "challenges")]//button[starts-with(normalize-space(.), "${text}")]`);
  assert.ok(found, `there should be a button “${text}”`);
  await found.evaluate((/** @type {any} */ button) => button.click());
}

/** @param {Page} page */
const lensText = (page) => page.$eval('.challenges', (element) => element.textContent ?? '');

/** @param {Page} page @param {string} selector @param {RegExp} pattern */
const untilText = (page, selector, pattern) =>
  page.waitForFunction((s, source) => new RegExp(source).test(document.querySelector(s)?.textContent ?? ''), {}, selector, pattern.source);

/** @param {Page} page */
async function openLens(page) {
  await page.evaluate(() => /** @type {any} */ (globalThis).glia.openLens('challenges'));
  await page.waitForSelector('.challenges h3');
}

for (const name of browsers) {
  describe(`challenges in ${name}`, () => {
    /** @type {Awaited<ReturnType<typeof serveDist>>} */
    let site;
    before(async () => {
      site = await serveDist();
    });
    after(() => site?.close());

    it('are ticked off live, hold what is fixed, and end in a receipt that the native program accepts', async () => {
      const { page, problems, close } = await openPlayground(name, site);
      try {
        await openLens(page);
        assert.deepEqual(await accessibilityProblems(page, '#lenses'), []);
        await page.$eval('[data-challenge="three-neurons"]', (button) => /** @type {HTMLElement} */ (button).click());
        await page.waitForSelector('.checklist');
        assert.equal(await addressBar(page), 'data=circle&noise=20&layers=2:relu');
        // A fixed setting says why, by its own control.
        const slider = '#data [data-setting="noise"] input';
        await page.focus(slider);
        await page.keyboard.press('Home');
        await untilText(page, '#data [data-setting="noise"] .refusal', /“Three neurons” keeps this/);
        assert.equal(await addressBar(page), 'data=circle&noise=20&layers=2:relu');
        // Too many neurons break a limit; three meet it.
        const limit = () => page.$eval('.checklist li:nth-child(2)', (element) => /** @type {HTMLElement} */ (element).dataset.state);
        assert.equal(await page.evaluate(() => /** @type {any} */ (globalThis).glia.change({ layers: '4:tanh' })), null);
        await untilText(page, '.checklist li:nth-child(2)', /4$/);
        assert.equal(await limit(), 'broken');
        await page.evaluate(() => /** @type {any} */ (globalThis).glia.change({ layers: '3:tanh' }));
        await untilText(page, '.checklist li:nth-child(2)', /3$/);
        assert.equal(await limit(), 'met');
        assert.notEqual(await page.$eval('.checklist li:nth-child(1)', (element) => /** @type {HTMLElement} */ (element).dataset.state), 'met');
        await page.click('#play');
        await page.waitForSelector('.success:not([hidden]) textarea');
        const receipt = await page.$eval('.success textarea', (area) => /** @type {HTMLTextAreaElement} */ (area).value);
        assert.match(execFileSync(glia, ['verify', receipt], { encoding: 'utf8' }), /^verified/);
        assert.equal(engine.judge(receipt, { metric: 'accuracy', atLeast: 0.95, neurons: 3, epochs: 200, noise: 20 }).passed, true);
        assert.deepEqual(await accessibilityProblems(page, '#lenses'), []);
        // Away from the challenge, all settings are free again, and it is remembered as met.
        await press(page, '‹ All challenges');
        assert.match(await page.$eval('[data-challenge="three-neurons"]', (button) => button.textContent ?? ''), /met before/);
        assert.equal(await page.evaluate(() => /** @type {any} */ (globalThis).glia.change({ noise: '0' })), null);
        assert.deepEqual(problems, []);
      } finally {
        await close();
      }
    });

    it('of a teacher come by a link that a form makes, and end when the epochs are used up', async () => {
      const { page, problems, close } = await openPlayground(name, site, 'data=xor&noise=30&layers=');
      try {
        await openLens(page);
        await press(page, 'Make a challenge');
        await press(page, 'Make the link');
        await untilText(page, '.challenges .refusal', /needs a title/);
        await page.type('.challenges .line input', 'Straight & narrow');
        await page.type('[data-limit="epochs"]', '2');
        await press(page, 'Make the link');
        const link = await page.$eval('.challenges .link', (input) => /** @type {HTMLInputElement} */ (input).value);
        assert.match(link, /#challenge=Straight%20%26%20narrow&goal=test-accuracy%3E0\.95&max-epochs=2&lock=data,noise,points,test&data=xor&noise=30&layers=$/);
        assert.deepEqual(await accessibilityProblems(page, '#lenses'), []);

        await page.evaluate((to) => (location.hash = new URL(to).hash), link);
        await untilText(page, '.challenges h3', /Straight & narrow/);
        assert.equal(await addressBar(page), 'data=xor&noise=30&layers=');
        await page.click('#play');
        await untilText(page, '.challenges [role="status"]', /2 epochs are used up/);
        await page.waitForFunction(() => /** @type {any} */ (globalThis).glia.frame.step === 50 && !(/** @type {any} */ (globalThis).glia.playing));
        // Loaded anew it is still under way.
        await page.reload();
        await page.waitForSelector('.ready');
        await untilText(page, '.challenges h3', /Straight & narrow/);
        assert.match(String(await page.evaluate(() => /** @type {any} */ (globalThis).glia.change({ noise: '0' }))), /Straight & narrow/);
        // A bad one says so, and what is open stays.
        await page.evaluate(() => (location.hash = '#challenge=x&goal=test-accuracy>95&data=circle'));
        await untilText(page, '#notices', /share of 1.*The network shown stays/);
        assert.equal(await page.evaluate(() => /** @type {any} */ (globalThis).glia.opened.values.data), 'xor');
        assert.deepEqual(problems, []);
      } finally {
        await close();
      }
    });

    it('have puzzles that give nothing away, and mark every answer with a reason', async () => {
      const { page, problems, close } = await openPlayground(name, site);
      try {
        for (const { name: fault, label } of faults) {
          const word = encodeFault(fault);
          await page.evaluate((hash) => (location.hash = hash), `#puzzle=${word}&${stage}`);
          await page.waitForFunction((w) => /** @type {any} */ (globalThis).glia.opened?.values.puzzle === w && /What is wrong here/.test(document.querySelector('.challenges h3')?.textContent ?? ''), {}, word);
          await page.evaluate(() => /** @type {any} */ (globalThis).glia.step(1));
          // Nothing that is seen or can be asked differs from fault to fault by name.
          const seen = await page.evaluate(async () => {
            const { opened, client, session } = /** @type {any} */ (globalThis).glia;
            const told = (/** @type {Promise<any>} */ promise) => promise.then(JSON.stringify, String);
            return [location.href, document.title, session.link(), JSON.stringify({ ...opened, dataset: Object.keys(opened.dataset), network: 0 }),
              await told(client.check(opened.experiment)), await told(client.receipt()), await told(client.doctor()), document.querySelector('#data')?.outerHTML, document.querySelector('#sentence')?.outerHTML];
          });
          for (const text of seen) assert.doesNotMatch(String(text), new RegExp(`fault=|"fault"|leaked|${faults.map((/** @type {any} */ each) => each.name).join('|')}`));
          assert.equal(await page.$('[data-setting="fault"], [data-opens="fault"]'), null);
          assert.equal(await page.$eval('#lenses .tabs', (tabs) => /\d/.test(tabs.textContent ?? '')), false, 'no badge of the doctor');
          // The engine has it all the same: the same bits as with the fault in plain words.
          const run = engine.experiment(`${stage}&fault=${fault}`);
          run.advance({ steps: 1 });
          assert.equal(await page.evaluate(() => /** @type {any} */ (globalThis).glia.client.hash()), run.hash());
          run.free();

          for (const other of [...faults.filter((/** @type {any} */ each) => each.name !== fault), { name: fault }]) {
            await page.$eval(`.challenges input[value="${other.name}"]`, (input) => /** @type {HTMLElement} */ (input).click());
            await press(page, 'That is it');
            const verdict = await page.$eval('.challenges .verdict', (element) => element.textContent ?? '');
            assert.equal(verdict.startsWith('Right'), other.name === fault, `${fault}, answered ${other.name}: ${verdict}`);
            assert.ok(verdict.length > 80 && (other.name === fault || !verdict.includes(label)), verdict);
          }
        }
        assert.deepEqual(await accessibilityProblems(page, '#lenses'), []);
        await press(page, 'Open it without the fault');
        await page.waitForFunction(() => /** @type {any} */ (globalThis).glia.opened.values.puzzle === undefined);
        assert.equal(engine.check(await addressBar(page)).experiment, engine.check(stage).experiment);
        // Settings can be changed within a puzzle; where the fault would have no place, the reason does not tell it.
        await page.evaluate((hash) => (location.hash = hash), `#puzzle=${encodeFault('dead_layer')}&data=xor&layers=3:tanh`);
        await page.waitForFunction(() => /** @type {any} */ (globalThis).glia.opened.values.data === 'xor');
        assert.equal(await page.evaluate(() => /** @type {any} */ (globalThis).glia.change({ noise: '20' })), null);
        assert.match(await addressBar(page), /^data=xor&noise=20&layers=3:tanh&puzzle=[\w-]{27}$/);
        assert.match(String(await page.evaluate(() => /** @type {any} */ (globalThis).glia.change({ layers: '' }))), /^This puzzle leaves no room/);
        // A spoilt word is refused.
        await page.evaluate(() => (location.hash = '#puzzle=AAAA&data=circle'));
        await untilText(page, '#notices', /27 letters/);
        assert.deepEqual(problems, []);
      } finally {
        await close();
      }
    });

    it('have a maker of puzzles, and one by lot', async () => {
      const { page, problems, close } = await openPlayground(name, site, stage);
      try {
        await openLens(page);
        await press(page, 'Plant a fault');
        for (const chosen of ['any', 'leaky_split']) {
          await page.$eval(`.challenges input[value="${chosen}"]`, (input) => /** @type {HTMLElement} */ (input).click());
          await press(page, 'Make the link');
          await page.waitForSelector('.challenges .link', { visible: true });
          const link = await page.$eval('.challenges .link', (input) => /** @type {HTMLInputElement} */ (input).value);
          assert.match(link, /#puzzle=[\w-]{27}&/);
          await page.$eval(`.challenges input[value="bad_init"]`, (input) => /** @type {HTMLElement} */ (input).click());
        }
        await press(page, '‹ All challenges');
        await press(page, 'Find a fault');
        await press(page, 'Open a puzzle');
        await untilText(page, '.challenges h3', /What is wrong here/);
        assert.match(await addressBar(page), /puzzle=[\w-]{27}/);
        assert.deepEqual(problems, []);
      } finally {
        await close();
      }
    });

    it('verify receipts: true ones are opened, others refused', async () => {
      const { page, problems, close } = await openPlayground(name, site);
      try {
        const run = engine.experiment('data=circle&layers=4:tanh');
        run.advance({ steps: 120 });
        const receipt = run.receipt();
        await openLens(page);
        await press(page, 'Verify a receipt');
        const give = (/** @type {string} */ text) => page.$eval('.challenges textarea', (area, value) => (/** @type {HTMLTextAreaElement} */ (area).value = value), text);
        await give(receipt.replace('steps=120', 'steps=121'));
        await press(page, 'Replay it');
        await untilText(page, '.verdict', /^Not true: .*changed/);
        await give(receipt);
        await press(page, 'Replay it');
        await untilText(page, '.verdict', /^True to the bit: after 120 steps/);
        await press(page, 'Open this run');
        await page.waitForFunction(() => /** @type {any} */ (globalThis).glia.frame?.step === 120);
        assert.equal(await addressBar(page), 'data=circle&layers=4:tanh');
        assert.equal(await page.evaluate(() => /** @type {any} */ (globalThis).glia.client.hash()), run.hash());
        assert.match(await lensText(page), /Verify a receipt/);
        assert.deepEqual(problems, []);
      } finally {
        await close();
      }
    });

    it('fit a phone, in the dark as well', async () => {
      const { page, problems, close } = await openPlayground(name, site, '', { width: 390, height: 844, colorScheme: 'dark' });
      try {
        await openLens(page);
        for (const way of [null, 'Make a challenge', 'Plant a fault', 'Verify a receipt', 'Find a fault']) {
          if (way) await press(page, way);
          assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0, String(way));
          assert.deepEqual(await accessibilityProblems(page, '#lenses'), [], String(way));
          if (way) await press(page, '‹ All challenges');
        }
        assert.deepEqual(problems, []);
      } finally {
        await close();
      }
    });
  });
}
