// What must be true of each widget of a lesson, kind by kind: a list of sentences, empty when all of it is.

import { isFulfilled } from '../../web/learn/code/predicate.js';
import { isAnswer } from '../../web/learn/quizzes/answers.js';
import { tryProgram } from '../../web/learn/quizzes/cases.js';
import { fillGaps, splitGaps } from '../../web/learn/quizzes/gaps.js';
import { firstFault, readLines } from '../../web/learn/quizzes/lines.js';
import { newQuestion } from '../../web/learn/quizzes/questions.js';
import { exerciseOf, ids } from '../exercises/content.mjs';
import { run, said } from '../exercises/lib.mjs';
import { startPython } from '../exercises/pyodide.mjs';
import { questionClient } from './engine.mjs';
import { pageHere, ranHere } from './programs.mjs';

/** @typedef {import('../../web/learn/page/page.js').Language} Language */
/** @typedef {{ kind: string, id: string, fields: any }} Placed */

/** @type {Language[]} */
const languages = ['javascript', 'python'];

/** @param {any} sources @returns {Language[]} those it is written in */
const written = (sources) => languages.filter((language) => sources[language] !== undefined);

/** Whether two outputs say the same: 2.0 is 2, and the last digits of a number do not count. @param {string} a @param {string} b */
function sameOutput(a, b) {
  const number = /-?\d+(?:\.\d+)?(?:e[+-]?\d+)?/gi;
  const [x, y] = [a, b].map((text) => (text.match(number) ?? []).map(Number));
  const words = (/** @type {string} */ text) => text.replace(number, '#');
  return isAnswer(words(a), words(b)) && x.length === y.length && x.every((value, i) => isAnswer(String(value), y[i]));
}

/** Whether a program passes, and what is said. @param {any} fields @param {string} source @param {Language} language */
async function judged({ exercise, cases }, source, language) {
  if (!exercise) {
    const { passed, says } = await tryProgram(pageHere, { source, language, cases });
    return { passed, words: says.join(' ') };
  }
  const report = await run(exerciseOf(exercise), source, language === 'python' ? { language, start: startPython } : {});
  return { passed: report.passed, words: said(report) };
}

/** @param {any} fields of predict-output or a program @returns {Promise<{ faults: string[], printed: Record<string, string> }>} */
async function outputs(fields) {
  /** @type {string[]} */
  const faults = [];
  /** @type {Record<string, string>} */
  const printed = {};
  for (const language of written(fields)) {
    const { output, problem, dropped } = await ranHere(fields[language], language);
    if (problem) faults.push(`in ${language} it ends with: ${problem}`);
    if (dropped) faults.push(`in ${language} it prints more lines than are kept`);
    printed[language] = output.join('\n');
  }
  if (faults.length === 0 && !sameOutput(printed.javascript, printed.python)) faults.push(`JavaScript prints “${printed.javascript}”, Python “${printed.python}”`);
  return { faults, printed };
}

/** @param {string} id */
const exerciseFault = (id) => (id === undefined || ids.includes(id) ? [] : [`there is no exercise “${id}”`]);

/** @type {Record<string, (fields: any, all: Placed[]) => Promise<string[]> | string[]>} */
const checks = {
  'quiz choice': ({ choices, several }) => {
    const right = choices.filter((/** @type {any} */ choice) => choice.right).length;
    const texts = new Set(choices.map((/** @type {any} */ { text }) => text));
    return [
      right === 0 && 'no choice is right',
      right > 1 && !several && 'several are right, and one can be chosen',
      right === choices.length && 'every choice is right',
      texts.size !== choices.length && 'two choices are the same',
      ...choices.map((/** @type {any} */ { text, why }) => !String(why ?? '').trim() && `“${text}” has no reason`),
    ].filter((fault) => fault !== false);
  },

  async 'quiz predict-output'({ answer, tolerance, wrong = [], ...fields }) {
    const { faults, printed } = await outputs(fields);
    for (const [language, text] of Object.entries(printed)) {
      if (isAnswer(text, answer, tolerance) !== true) faults.push(`in ${language} it prints “${text}”, and the answer is “${answer}”`);
    }
    for (const { is } of wrong) if (isAnswer(String(is), answer, tolerance)) faults.push(`the wrong answer “${is}” counts as right`);
    return faults;
  },

  async 'quiz fix'({ wrong, solution, ...fields }) {
    const faults = exerciseFault(fields.exercise);
    if (faults.length) return faults;
    if (written(wrong).join() !== written(solution).join()) faults.push('the program and its solution are not in the same languages');
    for (const language of written(wrong)) {
      const [before, after] = [await judged(fields, wrong[language], language), await judged(fields, solution[language] ?? '', language)];
      if (before.passed) faults.push(`in ${language} the program with the mistake passes`);
      if (!after.passed) faults.push(`in ${language} the solution does not pass: ${after.words}`);
    }
    return faults;
  },

  async 'quiz blank'(fields) {
    const faults = exerciseFault(fields.exercise);
    if (faults.length) return faults;
    for (const language of written(fields)) {
      const { texts, answers } = splitGaps(fields[language]);
      if (answers.length === 0) faults.push(`in ${language} there is no gap`);
      const right = await judged(fields, fillGaps(texts, answers), language);
      if (!right.passed) faults.push(`in ${language} its own answers do not pass: ${right.words}`);
      for (const i of answers.keys()) {
        const spoiled = answers.map((answer, j) => (j === i ? 'nonsense' : answer));
        if ((await judged(fields, fillGaps(texts, spoiled), language)).passed) faults.push(`in ${language} gap ${i + 1} may hold anything`);
      }
    }
    return faults;
  },

  async 'quiz order'({ lines, distractors = '' }) {
    const { right, spare } = readLines(lines, distractors);
    const places = right.map(({ text, level }) => `${level} ${text}`);
    const faults = new Set(places).size === places.length ? [] : ['two lines are the same'];
    if (new Set(spare).size !== spare.length) faults.push('two of the lines that do not belong are the same');
    for (const text of spare) if (right.some((line) => line.text === text)) faults.push(`“${text}” both belongs and does not`);
    if (firstFault(right, right)) faults.push('its own order is not right');
    if (!firstFault([...right].reverse(), right)) faults.push('the reverse order is right as well');
    if (!(await isProgram(lines))) faults.push('its lines are neither JavaScript nor Python');
    return faults;
  },

  async 'quiz predict-number'({ experiment, what }) {
    const client = questionClient();
    const faults = new Set();
    let drawn = 0;
    for (let seed = 1; seed <= 16; seed += 1) {
      try {
        const { answer, tolerance, given } = await newQuestion(client, experiment, what, seed);
        drawn += 1;
        if (!Number.isFinite(answer) || !(Number(tolerance) > 0) || given.length === 0) faults.add(`with seed ${seed} there is no question`);
      } catch (error) {
        faults.add(/** @type {Error} */ (error).message);
      }
    }
    client.close();
    return drawn >= 12 ? [] : [...faults];
  },

  'code run': async (fields) => (await outputs(fields)).faults,

  'challenge exercise': ({ exercise }) => exerciseFault(exercise),

  async 'try experiment'({ code, check }, all) {
    if (!code) return [];
    const program = all.find(({ id }) => id === code);
    const { printed } = await outputs(program?.fields ?? {});
    return Object.entries(printed).flatMap(([language, text]) => (isFulfilled(check, { output: text.split('\n') }) ? [`it is done before anything was changed, in ${language}`] : []));
  },
};

/** @param {string} lines whether one of the languages can read them @returns {Promise<boolean>} */
async function isProgram(lines) {
  try {
    Function(lines);
    return true;
  } catch {
    return (await ranHere(`import ast\nast.parse(${JSON.stringify(lines)})`, 'python')).problem === '';
  }
}

/** Kinds that are looked into; others have nothing to be right or wrong. */
export const kinds = Object.keys(checks);

/** @param {{ group: string, kind: string, id: string, fields: any }} widget @param {Placed[]} all of the page @returns {Promise<string[]>} */
export const faultsOf = async ({ group, kind, fields }, all) => (await checks[`${group} ${kind}`]?.(fields, all)) ?? [];
