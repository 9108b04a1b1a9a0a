import { h } from '../ui/dom.js';
import { inline } from './report.js';

/**
 * Help in small portions: three hints, then a solution, line by line. Nobody is made to see more than they ask for.
 *
 * @param {object} options
 * @param {string[]} options.hints @param {string} options.solution
 * @param {() => void} options.atEnd the last button has gone; the focus needs a place
 */
export function helpFor({ hints, solution, atEnd }) {
  const lines = solution.trimEnd().split('\n');
  let shownHints = 0;
  let shownLines = 0;
  const status = h('p', { class: 'exercise-note exercise-helped', role: 'status' });
  const say = (/** @type {string} */ text) => (status.textContent = text);
  const list = h('ol', { class: 'exercise-hints', role: 'list' });
  const code = h('pre', { tabindex: '0', 'aria-label': 'A solution' });
  const heading = h('h3', null, 'A solution');
  const place = h('div', { class: 'exercise-solution', hidden: true }, heading, code);
  const next = h('button', { type: 'button', class: 'button', onclick: () => advance() }, 'Hint');
  const all = h('button', { type: 'button', class: 'button', hidden: true, onclick: () => showTo(lines.length) }, 'All lines');

  function advance() {
    if (shownHints < hints.length) {
      list.append(h('li', null, ...inline(hints[shownHints])));
      shownHints++;
      say(`Hint ${shownHints} of ${hints.length} is shown.`);
      if (shownHints === hints.length) next.textContent = 'Show a solution';
      return;
    }
    let to = shownLines;
    // A line that says nothing comes along with the one before it.
    do to++;
    while (to < lines.length && !/\w/.test(lines[to]));
    showTo(to);
  }

  /** @param {number} to how many lines are to be seen */
  function showTo(to) {
    for (; shownLines < to; shownLines++) code.append(lineNode(lines[shownLines], shownLines > 0));
    place.hidden = false;
    const ended = shownLines === lines.length;
    heading.textContent = ended ? 'A solution' : `A solution, line ${shownLines} of ${lines.length}`;
    next.textContent = 'Next line';
    all.hidden = ended;
    say(ended ? 'The whole solution is shown. Your code is untouched.' : `Line ${shownLines} of ${lines.length}: ${lines[shownLines - 1].trim() || 'an empty line'}`);
    code.scrollTop = code.scrollHeight;
    if (!ended) return;
    next.hidden = true;
    atEnd();
  }

  return { status, list, place, buttons: [next, all] };
}

/** A line of code, its comment set apart. @param {string} text @param {boolean} follows */
function lineNode(text, follows) {
  const at = text.search(/(\/\/|# )/);
  const parts = at < 0 ? [text] : [text.slice(0, at), h('span', { class: 'exercise-comment' }, text.slice(at))];
  return h('span', null, follows ? '\n' : '', ...parts);
}
