// The playground as people use it: it opens, the player moves the run, and a link brings back the same bits.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { browsers, serveDist } from './lib/browsers.mjs';
import { addressBar, engineState, followLink, openPlayground, setSpeed, untilStep, untilValue } from './playground-page.mjs';

/** @type {Awaited<ReturnType<typeof serveDist>>} */
let site;
before(async () => {
  site = await serveDist();
});
after(() => site.close());

for (const name of browsers) {
  describe(`playground in ${name}`, () => {
    /** @type {Awaited<ReturnType<typeof openPlayground>>} */
    let opened;
    /** @type {import('puppeteer-core').Page} */
    let page;
    before(async () => {
      opened = await openPlayground(name, site);
      page = opened.page;
    });
    after(async () => {
      await opened?.close();
    });

    const goTo = (/** @type {string} */ experiment) => followLink(page, experiment);

    it('opens with the default experiment, at rest, without a problem', async () => {
      const state = await engineState(page);
      assert.equal(state.experiment, '');
      assert.equal(state.step, 0);
      assert.equal(state.playing, false);
      assert.ok(await page.$('#first-hint'), 'a newcomer is told where to press');
      assert.deepEqual(opened.problems, []);
    });

    /** @param {string} selector @param {string} text */
    async function typeOver(selector, text) {
      await page.$eval(selector, (input) => /** @type {HTMLInputElement} */ (input).select());
      await page.focus(selector);
      await page.keyboard.type(text);
      await page.keyboard.press('Enter');
    }

    it('refuses a value with the engine’s sentence beside the control, and leaves the run alone', async () => {
      await goTo('seed=3');
      await page.click('#step');
      await untilStep(page, 1);
      const old = await engineState(page);
      await page.click('[data-opens="rate"]');
      await typeOver('[data-setting="rate"] input[type="text"]', '99');
      await page.waitForSelector('[data-setting="rate"] .refusal:not([hidden])');
      const said = await page.$eval('[data-setting="rate"] .refusal', (element) => element.textContent ?? '');
      assert.match(said, /rate.*99.*10/i);
      assert.equal(await page.$eval('[data-setting="rate"] input[type="text"]', (input) => input.getAttribute('aria-invalid')), 'true');
      assert.deepEqual(await engineState(page), old);
      await page.keyboard.press('Escape');
    });

    it('lets the loss give way when the data no longer fits it, and says so', async () => {
      await goTo('loss=bce');
      await page.click('[data-setting="data"] label:has([value="hills"])');
      await untilValue(page, 'data', 'hills');
      const { values } = await engineState(page);
      assert.equal(values.loss, 'auto');
      assert.match(await page.$eval('#toast', (element) => element.textContent ?? ''), /Loss/);
    });

    it('plays, pauses, steps, goes back and makes an epoch', async () => {
      await goTo('seed=4');
      await page.click('#play');
      await page.waitForFunction(() => Number(document.querySelector('#step-count')?.textContent?.replaceAll(',', '')) > 20);
      assert.equal(await page.$('#first-hint'), null, 'the hint goes with the first press');
      assert.equal(await page.$eval('#play', (button) => button.getAttribute('aria-label')), 'Pause');
      await page.click('#play');
      const paused = (await engineState(page)).step;
      await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 200)));
      assert.equal((await engineState(page)).step, paused, 'a paused run stands still');
      await untilStep(page, paused);
      const at = await engineState(page);
      await page.click('#step');
      await untilStep(page, paused + 1);
      assert.notEqual((await engineState(page)).hash, at.hash);
      await page.click('#back');
      await untilStep(page, paused);
      assert.equal((await engineState(page)).hash, at.hash, 'one step back is the same to the bit');
      await page.click('#reset');
      await untilStep(page, 0);
      await page.click('#epoch');
      await page.waitForFunction(() => document.querySelector('#epoch-count')?.textContent === '1');
    });

    it('goes as fast as the engine can when asked to', async () => {
      await goTo('seed=5');
      await setSpeed(page, 'full');
      await page.click('#play');
      await page.waitForFunction(() => Number(document.querySelector('#step-count')?.textContent?.replaceAll(',', '')) > 5000);
      await page.click('#play');
      await setSpeed(page, 'steady');
    });

    it('resets to the same initial weights; a new seed gives others', async () => {
      await goTo('seed=6');
      const start = await engineState(page);
      await page.click('#epoch');
      await page.waitForFunction(() => document.querySelector('#epoch-count')?.textContent === '1');
      await page.click('#reset');
      await untilStep(page, 0);
      assert.equal((await engineState(page)).hash, start.hash);
      await page.click('#new-seed');
      await page.waitForFunction(() => /** @type {any} */ (globalThis).glia.opened.values.seed !== '6');
      assert.notEqual((await engineState(page)).hash, start.hash);
      assert.match(await addressBar(page), /seed=/);
    });

    it('goes to any step on the track, exact to the bit', async () => {
      await goTo('seed=8');
      await page.click('#epoch');
      await page.waitForFunction(() => document.querySelector('#epoch-count')?.textContent === '1');
      const end = await engineState(page);
      await page.focus('.track canvas');
      await page.keyboard.press('Home');
      await untilStep(page, 0);
      await page.keyboard.press('End');
      await untilStep(page, end.step);
      assert.equal((await engineState(page)).hash, end.hash);
    });

    it('copies a link that gives the same hash after the same steps', async () => {
      await goTo('data=circle&noise=20&layers=4:tanh&seed=9');
      for (let i = 1; i <= 5; i += 1) {
        await page.click('#step');
        await untilStep(page, i);
      }
      const here = await engineState(page);
      await page.click('#share');
      await page.waitForFunction(() => /** @type {HTMLInputElement | null} */ (document.querySelector('.share-link input'))?.value);
      const link = await page.$eval('.share-link input', (input) => /** @type {HTMLInputElement} */ (input).value);
      await page.keyboard.press('Escape');
      const other = await openPlayground(name, { url: link });
      try {
        await other.page.evaluate(() => /** @type {any} */ (globalThis).glia.client.step(5));
        assert.equal((await engineState(other.page)).hash, here.hash);
        assert.deepEqual(other.problems, []);
      } finally {
        await other.close();
      }
    });

    it('keeps a way back through the history of the browser', async () => {
      await goTo('seed=11');
      await page.click('[data-setting="features"] [data-name="x1x2"]');
      await untilValue(page, 'features', 'x1,x2,x1x2');
      await page.goBack();
      await untilValue(page, 'features', 'x1,x2');
      assert.equal(await addressBar(page), 'seed=11');
    });

    it('met no problem on the way', () => assert.deepEqual(opened.problems, []));
  });

  describe(`a bad link in ${name}`, () => {
    it('gets a sentence and keeps its text for correction', async () => {
      const { page, problems, close } = await openPlayground(name, site, 'data=spiral&nois=4');
      try {
        const notice = await page.$eval('[data-key="link"]', (element) => element.textContent ?? '');
        assert.match(notice, /nois/);
        assert.equal((await engineState(page)).experiment, '', 'the default experiment is shown meanwhile');
        assert.equal(await page.$eval('[data-key="link"] input', (input) => /** @type {HTMLInputElement} */ (input).value), 'data=spiral&nois=4');
        await page.$eval('[data-key="link"] input', (input) => (/** @type {HTMLInputElement} */ (input).value = 'data=spiral&noise=4'));
        await page.click('[data-key="link"] [type="submit"]');
        await untilValue(page, 'noise', '4');
        assert.equal(await page.$('[data-key="link"]'), null);
        assert.equal(await addressBar(page), 'noise=4');
        // A link that goes wrong later leaves the run that is open.
        await page.evaluate(() => (location.hash = 'rate=fast'));
        await page.waitForSelector('[data-key="link"]');
        assert.equal((await engineState(page)).values.noise, '4');
        assert.deepEqual(problems, []);
      } finally {
        await close();
      }
    });
  });

  describe(`an engine in trouble in ${name}`, () => {
    it('says when training leaves the finite numbers, and stands still', async () => {
      const { page, problems, close } = await openPlayground(name, site, 'data=hills&layers=8:linear,8:linear&optimizer=sgd&rate=10');
      try {
        await page.click('#play');
        await page.waitForSelector('[data-key="diverged"]');
        assert.match(await page.$eval('[data-key="diverged"]', (element) => element.textContent ?? ''), /stopped at step \d+/);
        await page.waitForFunction(() => document.querySelector('#play')?.getAttribute('aria-label') === 'Play');
        assert.ok((await engineState(page)).parameters.every(Number.isFinite));
        assert.deepEqual(problems, []);
      } finally {
        await close();
      }
    });

    it('offers to bring the run back when its worker dies', async () => {
      const { page, close } = await openPlayground(name, site, 'seed=3');
      try {
        await page.click('#epoch');
        await page.waitForFunction(() => document.querySelector('#epoch-count')?.textContent === '1');
        const { step, hash } = await engineState(page);
        await page.evaluate(() => /** @type {any} */ (globalThis).glia.client.worker.dispatchEvent(new ErrorEvent('error', { message: 'it fell over' })));
        await page.waitForSelector('[data-key="lost"]');
        assert.match(await page.$eval('[data-key="lost"]', (element) => element.textContent ?? ''), /it fell over/);
        await page.evaluate(() => {
          const buttons = document.querySelectorAll('[data-key="lost"] button');
          /** @type {HTMLElement} */ (buttons[buttons.length - 1]).click();
        });
        await page.waitForFunction(() => !document.querySelector('[data-key="lost"]') && document.querySelector('.ready'));
        await untilStep(page, step);
        assert.equal((await engineState(page)).hash, hash);
      } finally {
        await close();
      }
    });
  });
}
