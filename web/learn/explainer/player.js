/** @file The clock and what moves it: buttons, slider, keys, the script. Time is the clock's, not the number of pictures. */

import { icons } from '../../playground/icons.js';
import { find, h, icon, setText } from '../../ui/dom.js';
import { sceneAt, scenes, stillOf, total } from './script.js';
import { createVoice } from './voice.js';

const signs = {
  sound: 'M2 6h2.5L8 3v10L4.5 10H2zM10.5 5.8a3 3 0 0 1 0 4.4M12.4 3.6a6 6 0 0 1 0 8.8',
  large: 'M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10',
};

/** @param {number} seconds */
const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(Math.floor(seconds) % 60).padStart(2, '0')}`;

/**
 * @param {HTMLElement} place the player, which holds .caption, .controls and the canvas
 * @param {{ stage: ReturnType<typeof import('./stage.js').createStage>, canvas: HTMLCanvasElement, list: HTMLElement }} parts list: the script
 */
export function createPlayer(place, { stage, canvas, list }) {
  const caption = find('.caption', place);
  const calm = matchMedia('(prefers-reduced-motion: reduce)');
  let time = 0;
  let at = -1;
  let playing = false;
  let loud = false;
  /** When the clock stood at 0, by the page's own. */
  let origin = 0;

  const button = (/** @type {string} */ label, /** @type {string} */ path, /** @type {() => void} */ onclick, /** @type {string} */ key) =>
    h('button', { type: 'button', class: 'button icon-only', 'aria-label': label, title: key ? `${label} (${key})` : label, onclick }, icon(path));
  const play = button('Play', icons.play, toggle, 'space');
  const back = button('Previous scene', icons.back, () => step(-1), '');
  const next = button('Next scene', icons.step, () => step(1), '');
  const sound = button('Sound', signs.sound, listen, 'm');
  const large = button('Full screen', signs.large, enlarge, 'f');
  const rail = h('input', { type: 'range', min: 0, max: total, step: 0.1, 'aria-label': 'Time', oninput: () => seek(Number(rail.value)) });
  const told = h('span', { class: 'time' });
  sound.setAttribute('aria-pressed', 'false');
  large.hidden = !document.fullscreenEnabled;
  find('.controls', place).append(play, back, next, h('div', { class: 'slider' }, rail), told, sound, large);

  const rows = scenes.map(({ start, caption: words }, i) => {
    const press = h('button', { type: 'button', onclick: () => jump(i) }, h('span', { class: 'when' }, clock(start)), ' ', h('span', null, words));
    const seen = h('p', { class: 'seen' });
    list.append(h('li', null, press, seen));
    return { press, seen };
  });

  const voice = createVoice({
    onVoice(there) {
      sound.hidden = !there;
      if (!there && loud) listen();
    },
  });

  /** Shows the moment; words only when they change. @param {boolean} [onward] the clock went on by itself */
  function show(onward = false) {
    const index = sceneAt(time);
    stage.show(time);
    rail.value = String(time);
    rail.style.setProperty('--filled', `${(time / total) * 100}%`);
    setText(told, `${clock(time)} / ${clock(total)}`);
    const { title, caption: words } = scenes[index];
    rail.setAttribute('aria-valuetext', `${clock(time)} of ${clock(total)}, ${title}`);
    if (index === at) return;
    at = index;
    setText(caption, words);
    label();
    rows.forEach(({ press }, i) => (i === index ? press.setAttribute('aria-current', 'step') : press.removeAttribute('aria-current')));
    back.setAttribute('aria-disabled', String(index === 0));
    next.setAttribute('aria-disabled', String(index === scenes.length - 1));
    if (loud) voice.say(words, onward);
  }

  /** What the canvas shows, in words. */
  function label() {
    canvas.setAttribute('aria-label', `Scene ${at + 1} of ${scenes.length}, ${scenes[at].title}. ${stage.words(at)}`);
  }

  /** @param {number} to seconds */
  function seek(to) {
    time = Math.max(0, Math.min(total, to));
    if (calm.matches) time = stillOf(sceneAt(time));
    origin = performance.now() - time * 1000;
    show();
  }

  /** @param {number} index of a scene */
  const jump = (index) => seek(calm.matches || !playing ? stillOf(index) : scenes[index].start);

  /** @param {number} by scenes */
  function step(by) {
    const to = at + by;
    if (to >= 0 && to < scenes.length) jump(to);
  }

  function toggle() {
    if (playing) stop();
    else start();
  }

  function start() {
    if (calm.matches || playing) return;
    if (time >= total) seek(0);
    playing = true;
    origin = performance.now() - time * 1000;
    if (loud) voice.say(scenes[at].caption);
    mark();
    requestAnimationFrame(tick);
  }

  function stop() {
    if (playing) voice.hush();
    playing = false;
    mark();
  }

  function mark() {
    play.replaceChildren(icon(playing ? icons.pause : icons.play));
    play.setAttribute('aria-label', playing ? 'Pause' : 'Play');
    play.title = `${playing ? 'Pause' : 'Play'} (space)`;
  }

  function tick() {
    if (!playing) return;
    time = Math.min(total, (performance.now() - origin) / 1000);
    show(true);
    if (time < total) requestAnimationFrame(tick);
    else {
      // The last words are let out.
      playing = false;
      mark();
    }
  }

  function listen() {
    loud = !loud;
    sound.setAttribute('aria-pressed', String(loud));
    // Either the voice reads the captions or a screen reader does, not both at once.
    caption.setAttribute('aria-live', loud ? 'off' : 'polite');
    if (loud) voice.say(scenes[at].caption);
    else voice.hush();
  }

  function enlarge() {
    if (!document.fullscreenEnabled) return;
    if (document.fullscreenElement) void document.exitFullscreen();
    else place.requestFullscreen().catch(() => {});
  }

  /** @type {Record<string, () => void>} */
  const keys = {
    ' ': toggle,
    ArrowLeft: () => (calm.matches ? step(-1) : seek(time - 1)),
    ArrowRight: () => (calm.matches ? step(1) : seek(time + 1)),
    Home: () => seek(0),
    End: () => seek(total),
    f: enlarge,
    m: () => sound.hidden || listen(),
  };

  /** @param {KeyboardEvent} event */
  function onKey(event) {
    const { key, ctrlKey, metaKey, altKey } = event;
    const focus = document.activeElement;
    const free = focus === null || focus === document.body || place.contains(focus);
    if (!free || ctrlKey || metaKey || altKey || event.defaultPrevented) return;
    if (key === ' ' && focus instanceof HTMLButtonElement) return; // it is pressed
    const act = keys[key.length === 1 ? key.toLowerCase() : key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  /** Stillness asked for, or no longer. */
  function settle() {
    if (calm.matches) stop();
    play.hidden = calm.matches;
    seek(time);
  }

  document.addEventListener('keydown', onKey);
  document.addEventListener('visibilitychange', () => document.hidden && stop());
  document.addEventListener('fullscreenchange', () => large.setAttribute('aria-pressed', String(document.fullscreenElement === place)));
  addEventListener('pagehide', () => voice.hush());
  calm.addEventListener('change', settle);
  canvas.addEventListener('click', toggle);
  large.setAttribute('aria-pressed', 'false');
  settle();

  return {
    /** The stage has its numbers. */
    ready() {
      rows.forEach(({ seen }, i) => setText(seen, stage.words(i)));
      label();
    },
  };
}
