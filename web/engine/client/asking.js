/** @file What the themes of the client share: asking a question. */

export class Asking {
  /**
   * @param {string} type of messages.js
   * @param {Record<string, unknown>} [fields]
   * @param {Transferable[]} [transfer]
   * @param {(part: any) => void} [onPart] called with what comes before the whole answer
   * @returns {Promise<any>}
   */
  ask(type, fields, transfer, onPart) {
    return Promise.reject(new Error(`Nobody is there to answer ${type}.`));
  }
}
