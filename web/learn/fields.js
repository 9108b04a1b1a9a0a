/**
 * @file The types a widget's field may have, as plain data: kinds.js is written in them, the site builder checks
 * content by them. A name of a field that ends in ? may be missing.
 */

/**
 * @typedef {object} Field
 * @property {'text' | 'rich' | 'code' | 'number' | 'flag' | 'one' | 'experiment' | 'id' | 'scalar' | 'choice' | 'list' | 'record' | 'any'} type
 * @property {number} [least] of a number, of a list's length @property {number} [most] also of a text's length
 * @property {boolean} [whole] @property {string[]} [names] of `one` @property {string} [setting] of `choice`
 * @property {Field} [of] of a list @property {Fields} [fields] of a record
 */

/** @typedef {Record<string, Field>} Fields */

/** Plain words, on one line or more. @param {number} [most] characters @returns {Field} */
export const text = (most = 600) => ({ type: 'text', most });

/** Words with Markdown's inline marks and formulas: the builder makes HTML of it, page/rich.js puts it on the page. @param {number} [most] @returns {Field} */
export const rich = (most = 1200) => ({ type: 'rich', most });

/** Lines of a program, kept as they are. @returns {Field} */
export const code = () => ({ type: 'code', most: 8000 });

/** @param {number} least @param {number} most @returns {Field} */
export const number = (least, most) => ({ type: 'number', least, most });

/** @param {number} least @param {number} most @returns {Field} */
export const whole = (least, most) => ({ type: 'number', whole: true, least, most });

/** @returns {Field} */
export const flag = () => ({ type: 'flag' });

/** One of these names. @param {string[]} names @returns {Field} */
export const one = (...names) => ({ type: 'one', names });

/** A name among the choices of a setting, as src/settings.def lists them. @param {string} setting @returns {Field} */
export const choice = (setting) => ({ type: 'choice', setting });

/** An experiment string; the builder asks the engine. @returns {Field} */
export const experiment = () => ({ type: 'experiment' });

/** The id of another widget on the page, an exercise, or the like. @returns {Field} */
export const id = () => ({ type: 'id' });

/** A number or a text. @returns {Field} */
export const scalar = () => ({ type: 'scalar' });

/** @param {Field} of @param {number} [least] @param {number} [most] @returns {Field} */
export const list = (of, least = 1, most = 40) => ({ type: 'list', of, least, most });

/** @param {Fields} fields @returns {Field} */
export const record = (fields) => ({ type: 'record', fields });

/** Whatever YAML holds: for what a module checks by itself. @returns {Field} */
export const any = () => ({ type: 'any' });
