/** @file The list of what stands on the page: it marks where the reader is, and keeps that mark in sight. */

/** @typedef {{ element: Element, link: HTMLElement | null }} Place a section, and what leads to it in the list */

/** Every section of the page. @returns {Place[]} */
export const places = () =>
  [...document.querySelectorAll('article section[id]')].map((element) => ({ element, link: /** @type {HTMLElement | null} */ (document.querySelector(`.contents a[href="#${element.id}"]`)) }));

/** @param {Place[]} all */
export function follow(all) {
  /** @type {Set<Element>} */
  const seen = new Set();
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) seen[isIntersecting ? 'add' : 'delete'](target);
      const here = all.find(({ element }) => seen.has(element));
      if (!here) return;
      for (const { link } of all) {
        link?.classList.toggle('here', link === here.link);
        if (link === here.link) link?.setAttribute('aria-current', 'location');
        else link?.removeAttribute('aria-current');
      }
      if (here.link) keepInSight(here.link);
    },
    { rootMargin: '-20% 0px -60% 0px' },
  );
  for (const { element } of all) observer.observe(element);
}

/** Scrolls a long list, never the page. @param {HTMLElement} link */
function keepInSight(link) {
  const list = link.closest('.contents');
  // Who walks the list by keyboard stays where they are.
  if (!list || list.scrollHeight <= list.clientHeight || list.contains(document.activeElement)) return;
  const [outer, inner] = [list.getBoundingClientRect(), link.getBoundingClientRect()];
  if (inner.top < outer.top || inner.bottom > outer.bottom) list.scrollTop += inner.top - outer.top - list.clientHeight / 3;
}
