/**
 * @file Settings that a challenge holds fast: a change is refused with the reason, and their controls say so.
 */

export function createLocks() {
  const sheet = new CSSStyleSheet();
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  /** @type {Set<string>} */
  let keys = new Set();
  let reason = '';

  return {
    /** @param {string[]} next keys of settings @param {string} [why] a sentence */
    set(next, why = '') {
      keys = new Set(next);
      reason = why;
      const rules = next.flatMap((key) => {
        const name = CSS.escape(key);
        return [
          `[data-setting="${name}"]::after { content: "Fixed by the challenge."; display: block; font-size: var(--t0); color: var(--soft); }`,
          `[data-opens="${name}"]::after { content: " (fixed)"; font-weight: 400; color: var(--soft); }`,
        ];
      });
      sheet.replaceSync(rules.join('\n'));
    },
    /**
     * @param {Record<string, string>} patch @param {Record<string, string> | undefined} values those of the run
     * @returns {string | null} why not
     */
    refusal: (patch, values) => (Object.keys(patch).some((key) => keys.has(key) && patch[key] !== values?.[key]) ? reason : null),
  };
}
