// Numbers computed by PyTorch in float64, met at each case's float32 tolerance through the JavaScript
// interface: every case of these kinds. One that lies there and is taken by no test fails.

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { assertClose, loadEngine, loadFiles, oracleCase, oracleIndex, shared } from './lib.mjs';

const engine = await loadEngine();
const files = await loadFiles();

/** @param {any} params [{ W, b }] @returns {number[]} in the engine's order */
const flat = (params) => params.flatMap(({ W, b }) => [...W.data, ...b.data]);

/** @param {any} config */
function networkOf({ layers, loss }) {
  return engine.network({
    inputs: layers[0].in,
    layers: layers.map((layer) => `${layer.out}:${layer.activation}`).join(','),
    loss,
  });
}

/** Loss options of an oracle case. @param {any} config @param {any} inputs */
function lossOptions(config, inputs) {
  const { delta, gamma, alpha, label_smoothing: labelSmoothing } = config;
  return {
    delta,
    gamma,
    alpha: inputs.alpha?.data ?? alpha,
    labelSmoothing,
    classWeights: inputs.class_weights?.data,
    posWeight: inputs.pos_weight?.data,
  };
}

/** @param {Record<string, any>} options @returns {Record<string, any>} without what is not given */
const given = (options) => Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined && value !== null));

/** Trainer options of an oracle case. @param {any} config */
function trainerOptions(config) {
  const { momentum, beta1, beta2, eps, alpha, weight_decay, l1, clip, schedule = {} } = config;
  const optimizer = config.optimizer !== 'sgd' || !(momentum || schedule.cycle_momentum) ? config.optimizer : config.nesterov ? 'nesterov' : 'momentum';
  return given({
    optimizer, rate: config.lr, momentum, beta1, beta2, eps, alpha, weight_decay, l1,
    penalize: (config.decay_applies_to ?? config.l1_applies_to) === 'all' ? 'all' : weight_decay || l1 ? (config.decay_applies_to ?? config.l1_applies_to) : undefined,
    clip_norm: clip?.type === 'global_norm' ? clip.max_norm : undefined,
    clip_value: clip?.type === 'value' ? clip.max_value ?? clip.clip_value ?? clip.limit ?? clip.value : undefined,
    ...scheduleOptions(schedule),
  });
}

/** @param {any} schedule */
function scheduleOptions({ type, lr, formula, ...rest }) {
  return given({ schedule: type, ...(lr === undefined ? {} : { rate: lr }), ...rest });
}

/** A network whose one layer is the identity before its activation. @param {number} units @param {string} layer @param {string} loss */
function identity(units, layer, loss) {
  const net = engine.network({ inputs: units, layers: layer, loss });
  const matrix = Array.from({ length: units * units }, (_, i) => (i % (units + 1) ? 0 : 1));
  net.setParameters([...matrix, ...new Array(net.parameterCount - matrix.length).fill(0)]);
  return net;
}

/** For each kind: how a case is checked. @type {Record<string, (each: any, tolerance: any) => void>} */
const kinds = {
  activations({ config, inputs, expected }, tolerance) {
    const x = inputs.x.data;
    const { negative_slope: slope, alpha } = config.params ?? {};
    const constants = given({ slope, alpha });
    if (inputs.upstream) {
      const columns = inputs.x.shape[1];
      assertClose('y', engine.activation(config.activation, x, { columns }), expected.y, tolerance);
      const dx = engine.activation(config.activation, x, { columns, upstream: inputs.upstream.data });
      assertClose('dx', dx, expected.dx, tolerance);
      return;
    }
    assertClose('y', engine.activation(config.activation, x, constants), expected.y, tolerance);
    const slopes = engine.activation(config.activation, x, { ...constants, derivative: true });
    assertClose('dy', slopes, expected.dy, tolerance);
  },
  losses({ config, inputs, expected }, tolerance) {
    const output = inputs.logits ?? inputs.pred;
    const [rows, units] = output.shape;
    const target = (inputs.labels ?? inputs.target ?? inputs.target_probs).data;
    const names = { bce_with_logits: 'bce', focal_binary: 'focal', focal_multiclass: 'focal', smooth_l1: 'huber' };
    const name = names[config.loss] ?? config.loss;
    if (config.output_activation === 'sigmoid' && name === 'mse') {
      const got = identity(units, `${units}:sigmoid`, name).gradients(output.data, target, rows);
      assertClose('loss', got.loss, expected.loss, tolerance);
      assertClose('grad_logits', got.inputs, expected.grad_logits, tolerance);
      return;
    }
    const options = given({ ...lossOptions(config, inputs), ...(config.loss === 'smooth_l1' ? { delta: config.beta ?? 1 } : {}) });
    if (config.loss === 'bce' && inputs.pred) options.from = 'probabilities';
    /* Smooth L1 is huber divided by its beta. */
    const share = config.loss === 'smooth_l1' ? (config.beta ?? 1) : 1;
    const got = engine.loss(name, output.data, target, rows, options);
    assertClose('loss', got.loss / share, expected.loss, tolerance);
    assertClose('gradient', got.gradient.map((g) => g / share), expected.grad_logits ?? expected.grad_pred, tolerance);
    /* A network with such an output layer gives the same, by its weighted sums. */
    const last = { bce: 'sigmoid', cross_entropy: 'softmax', focal: units > 1 ? 'softmax' : 'sigmoid' }[name] ?? 'linear';
    if (options.from || (name === 'cross_entropy' && units < 2)) return;
    const { from: _, ...constants } = options;
    const within = identity(units, `${units}:${last}`, name).gradients(output.data, target, rows, constants);
    assertClose('loss of a network', within.loss / share, expected.loss, tolerance);
    assertClose('gradient of a network', within.inputs.map((g) => g / share), expected.grad_logits ?? expected.grad_pred, tolerance);
  },
  mlp({ config, inputs, expected }, tolerance) {
    const net = networkOf(config);
    net.setParameters(flat(inputs.params));
    const rows = config.batch;
    const layers = net.activations(inputs.X.data, rows);
    expected.layers.forEach((layer, l) => {
      assertClose(`z of layer ${l}`, layers[l].pre, layer.z, tolerance);
      assertClose(`a of layer ${l}`, layers[l].post, layer.a, tolerance);
    });
    const got = net.gradients(inputs.X.data, inputs.Y.data, rows);
    assertClose('loss', got.loss, expected.loss, tolerance);
    assertClose('dX', got.inputs, expected.dX, tolerance);
    const gradient = expected.layers.flatMap(({ dW, db }) => [...dW.data, ...db.data]);
    assertClose('dW and db', got.parameters, gradient, tolerance);
  },
  optim({ config, inputs, expected }, tolerance) {
    if (!config.layers) {
      config.schedules.forEach((schedule, i) => {
        const net = engine.network({ inputs: 1, layers: '1:linear' });
        const trainer = engine.trainer(net, scheduleOptions(schedule));
        const rates = expected.schedules[i].lr.data.map(() => trainer.update([0], [0], 1).rate);
        assertClose(`schedule ${i}`, rates, expected.schedules[i].lr, tolerance);
      });
      return;
    }
    const net = networkOf(config);
    net.setParameters(flat(inputs.params));
    const trainer = engine.trainer(net, trainerOptions(config));
    const [batches, rows] = inputs.X.shape;
    const xs = inputs.X.data.length / batches;
    const ys = inputs.Y.data.length / batches;
    config.batch_order.forEach((b, t) => {
      const x = inputs.X.data.slice(b * xs, (b + 1) * xs);
      const y = inputs.Y.data.slice(b * ys, (b + 1) * ys);
      const report = trainer.update(x, y, rows);
      assertClose(`lr[${t}]`, report.rate, expected.lr.data[t], tolerance);
      assertClose(`loss_before[${t}]`, report.loss, expected.loss_before.data[t], tolerance);
      assertClose(`grad_norm[${t}]`, report.gradientNorm, expected.grad_norm.data[t], tolerance);
      assertClose(`loss_after[${t}]`, net.loss(x, y, rows), expected.loss_after.data[t], tolerance);
      const after = expected.params_after[t + 1];
      if (after) assertClose(`parameters after update ${t + 1}`, net.parameters(), flat(after), tolerance);
    });
  },
  data({ config, inputs, expected }, tolerance) {
    const [rows, columns] = inputs.X.shape;
    const more = inputs.X_new.shape[0];
    const x = [...inputs.X.data, ...inputs.X_new.data];
    const standard = config.ddof === 1 ? 'standard_sample' : 'standard';
    const options = { fitRows: rows, ...given({ low: config.lo, high: config.hi }) };
    const got = files.scale(config.scaler === 'standard' ? standard : config.scaler, x, rows + more, columns, options);
    assertClose('X scaled', got.x.subarray(0, rows * columns), expected.X_scaled, tolerance);
    assertClose('X_new scaled', got.x.subarray(rows * columns), expected.X_new_scaled, tolerance);
    const back = files.restore(got.scale, got.x.subarray(rows * columns), more);
    assertClose('X_new restored', back, expected.X_new_restored, tolerance);
    for (const [ours, theirs] of [['mean', 'mean'], ['deviation', 'std_population'], ['sampleDeviation', 'std_sample'], ['min', 'min'], ['max', 'max']]) {
      if (expected[theirs]) assertClose(theirs, got[ours], expected[theirs], tolerance);
    }
  },
  layers(each, tolerance) {
    const { config, inputs } = each;
    const check = { batch_norm: batchNorm, layer_norm: layerNorm, dropout, residual }[config.layer] ?? wholeNetwork;
    check(each, tolerance, inputs);
  },
};

/** Channels last, so that images are rows of them: [n][channels][...] becomes [n ...][channels]. */
function rowsOf(data, n, channels) {
  const places = data.length / n / channels;
  return Array.from(data, (_, i) => {
    const channel = i % channels;
    const row = Math.floor(i / channels);
    return data[(Math.floor(row / places) * channels + channel) * places + (row % places)];
  });
}

function batchNorm({ config, inputs, expected }, tolerance) {
  const { eps, momentum } = config;
  const channels = inputs.gamma.data.length;
  const options = { gamma: inputs.gamma.data, beta: inputs.beta.data, eps, momentum, training: config.mode === 'train' };
  let kept = { runningMean: inputs.running_mean.data, runningVariance: inputs.running_var.data };
  const steps = expected.steps ?? [expected];
  const shape = expected.steps ? inputs.x.shape.slice(1) : inputs.x.shape;
  const count = shape.reduce((a, b) => a * b);
  steps.forEach((step, s) => {
    const cut = (tensor) => rowsOf(tensor.data.slice(s * count, (s + 1) * count), shape[0], channels);
    const got = engine.batchNorm(cut(inputs.x), count / channels, { ...options, ...kept, upstream: cut(inputs.upstream) });
    for (const name of ['y', 'dx']) assertClose(name, got[name], rowsOf(step[name].data, shape[0], channels), tolerance);
    for (const name of ['dgamma', 'dbeta']) assertClose(name, got[name], step[name], tolerance);
    if (step.running_mean_after) {
      assertClose('running mean', got.runningMean, step.running_mean_after, tolerance);
      assertClose('running variance', got.runningVariance, step.running_var_after, tolerance);
    }
    kept = got;
  });
}

function layerNorm({ config, inputs, expected }, tolerance) {
  const got = engine.layerNorm(inputs.x.data, inputs.x.shape[0], {
    gamma: inputs.gamma.data, beta: inputs.beta.data, upstream: inputs.upstream.data, eps: config.eps,
  });
  for (const name of ['y', 'dx', 'dgamma', 'dbeta']) assertClose(name, got[name], expected[name], tolerance);
}

function dropout({ case: name, config, inputs, expected }, tolerance) {
  if (name === 'dropout_mask') {
    /* The engine draws its own masks; their two values are what the case fixes. */
    const scale = 1 / (1 - config.p);
    const y = inputs.x.data.map((x, i) => x * inputs.mask.data[i] * scale);
    assertClose('y', y, expected.y_train, tolerance);
    const values = new Set(engine.dropoutMask(1000, config.p));
    assert.deepEqual([...values].sort(), [0, Math.fround(scale)]);
    return;
  }
  for (const each of expected.rates) {
    const mask = engine.dropoutMask(each.n, each.p, { seed: 3 });
    const mean = mask.reduce((sum, v) => sum + v, 0) / each.n;
    const zeros = mask.reduce((sum, v) => sum + Number(v === 0), 0) / each.n;
    assert.ok(Math.abs(mean - each.mean) <= each.sample_mean_5sigma, `mean ${mean} at p ${each.p}`);
    assert.ok(Math.abs(zeros - each.fraction_zero) <= each.fraction_zero_5sigma, `zeros ${zeros} at p ${each.p}`);
    if (each.p > 0) assertClose('kept', Math.max(...mask.subarray(0, 1000)), each.value_if_kept, tolerance);
  }
}

/**
 * y = s(x) + W2 relu(W1 x + b1) + b2, s the identity or Ws. The engine's residual connection goes past one
 * layer, so the first layer carries x along, beside relu(W1 x + b1): as relu(x + shift), which is x + shift.
 */
function residual({ inputs, expected }, tolerance) {
  const { x, W1, b1, W2, b2, Ws, upstream } = inputs;
  const [rows, width] = x.shape;
  const hidden = b1.data.length;
  const units = b2.data.length;
  const wide = hidden + width;
  const shift = 2 ** Math.ceil(Math.log2(1 + Math.max(...x.data.map(Math.abs))));
  const skip = (u, i) => (Ws ? Ws.data[u * width + i] : Number(u === i));
  const grid = (r, c, at) => Array.from({ length: r * c }, (_, k) => at(Math.floor(k / c), k % c));
  const net = engine.network({ inputs: width, layers: `${wide}:relu,${units}:linear+res,${units}:linear+nobias`, loss: 'mse' });
  net.setParameters([
    ...W1.data, ...grid(width, width, (a, b) => Number(a === b)),
    ...b1.data, ...new Array(width).fill(shift),
    ...grid(units, wide, (u, k) => (k < hidden ? W2.data[u * hidden + k] : 0)),
    ...b2.data.map((b, u) => b - shift * grid(1, width, (_, i) => skip(u, i)).reduce((sum, v) => sum + v, 0)),
    ...(wide === units ? [] : grid(units, wide, (u, k) => (k < hidden ? 0 : skip(u, k - hidden)))),
    ...grid(units, units, (a, b) => Number(a === b)),
  ]);
  assert.notEqual(wide, units, 'the projection would be missing');
  const y = net.predict(x.data, rows);
  assertClose('y', y, expected.y, tolerance);
  const plain = engine.network({ inputs: width, layers: `${hidden}:relu,${units}:linear` });
  plain.setParameters([...W1.data, ...b1.data, ...W2.data, ...b2.data]);
  assertClose('f', plain.predict(x.data, rows), expected.f, tolerance);
  assertClose('z1', plain.activations(x.data, rows)[0].pre, expected.z1, tolerance);
  /* Targets for which the squared error's gradient by y is the upstream one. */
  const targets = upstream.data.map((up, i) => y[i] - (up * rows * units) / 2);
  const got = net.gradients(x.data, targets, rows);
  const { layers } = net.shape;
  const at = (offset, count) => got.parameters.subarray(offset, offset + count);
  assertClose('dx', got.inputs, expected.dx, tolerance);
  assertClose('dW1', at(layers[0].weights, hidden * width), expected.dW1, tolerance);
  assertClose('db1', at(layers[0].biases, hidden), expected.db1, tolerance);
  assertClose('db2', at(layers[1].biases, units), expected.db2, tolerance);
  assertClose('dW2', grid(units, hidden, (u, k) => got.parameters[layers[1].weights + u * wide + k]), expected.dW2, tolerance);
  if (!Ws) return;
  const dWs = grid(units, width, (u, i) => got.parameters[Number(layers[1].projection) + u * wide + hidden + i] - shift * got.parameters[Number(layers[1].biases) + u]);
  assertClose('dWs', dWs, expected.dWs, tolerance);
}

/** Whole networks with a normalized or a residual layer. */
function wholeNetwork({ config, inputs, expected }, tolerance) {
  const shapes = inputs.params.map(({ W }) => W.shape[0]);
  const layers = {
    norm_mlp: `${shapes[0]}:relu+${config.norm === 'batch_norm' ? 'bn' : 'ln'},${shapes[1]}:softmax`,
    residual_mlp: `${shapes[0]}:tanh,${shapes[1]}:tanh+res,${shapes[2]}:softmax`,
  }[config.network];
  const [rows, width] = inputs.X.shape;
  const net = engine.network({ inputs: width, layers, loss: 'cross_entropy' });
  const pack = (blocks, W, b, gamma, beta) =>
    blocks.flatMap((block, l) => [...block[W].data, ...block[b].data, ...(l === 0 && gamma ? [...gamma.data, ...beta.data] : [])]);
  net.setParameters(pack(inputs.params, 'W', 'b', inputs.gamma, inputs.beta));
  const got = net.gradients(inputs.X.data, inputs.Y.data, rows);
  assertClose('loss', got.loss, expected.loss, tolerance);
  assertClose('dX', got.inputs, expected.dX, tolerance);
  assertClose('gradients', got.parameters, pack(expected.grads, 'dW', 'db', expected.dgamma, expected.dbeta), tolerance);
}

const index = oracleIndex();

describe('agreement with PyTorch', () => {
  for (const { kind, file } of index) {
    if (!Object.hasOwn(kinds, kind)) continue;
    const each = oracleCase(file);
    it(`${kind}/${each.case}`, () => kinds[kind](each, each.tolerance.float32));
  }
  if (!index.length) it('is not checked here: there is no oracle beside this checkout', { skip: true }, () => {});
  else {
    it('is asked of everything that lies there', () => {
      const elsewhere = ['metrics', 'attention', 'conv', 'rnn']; // metrics.test.mjs, mini.test.mjs
      const folders = readdirSync(join(shared, 'oracle'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
      assert.deepEqual(folders.map(({ name }) => name).sort(), [...Object.keys(kinds), ...elsewhere].sort());
      /** @type {{ cases: { file: string }[] }} */
      const { cases } = /** @type {any} */ (oracleCase('index.json'));
      assert.deepEqual(cases.map(({ file }) => file).sort(), index.map(({ file }) => file).sort());
    });
  }
});
