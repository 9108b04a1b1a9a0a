import { h, uniqueId } from '../../ui/dom.js';

/**
 * How far Python has come, in words and as a bar. The words that change all the time are not spoken; what begins and
 * what ends is, by the status of the exercise.
 */
export function loadingBar() {
  const id = uniqueId('python-loading');
  const bar = h('progress', { 'aria-labelledby': id, max: 1 });
  const words = h('p', { class: 'exercise-note', id });
  const element = h('div', { class: 'exercise-loading', hidden: true }, words, bar);
  const megabytes = (/** @type {number} */ bytes) => (bytes / 1e6).toFixed(1);
  return {
    element,
    /** @param {import('./files.js').Progress} progress */
    tell({ loaded, total }) {
      if (element.hidden) {
        element.hidden = false;
        element.scrollIntoView({ block: 'nearest' });
      }
      if (loaded < total) {
        bar.value = loaded / total;
        words.textContent = `Loading Python: ${megabytes(loaded)} of ${megabytes(total)} MB. Your browser keeps it for the next visit.`;
      } else {
        bar.removeAttribute('value'); // from here on nobody knows how long it takes
        words.textContent = 'Starting Python…';
      }
    },
    done() {
      element.hidden = true;
      words.textContent = '';
    },
  };
}
