import { flat, layersOf, unfit } from './layout.js';
import { begin, trainStep, wholeStep } from './step.js';

/**
 * Trains the network on the page by learners' functions: every step is computed by them, and its weights are handed to
 * the engine, which draws what has come of it.
 *
 * @typedef {import('./layout.js').Network} Network
 * @typedef {{ network: Network & { parameterCount: number }, values: Record<string, string> }} Opened
 * @typedef {object} View the part of the playground that is used
 * @property {any} client @property {any} opened @property {boolean} playing @property {{ loss: number } | null} frame
 * @property {() => void} pause
 * @property {(experiment: string) => Promise<string | null>} visit
 * @property {(task: () => Promise<unknown>) => Promise<string | null>} act
 * @property {(source: { label: string, gradients: (batch: any) => Promise<Float32Array> } | null) => void} gradientsFrom
 * @property {(key: string) => void} openLens
 */

/** What is opened where the network on the page does not fit. */
export const experiments = { relu: 'data=xor&layers=6:relu&seed=3', tanh: 'data=xor&layers=6:tanh&seed=3' };

/** Milliseconds between two pictures, examples of a step and of all, and the loss at which there is little left to learn. */
const pictureEvery = 150;
const rowsOfStep = 16;
const mostRows = 512;
const learned = 0.05;
const mostSteps = 5000;

/**
 * A network on the page that the functions fit.
 * @param {View} view @param {'relu' | 'tanh'} activation
 * @returns {Promise<boolean>} whether another one had to be opened; rejects with a sentence
 */
export async function fittingNetwork(view, activation) {
  view.pause();
  if (view.opened && unfit(view.opened.network, view.opened.values, activation) === '') return false;
  const why = await view.visit(experiments[activation]);
  if (why) throw new Error(why);
  return true;
}

/** @param {View} view @returns {Promise<{ batches: import('./step.js').Batch[], parameters: number[] }>} the training part, and the weights */
async function dataOf({ client, opened }) {
  const { dataset } = opened;
  const count = dataset.count - dataset.test.reduce((/** @type {number} */ sum, /** @type {number} */ held) => sum + held, 0);
  const walks = await Promise.all(Array.from({ length: Math.min(mostRows, count) }, (_, row) => client.walk({ part: 'train', row })));
  const batches = [];
  for (let at = 0; at < walks.length; at += rowsOfStep) {
    const some = walks.slice(at, at + rowsOfStep);
    batches.push({ inputs: some.map(({ inputs }) => Array.from(inputs)), labels: some.map(({ target }) => target) });
  }
  return { batches, parameters: Array.from(walks[0].parameters) };
}

/**
 * @param {object} options
 * @param {View} options.view @param {import('./step.js').Actors | null} options.actors
 * @param {import('./actor.js').Actor | null} options.all one function for all of it, in place of the actors
 * @param {(at: { step: number, loss: number | null }) => void} options.tell
 * @param {() => boolean} options.goOn
 * @returns {Promise<{ step: number, loss: number | null, why: string }>} why it ended, empty if asked to; rejects with Parted
 */
export async function trainOn({ view, actors, all, tell, goOn }) {
  const { client, opened } = view;
  const { network } = opened;
  const { batches, parameters: present } = await dataOf(view);
  let parameters = present;
  let shown = [...parameters];
  let pictured = 0;
  /** @type {number | null} */
  let loss = null;
  let step = 0;

  /** Hands the weights that have changed to the engine. */
  const show = async () => {
    const next = parameters;
    const changed = next.flatMap((value, index) => (Math.fround(value) === Math.fround(shown[index]) ? [] : [index]));
    const why = await view.act(() => Promise.all(changed.map((index) => client.setParameter(index, next[index]))));
    if (why) throw new Error(why);
    shown = next;
    pictured = performance.now();
  };

  if (actors?.start) {
    let seed = Number(opened.values.seed); // the same link, the same beginning
    const drawn = async (/** @type {number} */ count) => client.random(count, seed++);
    parameters = flat(network, await begin(actors.start, layersOf(network, parameters), drawn));
    await show();
  }
  const memory = {};
  /** @param {string} why */
  const ended = async (why) => {
    if (view.opened === opened) await show();
    return { step, loss, why };
  };
  try {
    while (goOn()) {
      if (view.opened !== opened) return { step, loss, why: 'Another network was opened.' };
      if (view.playing) return { step, loss, why: 'The engine trains now.' };
      const batch = batches[step % batches.length];
      if (all) parameters = await wholeStep(all, network, parameters, batch);
      else if (actors) ({ loss, parameters } = await trainStep(actors, network, parameters, batch, memory, step + 1));
      step++;
      tell({ step, loss });
      if (performance.now() - pictured < pictureEvery || view.opened !== opened) continue;
      await show();
      if (view.frame && view.frame.loss < learned) return await ended(`The training loss is below ${learned}: there is little left to learn.`);
      if (step >= mostSteps) return await ended('That is far enough.');
    }
    return await ended('');
  } catch (error) {
    if (view.opened === opened) await show();
    throw error;
  }
}
