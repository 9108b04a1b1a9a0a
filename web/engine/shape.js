/** @file What a network is made of, and its numbers, as every run and every network tells them. */

/** @typedef {import('./heap.js').Heap} Heap */

/**
 * Offsets are those of blocks within the parameters; a block that a layer lacks has none.
 * @typedef {object} LayerShape
 * @property {number} units
 * @property {number} inputs
 * @property {string} activation
 * @property {'none' | 'bn' | 'ln'} norm
 * @property {number} dropout
 * @property {boolean} residual
 * @property {number} weights offset of weights [units][inputs]
 * @property {number} [biases] offset of biases [units]
 * @property {number} [gamma] of normalization, [units]
 * @property {number} [beta] of normalization, [units]
 * @property {number} [projection] of a residual connection, [units][inputs]
 */

/**
 * @typedef {object} NetworkShape
 * @property {number} inputs
 * @property {number} outputs
 * @property {number} targets numbers in the target of one example: 1 for class indices, else outputs
 * @property {number} parameterCount
 * @property {string} loss
 * @property {LayerShape[]} layers
 */

/**
 * @param {Heap} heap
 * @param {number} model
 * @returns {NetworkShape}
 */
export function describe(heap, model) {
  return JSON.parse(heap.text((at, room) => heap.c.glia_net_describe(model, at, room)));
}

/**
 * @param {Heap} heap
 * @param {number} model
 * @returns {string} 16 hexadecimal digits
 */
export function hashOf(heap, model) {
  return heap.borrow([17], (at) => {
    heap.c.glia_net_hash(model, at);
    return new TextDecoder().decode(heap.bytes(at, 16));
  });
}

/**
 * @param {Heap} heap
 * @param {number} model
 * @param {number} count
 */
export function parametersOf(heap, model, count) {
  return heap.borrow([4 * count], (at) => {
    heap.c.glia_net_get(model, at);
    return heap.floats(at, count);
  });
}
