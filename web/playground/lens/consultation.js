/**
 * Asks the doctor now and then, for everybody on the page who wants to know: the badge on the tab and the lens
 * itself. An answer costs the engine time that training then lacks, so the pause after it grows with how long
 * it took: with only the badge to feed, a hundredth of the time is asked for at the most.
 * @typedef {import('../types.js').Finding} Finding
 * @typedef {import('../types.js').Statistics} Statistics
 *
 * @typedef {object} Answer
 * @property {import('../types.js').Opened} opened @property {number} step
 * @property {Finding[]} findings
 * @property {boolean} silent the run is a puzzle's, about which the doctor keeps quiet
 * @property {Statistics | null} statistics only while somebody wants them
 */

/** Milliseconds between two questions at the least, and how many times their duration. */
const quiet = { pause: 2000, times: 100 };
const looking = { pause: 1000, times: 20 };

/** Milliseconds to wait when the run has come to rest: several steps in a row are one. */
const settle = 200;

/** @type {WeakMap<object, Consultation>} */
const all = new WeakMap();

/** The one of a page. @param {import('../types.js').Page} page @returns {Consultation} */
export function consultation(page) {
  const own = all.get(page) ?? create(page);
  all.set(page, own);
  return own;
}

/** @param {import('../types.js').Page} page */
function create(page) {
  /** @type {Set<(answer: Answer) => void>} */
  const listeners = new Set();
  /** @type {Answer | null} */
  let last = null;
  let open = false;
  let asking = false;
  let asked = -Infinity;
  let took = 0;
  let known = '';
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;

  /** @param {import('../types.js').Frame} frame */
  const stateOf = ({ step, edits }) => `${step} ${edits} ${open}`;

  function look() {
    const { frame, opened } = page;
    if (!frame || !opened || asking || timer !== undefined) return;
    if (last?.opened === opened && known === stateOf(frame)) return;
    const { pause, times } = open ? looking : quiet;
    const rest = !frame.playing && open;
    const due = asked + Math.max(rest ? settle : pause, times * took) - performance.now();
    timer = setTimeout(() => {
      timer = undefined;
      void ask();
    }, Math.max(due, frame.playing ? 0 : settle));
  }

  async function ask() {
    const { frame, opened } = page;
    if (!frame || !opened || asking || document.hidden) return;
    asking = true;
    const began = performance.now();
    const state = stateOf(frame);
    // What is wrong with the run of a puzzle is not the doctor's to say.
    const silent = page.client.puzzle.open();
    try {
      const [findings, statistics] = await Promise.all([silent ? [] : page.client.doctor(), open ? page.client.statistics() : null]);
      if (opened === page.opened) {
        known = state;
        last = { opened, step: frame.step, findings, statistics, silent };
        listeners.forEach((listen) => listen(/** @type {Answer} */ (last)));
      }
    } catch {
      // A lost engine has said so already; another experiment is asked about anew.
    }
    asked = performance.now();
    took = asked - began;
    asking = false;
    if (page.frame && !page.frame.playing) look();
  }

  return {
    get last() {
      return last?.opened === page.opened ? last : null;
    },
    /** @param {(answer: Answer) => void} listen */
    listen(listen) {
      listeners.add(listen);
    },
    /** Whether the lens is open, which also wants statistics and does not like to wait. @param {boolean} on */
    attend(on) {
      if (open === on) return;
      open = on;
      clearTimeout(timer);
      timer = undefined;
      took = 0;
      if (on) asked = -Infinity;
      look();
    },
    /** Something may be new: asks when it is time. */
    look,
  };
}

/** @typedef {ReturnType<typeof create>} Consultation */
