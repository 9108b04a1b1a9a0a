import { challenges } from '../../challenges/list.js';
import { readChallenge } from '../../challenges/format.js';
import { h } from '../../ui/dom.js';
import { offer } from '../offer.js';
import { sentence } from '../session.js';
import { challengeMaker } from './challenges-make.js';
import { puzzleMaker, puzzleView } from './challenges-puzzle.js';
import { receiptView } from './challenges-receipt.js';
import { challengeRun, doneBefore } from './challenges-run.js';

/**
 * The lens “Challenges”: tasks that the engine checks, puzzles with a planted fault, receipts. One of them at a time.
 * @typedef {import('../types.js').Page} Page
 * @typedef {import('../../challenges/format.js').Challenge} Challenge
 *
 * @typedef {object} View what the lens shows
 * @property {HTMLElement} element
 * @property {(opened: import('../types.js').Opened) => void} [open]
 * @property {(frame: import('../types.js').Frame) => void} [show]
 * @property {() => void} [end] something else takes its place
 */

const levels = ['', 'Easy', 'Medium', 'Hard'];

/** @param {HTMLElement} place @param {Page} page @returns {import('../types.js').Lens} */
export function create(place, page) {
  /** @type {View} */
  let view = { element: h('div') };
  let own = false;
  const body = h('div', { class: 'challenges' });
  place.append(body);

  /** @param {View} next @param {boolean} [takeFocus] */
  function put(next, takeFocus = true) {
    view.end?.();
    view = next;
    body.replaceChildren(next.element);
    if (page.opened) next.open?.(page.opened);
    if (page.frame) next.show?.(page.frame);
    if (takeFocus) /** @type {HTMLElement | null} */ (next.element.querySelector('h3'))?.focus();
  }

  /** @param {boolean} [takeFocus] */
  function home(takeFocus) {
    const done = doneBefore();
    /** @param {Challenge} challenge */
    const entry = (challenge) =>
      h('li', null, h('button', { type: 'button', class: 'challenge', dataset: { challenge: challenge.id }, onclick: () => void begin(challenge, `#${challenge.id}`) },
        h('b', null, challenge.title, done.has(challenge.id) ? h('span', { class: 'met' }, ' ✓', h('span', { class: 'visually-hidden' }, ' met before')) : null),
        h('small', null, challenge.sentence)));
    const lists = [1, 2, 3].flatMap((level) => [
      h('h4', null, levels[level]),
      h('ul', { class: 'plain' }, ...challenges.filter((each) => each.level === level).map(entry)),
    ]);
    /** @param {string} label @param {() => View} make */
    const way = (label, make) => h('button', { type: 'button', class: 'button', onclick: () => put(make()) }, label);
    put({
      element: h('div', null,
        title('Challenges'),
        h('p', { class: 'help' }, 'The engine checks whether you met one, and gives you a receipt that anyone can replay.'),
        h('div', { class: 'ways' },
          way('Find a fault', () => puzzleMaker(page, { title, back, surprise: true })),
          way('Verify a receipt', () => receiptView(page, { title, back })),
          way('Make a challenge', () => challengeMaker(page, { title, back })),
          way('Plant a fault', () => puzzleMaker(page, { title, back, surprise: false }))),
        ...lists),
    }, takeFocus);
  }

  /** A heading that can take the focus when what it heads appears. @param {string} text */
  const title = (text) => h('h3', { tabindex: -1 }, text);

  const back = () => h('button', { type: 'button', class: 'word back', onclick: () => leaveChallenge() }, '‹ All challenges');

  function leaveChallenge() {
    quietly(() => offer.set(null));
    home(true);
  }

  /** @param {() => void} change of the offer, made here */
  function quietly(change) {
    own = true;
    change();
    own = false;
  }

  /**
   * @param {Challenge} challenge @param {string} kept by which it is found again
   * @param {boolean} [resume] the run that is open stays
   */
  async function begin(challenge, kept, resume = false) {
    page.lock([]);
    const why = resume ? null : await page.visit(challenge.experiment);
    if (why) return void page.notice(`This challenge cannot be opened: ${why}`, { key: 'challenge' });
    try {
      const { values } = await page.client.check(challenge.experiment);
      const strange = challenge.lock.find((key) => values[key] === undefined);
      if (strange !== undefined) throw new Error(`It fixes “${strange}”, which is no setting.`);
      quietly(() => offer.set(kept));
      const next = challenges[challenges.findIndex(({ id }) => id === challenge.id) + 1];
      put(challengeRun(page, challenge, values, {
        title,
        back,
        next: challenge.id && next ? () => void begin(next, `#${next.id}`) : null,
      }), !resume);
    } catch (error) {
      quietly(() => offer.set(null));
      page.notice(`This challenge cannot be opened: ${sentence(error)}`, { key: 'challenge' });
      home(false);
    }
  }

  /** Takes up what a link brought, or what was under way before the page was loaded anew. */
  function takeUp() {
    const { text } = offer;
    if (text === null) return false;
    try {
      const challenge = text.startsWith('#') ? challenges.find(({ id }) => id === text.slice(1)) : readChallenge(text);
      if (!challenge) return false;
      void begin(challenge, text, true);
      return true;
    } catch {
      return false;
    }
  }

  offer.listen(() => {
    if (!own) takeUp();
  });

  const puzzle = () => puzzleView(page, { title, back: () => h('button', { type: 'button', class: 'word back', onclick: () => home(true) }, '‹ All challenges') });
  if (!takeUp()) home(false);
  let solving = '';

  return {
    always: true,
    open(opened) {
      const word = opened.values.puzzle ?? '';
      if (word && word !== solving) put(puzzle(), false);
      else if (!word && solving) home(false);
      else view.open?.(opened);
      solving = word;
    },
    show: (frame) => view.show?.(frame),
  };
}
