import { h, setText } from '../../ui/dom.js';
import { count, measure, percent } from '../../ui/format.js';
import { sentence } from '../session.js';

/** @file Receipts in the lens “Challenges”: shown to be copied, and replayed to see whether they are true. */

/**
 * A receipt to be copied or kept.
 * @param {string} receipt @param {string} name of the file
 * @returns {HTMLElement[]}
 */
export function receiptText(receipt, name) {
  const text = h('textarea', { readonly: true, rows: 5, 'aria-label': 'Receipt', class: 'receipt', spellcheck: 'false' }, receipt);
  return [text, h('div', { class: 'ways' }, copyButton(() => receipt, 'Copy'), h('button', { type: 'button', class: 'button', onclick: save }, 'Download'))];

  function save() {
    const url = URL.createObjectURL(new Blob([receipt], { type: 'text/plain' }));
    h('a', { href: url, download: `glia-${name}.txt` }).click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  }
}

/** @param {() => string} text @param {string} label */
export function copyButton(text, label) {
  const button = h('button', {
    type: 'button',
    class: 'button',
    onclick: async () => {
      try {
        await navigator.clipboard.writeText(text());
        setText(button, 'Copied');
      } catch {
        setText(button, 'Copy it from the field');
      }
      setTimeout(() => setText(button, label), 2000);
    },
  }, label);
  return button;
}

/**
 * @param {import('../types.js').Page} page
 * @param {{ title: (text: string) => HTMLElement, back: () => HTMLElement }} around
 * @returns {import('./challenges.js').View}
 */
export function receiptView(page, { title, back }) {
  const text = h('textarea', { rows: 6, 'aria-label': 'Receipt to verify', class: 'receipt', spellcheck: 'false', placeholder: 'glia-receipt …' });
  const status = h('p', { role: 'status', class: 'verdict' });
  const actions = h('div');
  const button = h('button', { type: 'button', class: 'button', onclick: () => void verify() }, 'Replay it');

  async function verify() {
    button.disabled = true;
    actions.replaceChildren();
    setText(status, 'Replaying …');
    try {
      const { ok, sentence: why, experiment, steps, metrics, edits } = await page.client.verify(text.value);
      setText(status, ok && metrics ? trueSentence(steps ?? 0, metrics) : `Not true: ${why}`);
      status.dataset.ok = String(ok);
      if (ok) actions.replaceChildren(h('button', { type: 'button', class: 'button', onclick: () => void visit(experiment ?? '', steps ?? 0, edits ?? 0) }, 'Open this run'));
    } catch (error) {
      setText(status, sentence(error));
    }
    button.disabled = false;
  }

  /** @param {string} experiment @param {number} steps @param {number} edits */
  async function visit(experiment, steps, edits) {
    const why = await page.visit(experiment);
    if (why) return setText(status, why);
    // Changes by hand are the receipt's alone: a run opened anew does not have them.
    if (edits > 0) setText(status, `The run is open at its first step. ${count(edits)} of its weights were changed by hand, which a link cannot repeat.`);
    else await page.seek(steps);
  }

  return {
    element: h('div', null, back(), title('Verify a receipt'),
      h('p', { class: 'help' }, 'Paste a receipt. The engine trains that run anew, from its first step, and compares every number.'),
      text, button, status, actions),
  };
}

/** @param {number} steps @param {NonNullable<import('../../engine/receipt.js').Verdict['metrics']>} metrics */
function trueSentence(steps, { testLoss, testAccuracy }) {
  const accuracy = testAccuracy === null ? '' : ` and test accuracy ${percent(testAccuracy)}`;
  return `True to the bit: after ${count(steps)} steps test loss ${measure(testLoss)}${accuracy}.`;
}
