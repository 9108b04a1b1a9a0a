// What a stranger does: opens the page in a fresh profile, takes the noise out of the spiral, presses play,
// and watches until the network has it. By mouse and keyboard alone, with the page's own controls.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { browsers, serveDist, shot } from './lib/browsers.mjs';
import { engineState, openPlayground, untilValue } from './playground-page.mjs';

for (const name of browsers) {
  describe(`the first minute, in ${name}`, () => {
    it('ends with a spiral learned to a test loss under 0.05', async (t) => {
      const site = await serveDist();
      const { page, problems, close } = await openPlayground(name, site);
      try {
        await (await page.waitForSelector('::-p-xpath(//label[span="Noise"]/input)'))?.focus();
        await page.keyboard.press('Home');
        await untilValue(page, 'noise', '0');
        assert.equal((await engineState(page)).values.data, 'spiral');
        await shot(page, `spiral-before-${name}`);

        const start = performance.now();
        await page.click('#play');
        await page.waitForFunction(() => Number(document.querySelector('.numbers dd')?.textContent) < 0.05);
        const seconds = (performance.now() - start) / 1000;
        await page.click('#play');
        await shot(page, `spiral-after-${name}`);
        const { step, experiment } = await engineState(page);
        t.diagnostic(`${experiment}: ${seconds.toFixed(2)} s after pressing play, at step ${step}`);
        assert.ok(step > 0);
        assert.deepEqual(problems, []);
      } finally {
        await close();
        await site.close();
      }
    });
  });
}
