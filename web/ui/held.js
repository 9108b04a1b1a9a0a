/**
 * @file A control follows the hand at once, while what it asks for is answered later, and answers may come back after
 * the hand has gone on. An answer to an older wish must not move the control back: the next press would start from
 * there, and what was pressed in between would be lost. So answers wait until the last wish is answered.
 */

/**
 * @template T
 * @param {(value: T) => void} apply shows a value in the control
 */
export function held(apply) {
  let asking = 0;
  /** What was shown while a wish waited. @type {{ value: T } | null} */
  let late = null;
  return {
    /** Whether a wish is still without its answer. */
    get asking() {
      return asking > 0;
    },
    /** Shows what is so, now or once nothing is being asked for. @param {T} value */
    show(value) {
      if (asking) late = { value };
      else apply(value);
    },
    /**
     * Asks for what the control shows already. Where it is not granted, the question ends by showing what is so.
     * @template R @param {() => R | Promise<R>} question
     * @returns {Promise<R>}
     */
    async ask(question) {
      asking += 1;
      try {
        return await question();
      } finally {
        asking -= 1;
        if (!asking && late) apply(late.value);
        if (!asking) late = null;
      }
    },
  };
}
