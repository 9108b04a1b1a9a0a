/**
 * @file A plain script that stands behind the style sheets, so that the chosen theme counts before anything is
 * drawn. What the sheets say under `prefers-color-scheme` then follows the reader's choice instead: `data-theme` of the
 * root, `light` or `dark`; without it, the system's. Whoever changes the choice tells by `themechange`.
 */

/** @param {CSSRule} rule @returns {rule is CSSMediaRule} */
const isMedia = (rule) => rule instanceof CSSMediaRule;

/** Rules for the dark, found while their condition still names it. @type {CSSMediaRule[]} */
const darkRules = [...document.styleSheets]
  .flatMap((sheet) => [...sheet.cssRules])
  .filter(isMedia)
  .filter(({ media }) => media.mediaText.includes('prefers-color-scheme: dark'));

function followChoice() {
  const { theme } = document.documentElement.dataset;
  const condition = theme === 'dark' ? 'all' : theme === 'light' ? 'not all' : '(prefers-color-scheme: dark)';
  for (const { media } of darkRules) media.mediaText = condition;
  // Scroll bars and the browser's own controls.
  document.documentElement.style.colorScheme = theme ?? '';
}

try {
  const kept = localStorage.getItem('glia.theme');
  if (kept === 'light' || kept === 'dark') document.documentElement.dataset.theme = kept;
} catch {
  // Storage may be blocked; every visit then begins with the system's theme.
}
followChoice();
document.addEventListener('themechange', followChoice);
