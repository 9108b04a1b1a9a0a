// A lesson's page: readable without script, in order for keyboard and screen reader, and its first figures.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { loadEngine } from '../../dist/engine/engine.js';
import { accessibilityProblems, browsers, openPage, serveDist } from './lib/browsers.mjs';
import { siteWithoutEngine } from './lib/broken.mjs';
import { atRest } from './lib/wait.mjs';
import { answer, focused, openLesson, textOf, untilText, wake, wakeAll } from './learn-page.mjs';

/** @type {Awaited<ReturnType<typeof serveDist>>} */
let site;
before(async () => {
  site = await serveDist();
});
after(() => site.close());

for (const name of browsers) {
  describe(`a lesson in ${name}`, () => {
    /** @type {Awaited<ReturnType<typeof openPage>>} */
    let opened;
    before(async () => {
      opened = await openLesson(name, site);
    });
    after(() => opened?.close());

    it('draws curves with the engine’s own values and slopes, by hand and by key', async () => {
      const { page } = opened;
      const engine = await loadEngine();
      await wake(page, 'three-curves');
      const at = async () => {
        const x = Number((await textOf(page, '#three-curves output')).replace('−', '-'));
        const rows = await page.$$eval('#three-curves tbody tr', (all) => all.map((row) => [...row.querySelectorAll('td')].map((cell) => Number((cell.textContent ?? '').replace('−', '-')))));
        return { x, rows };
      };
      const check = async () => {
        const { x, rows } = await at();
        for (const [i, activation] of ['relu', 'sigmoid', 'tanh'].entries()) {
          const [value] = engine.activation(activation, [x]);
          const [slope] = engine.activation(activation, [x], { derivative: true });
          assert.ok(Math.abs(rows[i][0] - value) <= 0.006, `${activation}(${x}) = ${value}, shown ${rows[i][0]}`);
          assert.ok(Math.abs(rows[i][1] - slope) <= 0.006, `its slope ${slope}, shown ${rows[i][1]}`);
        }
        return x;
      };
      assert.equal(await check(), 1);
      await page.focus('#three-curves input[type="range"]');
      for (let i = 0; i < 15; i += 1) await page.keyboard.press('ArrowLeft');
      assert.equal(await check(), -0.5);
      const box = await page.$eval('#three-curves canvas', (canvas) => {
        const { left, top, width, height } = canvas.getBoundingClientRect();
        return { left, top, width, height };
      });
      await page.mouse.move(box.left + box.width * 0.5, box.top + box.height / 2);
      await page.mouse.down();
      await page.mouse.move(box.left + box.width * 0.8, box.top + box.height / 2, { steps: 4 });
      await page.mouse.up();
      assert.ok((await check()) > 2);
    });

    it('turns one neuron’s line by hand and by keys, and the engine says the sum', async () => {
      const { page } = opened;
      const engine = await loadEngine();
      await wake(page, 'first-line');
      const state = () =>
        page.evaluate(() => {
          const numbers = [...document.querySelectorAll('#first-line .slider output')].map((out) => Number((out.textContent ?? '').replace('−', '-')));
          const [sum, said] = [...document.querySelectorAll('#first-line .sum')].map((line) => (line.textContent ?? '').replaceAll('−', '-'));
          return { numbers, sum, said, share: document.querySelector('#first-line .right')?.textContent ?? '' };
        });
      const before = await state();
      assert.deepEqual(before.numbers, [-0.6, 1.2, 1]);
      /** The numbers shown are those of a neuron of the engine. @param {Awaited<ReturnType<typeof state>>} shown */
      const check = ({ numbers: [w1, w2, b], sum, said, share }) => {
        const [, x1, x2, z] = sum.match(/× \(?(-?[\d.]+)\)? \+ .* × \(?(-?[\d.]+)\)? \+ .* = (-?[\d.]+)$/) ?? [];
        const run = engine.experiment('data=gauss&layers=');
        for (const [i, value] of [w1, w2, b].entries()) run.setParameter(i, value);
        const [{ pre, post }] = run.activations(new Float32Array([Number(x1), Number(x2)]));
        const { accuracy } = run.snapshot();
        run.free();
        assert.ok(Math.abs(Number(z) - pre[0]) <= 0.006, `${sum}, the engine has ${pre[0]}`);
        assert.ok(Math.abs(Number(said.match(/= ([\d.]+)/)?.[1]) - post[0]) <= 0.006, said);
        assert.ok(share.startsWith(`${(Number(accuracy) * 100).toFixed(1)} %`), `${share}, the engine has ${accuracy}`);
      };
      check(before);

      await page.focus('#first-line .handle.move');
      await page.keyboard.press('ArrowRight');
      await page.waitForFunction((b) => !document.querySelectorAll('#first-line .slider output')[2].textContent?.startsWith(b), {}, '1.00');
      await settled(page);
      const moved = await state();
      assert.deepEqual(moved.numbers.slice(0, 2), [-0.6, 1.2], 'moving must not turn');
      assert.ok(moved.numbers[2] < 1);
      check(moved);

      await page.focus('#first-line .handle.turn');
      await page.keyboard.press('ArrowUp');
      await page.waitForFunction(() => !/^−0\.60/.test(document.querySelector('#first-line .slider output')?.textContent ?? ''));
      await settled(page);
      const turned = await state();
      const size = (/** @type {{ numbers: number[] }} */ { numbers: [w1, w2] }) => Math.hypot(w1, w2);
      assert.ok(Math.abs(size(turned) - size(moved)) < 0.02, 'turning must not change the size of the weights');
      check(turned);

      // By hand: the turning handle to where the line runs between the clouds.
      const spots = await page.evaluate(() => {
        const of = (/** @type {string} */ selector) => {
          const { left, top, width, height } = /** @type {Element} */ (document.querySelector(selector)).getBoundingClientRect();
          return { x: left + width / 2, y: top + height / 2, width };
        };
        return { turn: of('#first-line .handle.turn'), move: of('#first-line .handle.move'), plane: of('#first-line .neuron-plane') };
      });
      await page.mouse.move(spots.move.x, spots.move.y);
      await page.mouse.down();
      await page.mouse.move(spots.plane.x, spots.plane.y, { steps: 5 });
      await page.mouse.up();
      await settled(page);
      const grip = await page.$eval('#first-line .handle.turn', (element) => {
        const { left, top, width } = element.getBoundingClientRect();
        return { x: left + width / 2, y: top + width / 2 };
      });
      await page.mouse.move(grip.x, grip.y);
      await page.mouse.down();
      // Past the side, the long way round or the short one: the clouds lie at the lower left and the upper right.
      await page.mouse.move(spots.plane.x - spots.plane.width * 0.3, spots.plane.y - spots.plane.width * 0.05, { steps: 8 });
      await page.mouse.move(spots.plane.x - spots.plane.width * 0.25, spots.plane.y - spots.plane.width * 0.25, { steps: 8 });
      await page.mouse.up();
      await settled(page);
      check(await state());
      await untilText(page, '#separate', 'You did by hand what training does');
    });

    it('ticks off what was tried on the figure', async () => {
      const { page } = opened;
      await wake(page, 'no-weights');
      for (const i of [0, 1]) {
        await page.evaluate((n) => {
          const input = /** @type {HTMLInputElement} */ (document.querySelectorAll('#first-line .slider input')[n]);
          input.value = String((Number(input.max) / 2) | 0);
          input.dispatchEvent(new Event('input', { bubbles: true }));
          input.dispatchEvent(new Event('change', { bubbles: true }));
        }, i);
      }
      await untilText(page, '#no-weights', 'The line is gone');
      assert.ok(await page.$eval('#first-line .handle.move', (handle) => /** @type {HTMLElement} */ (handle).hidden), 'without weights there is no line to move');
    });

    it('counts sections and points, and keeps them for the next visit', async () => {
      const { page } = opened;
      const points = async () => Number((await textOf(page, '#progress p')).match(/(\d+) of 23 points/)?.[1]);
      await wake(page, 'what-bias-does');
      const had = await points();
      await answer(page, 'what-bias-does', '−3');
      await untilText(page, '#bias .section-end', '^0 of 1 check passed');
      await answer(page, 'what-bias-does', '−2');
      await untilText(page, '#bias .section-end', '^1 of 1 check passed ✓');
      await page.$eval('#why .tick', (button) => /** @type {HTMLElement} */ (button).click());
      const counted = await textOf(page, '#progress p');
      assert.match(counted, /^2 of 11 sections done · \d+ of 23 points · in progress$/);
      assert.equal(await points(), had + 1);
      await page.reload();
      await untilText(page, '#progress p', 'in progress');
      assert.equal(await textOf(page, '#progress p'), counted);
      assert.equal(await page.$eval('#why .tick', (button) => button.getAttribute('aria-pressed')), 'true');
      assert.equal(await textOf(page, '.contents a[href="#bias"]'), 'The bias is a threshold (done)');
      await wake(page, 'what-bias-does');
      assert.ok(await page.$eval('#what-bias-does input:checked', (input) => input !== null), 'the answer is there again');
    });

    it('says what a word means, and gives the focus back', async () => {
      const { page } = opened;
      await page.evaluate(() => scrollTo(0, 0));
      const word = '#why a.term';
      await page.focus(word);
      await page.keyboard.press('Enter');
      await page.waitForSelector('.term-panel:popover-open');
      assert.match(await textOf(page, '.term-panel'), /^neuron/);
      await page.waitForSelector(`${word}[aria-expanded="true"]`);
      await page.keyboard.press('Escape');
      await page.waitForFunction(() => !document.querySelector('.term-panel:popover-open'));
      assert.equal(await focused(page), 'a neuron');
      await page.waitForSelector(`${word}[aria-expanded="false"]`);
    });

    it('can be walked by keyboard from its head to its last word', async () => {
      const { page } = opened;
      await page.reload(); // so that the first Tab begins at the top
      await wakeAll(page);
      /** @type {string[]} */
      const stops = [];
      for (let i = 0; i < 160; i += 1) {
        await page.keyboard.press('Tab');
        const stop = await focused(page);
        stops.push(stop);
        if (stop === 'a weighted sum' && stops.length > 60) break;
        const seen = await page.evaluate(() => {
          const element = /** @type {HTMLElement} */ (document.activeElement);
          const { outlineStyle, outlineWidth } = getComputedStyle(element);
          const label = element.closest('label');
          const box = element.getBoundingClientRect();
          return { ring: (outlineStyle !== 'none' && outlineWidth !== '0px') || (label !== null && getComputedStyle(label).outlineStyle !== 'none'), shown: box.width > 0 && box.height > 0 };
        });
        if (stop) assert.ok(seen.shown, `${stop} has the focus and is not there`);
        if (stop) assert.ok(seen.ring, `${stop} does not show its focus`);
      }
      const walk = stops.join('\n');
      for (const wanted of ['Skip to the text', 'Playground', 'Theme', 'Why this matters', 'Done', 'neuron', 'Check', 'Move the line', 'Turn the line', 'The chosen point', 'Run', 'Open the challenge']) {
        assert.ok(walk.includes(wanted), `the walk did not come by “${wanted}”:\n${walk}`);
      }
    });

    it('is in order for those who listen, light and dark, wide and narrow', async () => {
      const { page } = opened;
      assert.deepEqual(await accessibilityProblems(page), []);
      await page.evaluate(() => {
        document.documentElement.dataset.theme = 'dark';
        document.dispatchEvent(new Event('themechange'));
        // Colours of buttons change over a moment.
        return Promise.all(document.getAnimations().map((each) => each.finished.catch(() => {})));
      });
      assert.deepEqual(await accessibilityProblems(page), []);
      await page.setViewport({ width: 390, height: 844 });
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve(null)))));
      assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 390, 'the page is wider than the window');
      assert.deepEqual(await accessibilityProblems(page), []);
    });

    it('had nothing to complain of', () => assert.deepEqual(opened.problems, []));
  });
}

/** Waits until an answer of the engine has been shown. @param {import('puppeteer-core').Page} page */
async function settled(page) {
  await atRest(() => textOf(page, '#first-line'));
}

describe('without script', () => {
  it('the lesson can be read, its questions and programs too', async () => {
    const text = await (await fetch(`${site.url}learn/one-neuron.html`)).text();
    const body = text.replace(/<script[^>]*>.*?<\/script>/gs, '');
    assert.match(body, /<h1>One neuron<\/h1>/);
    assert.match(body, /What does ReLU give\?|With which bias does the dish reach the final\?/);
    assert.match(body, /<li>Sigmoid<\/li>/);
    assert.match(body, /function neuron\(inputs, weights, bias\)/);
    assert.match(body, /Here are the curves of relu, sigmoid, tanh/);
    assert.match(body, /<dt><a href="glossary\.html#weight">weight<\/a><\/dt><dd>/);
    assert.ok(!body.includes('[object'), 'something was written that is no text');
  });

  it('and in a browser nothing of it stands empty', async () => {
    const { page, close } = await openPage('chromium', 'about:blank');
    try {
      await page.setJavaScriptEnabled(false);
      await page.goto(`${site.url}learn/one-neuron.html`);
      const empty = await page.$$eval('.widget .place', (all) => all.filter((place) => !place.textContent?.trim()).length);
      assert.equal(empty, 0);
      assert.equal(await page.$eval('.section-end', (end) => getComputedStyle(end).display), 'none');
    } finally {
      await close();
    }
  });
});

describe('a part that cannot be started', () => {
  it('says so, and can be tried again', async () => {
    const broken = await siteWithoutEngine();
    const { page, close } = await openPage('chromium', `${broken.url}learn/one-neuron.html`);
    try {
      await page.$eval('#three-curves', (element) => element.scrollIntoView());
      await untilText(page, '#three-curves', 'could not be started');
      assert.match(await textOf(page, '#three-curves .place'), /Here are the curves/);
      await broken.mend();
      await page.click('#three-curves .notice button');
      await page.waitForSelector('#three-curves.alive');
      assert.equal(await page.$$eval('#three-curves .notice', (all) => all.length), 0);
    } finally {
      await close();
      await broken.close();
    }
  });
});
