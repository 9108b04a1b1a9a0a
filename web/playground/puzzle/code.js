/**
 * @file The planted fault of a puzzle as a word in a link, `puzzle=…`, from which the eye learns nothing: the
 * same fault reads differently in every link, and all words are equally long. It is a cover, not a lock. Who
 * reads this file, or trains the network with a program, can look behind it.
 */

/** Letters that any name of a fault fits into. */
const room = 16;
/** Bytes drawn by lot, by which the others are covered. */
const lot = 3;

/**
 * Bytes that follow from those drawn by lot: a linear congruential generator, of which the high byte is taken.
 * @param {Uint8Array} seed @param {number} count
 */
function cover(seed, count) {
  let state = seed.reduce((sum, byte) => Math.imul(sum, 256) + byte, 1) >>> 0;
  return Uint8Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  });
}

/** @param {Uint8Array} bytes */
const check = (bytes) => bytes.reduce((sum, byte) => (sum * 31 + byte) & 255, 7);

/**
 * @param {string} name of a fault
 * @returns {string} 27 letters, digits, - and _
 */
export function encodeFault(name) {
  if (name.length > room) throw new Error(`The name ${name} does not fit into ${room} letters.`);
  const plain = new Uint8Array(room + 1);
  plain.set(new TextEncoder().encode(name));
  plain[room] = check(plain.subarray(0, room));
  const seed = crypto.getRandomValues(new Uint8Array(lot));
  const covered = cover(seed, plain.length).map((byte, i) => byte ^ plain[i]);
  return btoa(String.fromCharCode(...seed, ...covered)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/**
 * @param {string} word
 * @param {string[]} names those there are
 * @returns {string | null} null where the word stands for none of them
 */
export function decodeFault(word, names) {
  if (!/^[\w-]{27}$/.test(word)) return null;
  const bytes = Uint8Array.from(atob(word.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));
  const hidden = bytes.subarray(lot);
  const plain = cover(bytes.subarray(0, lot), hidden.length).map((byte, i) => byte ^ hidden[i]);
  if (check(plain.subarray(0, room)) !== plain[room]) return null;
  const name = String.fromCharCode(...plain.subarray(0, room)).replace(/\0+$/, '');
  return names.includes(name) ? name : null;
}
