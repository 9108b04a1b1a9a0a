import { exact } from '../../ui/format.js';
import { heldBack } from './store.js';

/**
 * The exact points as a table of text, and back. Reading is the engine's.
 * @typedef {import('../types.js').Opened} Opened
 */

/** The number as programs read it, in as many digits as tell it from its neighbours. @param {number} value */
const plain = (value) => exact(value).replaceAll('−', '-');

/**
 * Heading and rows, cell by cell.
 * @param {Opened} opened @param {number} [most] rows
 */
export function cells({ dataset, network }, most = dataset.count) {
  const { inputs, x, y, test } = dataset;
  const line = network.space === 'line';
  const table = network.space === 'table';
  const head = [
    ...(line ? ['x'] : Array.from({ length: inputs }, (_, i) => (table ? network.layers[0].labels?.[i] : null) ?? `x${i + 1}`)),
    network.task === 'classes' ? 'class' : line ? 'y' : (table ? network.target?.name : null) ?? 'value',
    'part',
  ];
  const rows = Array.from({ length: Math.min(most, dataset.count) }, (_, i) => [
    ...Array.from(x.subarray(i * inputs, (i + 1) * inputs), plain),
    network.classNames?.[y[i]] ?? plain(y[i]),
    test[i] ? 'test' : 'train',
  ]);
  return { head, rows };
}

/** A name may hold what divides cells. @param {string} cell */
const quoted = (cell) => (/[",;\t\n|]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

/** @param {Opened} opened @param {string} separator */
export function pointsText(opened, separator) {
  const { head, rows } = cells(opened);
  return [head, ...rows].map((row) => `${row.map(quoted).join(separator)}\n`).join('');
}

/**
 * Points out of the text of a table: coordinates, then class or value, then, if there is such a column, the part.
 * @param {Pick<import('../types.js').Client, 'csv' | 'table'>} client
 * @param {string} text @param {string} kind of the points wanted @param {Opened} now
 * @returns {Promise<import('./store.js').Rows>}
 */
export async function readPoints(client, text, kind, now) {
  const numbers = kind === 'curve' ? 1 : 2;
  const { columns } = await client.csv(text);
  if (columns.length < numbers + 1 || columns.length > numbers + 2) {
    const wanted = numbers === 1 ? 'x and y' : kind === 'points' ? 'x1, x2 and class' : 'x1, x2 and value';
    throw new Error(`These rows have ${columns.length} ${columns.length === 1 ? 'column' : 'columns'}; wanted are ${wanted}, and, if you like, “train” or “test” as the last.`);
  }
  const inputs = Array.from({ length: numbers }, (_, i) => i);
  const worded = inputs.find((i) => columns[i].kind !== 'numbers');
  if (worded !== undefined) throw new Error(`The column “${columns[worded].name}” must hold numbers; it holds “${columns[worded].examples[0] ?? ''}”.`);
  const parted = columns.length === numbers + 2;
  const task = kind === 'points' ? 'classes' : 'values';
  const chosen = await client.table({ inputs: parted ? [...inputs, numbers + 1] : inputs, target: numbers, task, standardise: false, missing: 'drop' });
  const { rows, inputs: width } = chosen;
  const pick = (/** @type {number} */ column) => Array.from({ length: rows }, (_, i) => chosen.x[i * width + column]);
  const coordinates = inputs.map(pick);
  const x = Array.from({ length: rows * numbers }, (_, i) => coordinates[i % numbers][Math.floor(i / numbers)]);
  // Classes that are figures keep them; others are numbered in the order the engine found.
  const figures = chosen.classes.map(Number);
  const most = 10;
  const named = figures.every((each) => Number.isInteger(each) && each >= 0 && each < most);
  const y = Array.from(chosen.y, (target) => (task === 'classes' && named ? figures[target] : target));
  const share = now.values.test;
  return { numbers, x, y, test: parted ? parts(chosen, numbers, pick) : heldBack(y, share, kind === 'points'), share };
}

/**
 * Which rows are of the test: those with a 1, or the word test.
 * @param {import('../../engine/files.js').Selection} chosen @param {number} first input of that column
 * @param {(column: number) => number[]} pick
 */
function parts({ names, rows }, first, pick) {
  const own = names.slice(first);
  const word = own.findIndex((name) => /\btest$/i.test(name));
  if (own.length > 1 || word >= 0) return word >= 0 ? pick(first + word).map((flag) => Number(flag > 0.5)) : new Array(rows).fill(0);
  return pick(first).map((flag) => Number(flag > 0.5));
}
