/** The data colours and the ink of drawings, read from the theme's tokens. */

/**
 * @typedef {[number, number, number]} Rgb 0…255
 * @typedef {object} Palette
 * @property {Rgb} negative @property {Rgb} zero @property {Rgb} positive
 * @property {Rgb[]} classes one for each class there can be; the first two are negative and positive
 * @property {Record<string, string>} css every colour token as CSS text
 */

const classCount = 10;
const classTokens = Array.from({ length: classCount }, (_, i) => `class-${i}`);
const tokens = ['paper', 'card', 'sunken', 'line', 'edge', 'ink', 'soft', 'faint', 'accent', 'positive', 'negative', 'zero', 'good', 'warn', 'bad', ...classTokens];

/** @returns {Palette} */
export function readPalette() {
  const style = getComputedStyle(document.documentElement);
  const css = Object.fromEntries(tokens.map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
  return {
    negative: rgb(css.negative),
    zero: rgb(css.zero),
    positive: rgb(css.positive),
    classes: classTokens.map((name) => rgb(css[name])),
    css,
  };
}

/** @param {string} hex six digits after # @returns {Rgb} */
function rgb(hex) {
  const value = Number.parseInt(hex.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

/**
 * The full colour of maps, a little paler than the points on them.
 * @param {Rgb} zero @param {Rgb} end
 * @returns {Rgb}
 */
export function toward(zero, end) {
  const mix = (/** @type {0 | 1 | 2} */ i) => Math.round(zero[i] + (end[i] - zero[i]) * 0.82);
  return [mix(0), mix(1), mix(2)];
}

/** Calls back when the page changes between light and dark, by the system or by the reader. @param {() => void} callback */
export function onSchemeChange(callback) {
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', callback);
  // After theme-early.js, which listens since the page began.
  document.addEventListener('themechange', callback);
}

/** Whether the reader asked for less motion; read anew each time since it may change. */
const calm = matchMedia('(prefers-reduced-motion: reduce)');
export const reducedMotion = () => calm.matches;
