import { h } from '../ui/dom.js';

/**
 * The way from an embed to the whole playground, with the experiment as it stands. A sandbox may forbid new
 * windows; the address is then shown to be copied.
 * @param {HTMLAnchorElement} link
 * @param {import('../ui/notice.js').Messages} messages
 */
export function openLink(link, messages) {
  const address = () => new URL(`index.html${location.hash}`, document.baseURI).href;
  // As it stands when it is used: a menu may offer to copy it.
  for (const type of ['pointerdown', 'focus', 'contextmenu']) link.addEventListener(type, () => (link.href = address()));
  link.addEventListener('click', (event) => {
    link.href = address();
    if (self.origin !== 'null') return;
    event.preventDefault();
    if (opened(link.href)) return;
    const field = h('input', { type: 'text', readonly: true, value: link.href, 'aria-label': 'Address of this experiment', onfocus: () => field.select() });
    messages.notice('This embed is in a sandbox that forbids new windows. Its address in Glia:', { key: 'open', actions: [h('form', { onsubmit: (/** @type {Event} */ event) => event.preventDefault() }, field)] });
    field.focus();
  });
}

/** @param {string} address */
function opened(address) {
  try {
    const made = window.open(address);
    if (made) made.opener = null;
    return made !== null;
  } catch {
    return false; // Firefox throws where a sandbox forbids
  }
}
