/** @file The lines of an ordering quiz: how they are written in the content, and the first that is not where it should be. */

/** @typedef {{ text: string, level: number }} Line level: steps of indentation */

/** @param {string} text */
const filled = (text) => text.split('\n').filter((line) => line.trim() !== '');

/** @param {string} line */
const margin = (line) => line.length - line.trimStart().length;

/**
 * @param {string} lines in the right order @param {string} distractors lines that do not belong
 * @returns {{ right: Line[], spare: string[] }}
 */
export function readLines(lines, distractors) {
  const all = filled(lines);
  const margins = all.map(margin).filter((spaces) => spaces > 0);
  const unit = margins.length ? Math.min(...margins) : 2;
  return {
    right: all.map((line) => ({ text: line.trim(), level: Math.round(margin(line) / unit) })),
    spare: filled(distractors).map((line) => line.trim()),
  };
}

/**
 * @param {Line[]} program @param {Line[]} right
 * @returns {{ line: number, words: string } | null} line from 0; null where all is as it should be
 */
export function firstFault(program, right) {
  for (const [i, { text, level }] of program.entries()) {
    const wanted = right[i];
    const number = i + 1;
    if (!wanted) return { line: i, words: `All that is needed stands above line ${number}. What comes from there on is too much.` };
    if (text === wanted.text && level === wanted.level) continue;
    const far = Math.abs(level - wanted.level) === 1 ? 'one step' : `${Math.abs(level - wanted.level)} steps`;
    if (text === wanted.text) return { line: i, words: `Line ${number} is the right one. It stands ${far} too far to the ${level > wanted.level ? 'right' : 'left'}.` };
    const before = i === 0 ? '' : i === 1 ? 'Line 1 is right. ' : `Lines 1 ${i === 2 ? 'and' : 'to'} ${i} are right. `;
    const belongs = right.some((line) => line.text === text);
    return { line: i, words: `${before}Line ${number} is the first that is not right: ${belongs ? 'another line comes here' : 'look closely, it does not belong to the program'}.` };
  }
  if (program.length < right.length) {
    const missing = right.length - program.length;
    return { line: program.length - 1, words: `All of it is right so far; ${missing === 1 ? 'one line is' : `${missing} lines are`} missing after line ${program.length}.` };
  }
  return null;
}
