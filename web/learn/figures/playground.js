import { createFrame } from './frame/frame.js';
import { buttonNames } from './frame/buttons.js';

/**
 * The playground in a small frame, with the controls that are named: buttons of the player and keys of settings.
 * What a `try` may ask it stands in frame/reading.js.
 */

const usual = ['play', 'step', 'epoch', 'reset'];

/**
 * @param {HTMLElement} place
 * @param {{ experiment: string, title: string, show?: string[], height?: number }} fields
 * @param {import('../page/page.js').Page} page
 * @returns {Promise<import('../page/page.js').Widget>}
 */
export async function create(place, { experiment, title, show = usual, height }, page) {
  const frame = await createFrame(place, page, { experiment, title, controls: show, height });
  const strange = show.find((name) => !buttonNames.includes(name) && !frame.table.some(({ key }) => key === name));
  if (strange !== undefined) {
    frame.close();
    throw new Error(`There is no control “${strange}”; there is ${buttonNames.join(', ')}, and every key of a setting.`);
  }
  return { close: frame.close, pause: frame.pause, resume: frame.resume, api: frame.api };
}
