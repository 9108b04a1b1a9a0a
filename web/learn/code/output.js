/** @file What a program printed, or why it ended: put on the page and spoken in few words. */

import { h } from '../../ui/dom.js';
import { count } from '../../ui/format.js';
import { stylesheet } from '../../ui/stylesheet.js';

/** @typedef {import('../page/page.js').Page} Page @typedef {import('../page/page.js').Ran} Ran */

/** Lines that are read out; more of them are counted. */
const spokenLines = 4;

/** The stylesheet of programs. @param {Page} page */
export const codeStyles = (page) => stylesheet(new URL('learn/code/code.css', page.site));

/** @param {string} text */
const sentence = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/** @param {Ran} ran */
function inWords({ output, dropped, problem }) {
  const lines = output.length + dropped;
  const printed = lines === 0 ? 'Nothing was printed.' : lines <= spokenLines ? `Printed: ${output.join('; ')}.` : `${count(lines)} lines were printed.`;
  return problem ? `${sentence(problem)} ${lines ? printed : ''}` : printed;
}

/**
 * Runs a program at the learner's press and shows what it printed.
 * @param {Page} page
 * @param {object} options
 * @param {string} options.source @param {import('../page/page.js').Language} options.language
 * @param {HTMLElement} options.place is filled
 * @param {(line: number) => void} [options.goTo] puts the cursor at a line of the source
 * @returns {Promise<Ran>}
 */
export async function outputOf(page, { source, language, place, goTo }) {
  const waiting = h('p', { class: 'note' }, 'Running…');
  const loading = h('div');
  place.replaceChildren(waiting, loading);
  /** @type {Ran} */
  let ran;
  try {
    const { readyRunner } = await import('./runner.js');
    await Promise.all([readyRunner(page, language, loading), codeStyles(page)]);
    ran = await page.runCode(source, language);
  } catch (error) {
    ran = { output: [], dropped: 0, problem: error instanceof Error ? error.message : String(error), line: 0, results: [] };
  }
  place.replaceChildren(...printedNodes(ran, goTo));
  page.say(inWords(ran));
  return ran;
}

/** @param {Ran} ran @param {(line: number) => void} [goTo] @returns {Node[]} */
export function printedNodes({ output, dropped, problem, line }, goTo) {
  const lines = dropped ? [...output, `… ${count(dropped)} more lines, not kept`] : output;
  const nodes = [
    h('p', { class: 'note' }, lines.length ? 'Output' : problem ? 'Nothing was printed before it ended.' : 'The program ran and printed nothing.'),
    lines.length > 0 && h('pre', { class: 'code-plain code-out', tabindex: '0', 'aria-label': 'Output' }, lines.join('\n')),
    problem !== '' && h('p', { class: 'code-fault' }, sentence(problem)),
    problem !== '' && line > 0 && goTo && h('button', { type: 'button', class: 'button', onclick: () => goTo(line) }, `Go to line ${line}`),
  ];
  return nodes.filter((node) => node instanceof Node);
}
