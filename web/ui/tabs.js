import { h, uniqueId } from './dom.js';

/**
 * Tabs as the ARIA practices describe them: one of them in the Tab order, arrow keys walk, Enter or Space
 * opens. Opening may cost something, so walking past does not do it.
 *
 * @typedef {object} Tab
 * @property {string} key @property {string} label @property {string} [help]
 * @property {HTMLElement} panel is given its role, name and visibility here
 */

/**
 * @param {object} options
 * @param {string} options.label what the tabs are about
 * @param {Tab[]} options.list
 * @param {(key: string) => void} options.onSelect by the reader's hand
 */
export function tabs({ label, list, onSelect }) {
  const buttons = list.map(({ key, label: text, help, panel }) => {
    const button = h('button', {
      type: 'button',
      role: 'tab',
      class: 'tab',
      id: uniqueId('tab'),
      title: help ?? null,
      dataset: { tab: key },
      onclick: () => onSelect(key),
    }, text);
    panel.id ||= uniqueId('panel');
    button.setAttribute('aria-controls', panel.id);
    panel.setAttribute('role', 'tabpanel');
    panel.setAttribute('aria-labelledby', button.id);
    return button;
  });
  const element = h('div', { class: 'tabs', role: 'tablist', 'aria-label': label }, ...buttons);
  element.addEventListener('keydown', (event) => {
    const at = buttons.findIndex((button) => button === event.target);
    /** @type {Record<string, number>} */
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: buttons.length - 1 };
    if (at < 0 || !(event.key in to) || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    buttons[(to[event.key] + buttons.length) % buttons.length].focus();
  });
  // The tab that has the focus is the one that Tab comes back to; without focus it is the open one.
  element.addEventListener('focusin', (event) => reach(/** @type {HTMLElement} */ (event.target)));
  element.addEventListener('focusout', () => reach(buttons.find((button) => button.getAttribute('aria-selected') === 'true')));
  /** @param {HTMLElement | undefined} one */
  const reach = (one) => buttons.forEach((button) => (button.tabIndex = button === one ? 0 : -1));

  /** Only sideways: scrollIntoView would move the page as well. @param {HTMLElement} button */
  function bringIntoSight({ offsetLeft, offsetWidth }) {
    if (offsetLeft < element.scrollLeft || offsetLeft + offsetWidth > element.scrollLeft + element.clientWidth) {
      element.scrollLeft = offsetLeft - (element.clientWidth - offsetWidth) / 2;
    }
  }

  return {
    element,
    /** A small sign after a tab's name, said in words as well. @param {string} key @param {{ text: string, said: string } | null} badge */
    badge(key, badge) {
      const i = list.findIndex(({ key: own }) => own === key);
      const old = buttons[i]?.querySelector('.tab-badge');
      if (!buttons[i] || (old?.firstChild?.textContent ?? '') === (badge?.text ?? '')) return;
      old?.remove();
      if (badge) buttons[i].append(h('span', { class: 'tab-badge' }, h('span', { 'aria-hidden': true }, badge.text), h('span', { class: 'visually-hidden' }, `, ${badge.said}`)));
    },
    /** Shows one panel and hides the others. @param {string} key */
    select(key) {
      list.forEach(({ key: own, panel }, i) => {
        buttons[i].setAttribute('aria-selected', String(own === key));
        panel.hidden = own !== key;
        if (own !== key) return;
        if (!element.contains(document.activeElement)) reach(buttons[i]);
        // With the next frame, which measures the page anyway.
        requestAnimationFrame(() => bringIntoSight(buttons[i]));
      });
    },
  };
}
