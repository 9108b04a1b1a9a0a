/**
 * @file From a table that was read to the points of an experiment: what was chosen of it, and the names that the page
 * says them by. Reading, splitting and scaling are the engine's.
 *
 * @typedef {import('../own/store.js').About} About
 * @typedef {import('../own/store.js').Rows} Rows
 * @typedef {import('../types.js').Client} Client
 * @typedef {import('../../engine/files.js').Selection} Selection
 */

/** By what rows are held back. @param {Record<string, string>} values of the settings */
export const splitBy = (values) => ({ test: Number(values.test) / 100, seed: Number(values.seed) });

/** The data set that takes what was chosen, and what it needs. @param {Selection} selection @returns {Record<string, string>} */
export function settingsOf({ task, inputs, classes }) {
  return {
    data: task === 'classes' ? 'table' : 'measurements',
    columns: String(inputs),
    ...(task === 'classes' ? { classes: String(classes.length) } : {}),
  };
}

/**
 * @param {Selection} selection @param {{ source: Uint8Array, about: About }} of the file @param {Record<string, string>} values
 * @returns {Rows}
 */
export function rowsOf({ inputs, x, y, test, names, classes, task, target, scale }, { source, about }, values) {
  return {
    numbers: inputs,
    x,
    y,
    test,
    share: values.test,
    seed: values.seed,
    source,
    about: { ...about, columns: names, classes, scale, ...(task === 'values' ? { target } : {}) },
  };
}

/**
 * Reads a table once more and chooses of it what was chosen before, split as the settings say.
 * @param {Pick<Client, 'csv' | 'table'>} client @param {Uint8Array} source @param {About} about @param {Record<string, string>} values
 */
export async function rowsAgain(client, source, about, values) {
  await client.csv(source, about.reading);
  return rowsOf(await client.table({ ...about.choice, ...splitBy(values) }), { source, about }, values);
}
