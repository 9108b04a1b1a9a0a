// Clicks as a person makes them: on what is there to see, holds still and has nothing in front of it.

import { patience } from './wait.mjs';

/** @typedef {import('puppeteer-core').Page} Page */

/**
 * Runs in the page: waits until an element has kept its place for some frames with nothing in front of it, scrolling to
 * it where need be. What was asked for just now may move it a frame or two later.
 * @param {Element} element @param {number} limit milliseconds
 * @returns {Promise<{ x: number, y: number } | { gone: true } | { why: string }>} the middle, in window coordinates
 */
async function place(element, limit) {
  /** @param {Element | null} from @param {Node} to */
  const within = (from, to) => {
    for (let node = /** @type {Node | null} */ (from); node; node = node.parentNode ?? (node instanceof ShadowRoot ? node.host : null)) {
      if (node === to) return true;
    }
    return false;
  };
  /** @param {number} x @param {number} y */
  const topmost = (x, y) => {
    let hit = document.elementFromPoint(x, y);
    for (;;) {
      const inner = hit?.shadowRoot?.elementFromPoint(x, y);
      if (!inner || inner === hit) return hit;
      hit = inner;
    }
  };
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  let why = 'is not drawn';
  let before = '';
  let kept = 0;
  for (const end = performance.now() + limit; performance.now() < end; await frame()) {
    if (!element.isConnected) return { gone: true };
    const box = [...element.getClientRects()].find(({ width, height }) => width > 0 && height > 0);
    if (!box) continue;
    const x = (Math.max(box.left, 0) + Math.min(box.right, innerWidth)) / 2;
    const y = (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2;
    const now = [box.left, box.top, box.width, box.height].join();
    kept = now === before ? kept + 1 : 0;
    before = now;
    if (kept < 4) {
      why = 'does not come to rest';
      continue;
    }
    const hit = topmost(x, y);
    // What lets clicks through is pressed by way of what is under it, and a hidden radio by its label.
    const through = getComputedStyle(element).pointerEvents === 'none';
    if (hit && (through || within(hit, element) || hit.closest('label')?.control === element)) return { x, y };
    why = hit ? `is behind ${hit.outerHTML.slice(0, 80)}` : 'is out of sight';
    element.scrollIntoView({ block: 'center', inline: 'nearest', behavior: 'instant' });
  }
  return { why };
}

/**
 * Makes `page.click` such a click. One that hits what has just moved under the pointer would be lost, and the test with
 * it, on a slow machine only.
 * @param {Page} page
 */
export function clickWithCare(page) {
  page.click = async (selector, options) => {
    for (const end = performance.now() + patience; ; ) {
      const element = await page.$(selector);
      if (!element) throw new Error(`There is no “${selector}” to click on.`);
      const found = await element.evaluate(place, end - performance.now()).finally(() => element.dispose());
      if ('x' in found) return page.mouse.click(found.x, found.y, options);
      if ('why' in found) throw new Error(`“${selector}” cannot be clicked on: it ${found.why}.`);
    }
  };
}
