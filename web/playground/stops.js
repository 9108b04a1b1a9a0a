import { h } from '../ui/dom.js';
import { field, refusal } from '../ui/field.js';
import { count, measure, percent } from '../ui/format.js';
import { popover } from '../ui/popover.js';
import { sentence } from './session.js';

/**
 * @file When playing stops by itself. The engine judges what is typed, and looks at the end of every epoch.
 *
 * @typedef {import('./types.js').Frame} Frame
 * @typedef {{ epoch: number | null, testLoss: number | null, testAccuracy: number | null }} Conditions
 */

/** @type {{ key: keyof Conditions, label: string, word: (value: number) => string, per: number }[]} */
const rows = [
  { key: 'epoch', label: 'Epoch', word: (value) => `epoch ${count(value)}`, per: 1 },
  { key: 'testLoss', label: 'Test loss at most', word: (value) => `test loss ≤ ${value}`, per: 1 },
  { key: 'testAccuracy', label: 'Test accuracy at least (%)', word: (value) => `test accuracy ≥ ${percent(value)}`, per: 100 },
];

/** @param {(conditions: Conditions) => Promise<void>} stopAt refuses with a sentence */
export function stopControl(stopAt) {
  /** @type {Conditions} */
  let wanted = { epoch: null, testLoss: null, testAccuracy: null };
  const make = () => h('button', { type: 'button', class: 'word', title: 'When training stops by itself' });
  const buttons = [make(), make()];
  buttons[0].id = 'stop';
  buttons[1].dataset.opens = 'stop';
  const fields = rows.map(({ key, label, per }) => {
    const refused = refusal(() => typed.input);
    const typed = field({
      label,
      onCommit: async (text) => {
        const next = { ...wanted, [key]: text === '' ? null : Number(text) / per };
        if (text !== '' && !Number.isFinite(Number(text))) return refused.set(`“${text}” is not a number.`);
        try {
          await stopAt(next);
          wanted = next;
          refused.set(null);
          show();
        } catch (error) {
          refused.set(sentence(error));
        }
      },
    });
    typed.element.dataset.stop = key;
    return [typed.element, refused.element];
  });
  const help = h('p', { class: 'help' }, 'Training stops at the end of the first epoch at which one of these holds, at the same step at any speed. An empty field asks for nothing.');
  const { panel, opensFrom } = popover({ button: buttons[0], label: 'Stop by itself', content: [h('h2', null, 'Stop at'), ...fields.flat(), help] });

  function show() {
    const words = rows.flatMap(({ key, word }) => (wanted[key] === null ? [] : [word(wanted[key])]));
    const text = words.length > 1 ? `stop at ${words.length} marks` : `stop at ${words[0] ?? '…'}`;
    for (const button of buttons) button.textContent = text;
  }
  opensFrom(buttons[1]);
  show();
  return {
    button: buttons[0],
    /** The same once more, for where the other settings of training stand. */
    again: buttons[1],
    panel,
    /** Why it has stopped. @param {Frame} frame */
    words({ halted, step, epoch, testLoss, testAccuracy }) {
      const now = halted === 'testLoss' ? `, test loss ${measure(testLoss)}` : halted === 'testAccuracy' && testAccuracy !== null ? `, test accuracy ${percent(testAccuracy)}` : '';
      return `Stopped at epoch ${count(Math.floor(epoch))}, step ${count(step)}${now}.`;
    },
  };
}
