// More than two classes: the map in the classes' colours, marks that differ by shape, names in drawing, tree
// and readout, and the same bits as natively.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { answer } from '../cli/lib.mjs';
import { accessibilityProblems, browsers, serveDist } from './lib/browsers.mjs';
import { become } from './lib/wait.mjs';
import { engineState, neuron, openPlayground, untilStep } from './playground-page.mjs';

/** @typedef {import('puppeteer-core').Page} Page */
/** @typedef {[number, number, number]} Colour */

/** @type {Awaited<ReturnType<typeof serveDist>>} */
let site;
before(async () => {
  site = await serveDist();
});
after(() => site.close());

/** Trains and waits for the screen. @param {Page} page @param {number} steps */
async function train(page, steps) {
  await page.evaluate((count) => /** @type {any} */ (globalThis).glia.step(count), steps);
  await untilStep(page, steps);
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve(null)))));
}

/**
 * The map on screen at the middles of a grid, with what the network answers there and at the neighbours.
 * @param {Page} page
 * @returns {Promise<{ colour: Colour, shares: number[], alike: boolean }[]>} alike: all around the same class
 */
function lookAtMap(page) {
  return page.evaluate(async () => {
    const { client, opened } = /** @type {any} */ (globalThis).glia;
    const { range } = opened.dataset;
    const { outputs } = opened.network;
    const map = /** @type {HTMLCanvasElement} */ (document.querySelector('.map'));
    const context = /** @type {CanvasRenderingContext2D} */ (/** @type {any} */ (globalThis).copyOf(map));
    const side = 24;
    const spots = [];
    for (let row = 0; row < side; row += 1) for (let column = 0; column < side; column += 1) spots.push([(column + 0.5) / side, (row + 0.5) / side]);
    const near = 1.5 / 160;
    const around = [[0, 0], [-near, 0], [near, 0], [0, -near], [0, near]];
    const x = Float32Array.from(spots.flatMap(([u, v]) => around.flatMap(([du, dv]) => [(2 * (u + du) - 1) * range, (1 - 2 * (v + dv)) * range])));
    const all = await client.predict(x);
    return spots.map(([u, v], i) => {
      const shares = around.map((_, k) => [...all.slice((i * around.length + k) * outputs, (i * around.length + k + 1) * outputs)]);
      const best = shares.map((each) => each.indexOf(Math.max(...each)));
      const { data } = context.getImageData(Math.floor(u * map.width), Math.floor(v * map.height), 1, 1);
      return { colour: /** @type {[number, number, number]} */ ([data[0], data[1], data[2]]), shares: shares[0], alike: best.every((each) => each === best[0]) };
    });
  });
}

/** The colours the page draws maps with: of each class at full, and of nothing. @param {Page} page @returns {Promise<{ classes: Colour[], zero: Colour }>} */
const colours = (page) => page.evaluate(() => {
  const { classes, zero } = /** @type {any} */ (globalThis).glia.palette();
  return { zero, classes: classes.map((/** @type {number[]} */ rgb) => rgb.map((part, i) => Math.round(zero[i] + (part - zero[i]) * 0.82))) };
});

/** @param {Colour} a @param {Colour} b */
const apart = (a, b) => Math.max(...a.map((part, i) => Math.abs(part - b[i])));

for (const name of browsers) {
  describe(`classes in ${name}`, () => {
    it('five classes from a link: the same bits as natively', async () => {
      const { page, problems, close } = await openPlayground(name, site, 'classes=5');
      try {
        await train(page, 60);
        const { hash } = await engineState(page);
        assert.ok(answer(['hash', 'classes=5', '--steps', '60']).includes(hash), hash);
        assert.deepEqual(problems, []);
      } finally {
        await close();
      }
    });

    for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
      it(`colours the map by class, ${colorScheme}`, async () => {
        const { page, problems, close } = await openPlayground(name, site, 'data=blobs&classes=5&layers=8:tanh', { colorScheme });
        try {
          await train(page, 500);
          const { classes, zero } = await colours(page);
          const shaded = await lookAtMap(page);
          const met = new Set();
          for (const { colour, shares, alike } of shaded) {
            if (!alike) continue;
            const best = shares.indexOf(Math.max(...shares));
            const sure = (shares[best] - 1 / 5) / (1 - 1 / 5);
            const wanted = /** @type {Colour} */ (zero.map((part, i) => Math.round(part + (classes[best][i] - part) * sure)));
            // Smoothing between pixels of the map, where it changes, costs a few steps of colour.
            assert.ok(apart(colour, wanted) <= 24, `class ${best}, ${sure}: ${colour} is not ${wanted}`);
            met.add(best);
          }
          assert.equal(met.size, 5, 'every class has its region');

          await page.click('[data-discrete]');
          await page.waitForFunction(() => document.querySelector('[data-discrete]')?.getAttribute('aria-pressed') === 'true');
          const plain = async () => (await lookAtMap(page)).filter(({ alike }) => alike).every(({ colour, shares }) => apart(colour, classes[shares.indexOf(Math.max(...shares))]) <= 1);
          await become(plain, 'without shades every pixel has its class’s colour');
          assert.deepEqual(problems, []);
        } finally {
          await close();
        }
      });
    }

    it('shows two classes and values without shades, too', async () => {
      for (const experiment of ['layers=3:tanh', 'data=hills&layers=3:tanh']) {
        const { page, problems, close } = await openPlayground(name, site, experiment);
        try {
          await train(page, 60);
          const { classes } = await colours(page);
          const kinds = async () => {
            const found = await lookAtMap(page);
            return found.filter(({ colour }) => classes.slice(0, 2).every((full) => apart(full, colour) > 1)).length / found.length;
          };
          assert.ok((await kinds()) > 0.3, 'shades at first');
          await page.click('[data-discrete]');
          await become(async () => (await kinds()) <= 0.1, 'two plain colours, but for the smoothed border');
          assert.deepEqual(problems, []);
        } finally {
          await close();
        }
      }
    });

    it('names the classes: legend, drawing, tree, readout', async () => {
      const { page, problems, close } = await openPlayground(name, site, 'data=rings&classes=7&layers=8:tanh');
      try {
        await train(page, 300);
        assert.deepEqual(await page.$$eval('.classes li', (items) => items.map((item) => item.textContent)), Array.from({ length: 7 }, (_, i) => `class ${i}`));
        const shapes = await page.$$eval('.classes .shape', (icons) => icons.map((icon) => icon.innerHTML.replace(/style="[^"]*"/, '')));
        assert.equal(new Set(shapes).size, 7, 'every class has a shape of its own');
        assert.match(await page.$eval(neuron(2, 6), (element) => element.getAttribute('aria-label') ?? ''), /^class 6, Softmax, bias/);
        const box = await page.$eval('.plane', (element) => {
          const { left, top, width, height } = element.getBoundingClientRect();
          return { left, top, width, height };
        });
        await page.mouse.move(box.left + box.width * 0.7, box.top + box.height * 0.4);
        await page.waitForSelector('.readout:not([hidden])');
        const { text, shares } = await page.evaluate(async () => {
          const { client, opened } = /** @type {any} */ (globalThis).glia;
          const said = document.querySelector('.readout')?.textContent ?? '';
          const { range } = opened.dataset;
          const answered = await client.predict(Float32Array.of((2 * 0.7 - 1) * range, (1 - 2 * 0.4) * range));
          return { text: said, shares: [...answered] };
        });
        const best = shares.indexOf(Math.max(...shares));
        const [, classNamed, share] = text.match(/class (\d), ([\d.]+) %$/) ?? [];
        assert.equal(Number(classNamed), best, text);
        assert.ok(Math.abs(Number(share) / 100 - shares[best]) < 0.02, `${text} against ${shares[best]}`);
        assert.deepEqual(await accessibilityProblems(page), []);
        assert.deepEqual(problems, []);
      } finally {
        await close();
      }
    });

    it('keeps ten colours apart for every kind of colour vision', async () => {
      for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
        const { page, close } = await openPlayground(name, site, '', { colorScheme });
        try {
          const { classes, card } = await page.evaluate(() => {
            const { classes: all, css } = /** @type {any} */ (globalThis).glia.palette();
            return { classes: /** @type {Colour[]} */ (all), card: /** @type {Colour} */ ([1, 3, 5].map((i) => Number.parseInt(css.card.slice(i, i + 2), 16))) };
          });
          assert.equal(classes.length, 10);
          for (const [kind, eyes] of Object.entries(vision)) {
            for (let i = 0; i < 10; i += 1) {
              for (let j = 0; j < i; j += 1) {
                const [a, b] = [classes[i], classes[j]].map((rgb) => oklab(seen(linear(rgb), eyes)));
                const distance = Math.hypot(...a.map((part, k) => part - b[k]));
                assert.ok(distance >= (kind === 'tritan' ? 0.06 : 0.1), `${kind}: classes ${j} and ${i}, ${distance.toFixed(3)}`);
              }
            }
          }
          for (const [i, rgb] of classes.entries()) assert.ok(contrast(rgb, card) >= 2.8, `class ${i} on paper: ${contrast(rgb, card).toFixed(2)}`);
        } finally {
          await close();
        }
      }
    });
  });
}

/** What eyes without one kind of cone see, in linear RGB (Machado, Oliveira and Fernandes 2009, severity 1). @type {Record<string, number[][]>} */
const vision = {
  normal: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
  protan: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
  deutan: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
  tritan: [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
};

/** @param {number[]} rgb 0…255 */
const linear = (rgb) => rgb.map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));

/** @param {number[]} colour @param {number[][]} eyes */
const seen = (colour, eyes) => eyes.map((row) => Math.min(1, Math.max(0, row.reduce((sum, weight, i) => sum + weight * colour[i], 0))));

/** Where distances are about as large as they look (Ottosson 2020). @param {number[]} colour linear */
function oklab([r, g, b]) {
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

/** By the Web Content Accessibility Guidelines. @param {number[]} a @param {number[]} b */
function contrast(a, b) {
  const [high, low] = [a, b].map((rgb) => linear(rgb)).map(([r, g, blue]) => 0.2126 * r + 0.7152 * g + 0.0722 * blue).sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}
