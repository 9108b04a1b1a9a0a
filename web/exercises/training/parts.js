/**
 * The parts of one step of training, and whose function may take each: the engine's, or one that a learner has written
 * in a challenge and that has passed. What the engine gives is the recipe of the same challenge.
 *
 * @typedef {{ exercise: string, name: string }} Option name: of the function in JavaScript
 * @typedef {object} Part
 * @property {string} key @property {string} label @property {string} engine what stands there without a learner's function
 * @property {Option[]} options the first one's recipe is the engine's
 */

/** @type {Part[]} */
export const parts = [
  {
    key: 'start', label: 'First weights', engine: 'as they are',
    options: [{ exercise: 'initialisation', name: 'he' }, { exercise: 'initialisation', name: 'xavier' }],
  },
  {
    key: 'layer', label: 'Hidden layers', engine: 'the engine',
    options: [{ exercise: 'dense-layer', name: 'denseLayer' }, { exercise: 'neuron', name: 'neuron' }, { exercise: 'activations', name: 'relu' }],
  },
  { key: 'output', label: 'Output layer', engine: 'the engine', options: [{ exercise: 'forward', name: 'forward' }] },
  { key: 'softmax', label: 'Probabilities', engine: 'the engine', options: [{ exercise: 'softmax', name: 'softmax' }] },
  { key: 'loss', label: 'Loss', engine: 'the engine', options: [{ exercise: 'losses', name: 'crossEntropy' }] },
  {
    key: 'backward', label: 'Gradients', engine: 'the engine',
    options: [{ exercise: 'network-backward', name: 'backward' }, { exercise: 'dense-backward', name: 'denseBackward' }],
  },
  {
    key: 'update', label: 'Step downhill', engine: 'the engine',
    options: [{ exercise: 'optimizer-steps', name: 'momentumStep' }, { exercise: 'optimizer-steps', name: 'adamStep' }],
  },
];

/** One function that does all of it. @type {Part} */
export const whole = { key: 'whole', label: 'All of it at once', engine: 'no, part by part', options: [{ exercise: 'train-xor', name: 'train' }] };

/**
 * A function's name as a language writes it: Python's are in small letters.
 * @param {Option} option @param {import('../content.js').Language} language
 */
export const called = ({ name }, language) => (language === 'python' ? name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`) : name);
