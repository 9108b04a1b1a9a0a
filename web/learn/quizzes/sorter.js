/**
 * @file A board of lines: those to choose from, and the program they are put into. A line is moved by its buttons, by the
 * arrow keys once it is picked, or dragged with the pointer (drag.js); all three do the same.
 */

import { h, icon, uniqueId } from '../../ui/dom.js';
import { dragLines } from './drag.js';
import { shuffledNumbers } from './shuffle.js';

/** Steps of indentation a line can have. */
export const mostLevels = 6;

/** @typedef {{ at: number, level: number }} Placed a line of the program: its number among the texts, its steps of indentation */

const arrows = {
  up: ['M8 3 3.5 8h3v5h3V8h3z', 'Move up'],
  down: ['M8 13 3.5 8h3V3h3v5h3z', 'Move down'],
  out: ['M3 8 8 3.5v3h5v3H8v3z', 'Indent less'],
  in: ['M13 8 8 3.5v3H3v3h5v3z', 'Indent more'],
};

/**
 * @param {object} options
 * @param {string[]} options.texts all lines, without their indentation
 * @param {Placed[]} [options.program] as it was left
 * @param {(text: string) => void} options.say
 * @param {(program: Placed[]) => void} options.onChange
 */
export function sorter({ texts, program: kept = [], say, onChange }) {
  const pool = shuffledNumbers(texts.length);
  const fits = kept.every(({ at, level }) => pool.includes(at) && Number.isInteger(level) && level >= 0 && level <= mostLevels);
  /** @type {Placed[]} */
  let program = fits && new Set(kept.map(({ at }) => at)).size === kept.length ? kept : [];
  /** The line that the arrow keys move. @type {number | null} */
  let picked = null;
  let wrong = -1;

  const [programId, poolId, helpId] = [uniqueId('program'), uniqueId('pool'), uniqueId('help')];
  const programList = h('ol', { class: 'sort-program', 'aria-labelledby': programId });
  const poolList = h('ul', { class: 'sort-pool', 'aria-labelledby': poolId });
  const element = h(
    'div',
    { class: 'sort' },
    h('p', { class: 'sort-title', id: programId }, 'Your program'),
    programList,
    h('p', { class: 'sort-title', id: poolId }, 'Lines to choose from'),
    poolList,
    h('p', { class: 'note', id: helpId }, 'Press a line to put it into the program, or drag it there. Press a line of the program to move it: arrow keys up and down, left and right for indentation, Delete takes it out.'),
  );

  /** @param {number} at */
  const placeOf = (at) => program.findIndex((line) => line.at === at);
  /** @param {number} level */
  const inSteps = (level) => (level === 0 ? 'not indented' : level === 1 ? 'indented one step' : `indented ${level} steps`);
  /** @param {number} at */
  const textButton = (at) => /** @type {HTMLElement | null} */ (element.querySelector(`[data-at="${at}"] .sort-text`));

  /** @param {Placed[]} next @param {number} at the line that has the focus then @param {string} said */
  function change(next, at, said) {
    program = next;
    wrong = -1;
    const hadFocus = element.contains(document.activeElement);
    draw();
    if (hadFocus) textButton(at)?.focus();
    say(said);
    onChange(program);
  }

  /** @param {number} at @param {number} index @param {number} level */
  function put(at, index, level) {
    const rest = program.filter((line) => line.at !== at);
    const to = Math.max(0, Math.min(index, rest.length));
    const deep = Math.max(0, Math.min(level, mostLevels));
    rest.splice(to, 0, { at, level: deep });
    change(rest, at, `Line ${to + 1} of ${rest.length}, ${inSteps(deep)}.`);
  }

  /** @param {number} at */
  function takeOut(at) {
    if (placeOf(at) < 0) return;
    if (picked === at) picked = null;
    change(program.filter((line) => line.at !== at), at, 'Taken out of the program.');
  }

  /** @param {number} at @param {keyof typeof arrows} way */
  function move(at, way) {
    const index = placeOf(at);
    const { level } = program[index];
    const to = { up: [index - 1, level], down: [index + 1, level], out: [index, level - 1], in: [index, level + 1] }[way];
    if (to[0] < 0 || to[0] >= program.length || to[1] < 0 || to[1] > mostLevels) say(`It cannot go further ${way === 'in' ? 'right' : way === 'out' ? 'left' : way}.`);
    else put(at, to[0], to[1]);
  }

  /** @param {number} at */
  function press(at) {
    if (placeOf(at) < 0) {
      picked = at;
      put(at, program.length, program.at(-1)?.level ?? 0);
      return;
    }
    picked = picked === at ? null : at;
    draw();
    textButton(at)?.focus();
    if (picked !== null) say('Picked: the arrow keys move it.');
  }

  /** @param {KeyboardEvent} event @param {number} at */
  function onKey(event, at) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const ways = /** @type {Record<string, keyof typeof arrows>} */ ({ ArrowUp: 'up', ArrowDown: 'down', ArrowLeft: 'out', ArrowRight: 'in' });
    const inProgram = placeOf(at) >= 0;
    if (event.key in ways) {
      event.preventDefault();
      if (picked === at && inProgram) move(at, ways[event.key]);
      else walk(at, ways[event.key]);
    } else if ((event.key === 'Delete' || event.key === 'Backspace') && inProgram) {
      event.preventDefault();
      takeOut(at);
    } else if (event.key === 'Escape' && picked === at) {
      event.preventDefault();
      press(at);
    }
  }

  /** The focus goes to the line above or below. @param {number} at @param {keyof typeof arrows} way */
  function walk(at, way) {
    const all = /** @type {HTMLElement[]} */ ([...element.querySelectorAll('.sort-text')]);
    const here = all.findIndex((button) => button === textButton(at));
    if (way === 'up' || way === 'down') all[here + (way === 'up' ? -1 : 1)]?.focus();
  }

  /** @param {number} at @param {Placed | null} placed @param {number} index */
  function lineNode(at, placed, index) {
    const text = texts[at];
    const label = placed ? `${text}, line ${index + 1} of ${program.length}, ${inSteps(placed.level)}` : `${text}, not used`;
    const active = picked === at;
    const button = h(
      'button',
      {
        type: 'button', class: 'sort-text', 'aria-label': label, 'aria-describedby': helpId, 'aria-pressed': placed ? String(active) : null,
        onclick: () => press(at), onkeydown: (/** @type {KeyboardEvent} */ event) => onKey(event, at),
      },
      h('code', null, text),
    );
    const tools = placed && active && h(
      'span',
      { class: 'sort-tools' },
      .../** @type {(keyof typeof arrows)[]} */ (Object.keys(arrows)).map((way) =>
        h('button', { type: 'button', class: 'sort-tool', 'aria-label': arrows[way][1], title: arrows[way][1], onclick: () => { move(at, way); refocus(at, arrows[way][1]); } }, icon(arrows[way][0], 14))),
      h('button', { type: 'button', class: 'sort-tool', 'aria-label': 'Take out', title: 'Take out', onclick: () => takeOut(at) }, icon('M4 3 3 4l4 4-4 4 1 1 4-4 4 4 1-1-4-4 4-4-1-1-4 4z', 14)),
    );
    const grip = h('span', { class: 'sort-grip', 'aria-hidden': 'true' }, icon('M5 3h2v2H5zM9 3h2v2H9zM5 7h2v2H5zM9 7h2v2H9zM5 11h2v2H5zM9 11h2v2H9z', 14));
    return h('li', { class: `sort-line${placed && index === wrong ? ' sort-wrong' : ''}${active ? ' sort-picked' : ''}`, dataset: { at }, style: { '--level': placed?.level ?? 0 } }, grip, button, tools);
  }

  /** A tool that was pressed keeps the focus, though the line was drawn anew. @param {number} at @param {string} label */
  function refocus(at, label) {
    /** @type {HTMLElement | null} */ (element.querySelector(`[data-at="${at}"] .sort-tool[aria-label="${label}"]`))?.focus();
  }

  function draw() {
    const left = pool.filter((at) => placeOf(at) < 0);
    programList.replaceChildren(...(program.length ? program.map((line, i) => lineNode(line.at, line, i)) : [h('li', { class: 'sort-empty' }, 'Nothing here yet.')]));
    poolList.replaceChildren(...(left.length ? left.map((at) => lineNode(at, null, 0)) : [h('li', { class: 'sort-empty' }, 'All lines are used.')]));
  }

  const stopDragging = dragLines({
    element, programList,
    drop: (at, place) => {
      picked = null;
      if (place) put(at, place.index, place.level);
      else if (placeOf(at) >= 0) takeOut(at);
    },
  });
  draw();
  return {
    element,
    program: () => program,
    /** Marks the line that is not right, until something changes. @param {number} index */
    mark(index) {
      wrong = index;
      draw();
    },
    close: stopDragging,
  };
}
