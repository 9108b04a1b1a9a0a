/** @file Questions about what people bring: points, and files with tables or images. */

import { Costing } from './cost.js';

/** @typedef {import('../files.js').Sheet} Sheet */
/** @typedef {import('../files.js').Selection} Selection */

export class Filing extends Costing {
  /**
   * Opens an experiment on points of one's own in place of the run, and goes on with the weights that run has come to,
   * where the network is of the same shape; steps count from 0 again. A run on earlier points of the same kind is not
   * kept for `undo`, so that the strokes of one drawing do not drive out the runs before it.
   * @param {string} experiment
   * @param {import('../points.js').Given} points
   * @returns {Promise<import('./run.js').Opened & { weightsKept: boolean }>}
   */
  givePoints(experiment, { x, y, test }) {
    return this.ask('givePoints', {
      experiment,
      x: Float32Array.from(x),
      y: Float32Array.from(y),
      test: test ? Uint8Array.from(test) : null,
    });
  }

  /**
   * Reads a CSV table, packed with gzip or not. The worker keeps it, in place of the one before.
   * @param {Uint8Array | string} source
   * @param {{ header?: boolean, separator?: string, decimal?: string }} [options] what is not said is guessed
   * @returns {Promise<Sheet>}
   */
  csv(source, options) {
    const bytes = typeof source === 'string' ? new TextEncoder().encode(source) : source;
    return this.ask('csv', { bytes, options: options ?? null });
  }

  /**
   * Chooses from the table read last what a network is trained on; `open` takes x, y and test as points.
   * @param {Parameters<import('../files.js').Table['select']>[0]} [options]
   * @returns {Promise<Selection>}
   */
  table(options) {
    return this.ask('table', { options: options ?? null });
  }

  /**
   * Reads images and labels from IDX files, packed with gzip or not.
   * @param {Uint8Array} bytes
   * @param {Uint8Array | null} [labels]
   * @param {{ most?: number }} [options] most: the number of images to stop after, 0 for all
   * @returns {ReturnType<import('../files.js').Files['idx']>}
   */
  idx(bytes, labels, options) {
    return this.ask('idx', { bytes, labels: labels ?? null, options: options ?? null });
  }
}
