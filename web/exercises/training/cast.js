import { loadExercise } from '../content.js';
import { whatHappened } from '../messages.js';
import { understood } from '../run-tests.js';
import { codeStore } from '../storage.js';
import { Actor } from './actor.js';
import { parts } from './parts.js';

/**
 * Brings the functions that were chosen onto the stage: each learner's function in a sandbox of its own, from the code
 * that has passed its tests; the engine for all other parts.
 *
 * @typedef {import('../content.js').Language} Language
 * @typedef {import('./parts.js').Option} Option
 */

/** The code of a challenge that has passed, in a language; null if none has. @param {Option} option @param {Language} language */
export const passedCode = ({ exercise }, language) => codeStore(`${exercise}.${language}`).passed();

/**
 * @param {object} options
 * @param {Option} options.option @param {boolean} options.own whether the learner's function takes it
 * @param {Language} options.language @param {import('../languages.js').Runner} options.runner @param {URL} options.base
 * @param {import('./actor.js').Engine} options.engine @param {boolean} [options.strict]
 * @returns {Promise<Actor>} rejects with a sentence
 */
export async function actorFor({ option, own, language, runner, base, engine, strict }) {
  const { exercise, given } = await loadExercise(option.exercise, base, language);
  if (!own) return new Actor({ engine, exercise, name: option.name, language, sandbox: null });
  const code = passedCode(option, language);
  if (code === null) throw new Error(`Solve “${exercise.title}” first.`);
  const entries = exercise.functions.map(({ names }) => names[language]);
  const started = await runner.start({ code, given, entries, milliseconds: exercise.limits.load });
  if ('kind' in started) {
    const problem = await understood(started, code, language);
    throw new Error(`“${exercise.title}”: ${whatHappened(problem, { entry: problem.entry ?? entries[0], limits: exercise.limits, language })}`);
  }
  return new Actor({ engine, exercise, name: option.name, language, sandbox: started, strict });
}

/**
 * Actors of all parts; null for a start that is left as it is.
 * @param {Map<string, Option>} chosen by key of the part, where the learner's function takes it
 * @param {Omit<Parameters<typeof actorFor>[0], 'option' | 'own'>} how
 * @returns {Promise<import('./step.js').Actors>} rejects with a sentence; then none is left behind
 */
export async function castFor(chosen, how) {
  /** @type {Record<string, Actor | null>} */
  const cast = {};
  try {
    // One after the other: of Python, one waits and the next is started meanwhile.
    for (const { key, options } of parts) {
      const own = chosen.get(key);
      cast[key] = key === 'start' && !own ? null : await actorFor({ ...how, option: own ?? options[0], own: own !== undefined });
    }
    return /** @type {any} */ (cast);
  } catch (error) {
    dismiss(cast);
    throw error;
  }
}

/** @param {Record<string, Actor | null>} cast */
export const dismiss = (cast) => Object.values(cast).forEach((actor) => actor?.close());
