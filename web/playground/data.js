import { refusal } from '../ui/field.js';
import { h, setText, uniqueId } from '../ui/dom.js';
import { count, upper } from '../ui/format.js';
import { settingControl } from './controls.js';
import { drawDigits } from './image/sample.js';
import { drawOwn } from './own/picture.js';
import { drawSample } from './points.js';

/**
 * The column of data and inputs: a picture for each data set, and a control for every other row of
 * these groups of the table.
 * @typedef {import('./types.js').Setting} Setting
 */

/**
 * @param {HTMLElement} place
 * @param {Setting[]} settings
 * @param {import('./controls.js').Change} change
 * @param {import('./own/store.js').Own | null} [own] of which sets there are points to choose
 */
export function dataPanel(place, settings, change, own = null) {
  /** @type {{ set: (values: Record<string, string>) => void }[]} */
  const controls = [];
  /** @type {ReturnType<typeof pictures> | null} */
  let sets = null;
  let group = '';
  /** @type {HTMLElement[]} */
  const features = [];
  /** Those over the features. @type {HTMLElement[]} */
  const headings = [];
  const pixels = h('p', { class: 'help', dataset: { setting: 'features' } });
  for (const setting of settings) {
    if (setting.group !== group) {
      group = setting.group;
      const heading = h('h2', { dataset: { group } }, upper(group));
      place.append(heading);
      if (group === 'inputs') headings.push(heading);
    }
    if (setting.type === 'choice' && !sets) {
      sets = pictures(setting, change, own);
      place.append(sets.element);
      controls.push(sets);
    } else {
      const control = settingControl(setting, change, { compact: true });
      place.append(control.element);
      controls.push(control);
      if (setting.type === 'set') features.push(control.element);
    }
  }
  place.append(pixels);
  return {
    /** @param {import('./types.js').Opened} opened */
    set({ values, network }) {
      for (const control of controls) control.set(values);
      // Features are made of coordinates in the plane; a curve has one, and an image none.
      const image = network.space === 'image';
      for (const element of features) element.hidden = network.space !== 'plane';
      for (const element of headings) element.hidden = network.space !== 'plane' && !image;
      pixels.hidden = !image;
      setText(pixels, `All ${count(network.layers[0].units)} pixels of the image, from 0 for paper to 1 for ink.`);
    },
    /**
     * @param {Map<string, import('./types.js').Opened>} samples a run of each data set
     * @param {import('../ui/palette.js').Palette} palette
     */
    draw: (samples, palette) => void sets?.draw(samples, palette),
  };
}

/**
 * One picture button for each choice.
 * @param {Setting} setting @param {import('./controls.js').Change} change @param {import('./own/store.js').Own | null} own
 */
function pictures(setting, change, own) {
  const group = uniqueId('data');
  const refused = refusal(() => null);
  const name = h('p', { class: 'chosen' });
  const inputs = (setting.choices ?? []).map((choice) => {
    const input = h('input', {
      type: 'radio',
      name: group,
      value: choice.name,
      class: 'visually-hidden',
      'aria-label': `${choice.label}: ${choice.help ?? ''}`,
      onchange: async () => {
        const why = await change({ [setting.key]: choice.name });
        refused.set(why);
        if (why) show(current);
      },
    });
    const canvas = h('canvas', { width: 112, height: 112, 'aria-hidden': true });
    return { choice, input, canvas, label: h('label', { title: choice.label }, input, canvas) };
  });
  let current = '';
  /** @param {string} text */
  const show = (text) => {
    current = text;
    for (const { choice, input, label } of inputs) {
      input.checked = choice.name === text;
      // What a file brings is there to choose once there is such a file.
      label.hidden = Boolean(own?.knows(choice.name) && !own.isDrawn(choice.name) && !own.get(choice.name) && choice.name !== text);
      const file = own?.knows(choice.name) ? own.about(choice.name)?.file : undefined;
      if (input.checked) name.replaceChildren(h('b', null, choice.label), file ? ` – out of “${file}”` : choice.help ? ` – ${choice.help}` : '');
    }
  };
  const element = h('div', { class: 'setting', dataset: { setting: setting.key } },
    h('fieldset', { class: 'pictures' }, h('legend', { class: 'visually-hidden' }, setting.label), ...inputs.map(({ label }) => label)),
    name,
    refused.element);
  return {
    element,
    /** @param {Record<string, string>} values */
    set(values) {
      refused.set(null);
      show(values[setting.key]);
    },
    /** @param {Map<string, import('./types.js').Opened>} samples @param {import('../ui/palette.js').Palette} palette */
    async draw(samples, palette) {
      for (const [i, { choice, canvas }] of inputs.entries()) {
        // A few at a time, so that no press waits for all of them.
        if (i > 0 && i % 4 === 0) await new Promise((resolve) => setTimeout(resolve));
        const sample = samples.get(choice.name);
        const context = canvas.getContext('2d');
        if (context && own?.knows(choice.name)) drawOwn(context, choice.name, 112, palette);
        if (!sample || !context) continue;
        if (sample.network.space === 'image') drawDigits(context, sample.dataset, { size: 112, ink: palette.css.ink });
        else drawSample(context, sample, 112, palette);
      }
    },
  };
}
