// Glia in a comparison with other libraries: an adapter for a harness that measures them all in one run.
// The harness gives weights [inputs][outputs]; Glia's stand [units][inputs]. Options: build=exact or fast.

import { loadEngine } from '../../dist/engine/engine.js';

let engine;
let S;

export async function init({ build = 'exact' }, shared) {
  S = shared;
  engine = await loadEngine({ build });
  return { version: engine.version, detail: `${engine.build} build` };
}

/** A network with the weights the harness gives. */
function networkOf(sizes, activations, loss, layers) {
  const net = engine.network({
    inputs: sizes[0],
    layers: sizes.slice(1).map((units, i) => `${units}:${activations[i]}`).join(','),
    loss,
  });
  const weights = [];
  for (const { nIn, nOut, W, b } of layers) {
    for (let u = 0; u < nOut; u++) for (let i = 0; i < nIn; i++) weights.push(W[i * nOut + u]);
    weights.push(...b);
  }
  const parameters = Float32Array.from(weights);
  net.setParameters(parameters);
  return { net, parameters };
}

const mlp = () => networkOf(S.MLP.sizes, ['relu', 'relu', 'softmax'], 'cross_entropy', S.mlpData().layers);
const tiny = () => networkOf(S.TINY.sizes, ['tanh', 'tanh', 'tanh'], 'mse', S.tinyData().layers);

/** Training: a trainer of its own from every reset on, for its moments start at zero. */
function training({ net, parameters }, options, x, y, rows, stepsOf, probe) {
  let trainer = null;
  const reset = () => {
    trainer?.free();
    net.setParameters(parameters);
    trainer = engine.trainer(net, { ...options, shuffle: false });
    trainer.setData(x, y, rows);
  };
  reset();
  const run = (n) => trainer.step(stepsOf(n), { measure: false });
  return {
    run,
    reset,
    probe() {
      reset();
      return probe(run);
    },
    dispose() {
      trainer.free();
      net.free();
    },
  };
}

export function W1({ batch }) {
  const { X, y } = S.mlpData();
  const { samples, sizes, adam, checkSteps } = S.MLP;
  const made = mlp();
  const { lr: rate, beta1, beta2, eps } = adam;
  const options = { optimizer: 'adam', rate, beta1, beta2, eps, batch };
  return training(made, options, X, Float32Array.from(y), samples, (n) => n, (run) => {
    run(checkSteps);
    return made.net.predict(X.subarray(0, batch * sizes[0]), batch);
  });
}

export function W2({ batch }) {
  const { X } = S.mlpData();
  const { samples, sizes } = S.MLP;
  const { net } = mlp();
  const part = batch * sizes[0];
  const sets = Math.min(64, Math.floor(samples / batch));
  const inputs = Array.from({ length: sets }, (_, i) => X.subarray(i * part, (i + 1) * part));
  const out = new Float32Array(batch * sizes.at(-1));
  let next = 0;
  return {
    run(n) {
      for (; n > 0; n--) {
        net.predict(inputs[next], batch, out);
        if (++next === sets) next = 0;
      }
    },
    probe: () => net.predict(inputs[0], batch),
    dispose: () => net.free(),
  };
}

export function W3() {
  const { X, t } = S.tinyData();
  const { points, batch, lr, checkEpochs } = S.TINY;
  const made = tiny();
  /* mse is the mean square; the harness halves it. */
  const options = { optimizer: 'sgd', rate: lr / 2, batch };
  return training(made, options, X, t, points, (n) => n * (points / batch), (run) => {
    run(checkEpochs);
    return made.net.predict(X, points);
  });
}

export function W4({ all }) {
  const { grid } = S.tinyData();
  const points = S.TINY.grid ** 2;
  const { net } = tiny();
  const neurons = S.TINY.sizes.slice(1).reduce((sum, units) => sum + units, 0);
  const out = new Float32Array(all ? neurons * points : points);
  const once = all ? () => net.neurons(grid, points, out) : () => net.predict(grid, points, out);
  return {
    run(n) {
      for (; n > 0; n--) once();
    },
    probe: () => once().slice(),
    dispose: () => net.free(),
  };
}

/** The operands stay in the engine's memory, as other libraries keep them in theirs; nothing is packed beforehand. */
export function W5() {
  const { A, B } = S.gemmData();
  const { M, K, N } = S.GEMM;
  const { heap } = engine;
  const [a, b, c] = [A.length, B.length, M * N].map((count) => heap.take(4 * count));
  heap.putFloats(a, A);
  heap.putFloats(b, B);
  const once = () => heap.check(heap.c.glia_calc_matmul(a, b, M, K, N, c, heap.failure));
  return {
    run(n) {
      for (; n > 0; n--) once();
    },
    probe() {
      once();
      return heap.floats(c, M * N);
    },
    dispose: () => [a, b, c].forEach((at) => heap.give(at)),
  };
}
