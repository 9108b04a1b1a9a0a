import { conditionsOf, limitNames } from '../../challenges/format.js';
import { h, setText } from '../../ui/dom.js';
import { count, measure, percent } from '../../ui/format.js';
import { sentence } from '../session.js';
import { receiptText } from './challenges-receipt.js';

/**
 * A challenge under way: its conditions as a checklist that follows the engine's figures. Where all are met the run
 * is held at that very step, and the engine replays its receipt to decide.
 * @typedef {import('../types.js').Frame} Frame
 * @typedef {import('../types.js').Opened} Opened
 */

const storageKey = 'glia.challenges';

/** Which were met, ever. @returns {Set<string>} */
export function doneBefore() {
  try {
    return new Set(JSON.parse(localStorage.getItem(storageKey) ?? '[]'));
  } catch {
    return new Set(doneHere);
  }
}

/** Of this visit, where storage is blocked. @type {Set<string>} */
const doneHere = new Set();

/** @param {string} id */
function rememberDone(id) {
  doneHere.add(id);
  try {
    localStorage.setItem(storageKey, JSON.stringify([...new Set([...doneBefore(), id])]));
  } catch {
    // Remembered for this visit alone.
  }
}

/**
 * @param {import('../types.js').Page} page
 * @param {import('../../challenges/format.js').Challenge} challenge
 * @param {Record<string, string>} values of its experiment
 * @param {{ title: (text: string) => HTMLElement, back: () => HTMLElement, next: (() => void) | null }} around
 * @returns {import('./challenges.js').View}
 */
export function challengeRun(page, challenge, values, { title, back, next }) {
  const conditions = conditionsOf(challenge, values);
  const { goal, limits, lock } = challenge;
  const shown = goal.metric === 'accuracy' ? percent : measure;
  const nameOf = (/** @type {string} */ key) => page.table.find((row) => row.key === key)?.label ?? key;

  const goalItem = item(`${goal.part === 'test' ? 'Test' : 'Training'} ${goal.metric} ${goal.atLeast === undefined ? `at most ${shown(goal.atMost ?? 0)}` : `at least ${shown(goal.atLeast)}`}`);
  const limitItems = Object.entries(limits).map(([name, most]) => ({ name, most, ...item(most === 0 ? `No ${limitNames[/** @type {'steps'} */ (name)]}` : `At most ${count(most)} ${limitNames[/** @type {'steps'} */ (name)]}`) }));
  const lockItem = lock.length ? item(`As given: ${lock.map(nameOf).join(', ')}`) : null;
  const status = h('p', { class: 'help', role: 'status' });
  const success = h('div', { class: 'success', hidden: true });
  const hints = challenge.hints.length
    ? h('details', null, h('summary', null, 'Hints'), h('ul', null, ...challenge.hints.map((hint) => h('li', null, hint))))
    : null;
  const element = h('div', null,
    back(),
    title(challenge.title),
    challenge.sentence ? h('p', null, challenge.sentence) : null,
    h('ul', { class: 'plain checklist', 'aria-label': 'Conditions' }, goalItem.element, ...limitItems.map((each) => each.element), lockItem?.element ?? null),
    status, success, hints);

  page.lock(lock, `The challenge “${challenge.title}” keeps this as it is.`);
  /** @type {Opened | null} */
  let opened = page.opened;
  /** The state last judged, so that none is judged twice. */
  let judged = '';
  let busy = false;
  let lastStep = page.frame?.step ?? 0;

  /** The last step that the limits allow. @param {Frame} frame */
  function lastAllowed({ stepsPerEpoch }) {
    const { epochs, steps } = limits;
    return Math.min(epochs === undefined ? Infinity : epochs * stepsPerEpoch, steps ?? Infinity);
  }

  /** @param {Frame} frame @returns {boolean} whether all conditions are met */
  function tick(frame) {
    if (!opened) return false;
    const found = goal.part === 'test' ? (goal.metric === 'accuracy' ? frame.testAccuracy : frame.testLoss) : goal.metric === 'accuracy' ? frame.accuracy : frame.loss;
    const reached = found !== null && (goal.atLeast === undefined || found >= goal.atLeast) && (goal.atMost === undefined || found <= goal.atMost);
    goalItem.set(reached, found === null ? '–' : shown(found), false);
    const { network } = opened;
    const hidden = network.layers.slice(1, -1);
    /** @type {Record<string, number>} */
    const used = {
      neurons: hidden.reduce((sum, { units }) => sum + units, 0),
      layers: hidden.length,
      parameters: network.parameterCount,
      epochs: Math.ceil(frame.step / frame.stepsPerEpoch),
      steps: frame.step,
      edits: frame.edits,
    };
    let all = reached;
    for (const { name, most, set } of limitItems) {
      const met = used[name] <= most;
      set(met, count(used[name]), !met);
      all &&= met;
    }
    const kept = lock.every((key) => opened?.values[key] === values[key]);
    lockItem?.set(kept, '', !kept);
    return all && kept;
  }

  /** @param {Frame} frame */
  async function hold({ step }) {
    busy = true;
    try {
      page.pause();
      await page.seek(step);
    } finally {
      busy = false;
    }
  }

  /** @param {Frame} frame */
  async function judge(frame) {
    if (page.playing) await hold(frame);
    busy = true;
    setText(status, 'The engine replays the run …');
    try {
      const receipt = await page.client.receipt();
      const { passed, why, verdict } = await page.client.judge(receipt, conditions);
      setText(status, passed ? '' : why.join(' '));
      if (passed) showSuccess(receipt, verdict.steps ?? frame.step);
    } catch (error) {
      setText(status, sentence(error));
    }
    busy = false;
  }

  /** @param {string} receipt @param {number} step */
  function showSuccess(receipt, step) {
    if (challenge.id) rememberDone(challenge.id);
    setText(status, `Challenge met at step ${count(step)}.`);
    success.hidden = false;
    success.replaceChildren(
      h('p', null, 'This receipt is the proof. Whoever replays it, with “glia verify” or here under “Verify a receipt”, gets the same numbers to the bit.'),
      ...receiptText(receipt, challenge.id || 'challenge'),
      next ? h('button', { type: 'button', class: 'button', onclick: next }, 'Next challenge') : '');
  }

  return {
    element,
    open(next) {
      opened = next;
      lastStep = 0;
    },
    show(frame) {
      const all = tick(frame);
      if (busy) return;
      const state = `${opened?.experiment} ${frame.step} ${frame.edits}`;
      const last = lastAllowed(frame);
      if (all && state !== judged) {
        judged = state;
        void judge(frame);
      } else if (page.playing && frame.step > last && lastStep <= last) {
        setText(status, limits.steps === last ? 'No step is left to make: reset, and try otherwise.' : `All ${count(limits.epochs ?? 0)} epochs are used up: reset and try otherwise, or go back on the track below.`);
        void hold({ ...frame, step: last });
      } else if (!all && success.hidden && frame.step < last) setText(status, '');
      lastStep = frame.step;
    },
    end: () => page.lock([]),
  };
}

/** A condition: a sign, what is asked for, what there is. @param {string} text */
function item(text) {
  const sign = h('span', { class: 'sign', 'aria-hidden': true }, '○');
  const said = h('span', { class: 'visually-hidden' }, 'not met yet: ');
  const value = h('span', { class: 'found' });
  return {
    element: h('li', null, sign, h('span', null, said, text), value),
    /** @param {boolean} met @param {string} found @param {boolean} broken a limit has been passed */
    set(met, found, broken) {
      setText(sign, met ? '✓' : broken ? '✕' : '○');
      sign.parentElement?.setAttribute('data-state', met ? 'met' : broken ? 'broken' : 'open');
      setText(said, met ? 'met: ' : broken ? 'broken: ' : 'not met yet: ');
      setText(value, found);
    },
  };
}
