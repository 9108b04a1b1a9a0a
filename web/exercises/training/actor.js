import { compare, plain } from '../compare.js';
import { whatHappened } from '../messages.js';
import { encoded, formatList } from '../numbers.js';

/**
 * Who computes a part of training: the engine by the recipe of a challenge, or a learner's function in its sandbox, every
 * number of which is compared with the engine's.
 *
 * @typedef {import('../content.js').Exercise} Exercise @typedef {import('../content.js').Task} Task
 * @typedef {import('../content.js').Language} Language
 * @typedef {Pick<import('../reference.js').Engine, 'cook'>} Engine
 */

/** The learner's function and the engine have parted, or it gave no answer. */
export class Parted extends Error {
  /** @param {string} message @param {string} call @param {string} entry name of the function */
  constructor(message, call, entry) {
    super(message);
    this.call = call;
    this.entry = entry;
  }
}

export class Actor {
  /**
   * @param {object} options
   * @param {Engine} options.engine @param {Exercise} options.exercise @param {string} options.name of the function, in JavaScript
   * @param {Language} options.language @param {import('../channel.js').Sandbox | null} options.sandbox null: the engine alone
   * @param {boolean} [options.strict] false: wrong numbers are let through, for somebody else to judge
   */
  constructor({ engine, exercise, name, language, sandbox, strict = true }) {
    const task = exercise.functions.find(({ names }) => names.javascript === name);
    if (!task) throw new Error(`There is no ${name} in “${exercise.title}”.`);
    this.engine = engine;
    this.exercise = exercise;
    this.task = task;
    this.language = language;
    this.sandbox = sandbox;
    this.strict = strict;
    this.entry = task.names[language];
    /** How many numbers of the learner's have been compared. */
    this.agreed = 0;
  }

  /**
   * @param {any[][]} calls the arguments of each
   * @returns {Promise<any[]>} rejects with Parted where the learner's function is not right
   */
  async answers(calls) {
    const { task, sandbox, exercise: { limits }, language, entry } = this;
    const cases = calls.map((args) => Object.fromEntries(task.parameters.map(({ name }, i) => [name, args[i]])));
    const [right] = await this.engine.cook([task.recipe], cases);
    if (sandbox === null) return right;
    const given = [];
    for (const [i, args] of calls.entries()) {
      const outcome = await sandbox.call(entry, args, limits.call);
      const call = `${entry}(${args.map((value) => formatList(value, language)).join(', ')})`;
      if (outcome.kind !== 'value') throw new Parted(whatHappened(outcome, { entry, limits, language }), call, entry);
      if (outcome.changed >= 0) throw new Parted(`it changed its input \`${task.parameters[outcome.changed].name}\`.`, call, entry);
      const difference = compare(right[i], outcome.value, task, language);
      if (difference && (this.strict || !difference.comparable)) throw new Parted(difference.message, call, entry);
      this.agreed += leaves(encoded(right[i]));
      given.push(plain(outcome.value));
    }
    return given;
  }

  close() {
    this.sandbox?.close();
  }
}

/** @param {import('../harness.js').Encoded} value @returns {number} how many numbers it holds */
const leaves = (value) => (typeof value === 'number' ? 1 : (value.items ?? []).map(leaves).reduce((sum, part) => sum + part, 0));
