// “Use it in the network”: the heat maps drawn by the learner's denseLayer are the engine's when it is right, and show
// when it is wrong.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { browsers, serveDist } from './lib/browsers.mjs';
import { atRest, become } from './lib/wait.mjs';
import { click, content, enterCode, openExercise, problemsOf } from './exercise-page.mjs';
import { engineState } from './playground-page.mjs';

/** @typedef {import('puppeteer-core').Page} Page */

/** @param {Page} page @param {string} selector @param {RegExp} pattern */
const waitForText = (page, selector, pattern) =>
  page.waitForFunction(
    (where, source, flags) => new RegExp(source, flags).test(document.querySelector(where)?.textContent ?? ''),
    {},
    selector,
    pattern.source,
    pattern.flags,
  );

/**
 * The output's heat map as it stands, once it no longer changes: pixels of a 60 by 60 copy.
 * @param {Page} page @returns {Promise<number[]>}
 */
async function picture(page) {
  const pixels = await atRest(() => page.$eval('#output canvas.map', (canvas) => {
      const copy = document.createElement('canvas');
      copy.width = copy.height = 60;
      const context = /** @type {CanvasRenderingContext2D} */ (copy.getContext('2d'));
      context.drawImage(/** @type {HTMLCanvasElement} */ (canvas), 0, 0, 60, 60);
      return [...context.getImageData(0, 0, 60, 60).data].join();
    }));
  return pixels.split(',').map(Number);
}

/** Mean difference of two pictures' colours, of 255. @param {number[]} a @param {number[]} b */
const difference = (a, b) => a.reduce((sum, value, i) => sum + Math.abs(value - b[i]), 0) / a.length;

/** Hands code to the network and waits until somebody draws. @param {Page} page @param {string} code @param {RegExp} [said] */
async function use(page, code, said = /are drawn by your denseLayer\.$/) {
  await enterCode(page, code);
  await click(page, '.exercise-use');
  await waitForText(page, '.exercise-live', said);
}

/** The step that the page shows. @param {Page} page */
const shownStep = (page) => page.$eval('#step-count', (element) => Number((element.textContent ?? '').replaceAll(',', '')));

/** Trains for some epochs, then stands still: fresh biases are all 0. @param {Page} page @param {number} epochs */
async function train(page, epochs) {
  for (let epoch = 0; epoch < epochs; epoch++) {
    const before = await shownStep(page);
    await page.$eval('#epoch', (button) => /** @type {HTMLElement} */ (button).click());
    await become(async () => (await shownStep(page)) > before, 'an epoch has been made');
  }
}

/** Lets the network train, or stand. @param {Page} page @param {boolean} on */
async function playing(page, on) {
  await page.$eval(
    '#play',
    (button, wanted) => {
      const says = button.getAttribute('aria-label') ?? '';
      if (says.startsWith('Play') === wanted) /** @type {HTMLElement} */ (button).click();
    },
    on,
  );
}

const solution = await content('solution.js');
const noBias = await content('wrong/no-bias.js');

for (const name of browsers) {
  describe(`the learner's layer in the live network, ${name}`, () => {
    /** @type {Awaited<ReturnType<typeof serveDist>>} */
    let site;
    /** @type {Awaited<ReturnType<typeof openExercise>>} */
    let opened;
    /** @type {Page} */
    let page;

    before(async () => {
      site = await serveDist();
      opened = await openExercise(name, `${site.url}#data=circle&layers=6:tanh,5:tanh&seed=3`);
      page = opened.page;
      await train(page, 6);
    });
    after(async () => {
      await opened?.close();
      await site?.close();
    });

    /** @param {string} experiment */
    const open = async (experiment) => {
      await page.evaluate((hash) => (location.hash = hash), experiment);
      const seed = new URLSearchParams(experiment).get('seed');
      await become(async () => (await engineState(page)).values.seed === seed && (await shownStep(page)) === 0, `${experiment} is open`);
      await train(page, 6);
    };

    const networks = {
      'tanh and sigmoid': '',
      ReLU: 'data=spiral&layers=8:relu,4:relu&seed=5',
      'other inputs, linear output': 'data=plane&features=x1,x2,x1x2&layers=3:linear,4:sigmoid&loss=mse&seed=2',
    };
    for (const [label, experiment] of Object.entries(networks)) {
      test(`right code draws the engine's picture: ${label}`, async (context) => {
        if (experiment) await open(experiment);
        const engine = await picture(page);
        await use(page, solution);
        assert.match(await page.$eval('#output', (element) => element.textContent ?? ''), /drawn by your denseLayer/);
        const learner = await picture(page);
        context.diagnostic(`mean difference ${difference(engine, learner).toFixed(4)} of 255`);
        assert.ok(difference(engine, learner) <= 0.05);

        await use(page, noBias);
        const wrong = await picture(page);
        context.diagnostic(`without bias ${difference(engine, wrong).toFixed(4)} of 255`);
        assert.ok(difference(engine, wrong) > 2, 'a forgotten bias must show');

        await click(page, '.exercise-drawing button');
        await waitForText(page, '.exercise-live', /The engine draws again/);
        assert.ok(difference(engine, await picture(page)) <= 0.01, 'the engine draws as before');
      });
    }

    test('draws on while the network trains, and when it changes', async () => {
      await use(page, solution);
      const before = await shownStep(page);
      await playing(page, true);
      await become(async () => (await shownStep(page)) > before, 'it has trained');
      await page.evaluate(() => (location.hash = 'data=xor&layers=7:tanh,3:relu,4:tanh&seed=4'));
      await become(async () => (await engineState(page)).values.seed === '4' && (await shownStep(page)) > 0, 'the next network trains');
      await waitForText(page, '.exercise-live', /are drawn by your denseLayer/);
      await waitForText(page, '#output', /drawn by your denseLayer/);
      await playing(page, false);
      const learner = await picture(page);
      await click(page, '.exercise-drawing button');
      await waitForText(page, '.exercise-live', /The engine draws again/);
      assert.ok(difference(learner, await picture(page)) <= 0.05);
    });

    test('results of the wrong shape are striped, and said', async () => {
      await use(page, await content('wrong/too-few.js'));
      await waitForText(page, '.exercise-fault', /expected 7 numbers, one per neuron; got 6\. Striped pixels are places where your function gave no usable number\./);
      const grey = (await picture(page)).filter((value, i, all) => i % 4 === 0 && Math.abs(value - all[i + 2]) < 8).length;
      assert.ok(grey > 3000, `${grey} of 3600 pixels are grey`);
    });

    test('NaN is striped, and said', async () => {
      await use(page, await content('wrong/past-the-end.js'));
      await waitForText(page, '.exercise-fault', /not finite numbers/);
    });

    test('edited code is not the code that draws, and the panel says so', async () => {
      await use(page, solution);
      await enterCode(page, `${solution}\n// edited`);
      await waitForText(page, '.exercise-live', /You have edited it since/);
    });

    const endings = {
      'a throw': ['wrong/throws.js', /taken out of the network: In layer “hidden 1”, the code threw an error in line 5/],
      'an endless loop': ['wrong/endless-loop.js', /no answer after 2 seconds: the time limit ended the run.*The engine draws again/],
      'a syntax error': ['wrong/syntax-error.js', /cannot draw: the code cannot be read in line 3/],
    };
    for (const [label, [file, said]] of Object.entries(endings)) {
      test(`${label} gives the drawing back to the engine`, async () => {
        await use(page, await content(/** @type {string} */ (file)), /** @type {RegExp} */ (said));
        assert.doesNotMatch(await page.$eval('#output', (element) => /** @type {HTMLElement} */ (element).innerText), /drawn by your/);
        await picture(page);
        assert.equal(await page.$('iframe'), null, 'no sandbox is left behind');
      });
    }

    test('closing the exercise gives the drawing back to the engine', async () => {
      await use(page, solution);
      await click(page, '#exercise-toggle');
      await page.waitForFunction(() => !document.querySelector('iframe'));
      assert.doesNotMatch(await page.$eval('#output', (element) => /** @type {HTMLElement} */ (element).innerText), /drawn by your/);
    });

    test('left no error behind', () => {
      assert.deepEqual(problemsOf(opened), []);
    });
  });
}
