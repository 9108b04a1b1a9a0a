import { later } from '../engine/later.js';
import { h } from '../ui/dom.js';
import { stylesheet } from '../ui/stylesheet.js';
import { sentence } from './session.js';

/**
 * “In words, as sound”: a disclosure below the result for those who do not see the drawing, or do not look at it. What
 * it holds is fetched when it is first opened; closed, it costs nothing. That it is open is kept where storage allows.
 * @typedef {ReturnType<typeof import('./told/told-view.js').createTold>} Told
 */

const key = 'glia.told';

/** @param {HTMLElement} place @param {import('./types.js').Page} page */
export function toldDisclosure(place, page) {
  const body = h('div', { class: 'told-body' });
  const element = h('details', { class: 'told' }, h('summary', null, 'In words, as sound'), body);
  place.append(element);

  /** @type {Told | null} */
  let told = null;
  let loading = false;

  element.addEventListener('toggle', () => {
    remember(element.open);
    if (element.open) void fill();
    else told?.close();
  });

  async function fill() {
    if (loading) return;
    loading = true;
    try {
      if (!told) {
        const [{ createTold }] = await Promise.all([later(() => import('./told/told-view.js'), import.meta.url), stylesheet('playground/told/told.css')]);
        body.replaceChildren();
        told = createTold(body, page);
      }
      if (element.open) told.open();
    } catch (error) {
      body.replaceChildren(h('p', { class: 'help' }, `This could not be fetched; close and open it to try again. ${sentence(error)}`));
    }
    loading = false;
  }

  return {
    /** Another run is open. */
    opened: () => element.open && told?.open(),
    /** @param {import('./types.js').Frame} frame */
    show: (frame) => told?.show(frame),
    /** Opens it if it was open when the page was left. */
    restore() {
      if (remembered()) element.open = true;
    },
  };
}

/** @param {boolean} open */
function remember(open) {
  try {
    if (open) localStorage.setItem(key, '1');
    else localStorage.removeItem(key);
  } catch {
    // Storage may be blocked; it is then closed when the page is opened again.
  }
}

function remembered() {
  try {
    return localStorage.getItem(key) !== null;
  } catch {
    return false;
  }
}
