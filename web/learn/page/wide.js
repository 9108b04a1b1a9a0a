/** @file Formulas, tables and programs wider than the page scroll by themselves; then the keyboard must reach them. */

/** @param {Element} element */
function fit(element) {
  if (element.scrollWidth > element.clientWidth + 1) {
    element.setAttribute('tabindex', '0');
    element.setAttribute('role', 'group');
    element.setAttribute('aria-label', `${element.matches('.formula') ? 'Formula' : element.matches('pre') ? 'Program' : 'Table'}, scrolls sideways`);
  } else for (const name of ['tabindex', 'role', 'aria-label']) element.removeAttribute(name);
}

/** Makes what overflows a stop of the Tab key, as long as it does. */
export function watchWide() {
  const observer = new ResizeObserver((entries) => entries.forEach(({ target }) => fit(target)));
  for (const element of document.querySelectorAll('.wide')) observer.observe(element);
}
