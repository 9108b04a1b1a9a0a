/**
 * @file Lines of equal height through a grid of heights, by marching squares: in every square between four grid
 * points the line goes straight from edge to edge, each crossing placed in proportion. Geometry for the screen only.
 */

/** For each pattern of corners above the level, the edges that are joined: 0 top, 1 right, 2 bottom, 3 left.
 * Corners count 1 top left, 2 top right, 4 bottom right, 8 bottom left. @type {number[][]} */
const joined = [[], [3, 0], [0, 1], [3, 1], [1, 2], [3, 0, 1, 2], [0, 2], [3, 2], [2, 3], [0, 2], [0, 1, 2, 3], [1, 2], [1, 3], [0, 1], [3, 0], []];

/**
 * @param {ArrayLike<number>} heights [side][side], row by row; squares with a corner that is not finite are left out
 * @param {number} side
 * @param {number} level
 * @param {(x0: number, y0: number, x1: number, y1: number) => void} segment columns and rows of the grid
 */
export function contour(heights, side, level, segment) {
  for (let y = 0; y + 1 < side; y += 1) {
    for (let x = 0; x + 1 < side; x += 1) {
      const a = heights[y * side + x];
      const b = heights[y * side + x + 1];
      const c = heights[(y + 1) * side + x + 1];
      const d = heights[(y + 1) * side + x];
      if (!Number.isFinite(a + b + c + d)) continue;
      const pattern = Number(a > level) + 2 * Number(b > level) + 4 * Number(c > level) + 8 * Number(d > level);
      const edges = joined[pattern];
      for (let i = 0; i < edges.length; i += 2) {
        const [x0, y0] = crossing(edges[i]);
        const [x1, y1] = crossing(edges[i + 1]);
        segment(x + x0, y + y0, x + x1, y + y1);
      }
      /** @param {number} edge @returns {[number, number]} */
      function crossing(edge) {
        if (edge === 0) return [(level - a) / (b - a), 0];
        if (edge === 1) return [1, (level - b) / (c - b)];
        if (edge === 2) return [(level - d) / (c - d), 1];
        return [0, (level - a) / (d - a)];
      }
    }
  }
}
