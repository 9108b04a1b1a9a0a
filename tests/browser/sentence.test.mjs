// The settings of training: the schedule as a curve, what is shown only where it applies, themes behind “more …”, and
// the conditions at which training stops, near by.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { accessibilityProblems, browsers, serveDist } from './lib/browsers.mjs';
import { followLink, openPlayground, settingsTable, untilStep, untilValue } from './playground-page.mjs';

/** @type {Awaited<ReturnType<typeof serveDist>>} */
let site;
before(async () => {
  site = await serveDist();
});
after(() => site.close());

for (const name of browsers) {
  describe(`the sentence in ${name}`, () => {
    /** @type {Awaited<ReturnType<typeof openPlayground>>} */
    let opened;
    /** @type {import('puppeteer-core').Page} */
    let page;
    before(async () => {
      opened = await openPlayground(name, site, 'schedule=cosine');
      page = opened.page;
    });
    after(async () => {
      await opened?.close();
    });

    const goTo = (/** @type {string} */ experiment) => followLink(page, experiment);
    const curve = () => page.$eval('.schedule-curve .curve', (path) => path.getAttribute('d') ?? '');
    /** The rates of the engine at a few steps against the places of the curve. */
    const matches = () => page.waitForFunction(async () => {
      const { client } = /** @type {any} */ (globalThis).glia;
      const said = document.querySelector('.schedule-curve svg')?.getAttribute('aria-label') ?? '';
      const span = Number(said.match(/over ([\d,]+) steps/)?.[1].replaceAll(',', ''));
      if (!span) return false;
      const points = [...(document.querySelector('.schedule-curve .curve')?.getAttribute('d') ?? '').matchAll(/[ML]([\d.]+) ([\d.]+)/g)].map(([, , y]) => Number(y));
      const rates = [...(await client.rates(span, points.length))];
      const [low, high] = [Math.max(...points), Math.min(...points)];
      const most = Math.max(...rates);
      const least = Math.min(...rates);
      if (most === least) return low === high;
      return rates.every((rate, i) => Math.abs((low - points[i]) / (low - high) - (rate - least) / (most - least)) < 0.01);
    });

    it('draws every schedule as the engine has it, with its own settings alone', async () => {
      const table = await settingsTable(page);
      const schedule = table.find(({ key }) => key === 'schedule');
      await page.click('[data-opens="schedule"]');
      await page.waitForSelector(':popover-open .schedule-curve');
      let before = '';
      for (const { name: choice } of [...schedule.choices].reverse()) {
        await page.$eval(`:popover-open input[value="${choice}"]`, (input) => /** @type {HTMLElement} */ (input).click());
        await untilValue(page, 'schedule', choice);
        await page.waitForFunction((old) => document.querySelector('.schedule-curve .curve')?.getAttribute('d') !== old, {}, before);
        await matches();
        before = await curve();
        const shown = await page.$$eval(':popover-open [data-setting]', (all) => all.filter((one) => one.checkVisibility()).map((one) => /** @type {HTMLElement} */ (one).dataset.setting));
        const apply = table.filter(({ when }) => when?.key === 'schedule' && when.names.includes(choice)).map(({ key }) => key);
        assert.deepEqual(shown, ['schedule', ...apply], choice);
      }
      await page.keyboard.press('Escape');
    });

    it('marks the present step on the curve, and follows the run and its settings', async () => {
      await goTo('schedule=step&every=100');
      await page.click('[data-opens="schedule"]');
      await page.evaluate(() => /** @type {any} */ (globalThis).glia.step(150));
      await untilStep(page, 150);
      await page.waitForFunction(() => document.querySelector('.schedule-curve p')?.textContent === 'Step 150: 0.005');
      const places = () => page.evaluate(() => {
        const place = (/** @type {string} */ key) => Number(document.querySelector('.schedule-curve .here')?.getAttribute(key));
        return [place('cx'), place('cy')];
      });
      const [x, y] = await places();
      assert.ok(Math.abs(x - (2 + (150 / 600) * 280)) < 1, `a quarter of 600 steps: ${x}`);
      assert.ok(Math.abs(y - (22 + 86 / 2)) < 1, `half of the first rate: ${y}`);
      // Beyond its end the curve grows with the run.
      await page.evaluate(() => /** @type {any} */ (globalThis).glia.step(600));
      await untilStep(page, 750);
      await page.waitForFunction(() => /over 1,125 steps/.test(document.querySelector('.schedule-curve svg')?.getAttribute('aria-label') ?? ''));
      await page.keyboard.press('Escape');
    });

    it('puts the other settings under headings, none of which is left out', async () => {
      await goTo('l1=0.001');
      assert.equal(await page.$eval('[data-opens="l1"]', (word) => word.checkVisibility()), true, 'what was changed stands in the sentence');
      assert.equal(await page.$eval('[data-opens="decay"]', (word) => word.checkVisibility()), false);
      await page.click('.word.more');
      const themes = await page.$$eval('.theme', (all) => all.map((theme) => [theme.querySelector('h3')?.textContent, ...[...theme.querySelectorAll('[data-opens]')].map((word) => /** @type {HTMLElement} */ (word).dataset.opens)]));
      assert.deepEqual(themes.map(([heading]) => heading), ['Data', 'Network', 'Training', 'Regularization', 'Stop']);
      const heads = (await settingsTable(page)).filter(({ group, when, type }) => ['network', 'training'].includes(group) && !when && type !== 'layers').map(({ key }) => key);
      const inSentence = await page.$$eval('#sentence > .phrase [data-opens]', (all) => all.map((word) => /** @type {HTMLElement} */ (word).dataset.opens));
      const under = themes.flatMap(([, ...keys]) => keys);
      assert.deepEqual([...inSentence, ...under].sort(), [...heads, 'stop'].sort());
      assert.ok(themes[3].includes('l1') && themes[4].includes('patience'));
      assert.deepEqual(await accessibilityProblems(page, '#sentence'), []);
      await page.click('.word.more');
      assert.equal(await page.$eval('.themes', (element) => element.checkVisibility()), false);
    });

    it('keeps the focus when a setting goes back to what is usual', async () => {
      await goTo('l1=0.001');
      await page.focus('[data-opens="l1"]');
      await page.keyboard.press('Enter');
      await page.waitForSelector(':popover-open [data-setting="l1"]');
      await page.$eval(':popover-open [data-setting="l1"] input[type="text"]', (input) => /** @type {HTMLInputElement} */ (input).select());
      await page.focus(':popover-open [data-setting="l1"] input[type="text"]');
      await page.keyboard.type('0');
      await page.keyboard.press('Enter');
      await untilValue(page, 'l1', '0');
      assert.equal(await page.$eval('[data-opens="l1"]', (word) => word.checkVisibility()), true, 'while its panel is open');
      await page.keyboard.press('Escape');
      await page.waitForFunction(() => document.activeElement?.classList.contains('more'));
      assert.equal(await page.$eval('[data-opens="l1"]', (word) => word.checkVisibility()), false);
    });

    it('opens the stop conditions from there as well', async () => {
      await page.click('.word.more');
      await page.focus('[data-opens="stop"]');
      await page.keyboard.press('Enter');
      await page.waitForSelector(':popover-open [data-stop="epoch"]');
      const at = await page.evaluate(() => [document.querySelector(':popover-open'), document.querySelector('[data-opens="stop"]')].map((element) => element?.getBoundingClientRect().top ?? 0));
      assert.ok(at[0] < 700, `beside the button pressed: ${at}`);
      await page.focus('[data-stop="epoch"] input');
      await page.keyboard.type('7');
      await page.keyboard.press('Enter');
      await page.waitForFunction(() => document.querySelector('#stop')?.textContent === 'stop at epoch 7');
      assert.equal(await page.$eval('[data-opens="stop"]', (button) => button.textContent), 'stop at epoch 7');
      await page.keyboard.press('Escape');
      assert.equal(await page.evaluate(() => /** @type {HTMLElement} */ (document.activeElement).dataset.opens), 'stop');
      await page.click('.word.more');
    });

    it('leaves out a heading over settings that a link hides', async () => {
      const other = await openPlayground(name, { url: `${site.url}?hide=l1,decay,penalize,stop` });
      try {
        await other.page.click('.word.more');
        const shown = await other.page.$$eval('.theme', (all) => all.filter((theme) => theme.checkVisibility()).map((theme) => theme.querySelector('h3')?.textContent));
        assert.deepEqual(shown, ['Data', 'Network', 'Training', 'Stop']);
        assert.equal(await other.page.$eval('[data-opens="stop"]', (button) => button.checkVisibility()), false);
        assert.deepEqual(other.problems, []);
      } finally {
        await other.close();
      }
    });

    it('met no problem on the way', () => assert.deepEqual(opened.problems, []));
  });
}
