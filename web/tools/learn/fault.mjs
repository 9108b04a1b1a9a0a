// What is wrong with a content file: said with the file and the line, so that a teacher can go there.

export class ContentFault extends Error {
  /** @param {string} file from the project's root @param {number} line from 1 @param {string} sentence what is wrong, and what would be right */
  constructor(file, line, sentence) {
    super(`${file}, line ${line}: ${sentence}`);
    this.name = 'ContentFault';
  }
}
