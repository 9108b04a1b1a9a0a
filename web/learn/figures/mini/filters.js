/** @file Well-known filters of 3 × 3, row by row: data for the figure of convolution. */

/** @type {Record<string, { name: string, kernel: number[] }>} */
export const filters = {
  vertical: { name: 'vertical edges', kernel: [-1, 0, 1, -2, 0, 2, -1, 0, 1] },
  horizontal: { name: 'horizontal edges', kernel: [-1, -2, -1, 0, 0, 0, 1, 2, 1] },
  outline: { name: 'outline', kernel: [-1, -1, -1, -1, 8, -1, -1, -1, -1] },
  diagonal: { name: 'diagonal strokes', kernel: [2, -1, -1, -1, 2, -1, -1, -1, 2] },
  blur: { name: 'blur', kernel: new Array(9).fill(0.111) },
  same: { name: 'nothing changed', kernel: [0, 0, 0, 0, 1, 0, 0, 0, 0] },
};
