import { choiceList } from './choice.js';
import { h, icon } from './dom.js';
import { popover } from './popover.js';

/**
 * Light, dark, or as the system is: a button and its list. The choice is kept where storage allows and is not part
 * of any link. theme-early.js makes it count.
 */

const key = 'glia.theme';

const themes = [
  { name: 'auto', label: 'auto', help: 'as this device is set' },
  { name: 'light', label: 'light' },
  { name: 'dark', label: 'dark' },
];

/** A disc half filled. */
const halfDisc = 'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zm0 1.5v10A5 5 0 0 1 8 3z';

/** @param {HTMLButtonElement} button stays empty until this fills it */
export function themeChoice(button) {
  const list = choiceList({ label: 'Theme', choices: themes, onChoose: choose });
  const { panel, close } = popover({ button, label: 'Theme', content: [h('h2', null, 'Theme'), list.element] });
  button.append(icon(halfDisc));
  button.after(panel);
  show(document.documentElement.dataset.theme ?? 'auto');

  /** @param {string} name @param {boolean} byPointer */
  function choose(name, byPointer) {
    if (name === 'auto') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = name;
    remember(name);
    show(name);
    document.dispatchEvent(new Event('themechange'));
    if (byPointer) close();
  }

  /** @param {string} name */
  function show(name) {
    list.set(name);
    button.setAttribute('aria-label', `Theme: ${name}`);
    button.title = `Theme: ${name}`;
  }
}

/** @param {string} name */
function remember(name) {
  try {
    if (name === 'auto') localStorage.removeItem(key);
    else localStorage.setItem(key, name);
  } catch {
    // Storage may be blocked; the choice then lasts as long as the page.
  }
}
