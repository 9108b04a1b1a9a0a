import { h } from '../ui/dom.js';
import { popover } from '../ui/popover.js';

/**
 * The Share button: copies the link, and shows it for where the clipboard is out of reach.
 * @param {HTMLButtonElement} button
 * @param {() => string} link
 */
export function shareButton(button, link) {
  const input = h('input', { type: 'text', readonly: true, 'aria-label': 'Link to this experiment', onfocus: () => input.select() });
  const status = h('p', { class: 'help', role: 'status' });
  const { panel } = popover({
    button,
    label: 'Share this experiment',
    content: [
      h('h2', null, 'Link to this experiment'),
      h('label', { class: 'share-link' }, input),
      status,
      h('p', { class: 'help' }, 'It opens the same data, network and initial weights, and learns the same numbers to the last bit. Weights changed by hand are not in it.'),
    ],
    onOpen: async () => {
      input.value = link();
      try {
        await navigator.clipboard.writeText(input.value);
        status.textContent = 'Copied.';
      } catch {
        status.textContent = 'Copy it from the field.';
      }
    },
  });
  button.after(panel);
}
