/** @file Numbers in the cells of tables, all of one length. */

import { minus } from '../../../ui/format.js';

/** Two places behind the point; nothing is 0. @param {number} value */
export const hundredths = (value) => (value === 0 ? '0' : minus(value.toFixed(2)).replace('−0.00', '0.00'));
