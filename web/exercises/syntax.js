import { javascriptLanguage } from '@codemirror/lang-javascript';

/**
 * Errors of syntax in the learner's own terms. A browser reads their code together with the lines the sandbox adds,
 * and may complain about those; some browsers do not tell a line at all. Then the editor's grammar says what it sees.
 *
 * @typedef {import('./channel.js').Problem} Problem
 */

const closing = new Map([['(', ')'], ['[', ']'], ['{', '}'], ['${', '}']]);

/**
 * The innermost bracket that is still open where the code ends; null if there is none, or if a bracket before is
 * closed by one of another kind, so that nothing can be said with certainty.
 * @param {string} code @returns {{ sign: string, line: number } | null}
 */
export function openBracket(code) {
  /** @type {{ sign: string, at: number }[]} */
  const open = [];
  let muddled = false;
  javascriptLanguage.parser.parse(code).iterate({
    enter({ from, to, node }) {
      if (node.firstChild || muddled) return;
      // Brackets inside strings, comments and patterns are no nodes of their own.
      const sign = code.slice(from, to);
      if (closing.has(sign)) open.push({ sign, at: from });
      else if (sign === ')' || sign === ']' || sign === '}') {
        const last = open.pop();
        muddled = !last || closing.get(last.sign) !== sign;
      }
    },
  });
  const last = open.at(-1);
  return muddled || !last ? null : { sign: last.sign, line: lineAt(code, last.at) };
}

/** The line of the first slip the grammar sees, or 0. @param {string} code */
export function firstSlip(code) {
  let line = 0;
  javascriptLanguage.parser.parse(code).iterate({
    enter(node) {
      if (line === 0 && node.type.isError) line = lineAt(code, Math.min(node.from, code.trimEnd().length));
      return line === 0;
    },
  });
  return line;
}

/** @param {string} code @param {number} at */
const lineAt = (code, at) => code.slice(0, at).split('\n').length;

/**
 * The same problem without lines or words the learner did not write.
 * @param {Problem} problem one of syntax @param {string} code @returns {Problem}
 */
export function inLearnersTerms(problem, code) {
  const lines = lineAt(code, code.trimEnd().length);
  const ended = problem.line > lines || /'export'|export declarations|entry_|end of (input|script|file)/i.test(problem.text);
  if (!ended) return problem.line > 0 ? problem : { ...problem, line: firstSlip(code) };
  const open = openBracket(code);
  const what = open ? `: a \`${open.sign}\` opened in line ${open.line} is not closed.` : '.';
  const own = /^(unterminated|unclosed)/i.test(problem.text) ? ` (${problem.text.replace(/\.$/, '')}).` : what;
  return { ...problem, line: open?.line ?? (firstSlip(code) || lines), words: `the code ends before it is complete${own}` };
}
