/** @file The one kind of error the engine throws. */

/** A failure the engine reports: a code for programs, a sentence for people. */
export class GliaError extends Error {
  /**
   * @param {string} code one of the codes of src/status.def, or a code of the loader
   * @param {string} message a sentence: what was wrong, where, what would be right
   * @param {number} [position] offset into the text that was refused, -1 where there is no text
   */
  constructor(code, message, position = -1) {
    super(message);
    this.name = 'GliaError';
    this.code = code;
    this.position = position;
  }
}
