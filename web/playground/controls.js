import { chips, choiceList } from '../ui/choice.js';
import { h } from '../ui/dom.js';
import { field, refusal } from '../ui/field.js';
import { grouped, upper, withUnit } from '../ui/format.js';
import { pills } from '../ui/pills.js';
import { evenly, slider } from '../ui/slider.js';

/**
 * Builds the control of any row of the settings table. Which kind it gets follows from the row alone.
 * @typedef {import('./types.js').Setting} Setting
 * @typedef {(patch: Record<string, string>, options?: { live?: boolean }) => Promise<string | null>} Change
 *
 * @typedef {object} Control
 * @property {Setting} setting
 * @property {HTMLElement} element carries data-setting
 * @property {(values: Record<string, string>) => void} set shows the values of the open experiment
 */

/**
 * @param {Setting} setting
 * @param {Change} change
 * @param {{ compact?: boolean, pills?: boolean, onPointerChoice?: () => void }} [options] compact: label, value and
 *   slider only; pills: choices without the help of those not chosen
 * @returns {Control}
 */
export function settingControl(setting, change, { compact = false, pills: short = false, onPointerChoice } = {}) {
  const parts = setting.type === 'choice' || setting.type === 'set' ? names(setting, change, onPointerChoice, short) : number(setting, change, compact);
  const element = h('div', { class: 'setting', dataset: { setting: setting.key } }, ...parts.elements);
  let applies = true;
  const show = () => (element.hidden = !applies && !parts.keeps());
  // An answer may say that a setting has no say any more while somebody is writing in it: it goes when they have left.
  if (setting.when) element.addEventListener('focusout', () => setTimeout(show));
  return {
    setting,
    element,
    set(values) {
      if (setting.when) {
        applies = setting.when.names.includes(values[setting.when.key]);
        show();
      }
      parts.set(values[setting.key]);
    },
  };
}

/** @param {Setting} setting @param {Change} change @param {(() => void) | undefined} onPointerChoice @param {boolean} short */
function names(setting, change, onPointerChoice, short) {
  const refused = refusal(() => null);
  const choices = setting.choices ?? [];
  let current = '';
  if (setting.type === 'set') {
    const set = chips({
      label: setting.label,
      choices,
      onChoose: async (list) => {
        const why = list.length ? await change({ [setting.key]: list.join(',') }) : 'Keep at least one input.';
        refused.set(why);
        if (why) set.set(current.split(','));
      },
    });
    return {
      keeps: () => false,
      elements: [set.element, refused.element],
      set: (/** @type {string} */ text) => {
        current = text;
        refused.set(null);
        set.set(text.split(','));
      },
    };
  }
  const options = {
    label: setting.label,
    choices,
    onChoose: async (/** @type {string} */ name, byPointer = false) => {
      const why = await change({ [setting.key]: name });
      refused.set(why);
      if (why) list.set(current);
      else if (byPointer) onPointerChoice?.();
    },
  };
  const list = short ? pills({ ...options, quiet: true }) : choiceList(options);
  return {
    keeps: () => false,
    elements: [list.element, refused.element],
    set: (/** @type {string} */ text) => {
      current = text;
      refused.set(null);
      list.set(text);
    },
  };
}

/** @param {Setting} setting @param {Change} change @param {boolean} compact */
function number(setting, change, compact) {
  const positions = sliderPositions(setting);
  const label = setting.unit && !compact ? `${setting.label} (${setting.unit})` : setting.label;
  const typed = field({
    label,
    help: setting.help,
    onCommit: async (text) => refused.set(await change({ [setting.key]: text })),
  });
  const refused = refusal(() => (compact ? null : typed.input));
  const slid = positions
    ? slider({
        label: setting.label,
        positions,
        help: setting.help && upper(setting.help),
        quiet: !compact,
        show: (text) => withUnit(text, setting.unit),
        onInput: async (text, done) => {
          const why = await change({ [setting.key]: text }, { live: !done });
          refused.set(why);
          if (why && done) slid?.set(current);
        },
      })
    : null;
  const range = h('p', { class: 'help' }, `${describe(setting)}`);
  let current = '';
  return {
    keeps: typed.keeps,
    elements: compact && slid
      ? [slid.element, refused.element]
      : [typed.element, slid?.element ?? '', refused.element, range],
    set: (/** @type {string} */ text) => {
      current = text;
      if (!typed.keeps()) refused.set(null);
      typed.set(text);
      slid?.set(text);
    },
  };
}

/** What the row says about itself, with its limits. @param {Setting} setting */
function describe({ help, min, max }) {
  const limits = `From ${grouped(String(min))} to ${grouped(String(max))}.`;
  return help ? `${upper(help)}. ${limits}` : limits;
}

/**
 * The positions of a slider: the marks if the row has some, even steps if they are few enough to hit.
 * @param {Setting} setting
 */
function sliderPositions({ marks, min, max, step, scale }) {
  if (marks && marks.length > 1) return marks.map(String);
  if (scale === 'log' || !step || min === undefined || max === undefined) return null;
  return (max - min) / step <= 200 ? evenly(min, max, step) : null;
}

/** The text of a value as people read it: the label of a choice, a number with its unit. @param {Setting} setting @param {string} text */
export function shown(setting, text) {
  if (setting.type !== 'choice') return withUnit(text, setting.unit);
  return setting.choices?.find((choice) => choice.name === text)?.label ?? text;
}
