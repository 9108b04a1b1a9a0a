import { decodeFault, encodeFault } from './code.js';

/**
 * @file Between the page and the engine: no part of the page ever learns which fault is planted in a run. Where
 * the engine says `fault=…` the page reads `puzzle=…` (code.js), in links, in what is opened and in what can be
 * asked, and what would tell it outright is not answered. All else about the run stays as it is, for that is
 * the evidence.
 *
 * @typedef {import('../types.js').Setting} Setting
 * @typedef {import('../types.js').SettingChoice} SettingChoice
 *
 * @typedef {object} Puzzle what may be known of it
 * @property {SettingChoice[]} faults those there are, without “none”
 * @property {() => boolean} open whether the run that is open has one
 * @property {(name: string) => boolean} isIt whether that one is planted in the open run
 * @property {(name: string) => string} plant the pair `puzzle=…` for a link
 */

const key = 'fault';
const pair = /(^|&)puzzle=([^&]*)/;

/**
 * Changes a client in place.
 * @template {object} T
 * @param {T} client
 * @returns {T & { puzzle: Puzzle }}
 */
export function concealed(client) {
  const to = /** @type {any} */ (client);
  /** @type {Setting | undefined} */
  const row = to.settings.settings.find((/** @type {Setting} */ each) => each.key === key);
  const none = String(row?.default ?? '');
  const faults = (row?.choices ?? []).filter(({ name }) => name !== none);
  const names = faults.map(({ name }) => name);
  /** The word each fault had last, so that equal experiments have equal links. @type {Map<string, string>} */
  const words = new Map();
  let planted = none;

  /** @param {string} name */
  function wordOf(name) {
    if (!words.has(name)) words.set(name, encodeFault(name));
    return words.get(name);
  }

  /** From the page's words to the engine's. @param {string} experiment */
  function uncover(experiment) {
    const [all, before, word] = experiment.match(pair) ?? [];
    if (all === undefined) return experiment;
    const name = decodeFault(word, names);
    if (name === null || /(^|&)fault=/.test(experiment) || pair.test(experiment.replace(pair, ''))) {
      throw new Error('The puzzle of this link cannot be read: puzzle= must be followed by its 27 letters as they were copied, and stand there once.');
    }
    words.set(name, word);
    return experiment.replace(pair, `${before}${key}=${name}`);
  }

  /** From the engine's words to the page's. @param {string} experiment */
  const cover = (experiment) =>
    experiment.replace(/(^|&)fault=(\w+)/, (pairOf, before, name) => (names.includes(name) ? `${before}puzzle=${wordOf(name)}` : pairOf));

  /** @param {Record<string, string>} values */
  function coverValues({ [key]: name, ...values }) {
    return name === undefined || name === none ? values : { ...values, puzzle: wordOf(name) };
  }

  /** What is told of a run that is opened, from here on the one that is open. @param {any} opened */
  function coverOpened(opened) {
    if (!opened) return opened;
    planted = opened.values[key] ?? none;
    const { leaked, ...dataset } = opened.dataset;
    return { ...opened, experiment: cover(opened.experiment), values: coverValues(opened.values), dataset: planted === none ? opened.dataset : dataset };
  }

  /**
   * Asks something about an experiment. Why the engine refuses one with a fault could name the fault, so the
   * reason told is that of the experiment without it.
   * @template R
   * @param {string} experiment
   * @param {(uncovered: string) => Promise<R>} question
   */
  async function about(experiment, question) {
    const uncovered = uncover(experiment);
    if (uncovered === experiment) return question(experiment);
    try {
      return await question(uncovered);
    } catch (error) {
      const [all] = /** @type {RegExpMatchArray} */ (experiment.match(pair));
      const at = experiment.search(pair);
      try {
        await ask.check(experiment.replace(pair, '').replace(/^&/, ''));
      } catch (/** @type {any} */ plain) {
        // Where the text went wrong, counted in the text as the page knows it.
        if (plain.position >= at) plain.position += all.length + (at === 0 ? 1 : 0);
        throw plain;
      }
      throw new Error('This puzzle leaves no room for that: what is wrong would have no place.');
    }
  }

  /** The client's own answers. @type {Record<string, (...values: any[]) => Promise<any>>} */
  const ask = {};
  for (const name of ['check', 'open', 'branch', 'undo', 'redo', 'restore', 'race', 'receipt', 'verify', 'judge', 'doctor']) {
    ask[name] = to[name].bind(to);
  }

  /** @param {string} question @param {string} why */
  const refuseInPuzzle = (question, why) => async (/** @type {any[]} */ ...values) => {
    if (planted !== none) throw new Error(why);
    return ask[question](...values);
  };

  Object.assign(to, {
    settings: { ...to.settings, settings: to.settings.settings.filter((/** @type {Setting} */ each) => each !== row) },
    /** @param {string} experiment */
    async check(experiment) {
      const checked = await about(experiment, ask.check);
      return { ...checked, experiment: cover(checked.experiment), values: coverValues(checked.values) };
    },
    /** @param {string} experiment @param {any[]} points */
    open: async (experiment, ...points) => coverOpened(await about(experiment, (uncovered) => ask.open(uncovered, ...points))),
    race: async (/** @type {any} */ entry) => ask.race({ ...entry, experiments: entry.experiments.map(uncover) }),
    /** @param {string} receipt */
    async verify(receipt) {
      const verdict = await ask.verify(receipt);
      return verdict.experiment === null ? verdict : { ...verdict, experiment: cover(verdict.experiment) };
    },
    receipt: refuseInPuzzle('receipt', 'The run of a puzzle gives no receipt, since a receipt says everything about a run.'),
    doctor: refuseInPuzzle('doctor', 'In a puzzle the doctor keeps quiet: what is wrong is yours to find.'),
    puzzle: /** @type {Puzzle} */ ({
      faults,
      open: () => planted !== none,
      isIt: (name) => name === planted,
      plant: (name) => `puzzle=${encodeFault(name)}`,
    }),
  });
  for (const question of ['branch', 'undo', 'redo', 'restore']) {
    to[question] = async (/** @type {any[]} */ ...values) => coverOpened(await ask[question](...values));
  }
  return to;
}
