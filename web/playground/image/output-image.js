import { sharpCanvas } from '../../ui/canvas.js';
import { h, setText } from '../../ui/dom.js';
import { count } from '../../ui/format.js';
import { probabilityBars, whole } from './bars.js';
import { exampleStepper, mistakeStrip, testImages } from './examples.js';
import { drawingPad } from './pad.js';
import { inWords, newestOnly } from './reading.js';
import { inkTile } from './tile.js';

/**
 * What the network makes of images: a test image or one drawn by hand, the probability of every class,
 * and the test images it gets wrong. What is chosen or drawn here is what the drawing of the network shows.
 * @typedef {import('../types.js').Opened} Opened
 * @typedef {import('../types.js').Preview} Preview
 */

/** Milliseconds between two looks at all test images while the network trains. */
const mistakesEvery = 700;

/** @type {import('../types.js').CreateOutput} */
export function imageView({ palette, client, look, onError }) {
  /** @type {Opened | null} */
  let opened = null;
  /** @type {import('./examples.js').TestImages | null} */
  let images = null;
  /** @type {Preview | null} */
  let preview = null;
  let example = 0;
  let drawing = false;
  let width = 0;
  let checked = { at: -Infinity, step: -1 };
  /** The drawing that is to be spoken of once it has been read; 0: none. */
  let speakOf = 0;
  /** Drawings made so far. */
  let made = 0;
  /** The number of each drawing that was brought into the frame. @type {WeakMap<Float32Array, number>} */
  const numbers = new WeakMap();

  const picture = h('canvas', { class: 'image-large', role: 'img' });
  const badge = h('p', { class: 'badge', hidden: true });
  const seen = h('canvas', { class: 'image-seen', width: 112, height: 112, role: 'img', 'aria-label': 'What the network sees of the drawing' });
  const pad = drawingPad({
    palette,
    onDraw: (drawn) => frame({ drawn, number: (made += 1) }),
    onStroke(drawn) {
      speakOf = made += 1;
      frame({ drawn, number: made });
    },
  });
  const frameBox = h('div', { class: 'plane image-frame' }, picture, pad.surface, badge);
  const modes = { test: mode('Test images', false), own: mode('Draw your own', true) };
  const verdict = h('p', { class: 'verdict' });
  const steps = exampleStepper(chooseExample);
  const sight = h('p', { class: 'image-sight' }, seen, h('span', { 'aria-hidden': true }, 'what it sees'));
  const own = h('div', { class: 'image-own' }, sight, pad.buttons);
  const foot = h('div', { class: 'image-foot' }, steps.element, own);
  const spoken = h('p', { class: 'visually-hidden', role: 'status' });
  const strip = mistakeStrip((at) => {
    setMode(false);
    chooseExample(at);
  }, palette);
  let bars = probabilityBars(10, 'Probability of each digit');
  const element = h('div', { class: 'output-image' },
    h('div', { class: 'chips image-modes', role: 'group', 'aria-label': 'What the network is shown' }, modes.test, modes.own),
    h('div', { class: 'image-pair' }, frameBox, bars.element), foot, verdict, pad.notes, strip.element, spoken);

  const large = inkTile();
  const small = inkTile();
  const context = sharpCanvas(picture, (w) => {
    width = w;
    drawPicture();
  });

  /** @param {string} name @param {boolean} byHand */
  function mode(name, byHand) {
    return h('button', { type: 'button', class: 'chip', dataset: { image: byHand ? 'own' : 'test' }, onclick: () => setMode(byHand) }, name);
  }

  /** Picture or pad; while a neuron is pointed at, its picture takes the place of both. */
  function arrange() {
    modes.test.setAttribute('aria-pressed', String(!drawing));
    modes.own.setAttribute('aria-pressed', String(drawing));
    picture.hidden = drawing && !preview;
    pad.surface.hidden = !picture.hidden;
    steps.element.hidden = drawing;
    own.hidden = pad.notes.hidden = !drawing;
  }

  /** @param {boolean} byHand */
  function setMode(byHand) {
    drawing = byHand;
    arrange();
    if (!opened) return;
    if (byHand) {
      made += 1;
      frame({ drawn: pad.read(), number: made });
      pad.redraw();
    } else {
      frame(null);
      chooseExample(example);
    }
  }

  const frame = newestOnly(
    async (/** @type {{ drawn: import('./pad.js').Drawing, number: number }} */ { drawn }) =>
      drawn.empty ? null : client.normalizeDigit(drawn.drawn, drawn.side, drawn.side, { size: look.side }),
    (pixels, { number }) => {
      if (!drawing) return;
      if (pixels) numbers.set(pixels, number);
      look.choose(pixels && { pixels, name: 'your drawing', truth: null });
    },
    onError,
  );

  /** @param {number} at */
  function chooseExample(at) {
    if (!images || images.count === 0) return;
    example = at;
    const truth = images.truth(at);
    steps.set(at, images);
    picture.setAttribute('aria-label', `Test image ${count(at + 1)}: a ${truth}`);
    look.choose({ pixels: images.image(at), name: `test image ${count(at + 1)}, a ${truth}`, truth });
    drawPicture();
  }

  function drawPicture() {
    if (width === 0 || picture.hidden) return;
    context.clearRect(0, 0, width, width);
    if (preview?.copy(context, width)) return;
    // What is open now may have no images: this view is then on its way out.
    if (!images || images.count === 0 || look.side === 0) return;
    large.set(images.image(example), look.side, palette().css.ink);
    large.draw(context, 0, 0, width);
  }

  /** What the network sees of the drawing, small. @param {import('./look.js').Seen} of */
  function drawSeen({ shown }) {
    const target = seen.getContext('2d');
    if (!target) return;
    target.clearRect(0, 0, 112, 112);
    if (!shown) return;
    small.set(shown.pixels, look.side, palette().css.ink);
    small.draw(target, 0, 0, 112);
  }

  /** @param {import('./look.js').Seen} of */
  function showReading(of) {
    const { shown, reading } = of;
    if (drawing !== (shown === null || shown.truth === null)) return; // of the other mode
    const first = reading?.order[0] ?? -1;
    bars.show(reading?.shares ?? null, { first, truth: shown?.truth ?? null });
    verdict.classList.toggle('wrong', Boolean(shown && shown.truth !== null && shown.truth !== first));
    if (!shown || !reading) setText(verdict, 'Nothing is drawn yet.');
    else if (shown.truth === null) setText(verdict, `Read as ${inWords(reading)}`);
    else if (shown.truth === first) setText(verdict, `✓ Right: a ${first}, ${whole(reading.shares[first])} sure`);
    else setText(verdict, `✗ Wrong: a ${shown.truth}, read as ${first} (${whole(reading.shares[first])})`);
    if (drawing) drawSeen(of);
    if (speakOf > 0 && drawing) {
      if (!shown) {
        if (pad.read().empty) say('The pad is empty.');
      } else if (reading && (numbers.get(shown.pixels) ?? 0) >= speakOf) say(`You drew something the network reads as ${inWords(reading)}.`);
    }
  }

  /** @param {string} words */
  function say(words) {
    speakOf = 0;
    setText(spoken, words);
  }

  const check = newestOnly(
    (/** @type {Opened} */ _) => client.predict(images?.pixels ?? new Float32Array(0)),
    (answers, of) => {
      if (of === opened && images) strip.show(images.mistakes(answers, of.network.classes), images, look.side);
    },
    onError,
  );

  look.listen((of) => {
    if (element.isConnected) showReading(of);
  });
  setMode(false);

  return {
    element,
    hasPoints: false,
    open(next) {
      opened = next;
      check(null);
      checked = { at: -Infinity, step: -1 };
      images = testImages(next);
      example = Math.min(example, Math.max(0, images.count - 1));
      const fresh = probabilityBars(next.network.classes, 'Probability of each digit');
      bars.element.replaceWith(fresh.element);
      bars = fresh;
      setMode(drawing);
    },
    show(frameShown) {
      const now = performance.now();
      if (frameShown.step === checked.step || (frameShown.playing && now - checked.at < mistakesEvery)) return;
      checked = { at: now, step: frameShown.step };
      if (opened && images && images.count > 0) check(opened);
    },
    preview(next) {
      preview = next;
      arrange();
      drawPicture();
    },
    label(label) {
      badge.hidden = label === null;
      setText(badge, label ?? '');
    },
    redraw() {
      drawPicture();
      pad.redraw();
      if (look.seen) showReading(look.seen);
      if (opened) check(opened);
    },
  };
}
