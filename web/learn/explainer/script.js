/**
 * @file The explainer's table: what is shown when, and the words. The experiment is small enough that every number of
 * it can be drawn.
 */

/** One layer of three neurons; plain steps against the gradient, so that an update is one multiplication. */
export const experiment = 'data=moons&layers=3:tanh&optimizer=sgd&rate=0.3&seed=6';

/**
 * Updates made before one network is looked at closely (biases begin at 0 and would show nothing), the training example
 * that is followed, which it still gets wrong, and the hidden neuron that is looked into.
 */
export const begun = 32;
export const row = 16;
export const unit = 2;

/** How many updates the last scene shows, and in how many pictures. */
export const training = { steps: 900, pictures: 90 };

/** Seconds. */
export const total = 60;

/** What is read aloud stays short: at most this many words. */
export const mostWords = 14;

/**
 * @typedef {'examples' | 'weights' | 'sum' | 'curve' | 'layer' | 'guess' | 'loss' | 'gradient' | 'update' | 'training'} SceneName
 * @typedef {{ scene: SceneName, start: number, length: number, title: string, caption: string }} Scene seconds
 */

/** @type {readonly Scene[]} */
export const scenes = [
  { scene: 'examples', start: 0, length: 6, title: 'Examples', caption: 'Here are dots of two kinds. Can a network tell them apart?' },
  { scene: 'weights', start: 6, length: 7, title: 'Weights', caption: 'A neuron takes in numbers. Each weight says how much one counts.' },
  { scene: 'sum', start: 13, length: 6, title: 'Sum and bias', caption: 'It adds them up. Then it adds one more number, its bias.' },
  { scene: 'curve', start: 19, length: 5, title: 'Activation', caption: 'A curve bends the sum. That is the neuron’s answer.' },
  { scene: 'layer', start: 24, length: 6, title: 'A layer', caption: 'Three neurons make a layer. Each one paints its own map.' },
  { scene: 'guess', start: 30, length: 6, title: 'The guess', caption: 'The last neuron mixes the maps. Now the network makes a guess.' },
  { scene: 'loss', start: 36, length: 5, title: 'Loss', caption: 'How wrong is the guess? That number is called the loss.' },
  { scene: 'gradient', start: 41, length: 6, title: 'Gradient', caption: 'Now we go back. The gradient shows each weight which way helps.' },
  { scene: 'update', start: 47, length: 5, title: 'Update', caption: 'Every weight takes one step downhill. The loss gets smaller.' },
  { scene: 'training', start: 52, length: 8, title: 'Training', caption: 'Do it again and again. The network learns to tell them apart.' },
];

/** How much of a scene has passed when everything of it is drawn and nothing moves: the picture of it that stands still. */
export const still = 0.92;

/** @param {number} time seconds @returns {number} which scene */
export function sceneAt(time) {
  const after = scenes.findIndex(({ start }) => start > time);
  return after < 0 ? scenes.length - 1 : Math.max(0, after - 1);
}

/** @param {number} index of a scene @returns {number} seconds, when its picture is complete */
export const stillOf = (index) => scenes[index].start + scenes[index].length * still;
