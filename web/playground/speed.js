import { choiceList } from '../ui/choice.js';
import { h, setText } from '../ui/dom.js';
import { popover } from '../ui/popover.js';

/**
 * How fast the run plays. The engine makes some hundred thousand steps a second, far too many to watch
 * a small network learn; so it is held back unless asked not to be.
 * @typedef {{ name: string, label: string, help: string, stepsPerSecond: number | undefined }} Speed
 */

/** @type {Speed[]} */
export const speeds = [
  { name: 'slow', label: 'slow', help: '20 steps a second, to watch single steps', stepsPerSecond: 20 },
  { name: 'steady', label: 'steady', help: '3,000 steps a second, to watch it learn', stepsPerSecond: 3000 },
  { name: 'full', label: 'full', help: 'as many steps as the engine can make', stepsPerSecond: undefined },
];

const key = 'glia.speed';

/**
 * @param {(speed: Speed) => void} onChange
 */
export function speedControl(onChange) {
  let speed = speeds.find(({ name }) => name === remembered()) ?? speeds[1];
  const value = h('span', { class: 'speed-value' });
  const button = h('button', { type: 'button', class: 'player-button', id: 'speed', title: 'Speed of training' }, value, ' ', h('span', null, 'speed'));
  const list = choiceList({
    label: 'Speed of training',
    choices: speeds,
    onChoose: (name, byPointer) => {
      speed = speeds.find((one) => one.name === name) ?? speed;
      show();
      remember(name);
      onChange(speed);
      if (byPointer) panel.close();
    },
  });
  const panel = popover({ button, label: 'Speed of training', content: [h('h2', null, 'Speed'), list.element] });
  function show() {
    setText(value, speed.label);
    list.set(speed.name);
  }
  show();
  return {
    button,
    panel: panel.panel,
    get stepsPerSecond() {
      return speed.stepsPerSecond;
    },
  };
}

function remembered() {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** @param {string} name */
function remember(name) {
  try {
    localStorage.setItem(key, name);
  } catch {
    // Storage may be blocked; the choice then lasts as long as the page.
  }
}
