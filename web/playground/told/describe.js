import { count, measure } from '../../ui/format.js';
import { className } from '../names.js';
import { byRegion, listed, regionOfLine, regionOfPlane } from './regions.js';
import { describeTerritory } from './territory.js';

/**
 * What a run has learned, in words: how much is right, which classes are taken for which, where the errors lie, and
 * which areas the network gives to the classes. All of it is counted from what the engine answers.
 * @typedef {import('../types.js').Opened} Opened
 * @typedef {import('../types.js').Frame} Frame
 * @typedef {import('../types.js').ClassMetrics} ClassMetrics
 */

/** Points along a side of the grid on which the network is asked what it decides: odd, so that the middle is one. */
const side = 41;

/**
 * @param {Pick<import('../types.js').Client, 'metrics' | 'predict'>} client
 * @param {Opened} opened
 * @param {Pick<Frame, 'step' | 'epoch' | 'diverged'>} frame
 * @returns {Promise<string>} sentences, a theme on each line
 */
export async function describeRun(client, opened, frame) {
  const metrics = await client.metrics({ part: 'test' });
  const start = moment(frame);
  const lines = metrics.kind === 'values'
    ? [`${start}: ${fit(metrics)}`, await valueErrors(client, opened)]
    : [`${start}: ${score(metrics)}`, confusions(metrics, (label) => (opened.network.space === 'image' ? `digit ${label}` : className(opened.network, label))), await classErrors(client, opened), await territory(client, opened)];
  if (frame.diverged) lines.push(frame.diverged.message);
  return lines.filter(Boolean).join('\n');
}

/** @param {Pick<Frame, 'step' | 'epoch'>} frame */
function moment({ step, epoch }) {
  if (step === 0) return 'Before any training';
  const epochs = Math.floor(epoch);
  return epochs > 0 ? `After epoch ${count(epochs)}` : `After step ${count(step)}`;
}

/** @param {import('../types.js').ValueMetrics} metrics */
function fit({ r2, mae }) {
  const off = `is off by ${measure(mae, 2)} on average`;
  // Below 0 a share of the variance has no meaning.
  if (!(r2 > 0)) return `the network ${off}, no better on test values than always their mean (R² ${measure(r2, 2)}).`;
  return `the network explains ${Math.round(100 * r2)}\u00a0% of the test values’ variance and ${off}.`;
}

/** @param {ClassMetrics} metrics */
function score({ confusion, support }) {
  const right = confusion.reduce((sum, row, c) => sum + row[c], 0);
  const all = support.reduce((sum, number) => sum + number, 0);
  return all === 0 ? 'there are no test points.' : `${count(right)} of ${count(all)} test points right.`;
}

/** Each class where there are few, else the weakest; and what is mistaken most. @param {ClassMetrics} metrics @param {(label: number) => string} name of a class */
function confusions({ confusion, support }, name) {
  const each = support.map((all, c) => ({ c, all, right: confusion[c][c] })).filter(({ all }) => all > 0);
  const weakest = [...each].sort((a, b) => a.right / a.all - b.right / b.all);
  const shown = each.length <= 3 ? each : weakest.slice(0, 1);
  const words = shown.map(({ c, all, right }) => `${name(c)}: ${count(right)} of ${count(all)}`);
  if (each.length <= 3) return `Right by class: ${words.join('; ')}.`;
  const mistaken = confusion.flatMap((row, c) => row.map((number, as) => ({ c, as, number }))).filter(({ c, as }) => c !== as);
  const [most] = mistaken.sort((a, b) => b.number - a.number);
  const often = most && most.number > 0 ? ` Most often ${name(most.c)} is taken for ${name(most.as)}: ${times(most.number)}.` : '';
  return `Weakest is ${words[0]} right.${often}`;
}

/** @param {number} number */
const times = (number) => (number === 1 ? 'once' : `${count(number)} times`);

/** The test points with what the network answers to them, or null where they lie in no plane and on no line. @param {Pick<import('../types.js').Client, 'predict'>} client @param {Opened} opened */
async function answered(client, { dataset, network }) {
  if (network.space !== 'plane' && network.space !== 'line') return null;
  const { inputs, x, y, range } = dataset;
  const rows = Array.from(y.keys()).filter((i) => dataset.test[i] === 1);
  const asked = Float32Array.from(rows.flatMap((i) => Array.from(x.subarray(i * inputs, (i + 1) * inputs))));
  const answers = await client.predict(asked);
  const onLine = network.space === 'line';
  return rows.map((i, row) => ({
    target: y[i],
    answer: answers.subarray(row * network.outputs, (row + 1) * network.outputs),
    region: onLine ? regionOfLine(x[i * inputs], range) : regionOfPlane(x[i * inputs], x[i * inputs + 1], range),
  }));
}

/** The class decided for, by the engine's rule. @param {ArrayLike<number>} answer @param {Opened} opened */
function decision(answer, { network }) {
  if (answer.length > 1) return Array.from(answer).reduce((best, value, c) => (value > answer[best] ? c : best), 0);
  const { activation } = network.layers[network.layers.length - 1];
  return answer[0] > (activation === 'tanh' ? 0 : 0.5) ? 1 : 0;
}

/** @param {Pick<import('../types.js').Client, 'predict'>} client @param {Opened} opened */
async function classErrors(client, opened) {
  const points = await answered(client, opened);
  if (!points) return '';
  // Class 0 is 0 or, for an output between −1 and 1, −1.
  const wrong = points.filter(({ target, answer }) => decision(answer, opened) !== Math.max(0, target));
  if (wrong.length === 0) return '';
  const regions = byRegion(wrong.map(({ region }) => ({ region, amount: 1 })));
  if (regions.length === 1) return `${wrong.length === 1 ? 'The wrong one lies' : `All ${count(wrong.length)} wrong ones lie`} ${regions[0].region}.`;
  const shown = regions.filter(({ sum }) => sum > 1).slice(0, 3);
  if (!shown.length) return `The ${count(wrong.length)} wrong ones lie scattered.`;
  return `Of the ${count(wrong.length)} wrong ones ${listed(shown.map(({ region, sum }) => `${count(sum)} lie ${region}`))}.`;
}

/** @param {Pick<import('../types.js').Client, 'predict'>} client @param {Opened} opened */
async function valueErrors(client, opened) {
  const points = await answered(client, opened);
  if (!points) return '';
  const regions = byRegion(points.map(({ region, target, answer }) => ({ region, amount: Math.abs(answer[0] - target) })));
  const [worst] = regions.map(({ region, sum, count: number }) => ({ region, mean: sum / number })).sort((a, b) => b.mean - a.mean);
  return worst ? `It errs most ${worst.region}, by ${measure(worst.mean, 2)} on average.` : '';
}

/** @param {Pick<import('../types.js').Client, 'predict'>} client @param {Opened} opened */
async function territory(client, opened) {
  const { dataset: { range, inputs }, network: { space, classes, outputs } } = opened;
  if (space !== 'plane' || inputs !== 2) return '';
  const place = (/** @type {number} */ i) => ((2 * i + 1) / side - 1) * range;
  const grid = Float32Array.from({ length: 2 * side * side }, (_, i) => {
    const cell = i >> 1;
    return i % 2 === 0 ? place(cell % side) : -place(Math.floor(cell / side));
  });
  const answers = await client.predict(grid);
  const decided = Uint8Array.from({ length: side * side }, (_, cell) => decision(answers.subarray(cell * outputs, (cell + 1) * outputs), opened));
  return describeTerritory({ decided, side, classes, range });
}
