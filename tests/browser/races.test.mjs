// Answers that arrive late, and wishes that overtake each other: the page must end where it was sent last.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { browsers, serveDist } from './lib/browsers.mjs';
import { atRest, become } from './lib/wait.mjs';
import { engineState, followLink, openPlayground } from './playground-page.mjs';

for (const name of browsers) {
  describe(`races in ${name}`, () => {
    /** @type {Awaited<ReturnType<typeof serveDist>>} */
    let site;
    /** @type {Awaited<ReturnType<typeof openPlayground>>} */
    let opened;
    before(async () => {
      site = await serveDist();
      opened = await openPlayground(name, site);
    });
    after(async () => {
      await opened?.close();
      await site?.close();
    });

    it('a frame drawn before play was pressed does not stop playing', async () => {
      const { page } = opened;
      await page.evaluate(() => {
        const view = /** @type {any} */ (globalThis).glia;
        Object.assign(globalThis, { painted: 0 });
        view.override({
          label: 'slow',
          paint: async (/** @type {any} */ { fields, output, scales }) => {
            await new Promise((resolve) => setTimeout(resolve, 300));
            /** @type {any} */ (globalThis).painted += 1;
            return { fields, output, scales };
          },
        });
      });
      for (let round = 0; round < 3; round++) {
        const painted = await page.evaluate(() => {
          /** @type {HTMLElement} */ (document.querySelector('#step')).click();
          /** @type {HTMLElement} */ (document.querySelector('#play')).click();
          return /** @type {any} */ (globalThis).painted;
        });
        // Frames from before the press and after it.
        await page.waitForFunction((seen) => /** @type {any} */ (globalThis).painted >= seen + 3, {}, painted);
        const { playing } = await engineState(page);
        const label = await page.$eval('#play', (button) => button.getAttribute('aria-label') ?? button.textContent ?? '');
        assert.equal(playing, true);
        assert.match(label, /pause/i, 'the page says it stands while the engine trains');
        await page.click('#play');
      }
      await page.evaluate(() => /** @type {any} */ (globalThis).glia.override(null));
    });

    it('a link opened after a change is what stays', async () => {
      const { page } = opened;
      for (let round = 0; round < 3; round++) {
        await followLink(page, 'data=circle');
        await page.evaluate(() => {
          const view = /** @type {any} */ (globalThis).glia;
          void view.session?.change?.({ noise: '20' });
          const slider = /** @type {HTMLInputElement} */ ([...document.querySelectorAll('label')].find((label) => label.textContent?.startsWith('Noise'))?.querySelector('input'));
          slider.value = slider.max;
          slider.dispatchEvent(new Event('change', { bubbles: true }));
          location.hash = 'data=xor';
        });
        await become(async () => (await engineState(page)).values.data === 'xor', 'the link is open');
        const values = await atRest(async () => (await engineState(page)).values);
        assert.equal(values.data, 'xor');
        assert.equal(values.noise, '5');
        assert.equal(await page.evaluate(() => location.hash), '#data=xor');
      }
    });

    it('a great number of steps is made in slices: questions are answered meanwhile', async () => {
      const { page } = opened;
      const waits = await page.evaluate(async () => {
        const { client } = /** @type {any} */ (globalThis).glia;
        const { step } = await client.frame();
        let done = false;
        const long = client.step(300000).then((/** @type {any} */ snapshot) => ((done = true), snapshot.step - step));
        let asked = 0;
        while (!done && asked < 10000) {
          await client.check('');
          if (!done) asked++;
        }
        return { asked, made: await long };
      });
      assert.equal(waits.made, 300000);
      assert.ok(waits.asked > 5, `${waits.asked} questions were answered`);
    });

    it('met no problem on the way', () => assert.deepEqual(opened.problems, []));
  });
}
