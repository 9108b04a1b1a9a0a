import { sentence } from '../../playground/session.js';
import { h, setText } from '../../ui/dom.js';
import { stylesheet } from '../../ui/stylesheet.js';
import { rich } from '../page/rich.js';
import { createFrame } from './frame/frame.js';
import { changed, pairs } from './lab/experiment.js';
import { measures } from './lab/measures.js';
import { labTable } from './lab/table.js';

/**
 * A lab: the playground with a fault in it, a measurement that shows the fault, and cures to try. Every run begins at
 * step 0 and lasts as many epochs, so that the numbers side by side can be compared.
 * @typedef {import('./lab/table.js').Result} Result
 * @typedef {{ label: string, change: string, why: string }} Cure why: HTML of the site builder's
 */

const usualEpochs = 60;

/** A run is watched for so many seconds at the most, and is never slower than so many steps a second. */
const mostSeconds = 3;
const leastPace = 2000;

/**
 * @param {HTMLElement} place
 * @param {{ experiment: string, title?: string, fault: string, measure: string, cures: Cure[], epochs?: number }} fields
 * @param {import('../page/page.js').Page} page
 * @returns {Promise<import('../page/page.js').Widget>}
 */
export async function create(place, { experiment, title = 'Lab', fault, measure, cures, epochs = usualEpochs }, page) {
  const { shows, start, end, early, complaints } = measures[measure];
  const keys = [...new Set(cures.flatMap(({ change }) => Object.keys(pairs(change))))];
  /** Ends the wait for a run. @type {((how: 'done' | 'stopped') => void) | null} */
  let settle = null;
  let pace = leastPace;
  const [frame] = await Promise.all([
    createFrame(place, page, {
      experiment,
      title,
      controls: ['play', 'reset', ...keys],
      pace: () => pace,
      onRest: () => settle?.('done'),
      // By hand, unless the figure has only gone out of sight; when training stops by itself, onRest follows at once.
      onPlaying: (on) => !on && queueMicrotask(() => !frame.resting && settle?.('stopped')),
    }),
    stylesheet(new URL('learn/figures/lab/lab.css', page.site)),
  ]);
  const client = frame.client;
  /** @type {Result | null} */
  let before = null;
  /** @type {Result | null} */
  let after = null;
  /** What the second column is of. */
  let cureName = '';
  let running = false;

  const why = h('div', { class: 'lab-why' });
  const said = h('p', { class: 'frame-said', role: 'status' });
  const table = labTable(shows);
  const asItIs = button('Train as it is', () => run({ asItIs: true, name: 'as it is', text: experiment }));
  const cureButtons = cures.map((cure) => button(cure.label, () => run({ name: cure.label, change: cure.change, why: cure.why })));
  const byHand = button('Your settings', () => run({ name: 'your settings', text: frame.opened?.experiment ?? experiment }));
  byHand.title = 'Train anew with the settings as they stand in this figure';
  const buttons = [asItIs, ...cureButtons, byHand];
  frame.above.append(h('p', { class: 'lab-fault' }, fault),
    h('div', { class: 'lab-runs', role: 'group', 'aria-label': 'Runs' }, asItIs, h('span', null, 'or with'), ...cureButtons, byHand), why);
  frame.below.append(said, table.element);

  /** @param {string} label @param {() => Promise<void>} onPress */
  function button(label, onPress) {
    return h('button', { type: 'button', class: 'button', 'aria-pressed': 'false', onclick: () => void press() }, label);
    async function press() {
      if (running) return void setText(said, 'A run is under way; pause it to begin another.');
      running = true;
      try {
        await onPress();
      } catch (error) {
        setText(said, sentence(error));
      }
      running = false;
    }
  }

  /** One run from step 0, measured. @param {{ asItIs?: boolean, name: string, text?: string, change?: string, why?: string }} how */
  async function run({ asItIs: faulty = false, name, text, change = '', why: reason = '' }) {
    const wanted = text ?? (await changed(client, experiment, change));
    buttons.forEach((each) => each.setAttribute('aria-pressed', String(each.textContent === name || (faulty && each === asItIs) || (name === 'your settings' && each === byHand))));
    why.replaceChildren(...(reason ? [rich(reason)] : []));
    setText(said, `Training ${faulty ? 'as it is' : `with ${name}`} …`);
    const opened = await frame.open(wanted);
    const around = { client, opened, newClient: () => /** @type {Promise<import('../../playground/types.js').Client>} */ (/** @type {unknown} */ (page.newClient())) };
    const rows = (await start?.(around)) ?? [];
    const found = early ? await client.doctor() : [];
    const how = await train();
    const last = frame.frame;
    if (how === 'stopped' || !last) return setText(said, 'Stopped; nothing was measured. Press again to train anew.');
    const result = { rows: [...rows, ...(await end(around, last))], doctor: sentenceOf([...(await client.doctor()), ...found]) };
    if (faulty) {
      before = result;
      frame.player?.setGhost(await client.history(), 'training loss as it is');
      frame.refresh();
    } else [after, cureName] = [result, name];
    table.set(before, after, cureName);
    const asWords = result.rows.map(({ label, text: words }) => `${label} ${words}`).join(', ');
    setText(said, `Measured ${faulty ? 'as it is' : `with ${name}`}.`);
    page.say(`${faulty ? 'As it is' : name}: ${asWords}.`);
  }

  /** @returns {Promise<'done' | 'stopped'>} */
  async function train() {
    await client.stopAt({ epoch: epochs });
    const first = await client.frame();
    client.recycle(first);
    pace = Math.max(leastPace, (epochs * first.stepsPerEpoch) / mostSeconds);
    const how = await new Promise((/** @type {(how: 'done' | 'stopped') => void} */ resolve) => {
      settle = resolve;
      frame.play();
    });
    settle = null;
    await client.stopAt({});
    return how;
  }

  /** What the doctor says of this fault, the nearest complaint first. @param {import('../../playground/types.js').Finding[]} findings */
  const sentenceOf = (findings) => sentence(complaints.map((wanted) => findings.find(({ code }) => code === wanted)).find(Boolean)?.sentence ?? 'It finds nothing of this kind.');

  return {
    close() {
      settle = null;
      frame.close();
    },
    pause: frame.pause,
    resume: frame.resume,
    api: frame.api,
  };
}
