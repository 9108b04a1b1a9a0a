/** @file Words of the glossary: a press on one opens its definition beside it, which the page holds at its end. */

import { h } from '../../ui/dom.js';
import { placeBeside } from '../../ui/popover.js';

/** Makes the links to terms open their definitions here. Without script they lead to the glossary. */
export function openTerms() {
  const panel = h('div', { class: 'popover term-panel', popover: 'auto', role: 'note' });
  document.body.append(panel);
  /** @type {HTMLAnchorElement | null} */
  let link = null;
  const place = () => link && placeBeside(panel, link);
  panel.addEventListener('toggle', (event) => {
    const open = /** @type {ToggleEvent} */ (event).newState === 'open';
    const listen = open ? addEventListener : removeEventListener;
    listen('resize', place);
    listen('scroll', place, { capture: true });
    if (open || !link) return;
    link.setAttribute('aria-expanded', 'false');
    link.removeAttribute('aria-describedby');
  });
  panel.id = 'term-panel';

  for (const each of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll('a.term'))) {
    const entry = document.querySelector(`.terms [data-term="${each.dataset.term}"]`);
    if (!entry) continue; // the page does not hold it: the link leads to the glossary
    each.setAttribute('role', 'button');
    each.setAttribute('aria-expanded', 'false');
    each.setAttribute('aria-controls', panel.id);
    each.addEventListener('click', (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      const again = link === each && panel.matches(':popover-open');
      panel.hidePopover();
      if (again) return;
      link = each;
      const word = entry.querySelector('dt')?.textContent ?? '';
      panel.replaceChildren(h('p', null, h('b', null, word)), h('p', null, entry.querySelector('dd')?.textContent ?? ''));
      panel.setAttribute('aria-label', word);
      panel.showPopover();
      each.setAttribute('aria-expanded', 'true');
      // The focus stays on the word; what opened is read as its description.
      each.setAttribute('aria-describedby', panel.id);
      place();
    });
    // A link reacts to Enter by itself; a button to Space as well.
    each.addEventListener('keydown', (event) => {
      if (event.key !== ' ') return;
      event.preventDefault();
      each.click();
    });
  }
}
