import { h, uniqueId } from '../../ui/dom.js';

/**
 * A window in the page: the browser's own dialog, which keeps the focus, closes with Escape and gives the focus back.
 * It is taken out of the page when it closes.
 * @param {object} options
 * @param {string} options.title
 * @param {(Node | string | null | false)[]} options.content
 * @param {() => void} [options.onClose]
 */
export function dialog({ title, content, onClose }) {
  const id = uniqueId('dialog');
  const element = h('dialog', { class: 'own-dialog', 'aria-labelledby': id },
    h('div', { class: 'own-head' },
      h('h2', { id }, title),
      h('button', { type: 'button', class: 'button', onclick: () => element.close() }, 'Close')),
    ...content);
  element.addEventListener('close', () => {
    element.remove();
    onClose?.();
  });
  // A press beside the window closes it, as one beside a panel does.
  element.addEventListener('pointerdown', (event) => {
    if (event.target !== element) return;
    const box = element.getBoundingClientRect();
    const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
    if (!inside) element.close();
  });
  return {
    element,
    open() {
      document.body.append(element);
      element.showModal();
    },
    close: () => element.close(),
  };
}
