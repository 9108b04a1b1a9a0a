import { count, percent, precise } from '../../../ui/format.js';
import { accuracyOnFresh } from './experiment.js';

/**
 * What a lab measures, before and after a cure. Each measure says what is asked before training begins and what after
 * it; all numbers are the engine's.
 * @typedef {import('../../../playground/types.js').Client} Client
 * @typedef {import('../../../playground/types.js').Frame} Frame
 * @typedef {import('../../../playground/types.js').Opened} Opened
 *
 * @typedef {object} Row @property {string} label @property {number | null} value as it is, for tests and bars
 * @property {string} text as it is read @property {'log' | 'share'} [bar] drawn as a bar: between powers of ten, or of one
 *
 * @typedef {object} Around @property {Client} client @property {Opened} opened
 * @property {() => Promise<Client>} newClient
 *
 * @typedef {object} Measure @property {string} shows what it shows, in a phrase
 * @property {(around: Around) => Promise<Row[]>} [start] before the first step
 * @property {(around: Around, frame: Frame) => Promise<Row[]>} end
 * @property {string[]} complaints of the doctor that are about this fault, see src/inspect/doctor.h
 * @property {boolean} [early] the doctor is asked before training as well: later there may be nothing left to see
 */

/** @param {string} label @param {number | null | undefined} value @param {Row['bar']} [bar] @returns {Row} */
const number = (label, value, bar) => ({ label, value: value ?? null, text: value === null || value === undefined ? '–' : bar === 'share' ? percent(value) : precise(value), ...(bar ? { bar } : {}) });

/** How training ended. @param {Frame} frame @returns {Row} */
const ended = ({ diverged, step }) => ({
  label: 'training',
  value: diverged ? diverged.step : null,
  text: diverged ? `diverged at step ${count(diverged.step)}` : `made ${count(step)} steps`,
});

/** Norms of the gradients, layer by layer. @param {Around} around @returns {Promise<Row[]>} */
async function norms({ client, opened }) {
  const { layers } = await client.statistics();
  return layers.map(({ gradientNorm }, l) => number(`gradient of ${opened.network.layers[l + 1].name}`, gradientNorm, 'log'));
}

/** @param {Frame} frame @returns {Row[]} */
const losses = ({ loss, testLoss }) => [number('training loss', loss), number('test loss', testLoss)];

/** @param {Frame} frame @returns {Row[]} */
const accuracies = ({ accuracy, testAccuracy }) => (accuracy === null ? [] : [number('training accuracy', accuracy, 'share'), number('test accuracy', testAccuracy, 'share')]);

/** @type {Record<string, Measure>} */
export const measures = {
  gradientNorms: {
    shows: 'How long each layer’s gradient is when training begins, and how far training comes.',
    complaints: ['vanishing'],
    early: true,
    start: norms,
    end: async (_, frame) => [...losses(frame), ...accuracies(frame).slice(1)],
  },
  divergence: {
    shows: 'How long the gradient is when training begins, and how training ends.',
    complaints: ['diverged', 'exploding', 'rate_large', 'no_progress', 'dead'], // a leap too far can leave units dead
    early: true,
    start: async ({ client }) => [number('gradient at the start', (await client.statistics()).gradientNorm, 'log')],
    end: async (_, frame) => [ended(frame), ...losses(frame)],
  },
  lossGap: {
    shows: 'How far the test loss lies from the training loss.',
    complaints: ['overfitting'],
    end: async (_, frame) => [...losses(frame), ...accuracies(frame), ended(frame)],
  },
  trainTest: {
    shows: 'What the test says, beside what new points say.',
    complaints: ['leak'],
    async end({ opened, newClient }, frame) {
      const other = await newClient();
      try {
        const fresh = await accuracyOnFresh(other, opened.experiment, frame.step);
        return [...accuracies(frame), number('accuracy on new points', fresh, 'share'), ...losses(frame)];
      } finally {
        await other.close();
      }
    },
  },
  recall: {
    shows: 'What accuracy hides: how the rare class fares on the test points.',
    complaints: ['imbalance'],
    async end({ client }) {
      const metrics = await client.metrics({ part: 'test' });
      if (metrics.kind === 'values') return [];
      const { accuracy, support, perClass, auc } = metrics;
      const rare = support.indexOf(Math.min(...support));
      return [
        number('accuracy', accuracy, 'share'),
        number(`precision of class ${rare}`, perClass.precision[rare], 'share'),
        number(`recall of class ${rare}`, perClass.recall[rare], 'share'),
        number(`F1 of class ${rare}`, perClass.f1[rare], 'share'),
        number('AUC', auc),
      ];
    },
  },
};
