import { h } from './dom.js';

/**
 * A small panel that opens beside the button that names it. The browser's own popover does light
 * dismissal, Escape and the return of focus; only the place is chosen here.
 * @param {object} options
 * @param {HTMLButtonElement} options.button
 * @param {string} options.label
 * @param {(HTMLElement | null)[]} options.content
 * @param {() => void} [options.onOpen]
 * @param {() => void} [options.onClose]
 */
export function popover({ button, label, content, onOpen, onClose }) {
  const panel = h('div', { class: 'popover', popover: 'auto', role: 'dialog', 'aria-label': label });
  panel.append(...content.filter((part) => part !== null));
  /** @type {HTMLButtonElement[]} */
  const buttons = [];
  let anchor = button;
  /** One more button that opens it, beside itself. @param {HTMLButtonElement} another */
  function opensFrom(another) {
    buttons.push(another);
    another.setAttribute('aria-haspopup', 'dialog');
    another.setAttribute('aria-expanded', 'false');
    another.popoverTargetElement = panel;
    another.addEventListener('click', () => (anchor = another));
  }
  opensFrom(button);
  const place = () => placeBeside(panel, anchor);
  const resized = new ResizeObserver(place); // what it holds may come later
  // The browser tells of the opening when it has time, which may be after the panel was first painted.
  panel.addEventListener('beforetoggle', (event) => {
    if (/** @type {ToggleEvent} */ (event).newState === 'open') requestAnimationFrame(() => panel.matches(':popover-open') && place());
  });
  panel.addEventListener('toggle', (event) => {
    const open = /** @type {ToggleEvent} */ (event).newState === 'open';
    for (const each of buttons) each.setAttribute('aria-expanded', String(open && each === anchor));
    const listen = open ? addEventListener : removeEventListener;
    listen('resize', place);
    listen('scroll', place, { capture: true });
    if (!open) {
      resized.disconnect();
      onClose?.();
      return;
    }
    onOpen?.();
    place();
    resized.observe(panel);
    // The browser tells of the opening a little later: whoever is in the panel by then stays where they are.
    if (panel.contains(document.activeElement)) return;
    const first = panel.querySelector('input:checked, input, button, select');
    if (first instanceof HTMLElement) first.focus({ preventScroll: true });
  });
  return { panel, opensFrom, isOpen: () => panel.matches(':popover-open'), close: () => panel.matches(':popover-open') && panel.hidePopover() };
}

/**
 * Below the anchor if there is room, else above, never outside the window.
 * @param {HTMLElement} panel @param {HTMLElement} anchor
 */
export function placeBeside(panel, anchor) {
  const gap = 8;
  const at = anchor.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = panel;
  const { clientWidth, clientHeight } = document.documentElement;
  const left = Math.max(12, Math.min(at.left - 8, clientWidth - width - 12));
  const below = at.bottom + gap;
  const above = at.top - gap - height;
  const top = below + height <= clientHeight - 12 || above < 12 ? below : above;
  panel.style.left = `${left}px`;
  panel.style.top = `${Math.max(12, Math.min(top, clientHeight - height - 12))}px`;
}
