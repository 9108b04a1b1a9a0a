// Markdown with formulas: $…$ in a line, $$…$$ as a paragraph, both made into MathML here and now.

import markdownIt from 'markdown-it';
import temml from 'temml';

/** @typedef {ReturnType<typeof markdown>} Markdown */

/** @param {string} tex @param {boolean} displayMode @returns {string} MathML; throws a sentence where the formula cannot be read */
export function mathML(tex, displayMode) {
  try {
    return temml.renderToString(tex, { displayMode, throwOnError: true, annotate: false });
  } catch (error) {
    throw new Error(`The formula $${tex}$ cannot be read: ${/** @type {Error} */ (error).message.replace(/^(ParseError:)?\s*/, '')}`);
  }
}

/** A converter of its own, so that who asks may give it rules of its own. */
export function markdown() {
  const made = markdownIt({ html: false, linkify: false, typographer: false });
  made.disable(['image', 'lheading']);

  made.inline.ruler.before('escape', 'formula', (state, silent) => {
    if (state.src[state.pos] !== '$' || state.src[state.pos + 1] === '$') return false;
    const end = state.src.indexOf('$', state.pos + 1);
    const tex = end < 0 ? '' : state.src.slice(state.pos + 1, end);
    // Two prices in one sentence are no formula.
    if (!tex || /^\s|\s$/.test(tex)) return false;
    // A full stop after a formula stays on its line.
    const [after] = state.src.slice(end + 1).match(/^[.,;:!?)]*/) ?? [''];
    if (!silent) Object.assign(state.push('formula', 'math', 0), { content: tex, markup: after });
    state.pos = end + 1 + after.length;
    return true;
  });

  made.block.ruler.before('fence', 'display', (state, first, last, silent) => {
    const lineAt = (/** @type {number} */ n) => state.src.slice(state.bMarks[n] + state.tShift[n], state.eMarks[n]);
    if (!lineAt(first).startsWith('$$')) return false;
    let end = first;
    while (end < last && !(lineAt(end).trimEnd().endsWith('$$') && (end > first || lineAt(end).trim().length > 4))) end += 1;
    if (end >= last) return false;
    if (silent) return true;
    const token = state.push('display', 'math', 0);
    token.content = Array.from({ length: end - first + 1 }, (_, i) => lineAt(first + i)).join('\n').trim().slice(2, -2).trim();
    token.map = [first, end + 1];
    state.line = end + 1;
    return true;
  }, { alt: ['paragraph'] });

  // A figure keeps its per cent sign with it.
  made.renderer.rules.text = (tokens, i) => made.utils.escapeHtml(tokens[i].content.replace(/(\d) %/g, '$1\u00a0%'));
  made.renderer.rules.formula = (tokens, i) => {
    const { content, markup } = tokens[i];
    const math = mathML(content, false);
    return markup ? `<span class="unbroken">${math}${markup}</span>` : math;
  };
  made.renderer.rules.display = (tokens, i) => `<div class="formula wide">${mathML(tokens[i].content, true)}</div>\n`;
  made.renderer.rules.table_open = () => '<div class="wide"><table>\n';
  made.renderer.rules.table_close = () => '</table></div>\n';
  return made;
}
