/** @file Answers that are drawn: frames, heat maps, curves, what the network says of a point. */

/** @param {import('./state.js').State} state @returns {Record<string, import('./state.js').Answer>} */
export function drawAnswers(state) {
  function frame() {
    const of = state.opened();
    const { size, outputSize, classes, discrete } = state.view;
    const { neurons, shape } = of;
    const { playing, switched } = state;
    const halted = playing ? null : state.stops.met;
    const now = { ...of.snapshot(), parameters: of.parameters(), size, outputSize, playing, switched, halted };
    if (of.about.space === 'image' || (of.about.space === 'table' && of.about.inputs !== 2)) {
      /* There is no plane to draw that would show what is learned; each array is its own, for all of them move to the page. */
      const [fields, output] = [new Uint8ClampedArray(0), new Uint8ClampedArray(0)];
      return { ...now, fields, scales: new Float32Array(0), output, classes: null, curve: null };
    }
    const fields = of.fields(size, { into: state.pixelsFor(4 * neurons * size * size) });
    const output = of.fields(outputSize, {
      outputsOnly: true,
      discrete,
      into: state.pixelsFor(4 * shape.outputs * outputSize * outputSize),
    });
    return {
      ...now,
      fields: fields.pixels,
      scales: fields.scales,
      output: output.pixels,
      classes: classes && shape.outputs > 1 ? classMap(of, classes) : null,
      curve: of.about.space === 'line' ? of.curve(outputSize) : null,
    };
  }

  /** @param {import('./state.js').Experiment} of @param {import('./state.js').Colour[]} colours */
  function classMap(of, colours) {
    const { outputSize, discrete } = state.view;
    return of.classMap(outputSize, { colours, discrete, into: state.pixelsFor(4 * outputSize * outputSize) });
  }

  return {
    view({ size, outputSize, classes, discrete, ...colours }) {
      const { maxFieldSize } = state.engine.heap.description;
      for (const each of [size, outputSize]) {
        if (each < 1 || each > maxFieldSize) {
          throw state.failure('out_of_range', `A heat map has 1 to ${maxFieldSize} pixels along a side, not ${each}.`);
        }
      }
      state.view = { size, outputSize, classes: classes ?? null, discrete: discrete ?? false };
      state.palette = colours;
      state.run?.setPalette(colours);
      state.spare = [];
    },
    frame,
    recycle({ buffers }) {
      state.spare = [...state.spare, ...buffers].slice(-6);
    },
    at: ({ x1, x2 }) => ({ values: state.opened().valuesAt(x1, x2) }),
    predict: ({ x }) => state.opened().predict(x),
    curve: ({ size }) => state.opened().curve(size),
    grid: ({ size }) => state.opened().gridInputs(size),
    activate: ({ layer, positive, negative }) => state.opened().activate(layer, positive, negative ?? null),
    weightImages: ({ layer, units, size }) =>
      state.opened().weightImages(layer, units ?? undefined, size ?? undefined),
    paint: ({ layer, values, size }) => state.opened().paint(layer, values, size),
  };
}
