import { upper } from '../ui/format.js';
import { drawable } from './drawable.js';
import { originIn } from './own/saved.js';

/**
 * One experiment at a time: what is open, how it changes, and its copy in the address bar.
 * The engine decides what is allowed; here only texts are put together.
 * @typedef {import('./types.js').Client} Client
 * @typedef {import('./types.js').Opened} Opened
 * @typedef {import('./types.js').Setting} Setting
 */

/**
 * @param {Client} client
 * @param {object} events
 * @param {(opened: Opened) => void} events.onOpened another run is open
 * @param {(change: Changed) => void} events.onChanged after that, when a change of settings was the reason
 * @param {() => number} events.step where the run stands
 * @param {import('./own/store.js').Own | null} [events.own] the points that go along where an experiment asks for them
 * @param {boolean} [events.addressed] whether the address bar is the experiment's: not where it is one of several on a page
 *
 * @typedef {object} Changed
 * @property {Opened} opened @property {Record<string, string>} patch what was asked for
 * @property {number} left the step at which the run before was left
 * @property {string | null} said another setting had to give way
 */
export function createSession(client, { onOpened, onChanged, step, own = null, addressed = true }) {
  const table = client.settings.settings;
  const { refusal } = drawable(table, own?.kinds);
  /** @type {Opened | null} */
  let opened = null;
  /** The setting a finger is still sliding over, and the run it began with. @type {{ key: string, base: Opened, left: number } | null} */
  let gesture = null;
  /** @type {Map<string, { patch: Record<string, string>, live: boolean, answer: (sentence: string | null) => void }>} */
  const waiting = new Map();
  /** @type {Promise<void> | null} */
  let working = null;

  /** @param {Record<string, string>} values */
  const compose = (values) =>
    [...table.map(({ key }) => key), 'puzzle'].filter((key) => values[key] !== undefined).map((key) => `${key}=${values[key]}`).join('&');

  /**
   * Finds the experiment nearest to what was asked for. Where two settings exclude each other, the
   * one that was not touched goes back to its default, unless what was touched has a say only because of it.
   * @param {Record<string, string>} patch @param {Record<string, string>} [base] the settings it changes
   */
  async function settle(patch, base = opened?.values) {
    const wanted = { ...base, ...patch };
    try {
      return { checked: await client.check(compose(wanted)), said: null };
    } catch (error) {
      const needed = table.flatMap(({ key, when }) => (when && key in patch ? [when.key] : []));
      for (const other of table) {
        if (needed.includes(other.key)) continue;
        if (other.type !== 'choice' || other.key in patch || wanted[other.key] === String(other.default)) continue;
        const { [other.key]: _, ...rest } = wanted;
        const checked = await client.check(compose(rest)).catch(() => null);
        if (checked) {
          const name = other.choices?.find((choice) => choice.name === checked.values[other.key])?.label;
          return { checked, said: `${other.label} is now “${name}”. ${sentence(error)}` };
        }
      }
      throw error;
    }
  }

  /** @param {string} experiment @param {boolean} replace */
  function writeUrl(experiment, replace) {
    if (!addressed) return;
    const url = experiment ? `#${experiment}` : `${location.pathname}${location.search}`;
    // In a frame the way back belongs to the page around it.
    history[replace || parent !== window ? 'replaceState' : 'pushState'](null, '', url);
  }

  /** @param {string} experiment */
  async function open(experiment) {
    const { values } = await client.check(experiment);
    const why = refusal(values);
    if (why) throw new Error(why);
    opened = await client.open(experiment, await own?.given(values));
    onOpened(opened);
    return opened;
  }

  /** Shows a run the engine has opened itself. @param {Opened} next @param {boolean} [replace] */
  function take(next, replace = false) {
    opened = next;
    onOpened(next);
    writeUrl(next.experiment, replace);
  }

  /**
   * Goes over to other settings: on from the present weights where all that differs can change on the way, else from
   * step 0. What a slider passes is not kept; undo leads back to the run the gesture began with.
   * @param {{ experiment: string, values: Record<string, string> }} checked @param {string} key
   * @returns {Promise<number>} the step at which the run before was left
   */
  async function goOver({ experiment, values }, key) {
    const instead = gesture?.key === key;
    const { base, left } = gesture?.key === key ? gesture : { base: /** @type {Opened} */ (opened), left: step() };
    const other = table.filter((row) => values[row.key] !== base.values[row.key]);
    if (left > 0 && other.every((row) => row.live)) {
      take(await client.branch(Object.fromEntries(other.map((row) => [row.key, values[row.key]])), { instead }), instead);
    } else {
      const why = refusal(values);
      if (why) throw new Error(why);
      take(await client.open(experiment, await own?.given(values), { instead }), instead);
    }
    gesture = { key, base, left };
    return left;
  }

  /** To a run that the engine has kept. @param {() => Promise<Opened | null>} to */
  async function move(to) {
    while (working) await working;
    gesture = null;
    const next = await to();
    if (next) own?.adopt(next);
    if (next) take(next);
    return next !== null;
  }

  async function work() {
    for (const [key, { patch, live, answer }] of waiting) {
      waiting.delete(key);
      try {
        const { checked, said } = await settle(patch);
        if (checked.experiment !== opened?.experiment) {
          const left = await goOver(checked, key);
          if (opened) onChanged({ opened, patch, left, said });
        }
        if (!live) gesture = null;
        answer(null);
      } catch (error) {
        answer(sentence(error));
      }
    }
  }

  return {
    /** Every row of the settings table. */
    table,
    get opened() {
      return opened;
    },
    /**
     * Asks for some settings to change. A newer wish for the same key overtakes an older one that waits.
     * @param {Record<string, string>} patch key → text
     * @param {{ live?: boolean }} [options] live: more of the same gesture follows
     * @returns {Promise<string | null>} null, or the sentence why not; the run is then as it was
     */
    change(patch, { live = false } = {}) {
      const key = Object.keys(patch).join('+');
      waiting.get(key)?.answer(null);
      return new Promise((answer) => {
        waiting.set(key, { patch, live, answer });
        if (!working) working = work().finally(() => (working = null));
      });
    },
    /**
     * Goes on from the present weights under other settings.
     * @param {Record<string, string>} patch
     * @returns {Promise<string | null>} null, or the sentence why not; the run is then as it was
     */
    async branch(patch) {
      while (working) await working;
      try {
        gesture = null;
        take(await client.branch(patch));
        return null;
      } catch (error) {
        return sentence(error);
      }
    },
    /**
     * Puts the points of one's own before the network, which keeps its weights where it can.
     * @param {Record<string, string>} patch that makes them the data of the experiment
     * @returns {Promise<string | null>} null, or the sentence why not; the run is then as it was
     */
    async give(patch) {
      while (working) await working;
      try {
        const { experiment, values } = await client.check(compose({ ...opened?.values, ...patch }));
        const points = await own?.given(values);
        if (!points) throw new Error('There are no points to give.');
        gesture = null;
        opened = await client.givePoints(experiment, points);
        onOpened(opened);
        if (fragment() !== experiment) writeUrl(experiment, false);
        return null;
      } catch (error) {
        return sentence(error);
      }
    },
    /**
     * Opens a run on data out of a file; the run before can be come back to.
     * @param {Record<string, string>} patch that makes them the data of the experiment
     * @param {import('./own/store.js').Rows} rows
     * @param {Record<string, string>} [base] the settings to begin with, unless given those of the run
     * @returns {Promise<string | null>} null, or the sentence why not; the run and the data are then as they were
     */
    async bring(patch, rows, base) {
      while (working) await working;
      try {
        const { checked } = await settle(patch, base);
        const why = refusal(checked.values);
        if (why) throw new Error(why);
        const next = await client.open(checked.experiment, own?.points(rows));
        own?.set(checked.values.data, rows);
        gesture = null;
        take(next);
        return null;
      } catch (error) {
        return sentence(error);
      }
    },
    /** To the run before the last one was opened. @returns {Promise<boolean>} false when there is none */
    undo: () => move(() => client.undo()),
    redo: () => move(() => client.redo()),
    /**
     * Opens a run that was saved. Rejects as the engine does; the run is then as it was.
     * @param {string} text
     */
    async restore(text) {
      while (working) await working;
      gesture = null;
      const next = await client.restore(text);
      const why = refusal(next.values);
      if (why) {
        await client.undo();
        throw new Error(why);
      }
      own?.adopt(next, originIn(text));
      take(next);
      return next;
    },
    /**
     * Opens the text of a link exactly as it stands. Rejects as the engine does; the run is then as it was.
     * @param {string} text @param {{ push?: boolean }} [options]
     */
    async openLink(text, { push = false } = {}) {
      /* What was asked before for another network no longer counts. */
      for (const { answer } of waiting.values()) answer(null);
      waiting.clear();
      while (working) await working;
      const result = await open(text);
      gesture = null;
      if (push) writeUrl(result.experiment, false);
      else if (fragment() !== result.experiment) writeUrl(result.experiment, true);
      return result;
    },
    /** Opens the default experiment and leaves the address bar alone. */
    openDefault: () => open(''),
    /** Puts the address of what is shown into the address bar, over one that could not be opened. */
    correctAddress: () => writeUrl(opened?.experiment ?? '', true),
    /** The link that reproduces this run. */
    link() {
      return new URL(opened?.experiment ? `#${opened.experiment}` : '#', location.href).href.replace(/#$/, '');
    },
  };
}

/** @typedef {ReturnType<typeof createSession>} Session */

/** The experiment in the address bar, as it stands there: the engine reads escapes itself. */
export const fragment = () => location.hash.slice(1);

/** An error as a full sentence. @param {unknown} error */
export function sentence(error) {
  const text = upper(error instanceof Error ? error.message : String(error)).trim();
  return /[.!?”]$/.test(text) ? text : `${text}.`;
}
