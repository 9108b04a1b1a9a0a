/**
 * The right answers, and the answers that well-known mistakes give: all computed by the engine.
 *
 * @typedef {import('./content.js').Exercise} Exercise
 * @typedef {{ layer(inputs: Float32Array, rows: number, weights: Float32Array, biases: Float32Array, activation: string):
 *   Promise<Float32Array>, random(count: number, seed: number): Promise<Float32Array> }} Engine the part of the client used
 */

/** @type {Record<string, (list: any[]) => any[]>} How a mistake changes an argument before the engine sees it. */
const changes = {
  zero: (list) => list.map(() => 0),
  twice: (list) => list.map((value) => value + value),
  negated: (list) => list.map((value) => -value),
  transposed: (rows) => rows.map((_, i) => rows.map((row) => row[i])),
};

/** @type {Record<string, (engine: Engine, args: any[], options: Record<string, string>) => Promise<number[] | null>>} */
const computations = {
  /** A dense layer for one example; null where the mistake has no meaning (only a square can be transposed in place). */
  async layer(engine, [inputs, weights, biases], { activation, weights: how, biases: biasChange }) {
    if (how === 'transposed' && weights.length !== inputs.length) return null;
    const matrix = how ? changes[how](weights) : weights;
    const vector = biasChange ? changes[biasChange](biases) : biases;
    const flat = Float32Array.from(matrix.flat());
    return [...(await engine.layer(Float32Array.from(inputs), 1, flat, Float32Array.from(vector), activation))];
  },
};

/** @param {Engine} engine @param {Exercise} exercise @param {unknown[]} args @returns {Promise<number[]>} */
export async function rightAnswer(engine, { reference }, args) {
  const answer = await computations[reference.engine](engine, args, { activation: reference.activation });
  if (answer === null) throw new Error(`The engine has no answer for “${reference.engine}”.`);
  return answer;
}

/**
 * @param {Engine} engine @param {Exercise} exercise @param {unknown[]} args
 * @returns {Promise<(number[] | null)[]>} one for each mutant, in order
 */
export function mutantAnswers(engine, { reference, mutants }, args) {
  const compute = computations[reference.engine];
  return Promise.all(mutants.map(({ change }) => compute(engine, args, { activation: reference.activation, ...change })));
}

/**
 * The random tests' arguments: numbers of few decimals from the engine's generator, so that the call shown is the call made.
 * @param {Engine} engine @param {Exercise} exercise @param {number} seed
 * @returns {Promise<{ title: string, args: any[] }[]>}
 */
export async function randomTests(engine, { random }, seed) {
  const { dimensions, sizes, range, decimals } = random;
  /** @param {string} name @param {number[]} size */
  const lengthOf = (name, size) => size[dimensions.indexOf(name)];
  const totals = sizes.map((size) =>
    random.arguments.reduce((sum, names) => sum + names.reduce((all, name) => all * lengthOf(name, size), 1), 0),
  );
  const numbers = await engine.random(totals.reduce((a, b) => a + b, 0), seed);
  let next = 0;
  /** @param {string[]} names @param {number[]} size @returns {any} */
  const build = ([name, ...rest], size) =>
    name === undefined
      ? Number((numbers[next++] * range).toFixed(decimals)) + 0
      : Array.from({ length: lengthOf(name, size) }, () => build(rest, size));
  return sizes.map((size) => ({
    title: dimensions.map((name, i) => `${size[i]} ${size[i] === 1 ? name.replace(/s$/, '') : name}`).join(', '),
    args: random.arguments.map((names) => build(names, size)),
  }));
}
