/** @file What a page is told of a run that was opened. */

/** @typedef {import('./state.js').State} State */
/** @typedef {import('../experiment.js').Experiment} Experiment */

/** @param {State} state @param {Experiment} of */
function describeNetwork({ engine }, of) {
  const { inputs, outputs, parameterCount, loss, layers } = of.shape;
  const { task, classes, space, features } = of.about;
  const choices = engine.settings.settings.find((/** @type {any} */ s) => s.key === 'features').choices;
  const named = layers.map((layer, i) => ({
    name: i + 1 < layers.length ? `hidden ${i + 1}` : 'output',
    ...layer,
  }));
  const labels =
    space === 'table'
      ? Array.from({ length: inputs }, (_, i) => `column ${i + 1}`)
      : features.map((name) => choices.find((/** @type {any} */ choice) => choice.name === name).label);
  return {
    parameterCount,
    loss,
    task,
    space,
    outputs,
    classes,
    layers: [{ name: 'inputs', units: inputs, labels }, ...named],
  };
}

/** @param {State} state */
export function describeOpened(state) {
  const of = state.opened();
  const experiment = of.format();
  const { values } = state.engine.check(experiment);
  return {
    experiment,
    values,
    network: describeNetwork(state, of),
    dataset: of.dataset(),
    step: of.stepsMade(),
    live: of.branchedAt !== null,
    from: of.branchedAt,
    kept: state.past.counts,
  };
}
