/** @file Experiment strings: read, printed and taken apart by the engine. */

/** @typedef {import('./heap.js').Heap} Heap */

/**
 * Reads an experiment string into a settings structure and hands its address to `use`.
 * @template T
 * @param {Heap} heap
 * @param {string} experiment
 * @param {(settings: number) => T} use
 * @returns {T}
 */
export function withSettings(heap, experiment, use) {
  return heap.borrow([heap.description.settingsSize], (settings) => {
    heap.withTexts([experiment], (at, length) =>
      heap.check(heap.c.glia_experiment_parse(at, length, settings, heap.failure)),
    );
    return use(settings);
  });
}

/** @param {Heap} heap @param {number} settings @returns {string} the shortest form */
export function formatSettings(heap, settings) {
  return heap.text((at, room) => heap.c.glia_experiment_format(settings, at, room));
}

/** @param {Heap} heap @param {number} settings @returns {string[]} every value, in table order */
export function settingsValues(heap, settings) {
  return heap
    .text((at, room) => heap.c.glia_experiment_values(settings, at, room))
    .split('\0')
    .slice(0, -1);
}
