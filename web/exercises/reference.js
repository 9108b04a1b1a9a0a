import { mutated } from './content.js';

/**
 * Tests and their right answers: numbers are drawn and answers computed by the engine.
 *
 * @typedef {import('./content.js').Task} Task @typedef {import('./content.js').Numbers} Numbers
 * @typedef {{ cook(recipes: string[][], cases: Record<string, any>[]): Promise<any[][]>,
 *   random(count: number, seed: number): Promise<Float32Array> }} Engine the part of the client used
 * @typedef {{ task: Task, title: string, args: any[], random: boolean, sizes: Record<string, number>,
 *   accept?: import('./content.js').Test['accept'] }} Case
 */

/** @param {Case} test what recipes are given: the arguments by their names */
export const namesOf = ({ task, args }) => Object.fromEntries(task.parameters.map(({ name }, i) => [name, args[i]]));

/** @param {Engine} engine @param {Task} task @param {Case[]} cases of this task @returns {Promise<any[]>} */
export const rightAnswers = async (engine, task, cases) => (await engine.cook([task.recipe], cases.map(namesOf)))[0];

/**
 * @param {Engine} engine @param {Task} task @param {Case[]} cases of this task
 * @returns {Promise<any[][]>} [mutant][case]; null where a mistake has no meaning
 */
export async function mutantAnswers(engine, task, cases) {
  const recipes = [task.recipe, ...task.mutants.map((mutant) => mutated(task, mutant))];
  return (await engine.cook(recipes, cases.map(namesOf))).slice(1);
}

/** How many numbers a parameter takes. @param {Numbers} spec @param {Record<string, number>} sizes @returns {number} */
function need(spec, sizes) {
  if (spec.fields) return Object.values(spec.fields).reduce((sum, part) => sum + need(part, sizes), 0);
  if (spec.choices) return 1;
  if (spec.layers) {
    const widths = spec.layers.map((name) => sizes[name]).filter((width) => width > 0);
    return widths.reduce((sum, width, i) => sum + width * ((widths[i - 1] ?? 0) + 2), 0);
  }
  return (spec.shape ?? []).reduce((all, name) => all * sizes[name], 1);
}

/**
 * One argument, of numbers in [-1, 1). They are rounded, so that the call shown is the call made.
 * @param {Numbers} spec @param {Record<string, number>} sizes @param {() => number} draw @returns {any}
 */
function build(spec, sizes, draw) {
  const { from = 0, to = 1, decimals = 0 } = spec;
  const number = () => Number((from + ((draw() + 1) / 2) * (to - from)).toFixed(decimals)) + 0;
  const below = (/** @type {number} */ count) => Math.min(count - 1, Math.floor(((draw() + 1) / 2) * count));
  /** @param {number[]} lengths @param {() => any} item @returns {any} */
  const nest = ([length, ...rest], item) => (length === undefined ? item() : Array.from({ length }, () => nest(rest, item)));
  if (spec.fields) return Object.fromEntries(Object.entries(spec.fields).map(([name, part]) => [name, build(part, sizes, draw)]));
  if (spec.choices) return spec.choices[below(spec.choices.length)];
  if (spec.layers) {
    const widths = spec.layers.map((name) => sizes[name]).filter((width) => width > 0);
    return widths.slice(1).map((width, i) => {
      const layer = { weights: nest([width, widths[i]], number), biases: nest([width], number) };
      return spec.activations ? { ...layer, activation: spec.activations[below(spec.activations.length)] } : layer;
    });
  }
  const lengths = (spec.shape ?? []).map((name) => sizes[name]);
  if (spec.probabilities) return nest(lengths.slice(0, -1), () => shares(lengths[lengths.length - 1], draw));
  if (spec.labels === undefined) return nest(lengths, number);
  const classes = typeof spec.labels === 'number' ? spec.labels : sizes[spec.labels];
  let made = 0;
  return nest(lengths, () => (made++ < classes ? made - 1 : below(classes)));
}

/**
 * Probabilities that add up to 1, in hundredths and none of them 0.
 * @param {number} count @param {() => number} draw @returns {number[]}
 */
function shares(count, draw) {
  let left = 100;
  return Array.from({ length: count }, (_, i) => {
    const after = count - 1 - i;
    const share = after === 0 ? left : 1 + Math.floor(((draw() + 1) / 2) * Math.max(0, (left - after - 1) * 0.6));
    left -= share;
    return share / 100;
  });
}

/**
 * Random tests of given sizes.
 * @param {Engine} engine @param {Task} task @param {Record<string, number>[]} sizes @param {number} seed @returns {Promise<Case[]>}
 */
export async function drawCases(engine, task, sizes, seed) {
  const total = sizes.reduce((sum, each) => sum + task.parameters.reduce((part, spec) => part + need(spec, each), 0), 0);
  const numbers = await engine.random(total, seed);
  let next = 0;
  return sizes.map((each) => ({
    task,
    title: Object.entries(each).filter(([, size]) => size > 0).map(([name, size]) => `${size} ${size === 1 ? one(name) : name}`).join(', '),
    args: task.parameters.map((spec) => build(spec, each, () => numbers[next++])),
    random: true,
    sizes: each,
  }));
}

/** @param {string} many */
const one = (many) => (many.endsWith('classes') ? 'class' : many.replace(/s$/, ''));

/** All random tests of a function. @param {Engine} engine @param {Task} task @param {number} seed @returns {Promise<Case[]>} */
export function randomCases(engine, task, seed) {
  const names = Object.keys(task.random);
  const sizes = task.random[names[0]].map((_, i) => Object.fromEntries(names.map((name) => [name, task.random[name][i]])));
  return drawCases(engine, task, sizes, seed);
}
