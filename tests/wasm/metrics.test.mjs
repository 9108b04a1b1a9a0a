// Metrics through the JavaScript interface, against scikit-learn's numbers and by hand.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertClose, assertRefused, loadEngine, oracleCase, oracleIndex } from './lib.mjs';

const engine = await loadEngine();

/** @param {any} got @param {any} expected @param {any} tolerance */
function assertClasses(got, expected, tolerance) {
  assert.deepEqual(got.confusion.flat(), expected.confusion.data);
  assert.deepEqual(got.support, expected.support.data);
  assertClose('accuracy', got.accuracy, expected.accuracy, tolerance);
  for (const name of ['precision', 'recall', 'f1']) {
    assertClose(name, got.perClass[name], expected[name], tolerance);
    for (const mean of ['macro', 'micro', 'weighted']) {
      assertClose(`${mean} ${name}`, got[mean][name], expected[mean][name], tolerance);
    }
  }
}

/** @param {string} what @param {number | null} got @param {number | null} expected @param {any} tolerance */
function assertMaybe(what, got, expected, tolerance) {
  if (expected === null) assert.equal(got, null, what);
  else if (expected !== undefined) assertClose(what, /** @type {number} */ (got), expected, tolerance);
}

const checks = {
  classification({ config, inputs, expected }, tolerance) {
    const got = engine.metrics(inputs.y_pred.data, inputs.y_true.data, { kind: 'labels', classes: config.classes });
    assertClasses(got, expected, tolerance);
  },
  binary_scores({ inputs, expected }, tolerance) {
    const got = engine.metrics(inputs.score.data, inputs.y_true.data, { kind: 'binary' });
    assertMaybe('auc', got.auc, expected.roc_auc, tolerance);
    assertMaybe('average precision', got.average_precision, expected.average_precision, tolerance);
    assertMaybe('log loss', got.log_loss, expected.log_loss, tolerance);
    const { roc_curve: roc, pr_curve: pr, 'at_threshold_0.5': half } = expected;
    for (const name of roc ? ['threshold', 'fpr', 'tpr'] : []) assertClose(`roc ${name}`, got.roc[name], roc[name], tolerance);
    for (const name of pr ? ['threshold', 'precision', 'recall'] : []) assertClose(`pr ${name}`, got.pr[name], pr[name], tolerance);
    if (half) assertClasses(got, half, tolerance);
  },
  multiclass_scores({ config, inputs, expected }, tolerance) {
    const got = engine.metrics(inputs.proba.data, inputs.y_true.data, { kind: 'multiclass', classes: config.classes });
    assertMaybe('log loss', got.log_loss, expected.log_loss, tolerance);
    assertMaybe('auc', got.auc, expected.roc_auc_ovr_macro, tolerance);
    assertMaybe('average precision', got.average_precision, expected.average_precision_macro, tolerance);
    assertClose('auc per class', got.aucPerClass, expected.roc_auc_per_class, tolerance);
    assertClasses(got, expected.argmax, tolerance);
  },
};

describe('metrics', () => {
  for (const { file, case: name } of oracleIndex().filter((entry) => entry.kind === 'metrics')) {
    it(`agree with scikit-learn: ${name}`, () => {
      const each = oracleCase(file);
      const check = checks[each.config.metric] ?? checks.binary_scores;
      check(each, each.tolerance.float32);
    });
  }

  it('of two classes speak of class 1', () => {
    const got = engine.metrics([0.9, 0.8, 0.3, 0.6, 0.1], [1, 1, 1, 0, 0], { kind: 'binary' });
    assert.deepEqual(got.confusion, [[1, 1], [1, 2]]);
    assert.equal(got.accuracy, 0.6);
    assertClose('precision', got.precision, 2 / 3, { atol: 1e-12, rtol: 0 });
    assertClose('recall', got.recall, 2 / 3, { atol: 1e-12, rtol: 0 });
    assertClose('auc', got.auc, 5 / 6, { atol: 1e-12, rtol: 0 });
  });

  it('of values', () => {
    const got = engine.metrics([1, 2, 4], [1, 2, 3], { kind: 'values' });
    assertClose('mae', got.mae, 1 / 3, { atol: 1e-12, rtol: 0 });
    assertClose('rmse', got.rmse, Math.sqrt(1 / 3), { atol: 1e-12, rtol: 0 });
    assertClose('r2', got.r2, 0.5, { atol: 1e-12, rtol: 0 });
    assert.equal(engine.metrics([1, 2], [3, 3], { kind: 'values' }).r2, null);
  });

  it('refuse what cannot be measured', () => {
    assertRefused(() => engine.metrics([0.5], [2], { kind: 'binary' }), 'out_of_range', /class/);
    assertRefused(() => engine.metrics([0.5, 0.5], [1], { kind: 'binary' }), 'wrong_shape', /scores/);
    assertRefused(() => engine.metrics([], [], { kind: 'binary' }), 'bad_argument', /example/);
    assertRefused(() => engine.metrics([1], [1], /** @type {any} */ ({ kind: 'odd' })), 'unknown_name', /binary/);
  });
});
