/**
 * @file Every kind of widget that may stand in a lesson: its fields, the sentence that stands in its place where no
 * script runs, and its module. The builder refuses what does not fit, and a kind whose module is not there yet.
 *
 * `load` is written only once the module exists. `points`: what passing is worth; a kind with points is a check of
 * its section. `fault` says in a sentence what the types cannot.
 */

import { any, choice, code, experiment, flag, id, list, number, one, record, rich, scalar, text, whole } from './fields.js';
import { filters } from './figures/mini/filters.js';
import { models } from './figures/mini/models.js';

/** @typedef {import('./page/page.js').Widget} Widget */
/** @typedef {import('./page/page.js').Page} Page */

/**
 * @typedef {object} Kind
 * @property {import('./fields.js').Fields} fields
 * @property {(fields: any) => string} sentence for those without script, of the fields as they are written
 * @property {(fields: any) => string} [html] in place of the sentence; texts that are `rich` are HTML by then
 * @property {() => Promise<{ create: (place: HTMLElement, fields: any, page: Page) => Promise<Widget> }>} [load]
 * @property {number} [points]
 * @property {(fields: any) => string} [fault]
 */

/** @param {string} words */
export const escapeText = (words) => words.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] ?? sign);

const points = { 'points?': whole(1, 5) };
const languages = { javascript: code(), python: code() };

/** @param {unknown} filter */
const isFilter = (filter) => (typeof filter === 'string' ? Object.hasOwn(filters, filter) : Array.isArray(filter) && filter.length === 9 && filter.every((each) => Number.isFinite(each)));

/** @type {Record<string, Kind>} */
const figures = {
  playground: {
    fields: { experiment: experiment(), title: text(120), 'show?': list(id()), 'height?': whole(160, 900) },
    sentence: ({ title }) => `Here a small network runs live: ${title}.`,
    load: () => import('./figures/playground.js'),
  },
  tour: {
    fields: {
      'experiment?': experiment(),
      'trained?': whole(0, 20000),
      'example?': whole(0, 10000),
      steps: list(record({ at: one('input', 'weights', 'sum', 'bias', 'activation', 'layer', 'output'), 'layer?': whole(0, 20), 'unit?': whole(0, 200), text: text(500) }), 1, 20),
    },
    sentence: ({ steps }) => `Here a guided tour leads through a live network in ${steps.length} steps: ${steps.map((/** @type {any} */ step) => step.text.replace(/\{\w+\}/g, '…')).join(' ')}`,
    load: () => import('./figures/tour.js'),
  },
  'slow-motion': {
    fields: { experiment: experiment(), 'example?': whole(0, 10000) },
    sentence: () => 'Here one step of training runs in slow motion, with every number.',
    load: () => import('./figures/slow-motion.js'),
  },
  curve: {
    fields: { functions: list(choice('layers'), 1, 6), 'from?': number(-20, 0), 'to?': number(0, 20), 'derivative?': flag() },
    sentence: ({ functions }) => `Here are the curves of ${functions.join(', ')}, with a point to drag along them.`,
    load: () => import('./figures/curve.js'),
  },
  'loss-curve': {
    fields: { loss: choice('loss') },
    fault: ({ loss }) => (loss === 'auto' ? 'auto has no curve of its own: name a loss' : ''),
    sentence: ({ loss }) => `Here is the curve of the loss ${loss} of one answer, with a point to drag along it.`,
    load: () => import('./figures/loss-curve.js'),
  },
  'neuron-line': {
    fields: { 'data?': choice('data'), 'weights?': list(number(-4, 4), 2, 2), 'bias?': number(-20, 20) },
    sentence: () => 'Here the decision line of one neuron lies in a plane of points, to be turned and moved by hand.',
    load: () => import('./figures/neuron-line.js'),
  },
  collapse: {
    fields: { 'experiment?': experiment() },
    load: () => import('./figures/collapse.js'),
    sentence: () => 'Here linear layers are multiplied out into a single one.',
  },
  width: {
    fields: { targets: list(choice('data'), 1, 6), 'widths?': list(whole(1, 64), 2, 16) },
    load: () => import('./figures/width.js'),
    sentence: ({ targets }) => `Here one hidden layer of a chosen width learns a curve: ${targets.join(', ')}.`,
  },
  lab: {
    fields: {
      experiment: experiment(),
      fault: text(300),
      measure: one('gradientNorms', 'lossGap', 'recall', 'trainTest', 'divergence'),
      cures: list(record({ label: text(80), change: text(200), why: rich() }), 1, 6),
      'epochs?': whole(1, 1000),
      'title?': text(80),
    },
    sentence: ({ fault, cures }) => `Here is a lab. The fault: ${fault} Cures to try: ${cures.map((/** @type {any} */ cure) => cure.label).join('; ')}.`,
    load: () => import('./figures/lab.js'),
  },
  race: {
    fields: { experiment: experiment(), optimizers: list(choice('optimizer'), 2, 8), 'steps?': whole(10, 5000) },
    load: () => import('./figures/race.js'),
    sentence: ({ optimizers }) => `Here ${optimizers.join(', ')} race from the same start.`,
  },
  surface: {
    fields: { experiment: experiment(), 'optimizers?': list(choice('optimizer'), 1, 8), 'steps?': whole(10, 1000) },
    load: () => import('./figures/surface.js'),
    sentence: () => 'Here is the whole loss surface of a network of two parameters, with the ways that optimizers take over it.',
  },
  chain: {
    fields: { 'experiment?': experiment(), 'example?': whole(0, 10000) },
    load: () => import('./figures/chain.js'),
    sentence: () => 'Here the chain rule goes back through a network small enough to print every number.',
  },
  convolution: {
    fields: { 'filter?': any(), 'digit?': whole(0, 9), 'stride?': whole(1, 2), 'padding?': whole(0, 1), 'pool?': flag() },
    sentence: () => 'Here a filter slides over a drawn digit.',
    fault: ({ filter = 'vertical' }) => (isFilter(filter) ? '' : `“filter” must be nine numbers, or one of ${Object.keys(filters).join(', ')}.`),
    load: () => import('./figures/convolution.js'),
  },
  recurrence: {
    fields: { 'sequence?': text(16), 'cell?': one('rnn', 'lstm', 'gru') },
    sentence: () => 'Here a hidden state is carried along a sequence.',
    load: () => import('./figures/recurrence.js'),
  },
  attention: {
    fields: { 'sentence?': text(90) },
    sentence: () => 'Here are the attention weights over a short sentence.',
    load: () => import('./figures/attention.js'),
  },
  scale: {
    fields: { 'experiment?': experiment() },
    sentence: () => `Here is a chart of the sizes of well-known networks: ${models.map(({ name, year }) => `${name} (${year})`).join(', ')}.`,
    load: () => import('./figures/scale.js'),
  },
  cost: {
    fields: { 'widths?': list(whole(1, 1024), 2, 6) },
    sentence: () => 'Here the time that each layer takes is measured live.',
    load: () => import('./figures/cost.js'),
  },
};

/** Calls as JavaScript writes them, with their results; for Python, names such as denseLayer become dense_layer. */
const cases = list(record({ call: text(300), gives: any() }), 1, 12);
const eitherCases = (/** @type {any} */ { exercise, cases: given }) => (!exercise === !given ? 'It needs either “exercise” or “cases”.' : '');

/** The right lines of a text, without empty ones. @param {string} lines */
const filled = (lines) => lines.split('\n').filter((line) => line.trim());

/** @param {string} source */
const program = (source) => `<pre><code>${escapeText(source.trimEnd())}</code></pre>`;

/** Lines without what their order would give away. @param {string} lines @param {string} [others] */
const sorted = (lines, others = '') => filled(`${lines}\n${others}`).map((line) => line.trim()).sort().join('\n');

/** @type {Record<string, Kind>} */
const quizzes = {
  choice: {
    fields: { question: rich(), choices: list(record({ text: rich(400), 'right?': flag(), why: rich() }), 2, 8), 'several?': flag(), ...points },
    sentence: () => 'A question with choices.',
    html: ({ question, choices }) => `<p>${question}</p><ul>${choices.map((/** @type {any} */ each) => `<li>${each.text}</li>`).join('')}</ul>`,
    fault: ({ choices, several }) => {
      const right = choices.filter((/** @type {any} */ each) => each.right).length;
      if (right === 0) return 'One of the choices must be “right: true”.';
      return right > 1 && !several ? `${right} choices are right; say “several: true”, or leave one right.` : '';
    },
    load: () => import('./quizzes/choice.js'),
    points: 1,
  },
  'predict-output': {
    fields: { 'question?': rich(), ...languages, answer: scalar(), 'tolerance?': number(0, 1000), why: rich(), 'wrong?': list(record({ is: scalar(), why: rich() }), 1, 8), ...points },
    sentence: () => 'What does this program print?',
    html: ({ question, javascript }) => `<p>${question ?? 'What does this program print?'}</p>${program(javascript)}`,
    load: () => import('./quizzes/predict-output.js'),
    points: 1,
  },
  fix: {
    fields: { 'exercise?': id(), 'cases?': cases, wrong: record({ javascript: code(), 'python?': code() }), solution: record({ javascript: code(), 'python?': code() }), hint: rich(), why: rich(), 'task?': rich(), ...points },
    sentence: () => 'A program with a mistake, to be mended.',
    html: ({ task, wrong }) => `<p>${task ?? 'This program has a mistake. Find it and mend it.'}</p>${program(wrong.javascript)}`,
    fault: eitherCases,
    load: () => import('./quizzes/fix.js'),
    points: 1,
  },
  blank: {
    fields: { 'exercise?': id(), 'cases?': cases, javascript: code(), 'python?': code(), hint: rich(), why: rich(), 'task?': rich(), ...points },
    sentence: () => 'A program with gaps, to be filled.',
    html: ({ task, javascript }) => `<p>${task ?? 'Fill the gaps so that the program does what it should.'}</p>${program(javascript.replace(/⟦[^⟧]*⟧/g, '____'))}`,
    fault: (fields) => eitherCases(fields) || (/⟦[^⟧]+⟧/.test(fields.javascript) ? '' : 'The code has no gap; write one as ⟦right answer⟧.'),
    load: () => import('./quizzes/blank.js'),
    points: 1,
  },
  order: {
    fields: { task: rich(), lines: code(), 'distractors?': code(), why: rich(), ...points },
    sentence: () => 'Lines of a program, to be put in order.',
    html: ({ task, lines, distractors }) => `<p>${task}</p>${program(sorted(lines, distractors))}`,
    fault: ({ lines }) => (filled(lines).length < 3 ? 'There must be at least three lines to order.' : ''),
    load: () => import('./quizzes/order.js'),
    points: 1,
  },
  'predict-number': {
    fields: { experiment: experiment(), what: one('activation', 'weightedSum', 'loss', 'gradient', 'update'), why: rich(), ...points },
    sentence: () => 'A number of a live network, to be worked out.',
    load: () => import('./quizzes/predict-number.js'),
    points: 1,
  },
};

/**
 * What a try may ask of a figure or of a program; it is looked at after a change, never at the start. A layer counts from
 * 0, the first that has weights. `all`: every value is that number; `above`, `below`: one value at least is.
 */
const wish = {
  'parameter?': record({ layer: whole(0, 20), kind: one('weights', 'biases'), 'all?': number(-1000, 1000), 'above?': number(-1000, 1000), 'below?': number(-1000, 1000) }),
  'setting?': record({ key: id(), 'is?': scalar(), 'contains?': text(), 'above?': number(-1e9, 1e9), 'below?': number(-1e9, 1e9) }),
  'measured?': record({ what: one('testLoss', 'trainAccuracy', 'deadUnits', 'outputRange'), 'above?': number(-1e9, 1e9), 'below?': number(-1e9, 1e9) }),
  'output?': record({ 'contains?': text(), 'equals?': text() }),
};

/** @type {Record<string, Record<string, Kind>>} group → kind */
export const kinds = {
  figure: figures,
  quiz: quizzes,
  code: {
    run: {
      fields: { ...languages, 'note?': rich() },
      sentence: () => 'A program to run and to change.',
      html: ({ javascript, note }) => `${program(javascript)}${note ? `<p>${note}</p>` : ''}`,
      load: () => import('./code/run.js'),
    },
  },
  challenge: {
    exercise: {
      fields: { exercise: id(), 'points?': whole(1, 5) },
      sentence: ({ exercise }) => `A coding challenge: ${exercise}.`,
      load: () => import('./code/challenge.js'),
      points: 5,
    },
  },
  try: {
    experiment: {
      fields: { task: rich(), 'figure?': id(), 'code?': id(), check: record(wish), answer: rich(), ...points },
      sentence: () => 'Something to try out.',
      html: ({ task }) => `<p>To try: ${task}</p>`,
      fault: ({ figure, code: program, check }) => {
        if (!figure === !program) return 'It needs either “figure” or “code”, the id of a widget on this page.';
        return Object.keys(check).length === 1 ? '' : 'Its “check” must hold exactly one of parameter, setting, measured, output.';
      },
      load: () => import('./code/try.js'),
      points: 1,
    },
  },
};

/** Plain boxes: their body is Markdown, they have no module. */
export const asides = ['note', 'connection'];

/** @param {string} group @param {string} kind @returns {Kind | undefined} */
export const kindOf = (group, kind) => (Object.hasOwn(kinds, group) && Object.hasOwn(kinds[group], kind) ? kinds[group][kind] : undefined);
