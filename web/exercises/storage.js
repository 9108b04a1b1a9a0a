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
    /** Whether the last attempt to read or write went to the browser's storage. */
    get kept() {
      return kept;
    },
  };
}
