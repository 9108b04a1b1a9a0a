// The six labs: what each measures, as it is and with every cure, is what the engine gives under Node for the same
// experiment and as many epochs; the fault is there, and a cure takes it away.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, it } from 'node:test';
import { loadEngine } from '../../dist/engine/engine.js';
import { percent, precise } from '../../web/ui/format.js';
import { browsers, openPage } from './lib/browsers.mjs';
import { lessonSite } from './lesson-page.mjs';

/** @typedef {import('puppeteer-core').Page} Page */
/** @typedef {ReturnType<Awaited<ReturnType<typeof loadEngine>>['experiment']>} Run */

const engine = await loadEngine();
const five = (/** @type {string} */ layer, first = layer) => [first, layer, layer, layer, layer].join(',');

/** Rows by name, as numbers. @typedef {Record<string, number | null>} Numbers */

/** What a run of each experiment shows in each measure. @type {Record<string, (run: Run, epochs: number) => Numbers>} */
const numbersOf = {
  gradientNorms(run, epochs) {
    const norms = run.statistics().layers.map(({ gradientNorm }, l, all) => [`gradient of ${l === all.length - 1 ? 'output' : `hidden ${l + 1}`}`, gradientNorm]);
    const { loss, testLoss, testAccuracy } = run.advance({ epochs });
    return { ...Object.fromEntries(norms), 'training loss': loss, 'test loss': testLoss, 'test accuracy': testAccuracy };
  },
  divergence(run, epochs) {
    const { gradientNorm } = run.statistics();
    const { loss, testLoss } = run.advance({ epochs });
    return { 'gradient at the start': gradientNorm, 'training loss': loss, 'test loss': testLoss };
  },
  lossGap(run, epochs) {
    const { loss, testLoss, accuracy, testAccuracy } = run.advance({ epochs });
    return { 'training loss': loss, 'test loss': testLoss, 'training accuracy': accuracy, 'test accuracy': testAccuracy };
  },
  trainTest(run, epochs) {
    const { accuracy, testAccuracy, loss, testLoss } = run.advance({ epochs });
    return { 'training accuracy': accuracy, 'test accuracy': testAccuracy, 'training loss': loss, 'test loss': testLoss };
  },
  recall(run, epochs) {
    run.advance({ epochs });
    const { accuracy, perClass, auc } = /** @type {any} */ (run.measure({ part: 'test' }));
    return { accuracy, 'precision of class 1': perClass.precision[1], 'recall of class 1': perClass.recall[1], 'F1 of class 1': perClass.f1[1], AUC: auc };
  },
};

/**
 * @typedef {object} Lab
 * @property {string} id @property {string} experiment @property {string} measure @property {number} epochs
 * @property {[string, string][]} cures name, experiment
 * @property {(before: Numbers, after: Numbers[]) => void} shows that the fault is there, and cured
 * @property {RegExp} doctor what is said as it is
 */

/** @type {Lab[]} */
const labs = [
  {
    id: 'vanishing',
    experiment: `data=circle&layers=${five('6:sigmoid')}&rate=0.01`,
    measure: 'gradientNorms',
    epochs: 10,
    cures: [
      ['ReLU', `data=circle&layers=${five('6:relu')}&rate=0.01`],
      ['Batch normalization', `data=circle&layers=${five('6:sigmoid+bn')}&rate=0.01`],
      ['Residual connections', `data=circle&layers=${five('6:sigmoid+res', '6:sigmoid')}&rate=0.01`],
    ],
    shows(before, after) {
      assert.ok(Number(before['gradient of output']) > 1000 * Number(before['gradient of hidden 1']));
      for (const numbers of after) assert.ok(Number(numbers['test loss']) < 0.7 * Number(before['test loss']));
      assert.ok(Number(after[0]['gradient of output']) < 100 * Number(after[0]['gradient of hidden 1']));
    },
    doctor: /gradient vanishes/,
  },
  {
    id: 'exploding',
    experiment: 'data=hills&layers=8:relu,8:relu,8:relu&gain=2&optimizer=sgd&rate=0.1',
    measure: 'divergence',
    epochs: 60,
    cures: [
      ['Clipping', 'data=hills&layers=8:relu,8:relu,8:relu&gain=2&optimizer=sgd&rate=0.1&clip_norm=1'],
      ['Smaller weights', 'data=hills&layers=8:relu,8:relu,8:relu&gain=1&optimizer=sgd&rate=0.1'],
      ['A smaller rate', 'data=hills&layers=8:relu,8:relu,8:relu&gain=2&optimizer=sgd&rate=0.0001'],
    ],
    shows(before, after) {
      assert.ok(Number(before['gradient at the start']) > 10_000);
      for (const numbers of after) assert.ok(Number(numbers['test loss']) < 1);
    },
    doctor: /./,
  },
  {
    id: 'rate',
    experiment: 'data=moons&noise=20&layers=8:tanh,8:tanh&rate=0.3',
    measure: 'divergence',
    epochs: 60,
    cures: [
      ['Cosine schedule', 'data=moons&noise=20&layers=8:tanh,8:tanh&rate=0.3&schedule=cosine&horizon=1500'],
      ['Warm-up and cosine', 'data=moons&noise=20&layers=8:tanh,8:tanh&rate=0.3&schedule=warmup_cosine&warmup=300&horizon=1500'],
      ['A smaller rate', 'data=moons&noise=20&layers=8:tanh,8:tanh&rate=0.01'],
    ],
    shows(before, after) {
      for (const numbers of after) assert.ok(Number(numbers['training loss']) < 0.5 * Number(before['training loss']));
    },
    doctor: /./,
  },
  {
    id: 'overfitting',
    experiment: 'data=moons&noise=35&points=60&test=50&layers=32:tanh,32:tanh&rate=0.01',
    measure: 'lossGap',
    epochs: 200,
    cures: [
      ['L2 penalty', 'data=moons&noise=35&points=60&test=50&layers=32:tanh,32:tanh&rate=0.01&decay=0.05'],
      ['Dropout', 'data=moons&noise=35&points=60&test=50&layers=32:tanh+drop0.3,32:tanh+drop0.3&rate=0.01'],
      ['Early stopping', 'data=moons&noise=35&points=60&test=50&layers=32:tanh,32:tanh&rate=0.01&patience=20'],
      ['More data', 'data=moons&noise=35&points=1000&test=50&layers=32:tanh,32:tanh&rate=0.01'],
    ],
    shows(before, after) {
      assert.ok(Number(before['test loss']) > 5 * Number(before['training loss']));
      for (const numbers of after) assert.ok(Number(numbers['test loss']) < 0.75 * Number(before['test loss']));
    },
    doctor: /test loss|by heart|overfit/i,
  },
  {
    id: 'leak',
    experiment: 'data=spiral&points=80&noise=15&layers=32:relu,32:relu&rate=0.01&fault=leaky_split',
    measure: 'trainTest',
    epochs: 150,
    cures: [['Split first', 'data=spiral&points=80&noise=15&layers=32:relu,32:relu&rate=0.01']],
    shows(before, [after]) {
      assert.ok(Number(before['test accuracy']) > Number(after['test accuracy']) + 0.2, 'the leak flatters the test');
    },
    doctor: /also training points/,
  },
  {
    id: 'imbalance',
    experiment: 'data=imbalanced&ratio=1&points=2000&noise=20&layers=4:tanh&rate=0.01',
    measure: 'recall',
    epochs: 20,
    cures: [
      ['Class weights', 'data=imbalanced&ratio=1&points=2000&noise=20&layers=4:tanh&rate=0.01&balance=balanced'],
      ['Focal loss', 'data=imbalanced&ratio=1&points=2000&noise=20&layers=4:tanh&rate=0.01&loss=focal'],
    ],
    shows(before, [weighted]) {
      assert.ok(Number(before.accuracy) > 0.97, 'accuracy looks well');
      assert.ok(Number(before['recall of class 1']) < 0.5, 'most of the rare class is missed');
      assert.ok(Number(weighted['recall of class 1']) > 0.75);
    },
    doctor: /common class/,
  },
];

/** @param {string} experiment @param {Lab} lab */
function ask(experiment, { measure, epochs }) {
  const run = engine.experiment(experiment);
  try {
    return numbersOf[measure](run, epochs);
  } finally {
    run.free();
  }
}

/** Rows that are read as shares. @param {string} label */
const asText = (label, /** @type {number | null} */ value) => (value === null ? '–' : /accuracy|precision|recall|F1/.test(label) ? percent(value) : precise(value));

/** @param {Page} page @param {string} id */
const table = (page, id) =>
  page.$$eval(`#${id} .lab-table tbody tr`, (rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent ?? '')));

/** Presses a run's button and waits for its numbers. @param {Page} page @param {string} id @param {number} which */
async function train(page, id, which) {
  const name = await page.$$eval(`#${id} .lab-runs button`, (buttons, at) => {
    /** @type {HTMLElement} */ (buttons[at]).click();
    return buttons[at].textContent ?? '';
  }, which);
  const wanted = which === 0 ? 'Measured as it is.' : `Measured with ${name}.`;
  await page.waitForFunction((figure, words) => document.querySelector(`#${figure} .frame-below .frame-said`)?.textContent === words, { timeout: 60_000 }, id, wanted);
}

for (const browser of browsers) {
  describe(`labs in ${browser}`, () => {
    /** @type {Awaited<ReturnType<typeof lessonSite>>} */
    let site;
    /** @type {Awaited<ReturnType<typeof openPage>>} */
    let opened;
    /** @type {Page} */
    let page;
    before(async () => {
      site = await lessonSite(`labs-${browser}`, await readFile(new URL('pages/figures1.md', import.meta.url), 'utf8'));
      opened = await openPage(browser, site.url, { width: 1280, height: 900 });
      ({ page } = opened);
    });
    after(async () => {
      const { problems } = opened;
      await opened.close();
      await site.close();
      assert.deepEqual(problems, []);
    });

    for (const lab of labs) {
      it(`${lab.id}: the engine’s numbers before and after each cure, and a cure that helps`, async () => {
        await page.$eval(`#${lab.id}`, (element) => element.scrollIntoView({ block: 'start', behavior: 'instant' }));
        await page.waitForSelector(`#${lab.id}.alive`);
        const before = ask(lab.experiment, lab);
        const after = lab.cures.map(([, experiment]) => ask(experiment, lab));
        lab.shows(before, after);
        await train(page, lab.id, 0);
        // All cures in one browser; in the other the first stands for them.
        for (const [i, numbers] of after.slice(0, browser === 'chromium' ? undefined : 1).entries()) {
          await train(page, lab.id, i + 1);
          const rows = Object.fromEntries((await table(page, lab.id)).map(([label, was, is]) => [label, [was, is]]));
          for (const label of Object.keys(before)) assert.deepEqual(rows[label], [asText(label, before[label]), asText(label, numbers[label])], `${label} with ${lab.cures[i][0]}`);
          assert.match(await page.$eval(`#${lab.id} .lab-doctor dd`, (words) => words.textContent ?? ''), lab.doctor);
        }
      });
    }

    it('the leak is seen on points nobody has seen; the run that diverged says where', async () => {
      const leak = Object.fromEntries((await table(page, 'leak')).map(([label, was]) => [label, was]));
      assert.ok(Number.parseFloat(leak['accuracy on new points']) < Number.parseFloat(leak['test accuracy']) - 10, JSON.stringify(leak));
      const exploding = Object.fromEntries((await table(page, 'exploding')).map(([label, was]) => [label, was]));
      assert.match(exploding.training, /^diverged at step \d+$/);
    });

    it('a run that is paused is not measured, and says so', async () => {
      await page.$eval('#leak', (element) => element.scrollIntoView({ block: 'start', behavior: 'instant' }));
      await page.evaluate(() => {
        /** @type {HTMLElement} */ (document.querySelector('#imbalance .lab-runs button')).click();
      });
      await page.waitForSelector('#imbalance [aria-label="Pause"]');
      await page.$eval('#imbalance [aria-label="Pause"]', (button) => /** @type {HTMLElement} */ (button).click());
      await page.waitForFunction(() => /^Stopped/.test(document.querySelector('#imbalance .frame-below .frame-said')?.textContent ?? ''));
    });
  });
}
