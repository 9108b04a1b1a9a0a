import { createSlowMotion } from '../../playground/slow/slow.js';
import { stylesheet } from '../../ui/stylesheet.js';
import { createFrame } from './frame/frame.js';

/** One example's way through a network and back, act by act: the playground's slow motion below its drawing. */

/**
 * @param {HTMLElement} place
 * @param {{ experiment: string, example?: number }} fields example: its number among all points, from 0
 * @param {import('../page/page.js').Page} page
 * @returns {Promise<import('../page/page.js').Widget>}
 */
export async function create(place, { experiment, example = 0 }, page) {
  /** @type {import('../../playground/slow/slow.js').SlowMotion | null} */
  let slow = null;
  /** Which state of the run is shown: the walk follows a run that has changed. */
  let state = '';
  const [frame] = await Promise.all([
    createFrame(place, page, {
      experiment,
      output: false,
      player: false,
      editable: false,
      onFrame({ step, edits }) {
        const next = `${step} ${edits}`;
        if (state && state !== next) slow?.refresh();
        state = next;
      },
    }),
    stylesheet(new URL('playground/slow/slow.css', page.site)),
  ]);
  slow = createSlowMotion({
    place: frame.below,
    network: frame.network,
    client: frame.client,
    opened: () => frame.opened,
    label: frame.activationLabel,
    act: frame.act,
    closable: false,
    heading: 'h3',
  });
  await slow.open({ point: example });
  return {
    close() {
      slow?.close();
      frame.close();
    },
    pause: () => slow?.pause(),
    api: frame.api,
  };
}
