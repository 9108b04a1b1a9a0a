import { GliaError } from '../../engine/errors.js';
import { whole } from './bars.js';

/**
 * What a network makes of one image, in numbers and in words.
 *
 * @typedef {object} Reading
 * @property {Float32Array} shares a probability for each class
 * @property {number[]} order classes, the most probable first
 */

/** @param {Float32Array} shares @returns {Reading} */
export function readingOf(shares) {
  return { shares, order: Array.from(shares, (_, i) => i).sort((a, b) => shares[b] - shares[a] || a - b) };
}

/** “3 (87 %), then 8 (9 %)” @param {Reading} reading */
export function inWords({ shares, order: [first, second] }) {
  const [a, b] = [whole(shares[first]), whole(shares[second])];
  return `${first} (${a})${Math.round(shares[second] * 100) > 0 ? `, then ${second} (${b})` : ''}`;
}

/**
 * Asks the same kind of question again and again, one at a time: what was asked while one was under way
 * is asked when it is answered, and only the newest of it.
 * @template Question, Answer
 * @param {(question: Question) => Promise<Answer>} ask
 * @param {(answer: Answer, question: Question) => void} onAnswer
 * @param {(error: unknown) => void} onError what must be told. Not that the engine refused: a question about a run that
 *   was closed meanwhile has no answer, and a lost engine is told of by whoever connected to it
 * @returns {(question: Question | null) => void} null: the answer on its way no longer counts
 */
export function newestOnly(ask, onAnswer, onError) {
  /** @type {{ question: Question } | null} */
  let waiting = null;
  let asking = false;
  let round = 0;
  async function work() {
    asking = true;
    while (waiting) {
      const { question } = waiting;
      const of = round;
      waiting = null;
      try {
        const answer = await ask(question);
        if (of === round) onAnswer(answer, question);
      } catch (error) {
        if (!(error instanceof GliaError) || error.code === 'not_loaded') onError(error);
      }
    }
    asking = false;
  }
  return (question) => {
    if (question === null) {
      round += 1;
      waiting = null;
    } else {
      waiting = { question };
      if (!asking) void work();
    }
  };
}
