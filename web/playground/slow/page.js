import { later } from '../../engine/later.js';
import { h, icon, reveal } from '../../ui/dom.js';
import { stylesheet } from '../../ui/stylesheet.js';

/**
 * Slow motion in the playground: the button that opens it, below the network, and the choice of an example by
 * a click on the map. The rest is fetched when it is first opened.
 * @typedef {import('./slow.js').SlowMotion} SlowMotion
 * @typedef {import('../types.js').Page} Page
 */

/** A snail's shell: steps that wind slowly. */
const shell = 'M8 1.5a6.5 6.5 0 1 0 6.5 6.5h-1.8A4.7 4.7 0 1 1 8 3.3zM8.8 4.5H7.2v4l3.2 2.4.9-1.3-2.5-1.8zM10.6 1.9l-.7 1.7a4.7 4.7 0 0 1 2.5 2.5l1.7-.7a6.6 6.6 0 0 0-3.5-3.5z';

/**
 * @param {object} options
 * @param {HTMLElement} options.after the network: controls and words stand below it
 * @param {HTMLElement} options.main carries the class `slowing` meanwhile
 * @param {HTMLElement} options.output where the map is
 * @param {Page} options.page
 * @param {(name: string) => string} options.label of an activation
 */
export function slowMotionButton({ after, main, output, page, label }) {
  const button = h('button', { type: 'button', class: 'slow-open', id: 'slow', title: 'One example’s way through the network and back', 'aria-expanded': 'false', onclick: () => void toggle() }, icon(shell, 14), 'Slow motion');
  const place = h('div', { class: 'slow-place' }, button);
  after.after(place);
  const here = h('span', { class: 'slow-here', 'aria-hidden': true });
  /** @type {SlowMotion | null} */
  let slow = null;
  let loading = false;
  /** Which state of the run is shown. */
  let state = '';

  async function toggle() {
    if (loading) return;
    if (slow?.isOpen) {
      slow.close();
      put(false);
      return;
    }
    loading = true;
    try {
      if (!slow) {
        const [{ createSlowMotion }] = await Promise.all([later(() => import('./slow.js'), import.meta.url), stylesheet('playground/slow/slow.css')]);
        slow = createSlowMotion({
          place,
          network: page.network,
          client: page.client,
          opened: () => page.opened,
          label,
          act: page.act,
          onExample: ring,
          onClose: () => {
            put(false);
            button.focus();
          },
        });
      }
      page.pause();
      put(true);
      state = stateOf();
      await slow.open({ play: true });
      slow.focus();
      // Less stands above the network now: it may have gone out of sight.
      reveal(after.getBoundingClientRect().top < 0 ? after : slow.element);
    } catch {
      page.toast('Slow motion could not be loaded.');
      put(false);
    }
    loading = false;
  }

  const stateOf = () => `${page.frame?.step} ${page.frame?.edits}`;

  /** @param {boolean} on */
  function put(on) {
    main.classList.toggle('slowing', on);
    button.setAttribute('aria-expanded', String(on));
    if (!on) here.remove();
  }

  /** A ring around the example, where there is a plane to see it in. @param {number} point */
  function ring(point) {
    here.remove();
    const plane = output.querySelector('.plane');
    if (!plane || page.opened?.network.space !== 'plane') return;
    const { range, x } = page.opened.dataset;
    here.style.left = `${((x[2 * point] + range) / (2 * range)) * 100}%`;
    here.style.top = `${((range - x[2 * point + 1]) / (2 * range)) * 100}%`;
    plane.append(here);
  }

  output.addEventListener('click', (event) => {
    const plane = event.target instanceof Element ? event.target.closest('.plane') : null;
    if (!slow?.isOpen || !plane || page.opened?.network.space !== 'plane') return;
    const { range, count, x } = page.opened.dataset;
    const box = plane.getBoundingClientRect();
    const [px, py] = [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
    let nearest = 0;
    let best = Infinity;
    for (let i = 0; i < count; i += 1) {
      const away = ((x[2 * i] + range) / (2 * range) - px) ** 2 + ((range - x[2 * i + 1]) / (2 * range) - py) ** 2;
      if (away < best) [nearest, best] = [i, away];
    }
    slow.example(nearest);
  });

  return {
    /** A frame is on the screen: the walk follows a run that has moved, once it rests. */
    show() {
      if (!slow?.isOpen || !page.frame || page.frame.playing || stateOf() === state) return;
      state = stateOf();
      slow.refresh();
    },
    /** Another run is open. */
    opened() {
      state = '';
    },
  };
}
