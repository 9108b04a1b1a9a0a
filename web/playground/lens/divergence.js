import { h } from '../../ui/dom.js';
import { count, measure } from '../../ui/format.js';
import { sentence } from '../session.js';
import { nextMark } from './cures.js';

/**
 * What can be done about a run that diverged: it stands at its last finite step, says where and why, and can go
 * back to where it was best, as it was or with smaller steps from there.
 * @typedef {import('../types.js').Page} Page
 * @typedef {{ step: number, loss: number }} Place
 */

/**
 * The step before the end at which the training loss was lowest: what came after it led astray.
 * @param {Page} page @returns {Promise<Place | null>}
 */
async function bestPlace(page) {
  const { steps, loss } = await page.client.history();
  const end = page.frame?.step ?? Infinity;
  /** @type {Place | null} */
  let best = null;
  for (let i = 0; i < steps.length; i += 1) {
    if (Number.isFinite(loss[i]) && (steps[i] < end || end === 0) && !(best && loss[i] >= best.loss)) best = { step: steps[i], loss: loss[i] };
  }
  return best;
}

/**
 * Goes back to where the run was best and on from there under other settings. The diverged run stays what
 * undo leads to.
 * @param {Page} page @param {Record<string, string>} patch
 * @returns {Promise<string | null>} the sentence why not
 */
export async function recover(page, patch) {
  page.pause();
  const best = await bestPlace(page);
  if (best) await page.seek(best.step);
  const why = await page.branch(patch);
  if (!why) page.play();
  return why;
}

/**
 * Says what happened and offers the ways out.
 * @param {Page} page
 * @param {{ step: number, layer: number, message: string }} diverged
 */
export async function tell(page, diverged) {
  const opened = page.opened;
  const best = await bestPlace(page).catch(() => null);
  if (!opened || opened !== page.opened) return;
  const actions = [];
  /** @param {Record<string, string>} patch */
  const recovered = async (patch) => {
    const why = await recover(page, patch);
    if (why) page.toast(why);
  };
  if (best) {
    const back = () => {
      page.dismiss('diverged');
      void page.seek(best.step);
    };
    actions.push(h('button', { type: 'button', class: 'button', onclick: back, title: `The training loss was lowest there: ${measure(best.loss)}` }, `Rewind to step ${count(best.step)}`));
  }
  const rate = page.table.find(({ key }) => key === 'rate');
  // A tenth where the table has one: what has just blown up does so again with a little less.
  const smaller = rate && (nextMark(rate, Number(opened.values.rate), -1, 9.9) ?? nextMark(rate, Number(opened.values.rate), -1));
  if (rate?.live && smaller) {
    actions.push(h('button', { type: 'button', class: 'button', onclick: () => void recovered({ rate: smaller }) },
      `Continue from there with rate ${smaller}`));
  }
  const kept = `The network stands at step ${count(page.frame?.step ?? 0)}, the last good one.`;
  page.notice(`${sentence(new Error(diverged.message))} ${kept}`, { key: 'diverged', actions });
}
