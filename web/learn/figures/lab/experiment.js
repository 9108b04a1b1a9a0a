/**
 * Experiments of a lab: the faulty one with a cure's settings in place of its own. The engine checks what comes of it.
 * @typedef {import('../../../playground/types.js').Client} Client
 */

/** How many points nobody has seen are drawn: many, so that their share right is a steady number. */
const freshPoints = 1000;

/** `key=value` pairs joined by & as an object. @param {string} text */
export const pairs = (text) => Object.fromEntries(text.split('&').filter(Boolean).map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));

/** @param {Client} client @param {Record<string, string>} values of settings */
const compose = (client, values) => client.settings.settings.map(({ key }) => key).filter((key) => values[key] !== undefined).map((key) => `${key}=${values[key]}`).join('&');

/**
 * @param {Client} client @param {string} experiment @param {string} change `key=value` pairs joined by &
 * @returns {Promise<string>} the shortest form; rejects as the engine does
 */
export async function changed(client, experiment, change) {
  const { values } = await client.check(experiment);
  const patch = pairs(change);
  const strange = Object.keys(patch).find((key) => !Object.hasOwn(values, key));
  if (strange !== undefined) throw new Error(`There is no setting “${strange}”.`);
  return (await client.check(compose(client, { ...values, ...patch }))).experiment;
}

/**
 * The share of points nobody has seen that a run gets right: it is repeated by an engine of its own, then shown as many
 * points drawn by another seed, none of them a copy.
 * @param {Client} client an engine that holds no run @param {string} experiment @param {number} steps
 * @returns {Promise<number | null>} null where the data cannot be drawn anew
 */
export async function accuracyOnFresh(client, experiment, steps) {
  const { values } = await client.check(experiment);
  const fresh = { ...values, leak: '0', fault: 'none', seed: String(Number(values.seed) + 1000), points: String(freshPoints), layers: '1:relu' };
  const { dataset, network } = await client.open(compose(client, fresh));
  if (network.space !== 'plane' || network.task !== 'classes') return null;
  await client.open(experiment);
  await client.step(steps);
  // Some must be there to train on: a tenth, the least that can be.
  const given = { ...values, data: 'points', leak: '0', fault: 'none', test: '90' };
  const { weightsKept } = await client.givePoints(compose(client, given), { x: dataset.x, y: dataset.y });
  if (!weightsKept) return null;
  const metrics = await client.metrics({ part: 'test' });
  return metrics.kind === 'values' ? null : metrics.accuracy;
}
