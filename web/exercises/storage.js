/** A short text kept between visits, if the browser keeps anything. @param {string} key */
export const remembered = (key) => ({
  /** @returns {string | null} */
  read() {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  },
  /** @param {string} text */
  write(text) {
    try {
      localStorage.setItem(key, text);
    } catch {
      // The choice is not kept; nothing is lost by that.
    }
  },
});

/**
 * Keeps the learner's code between visits. Storage may be forbidden, full or absent (private windows, embeds): then
 * the code lives in memory until the page is left, and `kept` says so.
 *
 * @param {string} name of the exercise and language
 */
export function codeStore(name) {
  const key = `glia.exercise.${name}`;
  /** @type {Map<string, string>} */
  const memory = new Map();
  let kept = true;

  /** @param {string} suffix @returns {string | null} */
  const read = (suffix) => {
    try {
      return memory.get(suffix) ?? localStorage.getItem(key + suffix);
    } catch {
      kept = false;
      return memory.get(suffix) ?? null;
    }
  };

  /** @param {string} suffix @param {string | null} text */
  const write = (suffix, text) => {
    try {
      if (text === null) localStorage.removeItem(key + suffix);
      else localStorage.setItem(key + suffix, text);
      memory.delete(suffix);
      kept = true;
    } catch {
      if (text !== null) memory.set(suffix, text);
      kept = false;
    }
  };

  return {
    /** The code as it was left; null on a first visit. */
    load: () => read(''),
    /** @param {string} code */
    save: (code) => write('', code),
    /** What a reset replaced, until it is brought back. */
    replaced: () => read('.before-reset'),
    /** @param {string | null} code null: nothing to bring back any more */
    setReplaced: (code) => write('.before-reset', code),
    /** The code that has passed last; null if none has. */
    passed: () => read('.passed'),
    /** @param {string} code */
    setPassed: (code) => write('.passed', code),
    /**
     * Counts a run of the tests.
     * @param {boolean} passed @returns {string} how it stands, in kind words
     */
    tried(passed) {
      const count = Number(read('.tries') ?? 0) + 1;
      const before = read('.solved');
      write('.tries', String(count));
      if (before !== null) return passed ? '' : `You solved this at try ${before}; play on.`;
      if (!passed) return count >= 3 ? `Try ${count}. Take your time: the hints come one by one.` : `Try ${count}.`;
      write('.solved', String(count));
      return count === 1 ? 'Solved at the first try.' : `Solved at try ${count}.`;
    },
    /** Whether the tests have ever passed. */
    get solved() {
      return read('.solved') !== null;
    },
    /** Whether the last attempt to read or write went to the browser's storage. */
    get kept() {
      return kept;
    },
  };
}
