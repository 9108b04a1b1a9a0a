/** @file What an embed knows of its place on the page around it: whether it is in sight, and how high it is. */

/**
 * Calls once, when any of an element is in sight. A frame on a page elsewhere is seen only where that page is
 * scrolled to it.
 * @param {Element} element @param {() => void} then
 */
export function whenSeen(element, then) {
  const observer = new IntersectionObserver((entries) => {
    if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
    observer.disconnect();
    then();
  });
  observer.observe(element);
}

/**
 * Tells an element's height in whole pixels whenever it has changed. It must follow from the width of the
 * frame alone: were it to follow from the frame's height, telling it would go round in a circle.
 * @param {Element} element @param {(height: number) => void} tell
 */
export function reportSize(element, tell) {
  let told = -1;
  new ResizeObserver(() => {
    const height = Math.ceil(element.getBoundingClientRect().height);
    if (height === told || height === 0) return;
    told = height;
    tell(height);
  }).observe(element);
}
