import { h } from '../ui/dom.js';
import { count } from '../ui/format.js';
import { encoded, formatNumber, partsOf } from './numbers.js';

/**
 * A run's report as elements. The summary is spoken by the panel; this is for reading.
 *
 * @typedef {import('./run-tests.js').Report} Report
 * @typedef {import('./run-tests.js').TestResult} TestResult
 */

/** Text with `code` between backticks. @param {string} text @returns {(Node | string)[]} */
export function inline(text) {
  return text.split('`').map((part, i) => (i % 2 === 1 ? h('code', null, part) : part)).filter((part) => part !== '');
}

/** @param {string} text */
const sentence = (text) => text.charAt(0).toUpperCase() + text.slice(1);

/** @param {import('./numbers.js').Part[]} parts */
const marked = (parts) => parts.map(({ text, mark }) => (mark ? h('mark', null, text) : text));

/** @param {number} line @param {(line: number) => void} goTo */
const lineButton = (line, goTo) =>
  line > 0 && h('button', { type: 'button', class: 'button exercise-line', onclick: () => goTo(line) }, `Go to line ${line}`);

/** @param {import('./harness.js').Encoded} value @returns {number[]} */
const leavesOf = (value) => (typeof value === 'number' ? [value] : (value.items ?? []).flatMap(leavesOf));

/** Whether a number of the result is shown shorter than it is. @param {TestResult} test */
function isRounded({ expected, got, digits }) {
  const all = [...leavesOf(encoded(expected)), ...(got === null ? [] : leavesOf(got))];
  return all.some((value) => Number.isFinite(value) && Number(formatNumber(value, digits)) !== value);
}

/**
 * How the code got to the line of an error, as Python tells it: only when there is more than that one line.
 * @param {import('./channel.js').Call[]} trace @param {string} code
 */
function traceNode(trace, code) {
  if (trace.length < 2) return false;
  const lines = code.split('\n');
  const calls = trace.map(({ line, name }) => `line ${line}, in ${name}\n    ${(lines[line - 1] ?? '').trim()}`);
  return h('div', { class: 'exercise-trace' }, h('p', { class: 'exercise-note' }, 'Your lines, the call first that led to the next:'), h('pre', { tabindex: '0' }, calls.join('\n')));
}

/** @typedef {{ language: import('./content.js').Language, code: string, goTo: (line: number) => void }} About */

/** @param {TestResult} test @param {About} about */
function failure(test, { language, code, goTo }) {
  const expected = encoded(test.expected);
  const rows = [
    ['Call', h('code', null, test.call)],
    !test.case.accept && ['Expected', h('code', null, ...marked(partsOf(expected, test.mark, test.digits, language)))],
    test.got !== null && ['Got', h('code', null, ...marked(partsOf(test.got, test.mark, test.digits, language)))],
  ];
  return h(
    'div',
    { class: 'exercise-failure' },
    h('h3', null, `First failure: ${test.title}${test.random ? ' (the smallest found)' : ''}`),
    h('p', { class: 'exercise-message' }, ...inline(sentence(test.message))),
    h('dl', null, ...rows.flatMap((row) => (row ? [h('dt', null, row[0]), h('dd', null, row[1])] : []))),
    isRounded(test) && h('p', { class: 'exercise-note' }, `Numbers are shown to ${test.digits} digits.`),
    traceNode(test.trace, code),
    lineButton(test.line, goTo),
  );
}

/** @type {Record<TestResult['status'], [string, string]>} */
const signs = { passed: ['✓', 'passed'], failed: ['✗', 'failed'], 'left out': ['–', 'left out'] };

/** @param {TestResult[]} tests */
const list = (tests) =>
  h(
    'ul',
    { class: 'exercise-tests' },
    ...tests.map((test) => {
      const [sign, word] = signs[test.status];
      return h(
        'li',
        { dataset: { status: test.status } },
        h('span', { class: 'exercise-sign', 'aria-hidden': 'true' }, sign),
        h('span', null, `${test.title} `, h('span', { class: 'exercise-word' }, word)),
      );
    }),
  );

/**
 * @param {Report} report @param {About} about goTo puts the cursor at a line of the code
 * @returns {Node[]}
 */
export function reportNodes(report, about) {
  const first = report.tests.find((test) => test.status === 'failed');
  const visible = report.tests.filter((test) => !test.random);
  const random = report.tests.filter((test) => test.random);
  return [
    report.mistake !== '' && h('p', { class: 'exercise-mistake' }, report.mistake),
    first && failure(first, about),
    traceNode(report.trace, about.code),
    lineButton(report.line, about.goTo),
    report.output.length > 0 &&
      h(
        'details',
        { class: 'exercise-output', open: report.output.length <= 12 },
        h('summary', null, `Printed: ${count(report.output.length + report.dropped)} ${report.output.length + report.dropped === 1 ? 'line' : 'lines'}`),
        h('pre', { tabindex: '0' }, report.output.join('\n') + (report.dropped ? `\n… ${count(report.dropped)} more, not kept` : '')),
      ),
    visible.length > 0 && h('h3', null, 'Visible tests'),
    visible.length > 0 && list(visible),
    random.length > 0 && h('h3', null, `Random tests (numbers drawn with seed ${report.seed})`),
    random.length > 0 && list(random),
  ].filter((node) => node instanceof Node);
}
