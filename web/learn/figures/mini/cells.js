/**
 * @file Recurrent cells of two units whose weights are set by hand, so that it can be seen what each part does: unit 1
 * listens for a, unit 2 for b. Data for the figure of recurrence; the arithmetic is the engine's.
 */

/** What a sequence is made of; anything else is a pause, in which both inputs are 0. */
export const letters = ['a', 'b'];

/**
 * @typedef {object} Weights of all gates, gate by gate
 * @property {number[]} wIn [gates][2 units][2 inputs] @property {number[]} wState [gates][2 units][2 units]
 * @property {number[]} bias [gates][2 units]
 */

/**
 * @typedef {object} Cell
 * @property {string} name
 * @property {string} knob what its one slider sets @property {number[]} range from, to, step, start
 * @property {{ sign: string, name: string, squash: string }[]} gates
 * @property {(knob: number) => Weights} weights
 */

const none = [0, 0, 0, 0];

/** @type {Record<string, Cell>} */
export const cells = {
  rnn: {
    name: 'simple (RNN)',
    knob: 'Weight of the state before',
    range: [0, 1.5, 0.1, 0.9],
    gates: [{ sign: 'h', name: 'state', squash: 'tanh' }],
    weights: (knob) => ({ wIn: [1.5, -0.5, -0.5, 1.5], wState: [knob, 0, 0, knob], bias: [0, 0] }),
  },
  lstm: {
    name: 'LSTM',
    knob: 'Bias of the gate that keeps',
    range: [-2, 6, 0.5, 4],
    gates: [
      { sign: 'i', name: 'write', squash: 'sigmoid' },
      { sign: 'f', name: 'keep', squash: 'sigmoid' },
      { sign: 'g', name: 'new', squash: 'tanh' },
      { sign: 'o', name: 'show', squash: 'sigmoid' },
    ],
    // Hearing b makes unit 1 let go of what it keeps.
    weights: (knob) => ({
      wIn: [6, 0, 0, 6, 0, -8, 0, 0, 2, 0, 0, 2, ...none],
      wState: [...none, ...none, ...none, ...none],
      bias: [-3, -3, knob, knob, 0, 0, 2, 2],
    }),
  },
  gru: {
    name: 'GRU',
    knob: 'Bias of the gate that keeps',
    range: [-2, 6, 0.5, 4],
    gates: [
      { sign: 'r', name: 'listen', squash: 'sigmoid' },
      { sign: 'z', name: 'keep', squash: 'sigmoid' },
      { sign: 'n', name: 'new', squash: 'tanh' },
    ],
    weights: (knob) => ({
      wIn: [...none, -8, -8, 0, -8, 2, 0, 0, 2],
      wState: [...none, ...none, 0.5, 0, 0, 0.5],
      bias: [2, 2, knob, knob, 0, 0],
    }),
  },
};
