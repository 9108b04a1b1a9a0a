import { h, setText, uniqueId } from '../../ui/dom.js';
import { describeRun } from './describe.js';
import { lossSound } from './sound.js';

/**
 * What the network has learned, in words that follow the training politely, and its loss as a tone.
 * @typedef {import('../types.js').Frame} Frame
 */

/** Milliseconds between two texts while training: a screen reader must be able to read one to its end. */
const tellEvery = 5000;

/** @param {HTMLElement} place @param {import('../types.js').Page} page */
export function createTold(place, page) {
  const text = h('p', { class: 'told-text', 'aria-live': 'polite', 'aria-atomic': 'true' });
  const sound = lossSound();
  const aloud = toggle('Tell screen readers of changes', true, (on) => text.setAttribute('aria-live', on ? 'polite' : 'off'));
  const heard = toggle('Hear the loss', false, (on) => {
    if (on) sound.start();
    else sound.stop();
    if (page.frame) sound.show(page.frame);
  }, 'A tone while it trains: an octave lower for each tenth of the training loss. 0.1 is concert pitch, A.');
  place.append(text, aloud, heard);

  let isOpen = false;
  let told = -Infinity;
  let asking = false;
  let again = false;

  /** One description at a time; after the last frame there is always one more. */
  async function tell() {
    if (asking) {
      again = true;
      return;
    }
    asking = true;
    told = performance.now();
    const { opened, frame } = page;
    try {
      const said = opened && frame ? await describeRun(page.client, opened, frame) : '';
      // A text about a run that is gone would be a wrong one. Equal text is not set again, so not said again.
      if (isOpen && opened === page.opened && said) setText(text, said);
    } catch {
      // A lost engine has said so already.
    }
    asking = false;
    if (!again) return;
    again = false;
    if (isOpen) void tell();
  }

  return {
    /** The words are wanted from here on, of the run that is open. */
    open() {
      isOpen = true;
      void tell();
    },
    close() {
      isOpen = false;
    },
    /** @param {Frame} frame */
    show(frame) {
      sound.show(frame);
      if (isOpen && (!frame.playing || performance.now() - told >= tellEvery)) void tell();
    },
  };
}

/** @param {string} label @param {boolean} on @param {(on: boolean) => void} onChange @param {string} [help] */
function toggle(label, on, onChange, help) {
  const id = uniqueId('told');
  const input = h('input', {
    type: 'checkbox',
    checked: on,
    'aria-describedby': help ? id : null,
    onchange: () => onChange(input.checked),
  });
  return h('div', { class: 'told-toggle' }, h('label', null, input, label), help ? h('p', { class: 'help', id }, help) : null);
}
