import { h, setText } from '../../ui/dom.js';
import { count } from '../../ui/format.js';
import { settingControl } from '../controls.js';
import { neuronName } from '../names.js';
import { consultation } from './consultation.js';
import { curesOf } from './cures.js';
import { recover } from './divergence.js';
import { figure, grouped, marksOf, nameOf, signOf } from './findings.js';
import { histogramTable } from './histograms.js';

/**
 * The lens “Doctor”: what is wrong with the run, where, by how much, and the settings that cure it, with a
 * button for the next sensible value. While it is open the places are marked in the drawing. What did not
 * change stays where it is, so that nothing moves away under a finger.
 * @typedef {import('../types.js').Opened} Opened
 * @typedef {import('./findings.js').Group} Group
 */

/** @param {HTMLElement} place @param {import('../types.js').Page} page @returns {import('../types.js').Lens} */
export function create(place, page) {
  const doctor = consultation(page);
  const state = h('p', { class: 'doctor-state', tabindex: -1 }, 'Examining …');
  const list = h('ul', { class: 'findings' });
  const spread = h('div');
  place.append(state, list, spread);

  /** @type {Map<string, ReturnType<typeof findingItem>>} */
  const items = new Map();
  /** @type {ReturnType<typeof histogramTable> | null} */
  let histograms = null;
  let marked = '';
  let here = false;

  doctor.listen((answer) => {
    if (here) show(answer);
  });

  /** @param {import('./consultation.js').Answer} answer */
  function show({ opened, step, findings, statistics, silent }) {
    const groups = grouped(findings);
    const at = step === 0 ? 'before the first step' : `at step ${count(step)}`;
    const found = groups.length ? `${groups.length === 1 ? 'One thing is' : `${groups.length} things are`} wrong ${at}.` : `Nothing is wrong ${at}.`;
    setText(state, silent ? 'In a puzzle the doctor keeps quiet: what is wrong is yours to find.' : found);
    const focus = document.activeElement;
    for (const [code, item] of items) {
      if (groups.some((group) => group.code === code)) continue;
      item.element.remove();
      items.delete(code);
    }
    groups.forEach((group, i) => {
      const item = items.get(group.code) ?? findingItem(page, group.code, applied);
      items.set(group.code, item);
      if (list.children[i] !== item.element) list.insertBefore(item.element, list.children[i] ?? null);
      item.set(group, opened);
    });
    // What had the focus is cured and gone: the reader is told so where it was.
    if (focus instanceof HTMLElement && focus !== document.body && !focus.isConnected) state.focus();
    if (statistics) histograms?.set(statistics);
    mark(findings, opened);
  }

  /** @param {import('../types.js').Finding[]} findings @param {Opened} opened */
  function mark(findings, opened) {
    const places = JSON.stringify(findings.map(({ code, layer, units }) => [code, layer, units]));
    if (places === marked) return;
    marked = places;
    page.network.mark(marksOf(findings, opened.network.layers));
  }

  /** @param {string} said */
  function applied(said) {
    page.toast(said);
    if (!place.contains(document.activeElement)) state.focus();
  }

  /** @param {Opened} opened */
  function open(opened) {
    marked = '';
    histograms = histogramTable(opened.network.layers.slice(1).map(({ name }) => name));
    spread.replaceChildren(histograms.element);
    for (const item of items.values()) item.forget();
    if (here) doctor.look();
  }

  return {
    open,
    enter() {
      here = true;
      doctor.attend(true);
      if (doctor.last) show(doctor.last);
    },
    leave() {
      here = false;
      doctor.attend(false);
      marked = '';
      page.network.mark(null);
    },
    show: () => doctor.look(),
  };
}

/**
 * One kind of finding.
 * @param {import('../types.js').Page} page @param {string} code @param {(said: string) => void} applied
 */
function findingItem(page, code, applied) {
  const sentence = h('p');
  const measured = h('p', { class: 'help' });
  const places = h('div', { class: 'places' });
  const buttons = h('div', { class: 'cures' });
  const refused = h('p', { class: 'refusal', role: 'status' });
  const body = h('div', { class: 'by-hand' });
  const more = h('details', null, h('summary', null, 'Set it by hand'), body);
  const element = h('li', { class: 'finding', dataset: { code } },
    h('h3', null, h('span', { class: 'sign', 'aria-hidden': true }, signOf(code)), nameOf(code)),
    sentence, measured, places, buttons, refused, more);
  /** @type {import('../controls.js').Control[]} */
  let controls = [];
  let shownPlaces = '';
  /** @type {Opened | null} */
  let cured = null;
  let shownLayers = '';

  /** @param {Group} group @param {Opened} opened */
  function setPlaces({ findings }, opened) {
    const { layers } = opened.network;
    const text = JSON.stringify(findings.map(({ layer, units, unitCount }) => [layer, units, unitCount]));
    if (text === shownPlaces) return;
    shownPlaces = text;
    const byLayer = findings.filter(({ layer }) => layer !== null && layer + 1 < layers.length)
      .sort((a, b) => Number(a.layer) - Number(b.layer));
    places.replaceChildren(...byLayer.map(({ layer, units, unitCount }) => {
      const at = Number(layer) + 1;
      const rest = unitCount - units.length;
      return h('div', { class: 'place' },
        placeButton(layers[at].name, { kind: 'layer', layer: at, unit: 0, input: 0 }, layers[at].name),
        ...units.map((unit) => placeButton(String(unit + 1), { kind: 'neuron', layer: at, unit, input: 0 }, neuronName(layers, at, unit))),
        rest > 0 ? h('span', { class: 'help' }, `+ ${count(rest)}`) : null);
    }));
  }

  /** @param {string} text @param {import('../types.js').Item} item @param {string} name */
  function placeButton(text, item, name) {
    return h('button', {
      type: 'button',
      class: 'chip',
      title: `Select ${name}`,
      'aria-label': `Select ${name}`,
      onclick: () => page.select(item.kind === 'layer' ? { ...item, kind: 'layer' } : item),
    }, text);
  }

  /** @param {Group} group @param {Opened} opened */
  function setCures(group, opened) {
    const layers = group.findings.map(({ layer }) => layer).sort().join();
    if (cured === opened && shownLayers === layers) return;
    cured = opened;
    shownLayers = layers;
    refused.textContent = '';
    buttons.replaceChildren(...curesOf(group, page.table, opened.values).map((cure) =>
      h('div', { class: 'cure', dataset: { setting: cure.key } },
        h('button', { type: 'button', class: 'button', onclick: () => void apply(cure) }, cure.said),
        h('small', null, cure.live ? 'the run goes on' : 'starts anew'))));
    const rows = group.findings[0].settings.flatMap((key) => page.table.filter((row) => row.key === key && row.type !== 'layers'));
    if (controls.map(({ setting }) => setting.key).join() !== rows.map(({ key }) => key).join()) {
      controls = rows.map((row) => settingControl(row, row.live ? goOn : page.change));
      body.replaceChildren(...controls.map(({ element: control, setting }) =>
        h('div', null, setting.type === 'choice' ? h('h4', null, setting.label) : null, control)));
    }
    more.hidden = controls.length === 0;
    for (const control of controls) control.set(opened.values);
  }

  /** A run that can keep its weights does. While a thumb is held nothing is opened. @type {import('../controls.js').Change} */
  async function goOn(patch, { live = false } = {}) {
    return live ? null : page.branch(patch);
  }

  /** @param {import('./cures.js').Cure} cure */
  async function apply(cure) {
    const step = page.frame?.step ?? 0;
    const why = code === 'diverged' && cure.live
      ? await recover(page, cure.patch)
      : await (cure.live ? page.branch(cure.patch) : page.change(cure.patch));
    refused.textContent = why ?? '';
    if (why || code === 'diverged') return;
    applied(`${cure.said}. ${cure.live ? `The run goes on from step ${count(step)}.` : 'Training starts at step 0 again.'}`);
  }

  return {
    element,
    /** @param {Group} group @param {Opened} opened */
    set(group, opened) {
      setText(sentence, group.findings[0].sentence);
      setText(measured, figure(group.findings[0]));
      setPlaces(group, opened);
      setCures(group, opened);
    },
    /** Another experiment is open: names and values may differ. */
    forget() {
      shownPlaces = '';
      cured = null;
    },
  };
}
