/** Numbers as people read them: true minus signs, steady digits, thousands set apart. */

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });

/** A count: 3,712. @param {number} value */
export const count = (value) => (Number.isFinite(value) ? whole.format(value) : '–');

/** Replaces the hyphen of a number's text by a minus sign. @param {string} text */
export const minus = (text) => text.replaceAll('-', '−');

/**
 * A measured value in about `digits` significant digits, never in a form wider than 9 characters.
 * @param {number} value
 * @param {number} [digits]
 */
export function measure(value, digits = 3) {
  if (Number.isNaN(value)) return '–';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size >= 1e6 || size < 1e-4) return minus(value.toExponential(digits - 1).replace('e+', 'e'));
  if (size >= 1000) return minus(whole.format(value));
  const places = size >= 100 ? digits - 3 : size >= 10 ? digits - 2 : size >= 1 ? digits - 1 : digits;
  return minus(value.toFixed(Math.max(0, places)));
}

/** Three significant digits for small values too, where several are compared: 0.00315. @param {number} value */
export const precise = (value) => (Math.abs(value) < 0.1 && Math.abs(value) >= 1e-4 ? minus(value.toPrecision(3)) : measure(value));

/** A value with its sign always shown: +0.532, −1.40. @param {number} value @param {number} [digits] */
export function signed(value, digits = 3) {
  const text = measure(value, digits);
  return value > 0 && Number.isFinite(value) ? `+${text}` : text;
}

/** A share of one as per cent: 98.4 %. @param {number} value */
export const percent = (value) => (Number.isNaN(value) ? '–' : `${(value * 100).toFixed(1)} %`);

/** The text of a number, digit for digit, with its minus sign and its thousands set apart. @param {string} text */
export const grouped = (text) => minus(/^-?\d{4,}$/.test(text) ? whole.format(Number(text)) : text);

/** A setting's text with its unit. @param {string} text @param {string} [unit] */
export const withUnit = (text, unit) => (unit ? `${minus(text)} ${unit}` : minus(text));

/** A number without needless digits, five of them as a number field holds it. @param {number} value @param {number} [digits] */
export const brief = (value, digits = 5) => minus(String(Number(value.toPrecision(digits))));

/**
 * A number of an arithmetic: in full where a few digits say all of it, else with as many that count.
 * @param {number} value @param {number} [digits]
 */
export function figure(value, digits = 4) {
  if (!Number.isFinite(value)) return measure(value);
  const short = Number(value.toPrecision(digits));
  const size = Math.abs(value);
  if (size !== 0 && (size >= 1e6 || size < 1e-4)) return minus(value.toExponential(digits - 1).replace('e+', 'e'));
  if (Math.fround(short) === Math.fround(value)) return minus(String(short));
  return minus(size >= 10 ** digits ? value.toFixed(0) : value.toPrecision(digits));
}

/**
 * A float32 in full: as many digits as tell it from its neighbours.
 * @param {number} value
 */
export function exact(value) {
  for (let digits = 1; digits <= 9; digits += 1) {
    const text = String(Number(value.toPrecision(digits)));
    if (Math.fround(Number(text)) === Math.fround(value)) return minus(text);
  }
  return minus(String(value));
}

/** Makes the first letter small unless the word is a name such as "ReLU". @param {string} text */
export const lower = (text) => (/^[A-Z][^A-Z]*$/.test(text) ? text[0].toLowerCase() + text.slice(1) : text);

/** Makes the first letter large. @param {string} text */
export const upper = (text) => text.charAt(0).toUpperCase() + text.slice(1);
