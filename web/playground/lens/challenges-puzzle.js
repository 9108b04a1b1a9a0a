import { evidence, stages } from '../../challenges/faults.js';
import { choiceList } from '../../ui/choice.js';
import { h, setText } from '../../ui/dom.js';
import { refusal } from '../../ui/field.js';
import { count } from '../../ui/format.js';
import { copyButton } from './challenges-receipt.js';

/**
 * Puzzles in the lens “Challenges”: a run in which one thing was made wrong on purpose, to be named; and the maker
 * of such links. Which fault it is only the client between page and engine knows (puzzle/concealed.js).
 * @typedef {import('../types.js').Page} Page
 * @typedef {{ title: (text: string) => HTMLElement, back: () => HTMLElement }} Around
 */

/** An experiment without its planted fault. @param {string} experiment */
const healthy = (experiment) => experiment.replace(/(^|&)puzzle=[^&]*/, '').replace(/^&/, '');

/** @param {Page} page @param {Around} around @returns {import('./challenges.js').View} */
export function puzzleView(page, { title, back }) {
  const { puzzle } = page.client;
  let chosen = '';
  let tries = 0;
  const list = choiceList({
    label: 'What is wrong',
    choices: puzzle.faults.map(({ name, label }) => ({ name, label, help: evidence[name]?.look })),
    onChoose: (name) => (chosen = name),
  });
  const status = h('div', { role: 'status', class: 'verdict' });
  const answer = h('button', { type: 'button', class: 'button', onclick: mark }, 'That is it');

  function mark() {
    const fault = puzzle.faults.find(({ name }) => name === chosen);
    if (!fault) return status.replaceChildren(h('p', null, 'Choose what you think is wrong.'));
    tries += 1;
    const right = puzzle.isIt(fault.name);
    status.dataset.ok = String(right);
    status.replaceChildren(
      h('p', null, h('b', null, right ? `Right: ${fault.label}.` : `Not “${fault.label}”.`)),
      h('p', null, evidence[fault.name][right ? 'right' : 'wrong']),
      ...(right ? [h('p', null, tries === 1 ? 'Found at the first try.' : `Found at try ${count(tries)}.`), cured()] : []));
    answer.hidden = right;
  }

  const cured = () =>
    h('button', { type: 'button', class: 'button', onclick: () => void page.visit(healthy(page.opened?.experiment ?? '')) }, 'Open it without the fault');

  return {
    element: h('div', null, back(), title('What is wrong here?'),
      h('p', null, 'One thing about this run was made wrong on purpose. Train it, go back, look at points, maps and weights; then name it.'),
      list.element, answer, status),
  };
}

/**
 * @param {Page} page
 * @param {Around & { surprise: boolean }} options surprise: for oneself, a fault by lot, opened at once
 * @returns {import('./challenges.js').View}
 */
export function puzzleMaker(page, { title, back, surprise }) {
  const { puzzle } = page.client;
  const refused = refusal(() => null);

  /** Faults in an order by lot. */
  const shuffled = () => puzzle.faults.map(({ name }) => ({ name, at: crypto.getRandomValues(new Uint32Array(1))[0] })).sort((a, b) => a.at - b.at).map(({ name }) => name);

  /** A link's text with one of these faults, the first that the experiment has room for. @param {string[]} names @param {string} experiment */
  async function plant(names, experiment) {
    for (const name of names) {
      const text = [puzzle.plant(name), healthy(experiment)].filter(Boolean).join('&');
      const fits = await page.client.check(text).then(() => true, () => false);
      if (fits) return text;
    }
    return null;
  }

  async function open() {
    const [at] = crypto.getRandomValues(new Uint32Array(1));
    const text = await plant(shuffled(), stages[at % stages.length]);
    refused.set(text === null ? 'No fault could be planted.' : await page.visit(text));
  }

  if (surprise) {
    return {
      element: h('div', null, back(), title('Find a fault'),
        h('p', null, 'A run opens in which one of six things is wrong. Everything the page shows is evidence.'),
        h('ul', null, ...puzzle.faults.map(({ label, help }) => h('li', null, h('b', null, label), help ? `: ${help}.` : ''))),
        h('button', { type: 'button', class: 'button', onclick: () => void open() }, 'Open a puzzle'), refused.element),
    };
  }

  let chosen = 'any';
  const list = choiceList({
    label: 'Fault to plant',
    choices: [{ name: 'any', label: 'Any', help: 'drawn by lot, and hidden from you, too' }, ...puzzle.faults],
    onChoose: (name) => {
      chosen = name;
      made.hidden = true;
    },
  });
  list.set(chosen);
  const link = h('input', { type: 'text', readonly: true, class: 'link', 'aria-label': 'Link to the puzzle', onfocus: () => link.select() });
  const status = h('p', { class: 'help', role: 'status' });
  const made = h('div', { hidden: true }, link, h('div', { class: 'ways' }, copyButton(() => link.value, 'Copy the link')), status);

  async function make() {
    const text = await plant(chosen === 'any' ? shuffled() : [chosen], page.opened?.experiment ?? '');
    made.hidden = text === null;
    refused.set(text === null ? 'The experiment that is open has no room for this fault: labels and split must be drawn by the engine, and a layer that dies needs biases and a curve that is flat below zero.' : null);
    if (text === null) return;
    link.value = new URL(`#${text}`, location.href.replace(/[?#].*$/, '')).href;
    setText(status, 'Whoever opens it sees the experiment, not the fault. It is hidden from the eye, not locked away.');
  }

  return {
    element: h('div', null, back(), title('Plant a fault'),
      h('p', null, 'A link to the experiment that is open, with one thing wrong in it. Noise, a small batch and two layers leave each fault room to show.'),
      list.element, h('button', { type: 'button', class: 'button', onclick: () => void make() }, 'Make the link'), refused.element, made),
    open: () => (made.hidden = true),
  };
}
