// The lens “Doctor”: findings named where they are, with cures that work and a badge that costs little; and a run
// that diverged, which says so and finds its way back.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { accessibilityProblems, browsers, serveDist } from './lib/browsers.mjs';
import { engineState, neuron, openPlayground, untilStep } from './playground-page.mjs';

/** @typedef {import('puppeteer-core').Page} Page */

const deep = `data=circle&layers=${Array(8).fill('8:sigmoid').join()}`;
const wild = 'data=hills&layers=16:relu,16:relu,16:relu&optimizer=sgd&rate=1';

/** @type {Awaited<ReturnType<typeof serveDist>>} */
let site;
before(async () => {
  site = await serveDist();
});
after(() => site.close());

/** What the engine finds. @param {Page} page @returns {Promise<import('../../web/engine/inspect.js').Finding[]>} */
const findings = (page) => page.evaluate(() => /** @type {any} */ (globalThis).glia.client.doctor());

/** @param {Page} page @param {string} selector */
const text = (page, selector) => page.$eval(selector, (element) => element.textContent ?? '');

/** Presses a button by what stands on it. @param {Page} page @param {string} within @param {RegExp} words */
async function press(page, within, words) {
  const pressed = await page.$$eval(`${within} button`, (buttons, source) => {
    const button = buttons.find((one) => new RegExp(source).test(one.textContent ?? ''));
    /** @type {HTMLElement | undefined} */ (button)?.click();
    return button !== undefined;
  }, words.source);
  assert.ok(pressed, `there is no button ${words} in ${within}`);
}

/** @param {Page} page @param {number} steps */
async function train(page, steps) {
  await page.evaluate((count) => /** @type {any} */ (globalThis).glia.step(count), steps);
  await untilStep(page, steps);
}

for (const name of browsers) {
  describe(`the doctor in ${name}`, () => {
    it('names vanishing gradients, marks them, and cures them', async () => {
      const { page, problems, close } = await openPlayground(name, site, deep);
      try {
        const wanted = (await findings(page)).filter(({ code }) => code === 'vanishing');
        assert.ok(wanted.length >= 3, 'the case must be a bad one');
        const plain = await page.$eval(neuron(1, 0), (element) => element.getAttribute('aria-label') ?? '');

        await page.click('[data-tab="doctor"]');
        await page.waitForSelector('.finding[data-code="vanishing"]');
        const shown = await text(page, '.finding');
        const worst = wanted.reduce((a, b) => (Number(a.measured) < Number(b.measured) ? a : b));
        assert.ok(shown.includes(worst.sentence), shown);
        const exponent = Number(worst.measured).toExponential(1).replace('e-', 'e−');
        assert.ok(shown.includes(exponent) && shown.includes('at least 0.001'), `${exponent} in “${shown}”`);
        assert.deepEqual(await page.$$eval('.finding .place', (places) => places.map((place) => place.textContent)), wanted.map(({ layer }) => `hidden ${Number(layer) + 1}`));
        await page.waitForFunction((selector) => /Vanishing gradient in this layer/.test(document.querySelector(selector)?.getAttribute('aria-label') ?? ''), {}, neuron(1, 0));
        await press(page, '.finding .place', /^hidden 2$/);
        assert.deepEqual(await page.evaluate(() => /** @type {any} */ (globalThis).glia.selected), { kind: 'layer', layer: 2, unit: 0, input: 0 });
        assert.equal(await page.$eval('.finding', (element) => element.isConnected), true, 'the lens stays');

        // One histogram for each layer and kind, that of the engine.
        const statistics = await page.evaluate(() => /** @type {any} */ (globalThis).glia.client.statistics());
        await page.waitForFunction(() => /\d/.test(document.querySelector('.histograms td')?.textContent ?? ''));
        const labels = await page.$$eval('.histograms svg', (pictures) => pictures.map((picture) => picture.getAttribute('aria-label')));
        assert.equal(labels.length, 3 * statistics.layers.length);
        assert.match(labels[0] ?? '', new RegExp(`deviation ${statistics.layers[0].weights.deviation.toFixed(3)},`));
        const peak = await page.$eval('.histograms svg path', (path) => (path.getAttribute('d') ?? '').split('V').length - 3);
        assert.equal(peak, statistics.layers[0].weights.bins.length - 1 + 0, 'a bar for each bin');

        await page.click('[data-tab="card"]');
        await page.waitForFunction((selector, label) => document.querySelector(selector)?.getAttribute('aria-label') === label, {}, neuron(1, 0), plain);
        await page.click('[data-tab="doctor"]');
        await press(page, '.finding', /Sigmoid → ReLU in all hidden layers/);
        await page.waitForFunction(() => /relu/.test(/** @type {any} */ (globalThis).glia.opened.values.layers));
        assert.equal((await engineState(page)).values.layers, Array(8).fill('8:relu').join());
        assert.ok((await findings(page)).every(({ code }) => code !== 'vanishing'), 'it is a cure');
        await page.waitForFunction(() => !document.querySelector('.finding[data-code="vanishing"]'));
        assert.deepEqual(problems, []);
      } finally {
        await close();
      }
    });

    it('says what the draw has left wrong in the lens, and counts it in the badge from the first step on', async () => {
      const { page, problems, close } = await openPlayground(name, site, deep);
      const badge = () => page.$('[data-tab="doctor"] .tab-badge');
      try {
        assert.ok((await findings(page)).length > 0, 'the case must be a bad one from the start');
        assert.equal(await badge(), null);
        await train(page, 1);
        await page.waitForSelector('[data-tab="doctor"] .tab-badge');
        assert.match(await text(page, '[data-tab="doctor"]'), /1, 1 finding$/, 'the badge, and its words');
        await page.evaluate(() => /** @type {any} */ (globalThis).glia.seek(0));
        await untilStep(page, 0);
        await page.waitForFunction(() => !document.querySelector('[data-tab="doctor"] .tab-badge'));
        await page.click('[data-tab="doctor"]');
        await page.waitForSelector('.finding[data-code="vanishing"]');
        await page.waitForFunction(() => document.querySelector('.doctor-state')?.textContent === 'One thing is wrong before the first step.');
        assert.equal(await badge(), null);
        assert.deepEqual(problems, []);
      } finally {
        await close();
      }
    });

    it('marks dead units one by one', async () => {
      const { page, problems, close } = await openPlayground(name, site, 'layers=8:relu,8:relu&rate=3');
      try {
        await page.click('[data-tab="doctor"]');
        await train(page, 60);
        await page.waitForSelector('.finding[data-code="dead"]');
        const all = await findings(page);
        const dead = all.filter(({ code }) => code === 'dead');
        const units = dead.flatMap(({ layer, units: list }) => list.map((unit) => [Number(layer) + 1, unit]));
        assert.ok(units.length > 0);
        for (const [layer, unit] of units) {
          await page.waitForFunction((selector) => /Dead units\./.test(document.querySelector(selector)?.getAttribute('aria-label') ?? ''), {}, neuron(layer, unit));
        }
        const chips = await page.$$eval('.finding[data-code="dead"] .place', (places) => places.map((place) => [...place.querySelectorAll('button')].slice(1).map((chip) => Number(chip.textContent) - 1)));
        assert.deepEqual(chips, dead.map(({ units: list }) => list));
        assert.match(await text(page, '.finding[data-code="dead"]'), /Units dead: \d+\.\d % ?\. Sound: none/);

        assert.deepEqual(problems, []);
      } finally {
        await close();
      }
    });

    it('cures steps too large without losing the run', async () => {
      const { page, problems, close } = await openPlayground(name, site, 'layers=8:tanh,8:tanh&rate=1');
      try {
        await page.click('[data-tab="doctor"]');
        await train(page, 60);
        await page.waitForSelector('.finding[data-code="rate_large"]');
        const before = await engineState(page);
        await press(page, '.finding[data-code="rate_large"]', /Learning rate 1 → 0\.3/);
        await page.waitForFunction(() => /** @type {any} */ (globalThis).glia.opened.values.rate === '0.3');
        const after = await engineState(page);
        assert.deepEqual([after.step, after.hash], [before.step, before.hash], 'the run goes on from where it stood');
        assert.deepEqual(problems, []);
      } finally {
        await close();
      }
    });

    it('has the real controls at hand', async () => {
      const { page, problems, close } = await openPlayground(name, site, 'layers=8:tanh,8:tanh&rate=1');
      try {
        await page.click('[data-tab="doctor"]');
        await train(page, 60);
        await page.waitForSelector('.finding[data-code="rate_large"]');
        await page.click('.finding[data-code="rate_large"] summary');
        const input = await page.waitForSelector('.finding[data-code="rate_large"] .by-hand [data-setting="rate"] input:not([type="range"])');
        await input?.evaluate((element) => /** @type {HTMLInputElement} */ (element).select());
        await input?.focus();
        await page.keyboard.type('0.02');
        await page.keyboard.press('Enter');
        await page.waitForFunction(() => /** @type {any} */ (globalThis).glia.opened.values.rate === '0.02');
        assert.equal((await engineState(page)).step, 60);
        assert.deepEqual(problems, []);
      } finally {
        await close();
      }
    });

    it('is asked seldom while only the badge wants to know', async () => {
      const { page, problems, close } = await openPlayground(name, site);
      try {
        const seconds = 6;
        const asked = await page.evaluate(async (length) => {
          const { glia } = /** @type {any} */ (globalThis);
          const { client } = glia;
          await client.doctor(); // the part of the engine that answers it has come
          await new Promise((resolve) => setTimeout(resolve, 2000)); // the badge's own first word
          const ask = client.doctor.bind(client);
          let questions = 0;
          let statistics = 0;
          client.doctor = () => ((questions += 1), ask());
          client.statistics = () => (statistics += 1);
          glia.play();
          await new Promise((resolve) => setTimeout(resolve, length * 1000));
          glia.pause();
          return { questions, statistics };
        }, seconds);
        assert.ok(asked.questions >= 1 && asked.questions <= seconds / 2 + 1, JSON.stringify(asked));
        assert.equal(asked.statistics, 0);
        assert.deepEqual(problems, []);
      } finally {
        await close();
      }
    });

    it('offers the way back from a run that diverged', async () => {
      const { page, problems, close } = await openPlayground(name, site, wild);
      try {
        const notice = '[data-key="diverged"]';
        const first = await engineState(page);
        await page.click('#play');
        await page.waitForSelector(notice);
        const stopped = await engineState(page);
        assert.ok(stopped.parameters.every(Number.isFinite));
        assert.match(await text(page, notice), new RegExp(`stopped at step ${stopped.step + 1}: an activation in layer 2 .*smaller learning rate.*stands at step ${stopped.step}`));
        await press(page, notice, /^Rewind to step 0$/);
        await untilStep(page, 0);
        assert.equal((await engineState(page)).hash, first.hash);
        await page.waitForFunction((selector) => !document.querySelector(selector), {}, notice);

        // The same trouble again is told again.
        await page.click('#play');
        await page.waitForSelector(notice);
        await press(page, notice, /^Continue from there with rate 0\.1$/);
        await page.waitForFunction(() => /** @type {any} */ (globalThis).glia.opened.values.rate === '0.1');
        // Still too much for this network: the next offer is smaller.
        await page.waitForFunction((selector) => /rate 0\.01/.test(document.querySelector(selector)?.textContent ?? ''), {}, notice);
        await press(page, notice, /^Continue from there with rate 0\.01$/);
        await page.waitForFunction(() => /** @type {any} */ (globalThis).glia.opened.values.rate === '0.01');
        await page.waitForFunction((at) => /** @type {any} */ (globalThis).glia.frame?.step > at, {}, stopped.step + 20);
        assert.equal(await page.$(notice), null);
        assert.equal(await page.evaluate(() => /** @type {any} */ (globalThis).glia.opened.live), true);
        await page.click('#play');
        assert.deepEqual(problems, []);
      } finally {
        await close();
      }
    });

    it('is sound to axe, and fits a phone', async () => {
      for (const options of [{}, { colorScheme: /** @type {const} */ ('dark'), width: 390, height: 844 }]) {
        const { page, problems, close } = await openPlayground(name, site, deep, options);
        try {
          await page.click('[data-tab="doctor"]');
          await page.waitForSelector('.finding');
          assert.deepEqual(await accessibilityProblems(page, '#lenses'), [], 'before the histograms are counted, too');
          await page.waitForFunction(() => /\d/.test(document.querySelector('.histograms td')?.textContent ?? ''));
          await page.click('.finding summary');
          assert.deepEqual(await accessibilityProblems(page, '#lenses'), []);
          const sticksOut = await page.evaluate(() => {
            const edge = document.querySelector('#lenses .lens:not([hidden])')?.getBoundingClientRect().right ?? 0;
            return [...document.querySelectorAll('.finding *, .histograms *')].filter((element) => !element.closest('.visually-hidden') && element.getBoundingClientRect().right > edge).map((element) => element.outerHTML.slice(0, 80));
          });
          assert.deepEqual(sticksOut, []);
          assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth), false);
          assert.deepEqual(problems, []);
        } finally {
          await close();
        }
      }
    });
  });
}
