/** @file Texts of the content that are HTML: made of Markdown by the site builder, which lets no HTML of its own in. */

/** @param {string} html of a field whose type is `rich` @returns {DocumentFragment} */
export function rich(html) {
  const template = document.createElement('template');
  template.innerHTML = html;
  return template.content;
}
