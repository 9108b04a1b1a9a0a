import { h } from './dom.js';

/**
 * Calm messages: notices stay until they are put away, a toast goes by itself. Both are spoken.
 * @param {HTMLElement} place holds the notices
 * @param {HTMLElement} toastPlace an element with aria-live
 */
export function messages(place, toastPlace) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  place.classList.add('notices');
  return {
    /** @param {string} sentence @param {{ label: string, onPress: () => void }} [action] */
    toast(sentence, action) {
      clearTimeout(timer);
      const gone = () => toastPlace.replaceChildren();
      const wait = () => {
        // What has the focus is not taken away.
        timer = setTimeout(() => (toastPlace.contains(document.activeElement) ? wait() : gone()), 6000);
      };
      const press = () => {
        gone();
        action?.onPress();
      };
      toastPlace.replaceChildren(sentence, ...(action ? [' ', h('button', { type: 'button', class: 'toast-action', onclick: press }, action.label)] : []));
      wait();
    },
    /**
     * @param {string} sentence
     * @param {object} [options]
     * @param {string} [options.key] a notice of the same key is replaced
     * @param {(Node | null)[]} [options.actions]
     * @param {() => void} [options.onDismiss] the reader has put it away
     * @returns {() => void} puts the notice away
     */
    notice(sentence, { key = '', actions = [], onDismiss } = {}) {
      if (key) place.querySelector(`[data-key="${key}"]`)?.remove();
      const dismiss = () => {
        element.remove();
        onDismiss?.();
      };
      const close = h('button', { type: 'button', class: 'button', onclick: dismiss }, 'Dismiss');
      const element = h('div', { class: 'notice', role: 'alert', dataset: { key } }, h('p', null, sentence), close, ...actions);
      place.append(element);
      return () => element.remove();
    },
    /** @param {string} key */
    dismiss(key) {
      place.querySelector(`[data-key="${key}"]`)?.remove();
    },
  };
}

/** @typedef {ReturnType<typeof messages>} Messages */
