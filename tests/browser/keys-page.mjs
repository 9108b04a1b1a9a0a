// A page walked by the Tab key: what ought to be a stop, read from the page itself, and what each stop shows when the
// focus is on it.

import { readdir, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { dist } from '../../web/tools/serve.mjs';
import { wakeAll } from './learn-page.mjs';

/** @typedef {import('puppeteer-core').Page} Page */
/**
 * @typedef {object} Stop
 * @property {number} at its number in the document's order, counted from 0; -1 for one that is not on the list
 * @property {string} name in a few words
 * @property {string[]} faults sentences
 */

/** Gives the page `keysWalk`: the list of its stops, and what to ask of the one that has the focus. */
function offerWalk() {
  const candidates = 'a[href], area[href], button, input, select, textarea, summary, iframe, [tabindex], [contenteditable="true"], audio[controls], video[controls]';
  const natural = 'a[href], area[href], button, input, select, textarea, summary';
  const composites = '[role="tree"], [role="treegrid"], [role="grid"], [role="tablist"], [role="toolbar"], [role="radiogroup"], [role="listbox"], [role="menu"], [role="group"]';
  /** @type {Map<Element, number>} */
  const numbers = new Map();
  /** @type {Map<Element, string>} */
  const looks = new Map();

  /** Everything in the document's order, that of open shadow roots at their host. @param {ParentNode} root @returns {HTMLElement[]} */
  const deep = (root) => [...root.children].flatMap((child) => [/** @type {HTMLElement} */ (child), ...(child.shadowRoot ? deep(child.shadowRoot) : []), ...deep(child)]);

  /** @param {HTMLElement} element */
  function name(element) {
    const { tagName, id } = element;
    const inside = element.closest('.widget')?.id ?? '';
    const words = element.getAttribute('aria-label') || element.textContent || /** @type {any} */ (element).labels?.[0]?.textContent || element.getAttribute('name') || '';
    return `${inside ? `#${inside} ` : ''}${tagName.toLowerCase()}${id ? `#${id}` : ''} “${words.trim().replace(/\s+/g, ' ').slice(0, 40)}”`;
  }

  /** @param {HTMLElement} element */
  const isThere = (element) => element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length > 0 && !element.closest('[inert]') && !element.matches(':disabled');

  /** A ring may be drawn around what belongs to it. @param {HTMLElement} element @returns {Element[]} */
  function around(element) {
    const root = element.getRootNode();
    const near = [element, element.closest('label'), element.nextElementSibling, element.parentElement, element.parentElement?.parentElement, root instanceof ShadowRoot ? root.host : null];
    return /** @type {Element[]} */ (near.filter(Boolean));
  }
  /** @param {Element} element */
  function look(element) {
    for (const each of element.getAnimations()) if (each instanceof CSSTransition) each.finish(); // colours on their way
    const { outlineStyle, outlineWidth, outlineColor, boxShadow, borderColor, borderWidth, borderStyle, strokeWidth, stroke } = getComputedStyle(element);
    const ring = outlineStyle === 'none' || outlineWidth === '0px' || outlineColor === 'rgba(0, 0, 0, 0)' ? '' : `${outlineWidth} ${outlineColor}`;
    const border = borderStyle === 'none' || borderWidth === '0px' ? '' : borderColor;
    return [ring, boxShadow, border, element instanceof SVGElement ? `${stroke} ${strokeWidth}` : ''].join('; ');
  }

  /** What shows of it, in the window. @param {HTMLElement} element */
  function boxes(element) {
    const label = /** @type {HTMLInputElement} */ (element).labels?.[0];
    const small = element.offsetWidth <= 2 || getComputedStyle(element).opacity === '0';
    return [...element.getClientRects(), ...(label && small ? label.getClientRects() : [])].map(({ left, right, top, bottom }) => ({
      left: Math.max(left, 0), right: Math.min(right, document.documentElement.clientWidth), top: Math.max(top, 0), bottom: Math.min(bottom, innerHeight),
    })).filter((box) => box.right - box.left > 2 && box.bottom - box.top > 2);
  }

  /** Whether one sees it somewhere, and nothing lies on it. @param {HTMLElement} element */
  function isSeen(element) {
    const label = /** @type {HTMLInputElement} */ (element).labels?.[0];
    const root = /** @type {Document | ShadowRoot} */ (element.getRootNode());
    // What a drawing stands for lets the pointer through; it must not be covered either.
    if (getComputedStyle(element).pointerEvents === 'none') element.style.pointerEvents = 'auto';
    return boxes(element).some(({ left, right, top, bottom }) =>
      [[0.5, 0.5], [0.08, 0.5], [0.92, 0.5], [0.5, 0.12], [0.5, 0.88]].some(([h, v]) => {
        const hit = root.elementFromPoint(left + h * (right - left), top + v * (bottom - top));
        return hit !== null && (element.contains(hit) || (label?.contains(hit) ?? false) || (hit.contains(element) && hit.matches('.widget *, svg, svg *')));
      }));
  }

  function focused() {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    return element === null || element === document.body || element === document.documentElement ? null : /** @type {HTMLElement} */ (element);
  }

  Object.assign(globalThis, {
    keysWalk: {
      /** @returns {{ stops: string[], faults: string[] }} */
      plan() {
        numbers.clear();
        /** @type {HTMLElement[]} */
        const stops = [];
        const faults = [];
        /** Radio buttons that are one stop. @type {Map<string, number>} */
        const groups = new Map();
        for (const element of deep(document.body).filter((each) => each.matches(candidates) && isThere(each))) {
          if (element.tabIndex > 0) faults.push(`${name(element)} has a tabindex above 0`);
          if (element.tabIndex < 0) {
            // One of several that share a stop, or what only a script focuses.
            const shared = element.closest(composites)?.querySelector('[tabindex="0"], :is(button, a[href], input):not([tabindex])');
            if (element.matches(natural) && !shared) faults.push(`${name(element)} cannot be reached by Tab`);
            continue;
          }
          if (element instanceof HTMLInputElement && element.type === 'radio' && element.name) {
            const key = `${element.form ? [...document.forms].indexOf(element.form) : ''} ${element.name}`;
            const group = groups.get(key);
            groups.set(key, group ?? stops.length);
            if (group !== undefined) {
              numbers.set(element, group);
              continue;
            }
          }
          numbers.set(element, stops.length);
          stops.push(element);
        }
        for (const element of [...numbers.keys()].flatMap((each) => around(/** @type {HTMLElement} */ (each)))) looks.set(element, look(element));
        return { stops: stops.map(name), faults };
      },
      /** @returns {Stop | null} null: the focus is on nothing */
      stop() {
        const element = focused();
        if (!element) return null;
        const at = numbers.get(element) ?? -1;
        const faults = [];
        if (!isSeen(element)) faults.push(`${name(element)} has the focus and is out of sight or covered`);
        if (!around(element).some((each) => looks.has(each) && look(each) !== looks.get(each))) faults.push(`${name(element)} does not show its focus`);
        return { at, name: name(element), faults };
      },
    },
  });
}

/** The stops of the page in order, and what is wrong with the list. @param {Page} page @returns {Promise<{ stops: string[], faults: string[] }>} */
export async function planOf(page) {
  await page.evaluate(offerWalk);
  return page.evaluate(() => /** @type {any} */ (globalThis).keysWalk.plan());
}

/** What has the focus; looked at again in later frames where something seems wrong, as a browser may still be scrolling. @param {Page} page @returns {Promise<Stop | null>} */
export const stopOf = (page) =>
  page.evaluate(async () => {
    const { keysWalk } = /** @type {any} */ (globalThis);
    for (let frames = 0; frames < 600 && keysWalk.stop()?.faults.length; frames += 1) await new Promise((resolve) => requestAnimationFrame(() => resolve(null)));
    return keysWalk.stop();
  });

/** Makes the next press of Tab the first of the page. @param {Page} page */
async function toTheTop(page) {
  await page.evaluate(() => {
    const top = document.createElement('span');
    top.tabIndex = -1;
    document.body.prepend(top);
    top.focus();
    top.remove();
    scrollTo(0, 0);
  });
}

/**
 * Presses Tab from the page's beginning until the focus has left it, and says what was not as it should be.
 * @param {Page} page
 * @param {{ stay?: boolean }} [options] stay: end at the last stop, where a browser has bars of its own that would keep the focus
 * @returns {Promise<{ stops: number, faults: string[] }>}
 */
export async function walkByTab(page, { stay = false } = {}) {
  await toTheTop(page);
  const { stops, faults } = await planOf(page);
  let due = 0;
  for (let presses = 0; presses <= 2 * stops.length + 10; presses += 1) {
    await page.keyboard.press('Tab');
    const stop = await stopOf(page);
    if (!stop || (stop.at === 0 && due === stops.length)) return { stops: stops.length, faults: [...faults, ...stops.slice(due).map((name) => `${name} was not reached`)] };
    faults.push(...stop.faults);
    if (stop.at < 0) faults.push(`${stop.name} is a stop, though not one of the list`);
    else if (stop.at !== due) faults.push(`${stop.name} came after stop ${due - 1} (${stops[due - 1] ?? 'the beginning'}), not ${stops[due] ?? 'the end'}`);
    if (stop.at >= 0) due = stop.at + 1;
    if (stay && due === stops.length) return { stops: stops.length, faults };
  }
  return { stops: stops.length, faults: [...faults, 'the focus never left the page'] };
}

/** Roles of what one can press, type into or choose. */
const operable = new Set(['button', 'link', 'textbox', 'searchbox', 'slider', 'spinbutton', 'radio', 'checkbox', 'switch', 'combobox', 'listbox', 'option', 'tab', 'treeitem', 'menuitem', 'DisclosureTriangle']);

/**
 * What a screen reader would have no name for. Chromium alone tells.
 * @param {Page} page @returns {Promise<string[]>}
 */
export async function nameless(page) {
  /** @type {string[]} */
  const found = [];
  /** @param {import('puppeteer-core').SerializedAXNode} node @param {string} inside */
  const look = (node, inside) => {
    if (operable.has(node.role) && !node.name?.trim()) found.push(`a ${node.role} in “${inside}” has no name`);
    for (const child of node.children ?? []) look(child, node.name || inside);
  };
  const tree = await page.accessibility.snapshot();
  if (!tree) return ['the page has no accessibility tree'];
  look(tree, tree.name ?? '');
  return found;
}

/** Every page of the learning side as it was built, by path: those that call themselves so. */
export async function learnPages() {
  const files = (await readdir(dist, { recursive: true })).filter((path) => path.endsWith('.html')).sort();
  /** @type {string[]} */
  const found = [];
  for (const path of files) if (/<body class="learn\b/.test(await readFile(join(dist, path), 'utf8'))) found.push(path.split(sep).join('/'));
  return found;
}

/** Goes to a page, and waits until all of it is awake. @param {Page} page @param {string} url */
export async function arriveAt(page, url) {
  await page.goto(url);
  await page.waitForFunction(() => document.querySelector('#theme svg') !== null);
  await page.waitForFunction(() => document.querySelector('#player:not(.ready)') === null);
  await wakeAll(page);
}
