/** @file Work out a number of a live network. The network is a new one at every visit, and at every press on “New numbers”. */

import { h, uniqueId } from '../../ui/dom.js';
import { figure } from '../../ui/format.js';
import { rich } from '../page/rich.js';
import { isAnswer } from './answers.js';
import { quizFrame } from './frame.js';
import { newQuestion } from './questions.js';

/** Seeds drawn before one gives up: now and then a number is too near to 0 to be asked for. */
const mostDraws = 4;

/**
 * @param {HTMLElement} place
 * @param {{ experiment: string, what: import('./questions.js').What, why: string, points?: number }} fields
 * @param {import('../page/page.js').Page} page
 */
export async function create(place, { experiment, what, why, points }, page) {
  const id = uniqueId('number');
  const asked = h('span');
  const given = h('dl', { class: 'given' });
  const near = h('span', { class: 'note' });
  const input = h('input', { id, type: 'text', inputmode: 'decimal', autocomplete: 'off', spellcheck: 'false', oninput: () => frame.clear() });
  const again = h('button', { type: 'button', class: 'button', onclick: () => void renew() }, 'New numbers');
  let question = await draw();
  let drawing = false;

  async function draw() {
    const client = await page.newClient();
    try {
      for (let i = 1; ; i += 1) {
        try {
          return await newQuestion(client, experiment, what, crypto.getRandomValues(new Uint32Array(1))[0]);
        } catch (error) {
          if (i === mostDraws) throw error;
        }
      }
    } finally {
      await client.close();
    }
  }

  function show() {
    asked.textContent = question.ask;
    given.replaceChildren(...question.given.map(([name, text]) => h('div', null, h('dt', null, name), h('dd', null, text))));
    near.textContent = `to within ${question.tolerance}`;
    input.value = '';
  }

  async function renew() {
    if (drawing) return;
    drawing = true;
    again.setAttribute('aria-disabled', 'true');
    try {
      question = await draw();
      show();
      frame.clear();
      page.say(`New numbers. ${question.ask}`);
    } catch (error) {
      page.say(`There are no new numbers: ${error instanceof Error ? error.message : error}`);
    } finally {
      drawing = false;
      again.removeAttribute('aria-disabled');
    }
  }

  /** @returns {import('./frame.js').Verdict} */
  function check() {
    const tolerance = Number(question.tolerance);
    const right = isAnswer(input.value, question.answer, tolerance);
    if (right === null) return { is: 'open', says: ['Write a number, such as 0.5 or −3.'] };
    const way = `${question.way} = ${figure(question.answer)}.`;
    if (right) return { is: 'right', says: [h('p', { class: 'way' }, way), h('p', null, rich(why))] };
    const known = question.mistakes.find(({ is }) => isAnswer(input.value, is, tolerance));
    return { is: 'wrong', says: [known?.say ?? 'Go through it once more, number by number; mind the signs.'] };
  }

  const frame = await quizFrame(place, page, {
    name: 'Predict the number',
    points,
    question: asked,
    body: [given, h('p', { class: 'typed' }, h('label', { for: id }, 'Answer'), input, near)],
    check,
    buttons: [again],
  });
  show();
  return { close() {} };
}
