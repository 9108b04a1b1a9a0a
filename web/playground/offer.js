/**
 * @file The challenge that is under way: from a link or chosen in the lens, kept over a reload of the page. A text
 * as challenges/format.js reads it, or # and the id of one that comes with the page.
 */

const storageKey = 'glia.challenge';

/** @type {Set<(text: string | null) => void>} */
const listeners = new Set();
let current = remembered();

function remembered() {
  try {
    return sessionStorage.getItem(storageKey);
  } catch {
    return null;
  }
}

export const offer = {
  get text() {
    return current;
  },
  /** @param {string | null} text */
  set(text) {
    current = text;
    try {
      if (text === null) sessionStorage.removeItem(storageKey);
      else sessionStorage.setItem(storageKey, text);
    } catch {
      // Storage may be blocked; the challenge then lasts as long as the page.
    }
    for (const listener of listeners) listener(text);
  },
  /** @param {(text: string | null) => void} listener */
  listen: (listener) => void listeners.add(listener),
};

/** Whether a link's text holds a challenge. @param {string} text */
export const isOffer = (text) => /(^|&)challenge=/.test(text);
