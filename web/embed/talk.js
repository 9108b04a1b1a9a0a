/**
 * @file An embed's end of the line to the page around it. It hears its parent window alone, and where a list
 * of origins is given, only a parent of one of these; to any other it is silent.
 */

import { faultOf, isOrigin, toEmbed, version } from './protocol.js';

/**
 * @param {object} options
 * @param {string | null} options.origins allowed ones, joined by commas; null: any
 * @param {import('./protocol.js').Table} [options.table] of the messages it hears
 * @param {(question: any) => void} options.onQuestion a message that has been found in order
 */
export function openTalk({ origins, table = toEmbed, onQuestion }) {
  const named = origins === null ? null : origins.split(',').map((each) => each.trim()).filter(Boolean);
  const wrong = named?.find((each) => !isOrigin(each));
  // A list that cannot be read allows nobody: better silent than open.
  const allowed = named && new Set(wrong === undefined ? named : []);
  const alone = parent === window;
  let target = allowed ? parentOrigin() : '*';

  /** @param {string} type @param {Record<string, unknown>} fields */
  function send(type, fields) {
    if (alone || target === null || (allowed && !allowed.has(target))) return;
    parent.postMessage({ glia: version, type, ...fields }, target);
  }

  if (!alone) {
    addEventListener('message', ({ source, origin, data }) => {
      if (source !== parent || (allowed && !allowed.has(origin))) return;
      if (allowed) target = origin;
      const fault = faultOf(data, table);
      if (!fault) onQuestion(data);
      else send('error', { code: 'bad_message', message: fault, answer: answerable(data?.id) });
    });
  }

  return {
    send,
    /** Why the list of origins allows nobody, or null. */
    fault: wrong === undefined ? null : `origins= holds “${wrong}”, which is no origin such as https://school.example, so this embed talks to no page.`,
  };
}

/** @typedef {ReturnType<typeof openTalk>} Talk */

/** The id of a question that could not be read, if it has one to answer to. @param {unknown} id */
const answerable = (id) => (Number.isSafeInteger(id) || (typeof id === 'string' && id.length <= 64) ? id : null);

/** The origin of the page around this one as far as the browser tells; null until that page has spoken. */
function parentOrigin() {
  const [nearest] = location.ancestorOrigins ?? [];
  if (nearest) return nearest;
  try {
    return new URL(document.referrer).origin;
  } catch {
    return null;
  }
}
