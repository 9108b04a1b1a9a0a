/** Building elements: one function, so that no page needs a framework or markup in strings. */

/** @typedef {Node | string | number | null | undefined | false} Child */

/**
 * Makes an element. Properties starting with `on` become listeners, `class` the class list,
 * `style` is an object of properties (custom ones too), `dataset` an object, booleans true/false
 * set or leave an attribute, everything else is an attribute.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, any> | null} [properties]
 * @param {...Child} children null, undefined and false are left out
 * @returns {HTMLElementTagNameMap[K]}
 */
export function h(tag, properties, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties ?? {})) setProperty(element, name, value);
  element.append(...children.filter(present).map((child) => (child instanceof Node ? child : String(child))));
  return element;
}

/** @param {Child} child @returns {child is Node | string | number} */
const present = (child) => child !== null && child !== undefined && child !== false;

/** @param {Element} element @param {string} name @param {any} value */
function setProperty(element, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
  else if (name === 'class') element.className = value;
  else if (name === 'dataset') Object.assign(/** @type {HTMLElement} */ (element).dataset, value);
  else if (name === 'style') {
    for (const [key, text] of Object.entries(value)) {
      /** @type {HTMLElement} */ (element).style.setProperty(key, String(text));
    }
  } else element.setAttribute(name, value === true ? '' : String(value));
}

/**
 * An icon drawn with the current text colour.
 * @param {string} path SVG path data on a 16 × 16 ground
 * @param {number} [size] pixels
 */
export function icon(path, size = 16) {
  const space = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(space, 'svg');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('width', String(size));
  svg.setAttribute('height', String(size));
  svg.setAttribute('aria-hidden', 'true');
  const shape = document.createElementNS(space, 'path');
  shape.setAttribute('d', path);
  shape.setAttribute('fill', 'currentColor');
  svg.append(shape);
  return svg;
}

/**
 * Finds an element that the page's markup promises.
 * @param {string} selector
 * @param {ParentNode} [root]
 * @returns {HTMLElement}
 */
export function find(selector, root = document) {
  const element = root.querySelector(selector);
  if (!(element instanceof HTMLElement)) throw new Error(`the page has no ${selector}`);
  return element;
}

/**
 * Brings something new to the eye, by the least scrolling that will do. @param {Element} element
 */
export function reveal(element) {
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  element.scrollIntoView({ block: 'nearest', behavior: still ? 'instant' : 'smooth' });
}

let names = 0;

/** An id no other element of the page has. @param {string} stem */
export const uniqueId = (stem) => `${stem}-${(names += 1)}`;

/** Sets text only when it differs: the browser then has nothing to lay out. @param {Node} node @param {string} text */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}
