import { h, icon, setText, uniqueId } from '../../ui/dom.js';
import { reducedMotion } from '../../ui/palette.js';
import { icons } from '../icons.js';
import { pointName } from '../point-name.js';
import { sentence } from '../session.js';
import { actsOf } from './acts.js';

/**
 * Slow motion: one example walks through the network, act by act, with its arithmetic in words below. The run
 * does not change, unless the reader asks for the update in the last act.
 *
 * For a lesson: `createSlowMotion({ place, network, client, opened, label })` puts the controls into `place`
 * and lays its marks over any drawing that has the one method `mark` of the playground's network (`Marks` in
 * types.js: links by the index of their parameter, badges by layer and unit). Call `open()` to begin, `refresh()`
 * when the run has another state or there is another run, `close()` to take everything away.
 * @typedef {import('../types.js').Opened} Opened
 * @typedef {import('../types.js').Marks} Marks
 * @typedef {import('./acts.js').Act} Act
 *
 * @typedef {object} SlowOptions
 * @property {HTMLElement} place
 * @property {{ mark: (marks: Marks | null) => void }} network the drawing
 * @property {Pick<import('../types.js').Client, 'walk' | 'setParameter'>} client
 * @property {() => Opened | null} opened the run that is open
 * @property {(name: string) => string} label of an activation
 * @property {(task: () => Promise<unknown>) => Promise<string | null>} [act] carries the update out and shows
 *   what came of it; without, the last act does not offer it
 * @property {(point: number) => void} [onExample] another example: its number among all points
 * @property {() => void} [onClose] put away by hand
 * @property {boolean} [closable] whether it can be; not where it is all there is
 * @property {'h2' | 'h3'} [heading] its level in the page
 */

/** Milliseconds of an act at ordinary speed, and of the movement within it. */
const actTime = 2600;
const moveTime = 900;

const speeds = [['0.5', '½ ×'], ['1', '1 ×'], ['2', '2 ×'], ['4', '4 ×']];

/** Updates by hand are kept one by one, so that the run can be replayed: not for large networks. */
const mostChanges = 512;

/** @param {SlowOptions} options */
export function createSlowMotion({ place, network, client, opened, label, act, onExample, onClose, closable = true, heading: level = 'h2' }) {
  const title = h('span');
  const heading = h(level, { id: uniqueId('slow') }, h('span', { class: 'slow-name' }, 'Slow motion · '), title);
  const words = h('p', { class: 'slow-words', 'aria-live': 'polite' });
  const play = h('button', { type: 'button', class: 'slow-button', onclick: () => setPlaying(!playing) });
  const back = h('button', { type: 'button', class: 'slow-button', 'aria-label': 'Back one act', title: 'Back', onclick: () => step(-1) }, icon(icons.back));
  const next = h('button', { type: 'button', class: 'slow-button', 'aria-label': 'Next act', title: 'Next', onclick: () => step(1) }, icon(icons.step));
  const track = h('input', { type: 'range', class: 'slow-track', min: 0, step: 1, value: 0, 'aria-label': 'Act', oninput: () => go(Number(track.value)) });
  const speed = h('select', { class: 'entry quiet slow-speed', 'aria-label': 'Speed' }, ...speeds.map(([value, text]) => h('option', { value, selected: value === '1' }, text)));
  const chip = h('span', { class: 'slow-point' });
  const earlier = h('button', { type: 'button', 'aria-label': 'Example before', onclick: () => void show(point - 1) }, '‹');
  const later = h('button', { type: 'button', 'aria-label': 'Example after', onclick: () => void show(point + 1) }, '›');
  const example = h('div', { class: 'slow-example', role: 'group', 'aria-label': 'Example' }, earlier, chip, later);
  const update = h('button', { type: 'button', class: 'button', hidden: true, onclick: () => void doUpdate() }, 'Do this update');
  const close = h('button', { type: 'button', class: 'close', 'aria-label': 'Close slow motion', onclick: () => shut(true) }, '×');
  const element = h('section', { class: 'slow', 'aria-labelledby': heading.id, hidden: true, onkeydown: onKey },
    h('div', { class: 'slow-head' }, heading, update, closable ? close : null), words,
    h('div', { class: 'slow-controls' }, back, play, next, track, speed, example));
  place.append(element);

  /** @type {Act[]} */
  let acts = [];
  /** @type {import('../../engine/check.js').Walk | null} */
  let walk = null;
  let at = 0;
  let point = 0;
  let playing = false;
  let moving = 0;
  /** @type {Opened | null} */
  let shownFor = null;
  /** Said in the first act's place after an update was carried out. */
  let done = '';
  let timer = 0;
  /** Which question for a walk is the newest. */
  let asked = 0;
  showPlaying();

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    const own = event.target instanceof HTMLInputElement || event.target instanceof HTMLSelectElement;
    /** @type {Record<string, () => void>} */
    const keys = { ArrowRight: () => step(1), ArrowLeft: () => step(-1), Home: () => go(0), End: () => go(acts.length - 1) };
    if (event.key === 'Escape' && closable) shut(true);
    else if (!own && keys[event.key] && !event.ctrlKey && !event.altKey && !event.metaKey) keys[event.key]();
    else return;
    event.preventDefault();
  }

  function showPlaying() {
    play.replaceChildren(icon(playing ? icons.pause : icons.play));
    play.setAttribute('aria-label', playing ? 'Pause slow motion' : 'Play slow motion');
    play.title = playing ? 'Pause' : 'Play';
  }

  /** @param {boolean} on */
  function setPlaying(on) {
    playing = on;
    showPlaying();
    if (!on) clearTimeout(timer);
    else if (at === acts.length - 1) go(0);
    else wait();
  }

  function wait() {
    clearTimeout(timer);
    if (!playing) return;
    timer = window.setTimeout(() => (at + 1 < acts.length ? go(at + 1) : setPlaying(false)), actTime / Number(speed.value));
  }

  /** By hand: the walk then waits. @param {number} by */
  function step(by) {
    if (playing) setPlaying(false);
    go(at + by);
  }

  /** Shows an act. @param {number} to */
  function go(to) {
    const index = Math.max(0, Math.min(acts.length - 1, to));
    const shown = acts[index];
    if (!shown) return;
    at = index;
    if (at > 0) done = '';
    element.dataset.phase = shown.phase;
    setText(title, shown.title);
    setText(words, shown.words);
    track.max = String(acts.length - 1);
    track.value = String(at);
    track.setAttribute('aria-valuetext', `${at + 1} of ${acts.length}: ${shown.title}`);
    back.disabled = at === 0;
    next.disabled = at === acts.length - 1;
    update.hidden = shown.phase !== 'update' || !act || changes().length === 0;
    update.disabled = changes().length > mostChanges;
    update.title = update.disabled ? `More than ${mostChanges} numbers would change by hand.` : '';
    move(shown);
    wait();
  }

  /** Lets dots run along the links, once. @param {Act} shown */
  function move(shown) {
    cancelAnimationFrame(moving);
    const { links, units, flow } = shown;
    if (flow === 0 || reducedMotion()) {
      network.mark({ links, units });
      return;
    }
    const began = performance.now();
    const length = moveTime / Math.max(1, Number(speed.value));
    const draw = () => {
      const share = Math.min(1, (performance.now() - began) / length);
      const dot = share === 1 ? undefined : flow > 0 ? share : 1 - share;
      network.mark({ links: (parameter) => { const mark = links(parameter); return mark && { ...mark, dot }; }, units });
      if (share < 1 && !element.hidden) moving = requestAnimationFrame(draw);
    };
    draw();
  }

  /** Takes an example through the network. @param {number} index among all points @param {boolean} [stay] in the same act */
  async function show(index, stay = false) {
    const of = opened();
    if (!of) return;
    const { dataset, network: shape } = of;
    const { count, inputs, x, y } = dataset;
    const question = ++asked;
    const wanted = ((index % count) + count) % count;
    try {
      const found = await client.walk({ x: x.slice(wanted * inputs, (wanted + 1) * inputs), target: y[wanted] });
      if (question !== asked || of !== opened() || element.hidden) return;
      if (wanted !== point) done = '';
      point = wanted;
      walk = found;
      acts = actsOf(found, of, label, point);
      setText(chip, pointName(dataset, shape, point));
      onExample?.(point);
      go(stay && of === shownFor ? at : 0);
      shownFor = of;
      if (done) setText(words, done);
    } catch (error) {
      if (question !== asked) return;
      if (playing) setPlaying(false);
      acts = [];
      network.mark(null);
      setText(title, 'not here');
      setText(words, sentence(error));
    }
  }

  /** What the update would change. @returns {[number, number][]} */
  function changes() {
    const { parameters, after } = walk ?? { parameters: [], after: [] };
    return Array.from(after).map((value, i) => /** @type {[number, number]} */ ([i, value])).filter(([i, value]) => value !== parameters[i]);
  }

  async function doUpdate() {
    if (!act) return;
    const list = changes();
    update.disabled = true;
    const why = await act(async () => {
      for (const [index, value] of list) await client.setParameter(index, value);
    });
    if (why) setText(words, why);
    else {
      // The page may ask for the same example once more when the change is on the screen.
      done = `Done: ${list.length} numbers were set as this update makes them. Here is the same example again.`;
      await show(point);
    }
  }

  /** @param {boolean} [byHand] */
  function shut(byHand = false) {
    if (element.hidden) return;
    if (playing) setPlaying(false);
    cancelAnimationFrame(moving);
    asked += 1;
    element.hidden = true;
    network.mark(null);
    if (byHand) onClose?.();
  }

  return {
    element,
    /** Begins. @param {{ point?: number, play?: boolean }} [how] */
    async open(how = {}) {
      element.hidden = false;
      await show(how.point ?? point);
      if (how.play && acts.length > 0) setPlaying(true);
    },
    /** Another example, by its number among all points. @param {number} index */
    example: (index) => void show(index),
    /** The run has another state, or is another one. */
    refresh() {
      if (!element.hidden) void show(Math.min(point, (opened()?.dataset.count ?? 1) - 1), done === '');
    },
    close: () => shut(),
    /** It waits for a hand to let it go on. */
    pause() {
      if (playing) setPlaying(false);
    },
    /** Puts the focus on its first control. */
    focus: () => play.focus({ preventScroll: true }),
    get isOpen() {
      return !element.hidden;
    },
  };
}

/** @typedef {ReturnType<typeof createSlowMotion>} SlowMotion */
