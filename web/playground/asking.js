import { count } from '../ui/format.js';
import { imageFit } from './image/fit.js';
import { createLocks } from './locks.js';
import { sentence } from './session.js';

/**
 * @file What the page asks of the session: other settings, other data, another run. What a challenge holds fast is
 * refused here, and what images need besides is added.
 *
 * @typedef {Record<string, string>} Values
 */

/**
 * @param {object} options
 * @param {import('./session.js').Session} options.session
 * @param {import('./types.js').Setting[]} options.table rows the page offers
 * @param {import('./own/store.js').Own | null} options.own
 * @param {import('../ui/notice.js').Messages} options.messages
 * @param {() => void} options.pause where the run plays, it stops
 */
export function createAsking({ session, table, own, messages, pause }) {
  const fit = imageFit(table);
  const columns = session.table.find(({ key }) => key === 'columns')?.default;
  const locks = createLocks();
  const refusal = (/** @type {Values} */ patch) => locks.refusal(patch, session.opened?.values);

  /** To a run that is kept. @param {() => Promise<boolean>} to @param {string} none said where there is none */
  async function travel(to, none) {
    pause();
    const moved = await to();
    messages.toast(moved ? `The run as it stood at step ${count(session.opened?.step ?? 0)}.` : none);
    return moved;
  }

  /** What a change asks for, with what the data need, if nothing forbids it. @param {Values} patch @param {(patch: Values) => Promise<string | null>} ask */
  async function suited(patch, ask) {
    // Without a table there are no columns to speak of.
    const wanted = 'data' in patch && columns !== undefined ? { columns: String(columns), ...patch } : patch;
    const next = fit.suit(wanted, session.opened?.values);
    const held = refusal(next.patch);
    if (held) return held;
    const why = await ask(next.patch);
    if (!why && next.said) messages.toast(next.said);
    return why;
  }

  return {
    lock: locks.set,
    undo: () => travel(session.undo, 'There is no run to go back to.'),
    redo: () => travel(session.redo, 'There is no run to go forth to.'),
    /**
     * @param {Values} patch @param {{ live?: boolean }} [options]
     * @returns {Promise<string | null>} null, or the sentence why not
     */
    change: (patch, options) => suited(own?.begun(patch, session.opened) ?? patch, (next) => session.change(next, options)),
    /** @param {Values} patch */
    give: async (patch) => refusal(patch) ?? session.give(patch),
    /**
     * Data out of a file, in a run of their own.
     * @param {Values} patch @param {import('./own/store.js').Rows} rows @param {Values} [base] settings to begin with
     */
    bring: (patch, rows, base) => suited(patch, async (next) => {
      const why = await session.bring(next, rows, base);
      if (!why) messages.dismiss('link'); // that asked for data which are here now
      return why;
    }),
    /** @param {Values} patch */
    branch: async (patch) => refusal(patch) ?? session.branch(patch),
    /** @param {string} experiment */
    async visit(experiment) {
      pause();
      try {
        await session.openLink(experiment, { push: true });
        return null;
      } catch (error) {
        return sentence(error);
      }
    },
  };
}
