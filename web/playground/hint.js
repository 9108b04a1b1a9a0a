import { h } from '../ui/dom.js';

const key = 'glia.played';

/**
 * One gentle word for those who are here for the first time: where to press. It goes with the first
 * press and does not come back.
 * @param {HTMLElement} button
 */
export function firstHint(button) {
  if (remembered()) return { done() {} };
  const hint = h('p', { class: 'hint', id: 'first-hint' }, 'Press play and watch it learn');
  button.setAttribute('aria-describedby', hint.id);
  button.classList.add('inviting');
  button.after(hint);
  return {
    done() {
      hint.remove();
      button.removeAttribute('aria-describedby');
      button.classList.remove('inviting');
      try {
        localStorage.setItem(key, '1');
      } catch {
        // Storage may be blocked; the hint then greets again next time.
      }
    },
  };
}

function remembered() {
  try {
    return localStorage.getItem(key) !== null;
  } catch {
    return false;
  }
}
