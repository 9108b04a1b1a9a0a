/** @file Numbers in the cells of tables, all of one length. */

import { minus } from '../../../ui/format.js';

/** @param {number} value @param {number} places */
const fixed = (value, places) => (value === 0 ? '0' : minus(value.toFixed(places)).replace(/^−(0\.0+)$/, '$1'));

/** Two places behind the point; only what is nothing is 0. @param {number} value */
export const hundredths = (value) => fixed(value, 2);

/** Three places. @param {number} value */
export const thousandths = (value) => fixed(value, 3);

/** A share of one in little room: .89. @param {number} value */
export const share = (value) => hundredths(value).replace(/^0\./, '.');
