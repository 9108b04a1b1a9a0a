// The curves of the losses in the reference: at every place of the point the engine's own loss and slope.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { loadEngine } from '../../dist/engine/engine.js';
import { accessibilityProblems, browsers, openPage, serveDist } from './lib/browsers.mjs';

const engine = await loadEngine();

/** A loss and its slope where the answer, or the logit of the right class, is x. @param {string} name @param {number} x @returns {[number, number]} */
function expected(name, x) {
  // Of the two classes the page takes the other one.
  const [output, target, right] = name === 'cross-entropy' ? [[0, x], 1, 1] : [[x], name === 'bce' || name === 'focal' ? 1 : 0, 0];
  const { loss, gradient } = engine.loss(name.replace('-', '_'), output, [target], 1);
  return [loss, gradient[right]];
}

for (const browser of browsers) {
  describe(`curves of losses in ${browser}`, () => {
    /** @type {Awaited<ReturnType<typeof serveDist>>} */
    let site;
    /** @type {Awaited<ReturnType<typeof openPage>>} */
    let opened;
    before(async () => {
      site = await serveDist();
      opened = await openPage(browser, `${site.url}learn/reference.html`);
    });
    after(async () => {
      await opened?.close();
      await site?.close();
    });

    for (const name of ['mse', 'mae', 'huber', 'bce', 'cross-entropy', 'focal']) {
      it(`${name} has the engine’s own values and slopes`, async () => {
        const { page } = opened;
        const widget = `#loss-${name}`;
        await page.$eval(widget, (element) => element.scrollIntoView());
        await page.waitForSelector(`${widget}.alive`);
        const numbers = async () => {
          const shown = await page.$$eval(`${widget} :is(output, td)`, (cells) => cells.map((cell) => Number((cell.textContent ?? '').replace('−', '-'))));
          assert.equal(shown.length, 3);
          return shown;
        };
        const places = [];
        await page.focus(`${widget} input[type="range"]`);
        for (const presses of [0, 4, 9]) {
          for (let i = 0; i < presses; i += 1) await page.keyboard.press('ArrowLeft');
          const [x, value, slope] = await numbers();
          const [loss, there] = expected(name, x);
          assert.ok(Math.abs(value - loss) <= 0.006, `at ${x} the page says ${value}, the engine ${loss}`);
          assert.ok(Math.abs(slope - there) <= 0.006, `at ${x} the page says the slope ${slope}, the engine ${there}`);
          places.push(x);
        }
        assert.deepEqual(places, [1, 0.6, -0.3]);
      });
    }

    it('nobody is shut out, and nothing is complained of', async () => {
      assert.deepEqual(await accessibilityProblems(opened.page), []);
      assert.deepEqual(opened.problems, []);
    });
  });
}
