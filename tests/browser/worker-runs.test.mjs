// Several runs behind one client: branches, undo, races, maps of rates and seeds.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { loadEngine } from '../../dist/engine/engine.js';
import { browsers, serveDist } from './lib/browsers.mjs';
import { openClient } from './worker-page.mjs';

const engine = await loadEngine();

for (const name of browsers) {
  describe(`several runs in ${name}`, () => {
    /** @type {Awaited<ReturnType<typeof serveDist>>} */
    let site;
    /** @type {Awaited<ReturnType<typeof openClient>>} */
    let opened;
    before(async () => {
      site = await serveDist();
      opened = await openClient(name, site);
    });
    after(async () => {
      await opened?.close();
      await site?.close();
    });

    it('go on under other settings, and come back whole', async () => {
      const got = await opened.page.evaluate(async () => {
        const { client } = /** @type {any} */ (globalThis);
        const first = await client.open('data=circle&layers=4:tanh');
        await client.step(120);
        const hash = await client.hash();
        const branch = await client.branch({ optimizer: 'momentum', rate: 0.05 });
        const same = await client.hash();
        const refused = await client.branch({ layers: '3:relu' }).catch((/** @type {any} */ error) => error.message);
        const wrong = await client.branch({ rate: [1] }).catch((/** @type {any} */ error) => error.code);
        await client.step(10);
        const other = await client.hash();
        const before = await client.seek(50).catch((/** @type {any} */ error) => error.code);
        const undone = await client.undo();
        const back = await client.hash();
        const past = await client.seek(60);
        const none = await client.undo();
        const redone = await client.redo();
        const again = await client.hash();
        const nothing = await client.redo();
        await client.undo();
        await client.open('data=xor');
        return { first, hash, branch, same, refused, wrong, other, before, undone, back, past, none, redone, again, nothing, cut: await client.redo() };
      });
      assert.deepEqual([got.first.live, got.first.from, got.first.step], [false, null, 0]);
      assert.deepEqual([got.branch.live, got.branch.from, got.branch.step], [true, 120, 120]);
      assert.match(got.branch.experiment, /optimizer=momentum&rate=0\.05/);
      assert.equal(got.same, got.hash);
      assert.match(got.refused, /layers.*cannot change/);
      assert.deepEqual([got.wrong, got.before], ['bad_message', 'out_of_range']);
      assert.notEqual(got.other, got.hash);
      assert.deepEqual([got.undone.step, got.undone.live, got.undone.experiment], [120, false, got.first.experiment]);
      assert.equal(got.back, got.hash);
      assert.equal(got.past.step, 60);
      assert.equal(got.none, null);
      assert.deepEqual([got.redone.step, got.redone.live, got.redone.from, got.again], [130, true, 120, got.other]);
      assert.deepEqual([got.nothing, got.cut], [null, null]);
    });

    it('are kept four deep', async () => {
      const got = await opened.page.evaluate(async () => {
        const { client } = /** @type {any} */ (globalThis);
        for (let seed = 10; seed < 17; seed++) {
          await client.open(`data=xor&seed=${seed}`);
          await client.step(seed);
        }
        const seen = [];
        for (let run; (run = await client.undo()); ) seen.push([run.values.seed, run.step]);
        return seen;
      });
      assert.deepEqual(got, [['15', 15], ['14', 14], ['13', 13], ['12', 12]]);
    });

    it('race from one start, in slices', async () => {
      const experiments = ['data=xor&seed=3', 'data=xor&seed=4&optimizer=adam', 'data=xor&layers=2:relu'];
      const got = await opened.page.evaluate(async (texts) => {
        const { client } = /** @type {any} */ (globalThis);
        const early = await client.raceAdvance(1).catch((/** @type {any} */ error) => error.code);
        const lined = await client.race({ experiments: texts });
        const start = await client.raceAdvance(0);
        let done = false;
        const long = client.raceAdvance(4000).then((/** @type {any} */ rows) => ((done = true), rows));
        let asked = 0;
        while (!done) {
          await client.check('');
          if (!done) asked++;
        }
        const rows = await long;
        const history = (await client.raceHistory()).map((/** @type {any} */ { steps, loss, testLoss, cost }) => ({ last: steps.at(-1), loss: loss.at(-1), counts: [steps.length, loss.length, testLoss.length], cost }));
        const cut = client.raceAdvance(1e7).catch((/** @type {any} */ error) => error.code);
        await client.raceClose();
        const apart = await client.race({ experiments: texts, share: false });
        const apartStart = await client.raceAdvance(0);
        await client.raceClose();
        const refused = await client.race({ experiments: ['data=xor', 'data=nowhere'] }).catch((/** @type {any} */ error) => error.message);
        return { early, lined, start, asked, rows, history, cut: await cut, refused, apart, apartStart };
      }, experiments);
      assert.equal(got.early, 'bad_argument');
      // The second is of another seed but of the first's shape; the third is of another shape.
      assert.deepEqual(got.lined, { count: 3, own: [true, false, true] });
      assert.deepEqual(got.apart, { count: 3, own: [true, true, true] });
      const alone = experiments.map((text) => engine.experiment(text).snapshot().loss);
      assert.deepEqual(got.apartStart.map(({ loss }) => loss), alone);
      assert.notEqual(got.start[1].loss, alone[1]);
      assert.ok(got.asked > 3, `${got.asked} questions were answered meanwhile`);
      const race = engine.race(experiments, { share: true });
      assert.deepEqual(got.start.map(({ loss }) => loss), race.snapshots().map(({ loss }) => loss));
      const expected = race.advance(4000);
      for (const [i, row] of got.rows.entries()) {
        assert.deepEqual([row.step, row.loss, row.testLoss, row.accuracy], [4000, expected[i].loss, expected[i].testLoss, expected[i].accuracy]);
        const { counts, cost } = got.history[i];
        assert.ok(counts[0] > 10 && counts.every((/** @type {number} */ count) => count === counts[0]));
        assert.ok(cost.millisecondsPerStep > 0);
      }
      assert.equal(got.cut, 'closed');
      assert.match(got.refused, /nowhere/);
    });

    it('are mapped by rate and seed, and the map ends with its experiment', async () => {
      const cells = { rates: [0.001, 0.03, 10], seeds: [1, 2], steps: 200 };
      const got = await opened.page.evaluate(async (wanted) => {
        const { client } = /** @type {any} */ (globalThis);
        await client.open('data=points&layers=3:tanh', { x: [-1, -1, 1, 1, -1, 1, 1, -1], y: [0, 0, 1, 1] });
        const given = await client.survey(wanted);
        await client.open('data=hills&layers=3:relu');
        /** @type {any[]} */
        const parts = [];
        const map = await client.survey({ ...wanted, steps: 30_000 }, { onPart: (/** @type {any} */ part) => parts.push(part) });
        const stale = client.survey({ ...wanted, steps: 1e6 }).catch((/** @type {any} */ error) => error.code);
        await client.open('data=xor');
        const closed = client.survey({ ...wanted, steps: 1e6 }).catch((/** @type {any} */ error) => error.code);
        await client.surveyClose();
        const list = (/** @type {any} */ each) => ({ ...each, first: [...each.first], loss: [...each.loss], testLoss: [...each.testLoss] });
        return { given: list(given), map: list(map), left: parts.map(({ left }) => left), stale: await stale, closed: await closed };
      }, cells);
      assert.deepEqual([got.stale, got.closed], ['closed', 'closed']);
      assert.ok(got.given.states.every((/** @type {string} */ state) => state !== 'waiting') && got.given.left === 0);
      const survey = engine.survey('data=hills&layers=3:relu', { ...cells, steps: 30_000 });
      while (survey.advance(1e6));
      const { states, loss } = survey.read();
      assert.deepEqual(got.map.states, states);
      assert.deepEqual(got.map.loss, [...loss]);
      assert.deepEqual([got.map.rates, got.map.seeds, got.map.left], [cells.rates, cells.seeds, 0]);
      assert.ok(got.left.length > 0 && got.left.every((/** @type {number} */ left) => left >= 0 && left <= 6));
    });

    it('met no problem on the way', () => assert.deepEqual(opened.problems, []));
  });
}
