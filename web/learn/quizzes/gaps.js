/** @file Gaps in a program, written ⟦right answer⟧ in the content. */

const gap = /⟦([^⟧\n]+)⟧/;

/**
 * @param {string} source
 * @returns {{ texts: string[], answers: string[] }} what stands around the gaps, one text more than there are gaps
 */
export function splitGaps(source) {
  const parts = source.trimEnd().split(gap);
  return { texts: parts.filter((_, i) => i % 2 === 0), answers: parts.filter((_, i) => i % 2 === 1) };
}

/** The program with its gaps filled. @param {string[]} texts @param {string[]} answers */
export const fillGaps = (texts, answers) => texts.map((text, i) => text + (answers[i] ?? '')).join('');
