// Written by the table of settings: every row has a control that reaches the engine and the link, takes its limits and
// refuses what is beyond them with a sentence; a link is judged as strictly; and what a link opens has the same bits as
// the native program. Chromium takes all rows; Firefox a few, drawn anew each time (GLIA_SEED=… draws the same again).

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { drawable } from '../../web/playground/drawable.js';
import { browsers, serveDist } from './lib/browsers.mjs';
import { addressBar, drawn, engineState, openPlayground, settingsTable, untilValue } from './playground-page.mjs';

const glia = fileURLToPath(new URL('../../build/glia', import.meta.url));
const seed = Number(process.env.GLIA_SEED ?? (Date.now() % 100_000));
/** How many rows Firefox takes. */
const sample = 8;

/** Experiments of all kinds: data, spaces, inputs, layers, losses, optimizers, schedules, penalties, splits. */
const kinds = [
  '',
  'data=xor&noise=20&layers=4:tanh&seed=9',
  'data=circle&features=x1,x2,x1sq,x2sq&layers=&optimizer=sgd&rate=0.1',
  'data=gauss&layers=3:sigmoid,2:softplus&optimizer=nesterov&momentum=0.5&loss=mse',
  'data=moons&points=200&test=40&leak=25&layers=6:gelu+bn+drop0.2&optimizer=adamw&decay=0.01',
  'data=rings&classes=4&layers=8:silu+ln+res,8:silu+ln+res&loss=focal&focus=1&optimizer=lamb',
  'data=blobs&classes=10&layers=16:relu+nobias+orthogonal&loss=cross_entropy&smoothing=10&batch=32',
  'data=imbalanced&ratio=2&balance=balanced&layers=5:elu&optimizer=rmsprop&alpha=0.9',
  'data=checkerboard&layers=8:leaky_relu,8:leaky_relu&schedule=one_cycle&horizon=300&clip_norm=0.5',
  'data=hills&layers=8:tanh&loss=huber&delta=0.3&optimizer=adagrad&eps=0.0001',
  'data=sine&layers=8:gelu_tanh,8:gelu_tanh&schedule=warmup_cosine&warmup=50&horizon=200&floor=0.0001',
  'data=bumps&points=100&layers=12:tanh&init=lecun_normal&gain=2&loss=mae&l1=0.001&penalize=all',
  'data=digits8&points=300&layers=16:relu&schedule=step&every=20&factor=0.9&clip_value=0.1',
  'data=digits28&points=100&layers=8:relu&patience=5&schedule=exponential&factor=0.999',
];
const steps = 60;

/** Another value than the present one, by the setting's own row. @param {any} setting @param {string} present */
function anotherValue(setting, present) {
  if (setting.type === 'choice') return setting.choices.find((/** @type {any} */ choice) => choice.name !== present && choice.name !== 'cross_entropy').name;
  if (setting.type === 'set') return [...present.split(','), setting.choices.find((/** @type {any} */ c) => !present.split(',').includes(c.name)).name].join(',');
  return String([...(setting.marks ?? []), setting.min, setting.max].find((value) => Number(value) !== Number(present)));
}

/** What a row must refuse. @param {any} row @returns {string[]} */
function beyond(row) {
  if (row.type === 'choice') return ['wings', ''];
  if (row.type === 'set') return ['x9', '', `${row.choices[0].name},${row.choices[0].name}`];
  const more = row.type === 'layers' ? Array(row.maxLayers + 1).fill('2:relu').join(',') : '';
  if (row.type === 'layers') return ['0:relu', `${row.units.max + 1}:relu`, '2:wings', '2:relu+wings', more];
  return [String(row.min - 1), String(row.max * 10), 'many', ...(row.type === 'integer' ? [String(row.min + 0.5)] : [])];
}

/** A few of a list, by the seed. @template T @param {T[]} list @param {number} count */
function draw(list, count) {
  const left = [...list];
  let state = seed;
  return Array.from({ length: Math.min(count, list.length) }, () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return left.splice(Math.floor((state / 2147483648) * left.length), 1)[0];
  });
}

/** @type {Awaited<ReturnType<typeof serveDist>>} */
let site;
before(async () => {
  site = await serveDist();
});
after(() => site.close());

for (const name of browsers) {
  describe(`every setting in ${name}`, () => {
    /** @type {Awaited<ReturnType<typeof openPlayground>>} */
    let opened;
    /** @type {import('puppeteer-core').Page} */
    let page;
    /** @type {any[]} */
    let all = [];
    /** @type {any[]} */
    let rows = [];
    before(async () => {
      opened = await openPlayground(name, site);
      page = opened.page;
      all = await settingsTable(page);
      const offered = drawable(all).settings;
      assert.ok(offered.length > 30);
      rows = name === 'chromium' ? offered : draw(offered, sample);
    });
    after(async () => {
      await opened?.close();
    });

    /** Opens an experiment in the page as a pasted link would. @param {string} experiment */
    async function goTo(experiment) {
      const shortest = await page.evaluate(async (text) => {
        location.hash = text;
        return (await /** @type {any} */ (globalThis).glia.client.check(text)).experiment;
      }, experiment);
      await page.waitForFunction((text) => /** @type {any} */ (globalThis).glia.opened.experiment === text, {}, shortest);
      await drawn(page);
    }

    /** An experiment in which a row has a say. @param {any} row */
    function whereItMatters({ when }) {
      if (!when || when.names.includes(all.find(({ key }) => key === when.key).default)) return '';
      return `${when.key}=${when.names[0]}`;
    }

    /** Brings a row's control to sight, wherever it lives. @param {any} row */
    async function reach(row) {
      const word = await page.$(`[data-opens="${row.when?.key ?? row.key}"]`);
      if (!word) return;
      if (!(await word.isVisible())) await page.$eval('.word.more', (more) => /** @type {HTMLElement} */ (more).click());
      await word.evaluate((button) => /** @type {HTMLElement} */ (button).click());
      await page.waitForSelector(`:popover-open [data-setting="${row.key}"]`);
    }
    const fieldOf = (/** @type {any} */ row) => `[data-setting="${row.key}"] input[type="text"]`;

    /** @param {string} selector @param {string} text */
    async function typeOver(selector, text) {
      await page.focus(selector);
      await page.$eval(selector, (input) => /** @type {HTMLInputElement} */ (input).select());
      await page.keyboard.type(text);
      await page.keyboard.press('Enter');
    }

    /** Moves a slider by keyboard until it says the value. @param {any} row @param {string} wanted */
    async function slideTo(row, wanted) {
      const selector = `[data-setting="${row.key}"] input[type="range"]`;
      await page.focus(selector);
      await page.keyboard.press('Home');
      for (let i = 0; i < 60; i += 1) {
        const at = await page.$eval(selector, (input) => Number.parseFloat((input.getAttribute('aria-valuetext') ?? '').replace('−', '-').replace(',', '')));
        if (at === Number(wanted)) return;
        await page.keyboard.press('ArrowRight');
      }
      assert.fail(`the slider of ${row.key} has no position ${wanted}`);
    }

    it('has a control that changes engine and link', async (t) => {
      if (name !== 'chromium') t.diagnostic(`GLIA_SEED=${seed}: ${rows.map(({ key }) => key).join(', ')}`);
      for (const row of rows) {
        await goTo(whereItMatters(row));
        const { values, hash } = await engineState(page);
        const place = `[data-setting="${row.key}"]`;
        if (row.type === 'layers') {
          await page.$eval('.layer-control .stepper button:last-child', (more) => /** @type {HTMLElement} */ (more).click());
          await page.waitForFunction((old) => /** @type {any} */ (globalThis).glia.opened.values.layers !== old, {}, values.layers);
        } else {
          const wanted = anotherValue(row, values[row.key]);
          await reach(row);
          if (row.type === 'choice') await page.$eval(`${place} input[value="${wanted}"]`, (input) => /** @type {HTMLElement} */ (input).click());
          else if (row.type === 'set') await page.$eval(`${place} [data-name="${wanted.split(',').pop()}"]`, (chip) => /** @type {HTMLElement} */ (chip).click());
          else if (await page.$(fieldOf(row))) await typeOver(fieldOf(row), wanted);
          else await slideTo(row, wanted);
          await untilValue(page, row.key, wanted);
        }
        const now = await engineState(page);
        assert.match(`&${await addressBar(page)}`, new RegExp(`&${row.key}=`), `the link should name ${row.key}`);
        assert.equal(await addressBar(page), now.experiment);
        assert.equal(now.step, 0);
        if (['layers', 'features', 'seed', 'init'].includes(row.key)) assert.notEqual(now.hash, hash, `${row.key} chooses the initial weights`);
        await page.keyboard.press('Escape');
      }
    });

    it('takes its limits where it is typed, and refuses what is beyond beside the field', async () => {
      let typed = 0;
      for (const row of rows.filter(({ type }) => type === 'real' || type === 'integer')) {
        await goTo(whereItMatters(row));
        if (!(await page.$(fieldOf(row)))) continue;
        typed += 1;
        await reach(row);
        for (const limit of [row.max, row.min]) {
          const link = [whereItMatters(row), `${row.key}=${limit}`].filter(Boolean).join('&');
          const taken = await page.evaluate((text) => /** @type {any} */ (globalThis).glia.client.check(text).then(() => true, () => false), link);
          await typeOver(fieldOf(row), String(limit));
          // A limit may be too much beside another setting: that is said here as well, and the other one stays.
          if (taken) await untilValue(page, row.key, String(limit));
          else await page.waitForFunction((key) => /must/.test(document.querySelector(`[data-setting="${key}"] .refusal:not([hidden])`)?.textContent ?? ''), {}, row.key);
          if (row.when) assert.ok(row.when.names.includes((await engineState(page)).values[row.when.key]), `${row.key}=${limit} leaves ${row.when.key}`);
        }
        const before = await engineState(page);
        for (const wrong of beyond(row)) {
          await typeOver(fieldOf(row), wrong);
          try {
            await page.waitForFunction(({ key, text }) => {
              const said = document.querySelector(`[data-setting="${key}"] .refusal:not([hidden])`)?.textContent ?? '';
              return said.toLowerCase().startsWith(key) && said.includes(`'${text}'`) && /from .* to /.test(said);
            }, {}, { key: row.key, text: wrong });
          } catch {
            assert.fail(`${row.key}=${wrong}: said was “${await page.$eval(`[data-setting="${row.key}"] .refusal`, (element) => element.textContent)}”`);
          }
        }
        assert.deepEqual(await engineState(page), before, `${row.key}: what is refused leaves the run`);
        await page.keyboard.press('Escape');
      }
      assert.ok(typed > 0 || name !== 'chromium');
    });

    it('is judged as strictly in a link', async () => {
      for (const row of rows) {
        const where = whereItMatters(row);
        await goTo(where);
        const before = await engineState(page);
        for (const wrong of beyond(row)) {
          const link = [where, `${row.key}=${wrong}`].filter(Boolean).join('&');
          await page.evaluate((text) => (location.hash = text), link);
          await page.waitForFunction((text) => /** @type {HTMLInputElement | null} */ (document.querySelector('[data-key="link"] input'))?.value === text, {}, link);
          const said = await page.$eval('[data-key="link"] p', (sentence) => sentence.textContent ?? '');
          assert.match(said, /^This link cannot be opened: .{20,}\. (The network shown stays|Showing the default network instead)\.$/, `${link}: ${said}`);
          const now = await engineState(page);
          assert.deepEqual([now.experiment, now.hash, now.step], [before.experiment, before.hash, before.step], link);
        }
        await page.$eval('[data-key="link"] .button', (dismiss) => /** @type {HTMLElement} */ (dismiss).click());
        assert.equal(await addressBar(page), before.experiment);
      }
    });

    it('gives the same bits here as in the native program', async () => {
      for (const experiment of name === 'chromium' ? kinds : draw(kinds, 5)) {
        await goTo(experiment);
        const hash = await page.evaluate(async (count) => {
          const { client } = /** @type {any} */ (globalThis).glia;
          await client.step(count);
          return client.hash();
        }, steps);
        const native = execFileSync(glia, ['hash', experiment, '--steps', String(steps)], { encoding: 'utf8' }).trim();
        assert.equal(hash, native, experiment);
      }
    });

    it('met no problem on the way', () => assert.deepEqual(opened.problems, []));
  });
}
