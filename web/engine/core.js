/** @file What a page needs of the engine to draw its first network: the settings, and experiments. */

import { Experiment } from './experiment.js';
import { formatSettings, settingsValues, withSettings } from './settings.js';

/** @typedef {import('./heap.js').Heap} Heap */

export class Core {
  /** @param {Heap} heap */
  constructor(heap) {
    this.heap = heap;
    const { version, build } = heap.description;
    /** @type {string} */
    this.version = version;
    /** @type {string} */
    this.build = build;
    /** The settings table: every key, type, range, choice, default, unit and help text. */
    this.settings = JSON.parse(heap.text((at, room) => heap.c.glia_settings_json(at, room)));
  }

  /**
   * @param {string} [text] an experiment string; '' is the default experiment
   * @param {{ points?: import('./points.js').Given, historyBytes?: number }} [options] points: for data=points,
   *   values, curve, table, measurements and images28; historyBytes: memory for states to go back to, 16 MB unless told otherwise. Less makes
   *   seeking back slower, never wrong; two states are always kept
   */
  experiment(text = '', { points, historyBytes } = {}) {
    return new Experiment(this.heap, text, points, undefined, historyBytes);
  }

  /**
   * Reads an experiment string without running it.
   * @param {string} text
   * @returns {{ experiment: string, values: Record<string, string> }} the shortest form, and the value
   *   of every setting as it stands in an experiment string
   */
  check(text) {
    return withSettings(this.heap, text, (settings) => {
      const values = settingsValues(this.heap, settings);
      const keys = this.settings.settings.map((/** @type {any} */ setting) => setting.key);
      return {
        experiment: formatSettings(this.heap, settings),
        values: Object.fromEntries(keys.map((/** @type {string} */ key, /** @type {number} */ i) => [key, values[i]])),
      };
    });
  }
}
