// “Your code is the engine”: the solutions of the challenges train a live network, part by part and all together, in both
// languages, every number compared with the engine's; and a mistake is found at once.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { describeOpened } from '../../web/engine/answers/opened.js';
import { edited } from '../../web/exercises/content.js';
import { Actor, Parted } from '../../web/exercises/training/actor.js';
import { flat, flatSlopes, layersOf, unfit } from '../../web/exercises/training/layout.js';
import { called, parts, whole } from '../../web/exercises/training/parts.js';
import { begin, lossAndSlopes, trainStep, wholeStep } from '../../web/exercises/training/step.js';
import { exerciseOf, textOf } from './content.mjs';
import { engine, native } from './lib.mjs';
import { startInThread } from './node-sandbox.mjs';
import { startPython } from './pyodide.mjs';

/** @typedef {import('../../web/exercises/content.js').Language} Language */

const endings = { javascript: 'js', python: 'py' };
const starters = { javascript: startInThread, python: startPython };

/**
 * @param {import('../../web/exercises/training/parts.js').Option} option @param {Language | null} language null: the engine
 * @param {(code: string) => string} [change] of the solution
 */
async function actorOf({ exercise: id, name }, language, change = (code) => code) {
  const exercise = exerciseOf(id);
  const spoken = language ?? 'javascript';
  if (language === null) return new Actor({ engine, exercise, name, language: spoken, sandbox: null });
  const { given } = exercise.files[spoken];
  const started = await starters[spoken]({
    code: change(textOf(`${id}/solution.${endings[spoken]}`)),
    given: given ? textOf(`${id}/${given}`) : '',
    entries: exercise.functions.map(({ names }) => names[spoken]),
    milliseconds: 5000,
  });
  if ('kind' in started) throw new Error(started.text);
  return new Actor({ engine, exercise, name, language: spoken, sandbox: started });
}

/**
 * Actors of all parts.
 * @param {Record<string, { name: string, language: Language | null, change?: (code: string) => string }>} chosen by key of the
 *   part; the engine where there is none
 * @returns {Promise<any>}
 */
async function cast(chosen = {}) {
  const made = await Promise.all(
    parts.map(async ({ key, options }) => {
      const choice = chosen[key];
      if (key === 'start' && !choice) return [key, null];
      const option = options.find(({ name }) => name === choice?.name) ?? options[0];
      return [key, await actorOf(option, choice?.language ?? null, choice?.change)];
    }),
  );
  return Object.fromEntries(made);
}

/** @param {any} actors */
const close = (actors) => Object.values(actors).forEach((/** @type {any} */ actor) => actor?.close());

/** A run as the page has it, and a batch of it. @param {string} experiment @param {number} rows */
function open(experiment, rows) {
  const run = native.experiment(experiment);
  const { network, values } = describeOpened(/** @type {any} */ ({ engine: native, opened: () => run, past: { counts: {} } }));
  const walks = Array.from({ length: rows }, (_, row) => run.walk({ part: 'train', row }));
  const batch = { inputs: walks.map(({ inputs }) => Array.from(inputs)), labels: walks.map(({ target }) => target) };
  return { run, network: /** @type {any} */ (network), values, batch };
}

/** Trains from the first weights on. @param {any} actors @param {ReturnType<typeof open>} opened @param {number} steps */
async function train(actors, { run, network, batch }, steps) {
  let parameters = Array.from(run.parameters());
  if (actors.start) parameters = flat(network, await begin(actors.start, layersOf(network, parameters), async (count) => native.random(count, 5)));
  const memory = {};
  const losses = [];
  for (let step = 1; step <= steps; step++) {
    const next = await trainStep(actors, network, parameters, batch, memory, step);
    parameters = next.parameters;
    losses.push(next.loss);
  }
  return { parameters, losses };
}

const xor = 'data=xor&noise=0&layers=6:relu&seed=3';

describe('your code is the engine', () => {
  test('what the engine does part by part is what it does at once: the gradients', async () => {
    for (const experiment of [xor, 'data=circle&layers=5:relu,4:relu&seed=2', 'data=blobs&layers=5:relu&seed=1']) {
      const opened = open(experiment, 12);
      const { run, network, batch } = opened;
      for (const name of ['backward', 'denseBackward']) {
        const actors = await cast({ backward: { name, language: null } });
        const parameters = run.parameters();
        const { loss, slopes } = await lossAndSlopes(actors, batch, layersOf(network, parameters));
        const found = run.gradientCheck({ rows: 12, against: Float32Array.from(flatSlopes(network, slopes)) });
        assert.ok(found.verdicts.every((/** @type {string} */ verdict) => verdict === 'agrees'), `${experiment}, ${name}`);
        assert.ok(Math.abs(loss - batch.inputs.reduce((sum, _, row) => sum + run.walk({ part: 'train', row }).loss / 12, 0)) < 1e-4);
        assert.deepEqual(flat(network, layersOf(network, parameters)), Array.from(parameters));
      }
      run.free();
    }
  });

  for (const language of /** @type {const} */ (['javascript', 'python'])) {
    test(`all the learner's functions together train XOR, ${language}`, async (context) => {
      const actors = await cast(Object.fromEntries(parts.map(({ key, options }) => [key, { name: options[0].name, language }])));
      const opened = open(xor, 16);
      const { losses, parameters } = await train(actors, opened, 60);
      const agreed = Object.values(actors).reduce((sum, actor) => sum + actor.agreed, 0);
      context.diagnostic(`loss ${losses[0].toFixed(3)} to ${losses[59].toFixed(3)}, ${agreed} numbers agreed`);
      assert.ok(losses[0] > 0.4 && losses[59] < 0.15, `${losses[0]} to ${losses[59]}`);
      assert.ok(agreed > 10_000);
      for (const [key, actor] of Object.entries(actors)) assert.ok(actor.agreed > 0, `${key} took no part`);
      assert.equal(parameters.length, opened.network.parameterCount);
      close(actors);
      opened.run.free();
    });

    for (const part of parts) {
      for (const { exercise, name } of part.options) {
        test(`${name} of “${exercise}” alone, ${language}: as the engine, number by number`, async () => {
          const opened = open(xor, 6);
          const mine = await cast({ [part.key]: { name, language } });
          const engines = await cast({ [part.key]: { name, language: null } });
          const [a, b] = [await train(mine, opened, 4), await train(engines, opened, 4)];
          assert.ok(mine[part.key].agreed > 0);
          a.parameters.forEach((value, i) => assert.ok(Math.abs(value - b.parameters[i]) < 1e-4, `${value} and ${b.parameters[i]}`));
          close(mine);
          opened.run.free();
        });

        test(`a mistake in ${name} of “${exercise}” is found, ${language}`, async () => {
          const task = exerciseOf(exercise).functions.find(({ names }) => names.javascript === name);
          const opened = open(xor, 6);
          let found = 0;
          for (const mutant of task?.mutants ?? []) {
            const mine = await cast({ [part.key]: { name, language, change: (code) => edited(code, mutant.edits[language]) } });
            const outcome = await train(mine, opened, 3).then(() => null, (error) => error);
            if (outcome instanceof Parted) {
              found++;
              assert.match(outcome.message, /differs|expected|NaN|error|changed/i);
              assert.ok(outcome.call.startsWith(mine[part.key].entry));
            } else if (outcome) throw outcome;
            close(mine);
          }
          assert.ok(found > 0, `of ${task?.mutants.length} mistakes`);
          opened.run.free();
        });
      }
    }

    test(`one function for all of it, ${language}`, async () => {
      const opened = open('data=xor&noise=0&layers=6:tanh&seed=3', 16);
      const actor = await actorOf(whole.options[0], language);
      let parameters = Array.from(opened.run.parameters());
      const before = opened.network;
      for (let step = 0; step < 3; step++) parameters = await wholeStep(actor, before, parameters, opened.batch);
      assert.equal(parameters.length, before.parameterCount);
      assert.equal(actor.agreed, 3 * before.parameterCount);
      actor.close();
      opened.run.free();
    });
  }

  test('every part names functions that there are, in both languages', () => {
    for (const option of [...parts, whole].flatMap(({ options }) => options)) {
      const task = exerciseOf(option.exercise).functions.find(({ names }) => names.javascript === option.name);
      assert.ok(task, option.name);
      assert.equal(called(option, 'python'), task.names.python);
    }
  });

  test('a network that these functions do not fit is refused, in words', () => {
    /** @type {[string, 'relu' | 'tanh', RegExp][]} */
    const cases = [
      [xor, 'relu', /^$/],
      [xor, 'tanh', /must end in tanh/],
      ['data=xor&layers=4:tanh', 'tanh', /^$/],
      ['data=xor&layers=4:tanh,3:tanh', 'tanh', /one hidden layer/],
      ['data=xor&layers=4:tanh', 'relu', /must end in ReLU/],
      ['data=xor&layers=4:relu+bn', 'relu', /extras/],
      ['data=xor&layers=4:relu+drop0.2', 'relu', /extras/],
      ['data=xor&layers=4:relu&loss=mse', 'relu', /cross-entropy/],
      ['data=plane&layers=4:relu', 'relu', /classes/],
    ];
    for (const [experiment, activation, said] of cases) {
      const { run, network, values } = open(experiment, 1);
      assert.match(unfit(network, values, activation), said, experiment);
      run.free();
    }
  });
});
