/** @file Which language a program is shown in: two radio buttons, the same choice everywhere on the site. */

import { languageNames } from '../../exercises/languages.js';
import { h, uniqueId } from '../../ui/dom.js';

/** @typedef {import('../page/page.js').Language} Language */

/**
 * @param {import('../page/page.js').Page} page
 * @param {(language: Language) => void} onChange here or elsewhere on the page
 */
export function languageChoice(page, onChange) {
  const name = uniqueId('language');
  const inputs = /** @type {Language[]} */ (Object.keys(languageNames)).map((value) => h('input', { type: 'radio', name, value, onchange: () => page.setLanguage(value) }));
  const show = () => inputs.forEach((input) => (input.checked = input.value === page.language()));
  const element = h(
    'div',
    { class: 'code-languages', role: 'radiogroup', 'aria-label': 'Language of the program' },
    ...inputs.map((input) => h('label', null, input, h('span', null, languageNames[/** @type {Language} */ (input.value)]))),
  );
  const stop = page.onLanguage((language) => {
    show();
    onChange(language);
  });
  show();
  return { element, close: stop };
}
