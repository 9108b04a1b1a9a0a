import { h, setText } from '../../ui/dom.js';
import { refusal } from '../../ui/field.js';
import { count, upper } from '../../ui/format.js';
import { sentence } from '../session.js';
import { columnChips } from './columns.js';
import { previewTable } from './preview.js';
import { rowsOf, settingsOf, splitBy } from './rows.js';

/**
 * A table that was read: its first rows, how it was read, and what of it is learned from what. Every change asks the
 * engine anew, which reads, guesses, splits and scales.
 * @typedef {import('../../engine/files.js').Sheet} Sheet
 * @typedef {import('../../engine/files.js').Selection} Selection
 * @typedef {import('../own/store.js').Choice} Choice
 */

const separators = { ',': 'commas', ';': 'semicolons', '\t': 'tabs', '|': 'bars' };
const marks = { '.': 'point', ',': 'comma' };

/**
 * @param {{ name: string, bytes: Uint8Array }} file
 * @param {import('./dialog.js').Hand} hand
 * @param {() => void} again to another file
 * @returns {Promise<import('./dialog.js').Form>} rejects with the sentence why it is no table
 */
export async function tableForm({ name, bytes }, { page, own, base, done }, again) {
  const { client } = page;
  const values = base ?? page.opened?.values ?? {};
  const most = Number(client.settings.settings.find(({ key }) => key === 'columns')?.max ?? 32);
  const before = [own.about('table'), own.about('measurements')].find((about) => about?.file === name);
  /** How the table is read; what is not said is guessed. @type {{ header?: boolean, separator?: string, decimal?: string }} */
  let reading = before?.reading ?? {};
  /** @type {Sheet} */
  let sheet = await client.csv(bytes, reading);
  if (sheet.columns.length < 2) reading = {};
  /** @type {Omit<Choice, 'task'> & { task?: Choice['task'] }} */
  let choice = firstChoice(before?.choice);
  /** @type {Selection | null} */
  let selection = null;
  let round = 0;

  const title = h('h3', null, name);
  const about = h('p', { class: 'help' });
  const preview = previewTable();
  const separator = select('Separated by', Object.entries(separators), (text) => void readAgain({ separator: text, decimal: undefined }));
  const decimal = select('Decimal mark', Object.entries(marks), (text) => void readAgain({ decimal: text }));
  const header = check('The first line names the columns', (on) => void readAgain({ header: on }));
  const target = select('Learn', [], (text) => {
    const column = Number(text);
    const inputs = choice.inputs.filter((input) => input !== column);
    // What was learned before may be learned from now.
    choose({ target: column, task: undefined, inputs: inputs.length === choice.inputs.length ? inputs : [...inputs, choice.target].sort((a, b) => a - b) });
  });
  const task = select('as', [['classes', 'classes'], ['values', 'values']], (text) => choose({ task: text === 'classes' ? 'classes' : 'values' }));
  const columns = columnChips((inputs) => choose({ inputs }));
  const standardise = check('Standardise', (on) => choose({ standardise: on }), 'inputs to mean 0 and deviation 1, by the rows that train; a value to be learned as well');
  const missing = select('Missing values', [['drop', 'leave the row out'], ['mean', 'take the mean']], (text) => choose({ missing: text === 'mean' ? 'mean' : 'drop' }));
  const summary = h('p', { role: 'status', class: 'files-summary' });
  const warnings = h('ul', { class: 'files-warnings', 'aria-label': 'Warnings' });
  const refused = refusal(() => null);
  const use = h('button', { type: 'button', class: 'button primary', onclick: () => void take() }, 'Use these data');
  const element = h('div', { class: 'files-form' },
    h('div', { class: 'files-title' }, title, about),
    preview.element,
    h('details', { class: 'files-reading' }, h('summary', null, 'How the file is read'), h('div', { class: 'own-row' }, separator.element, decimal.element, header.element)),
    h('div', { class: 'own-row files-learn' }, target.element, task.element),
    columns.element,
    h('div', { class: 'own-row' }, standardise.element, missing.element),
    summary, warnings, refused.element,
    h('div', { class: 'own-row' }, use, h('button', { type: 'button', class: 'button', onclick: again }, 'Another file')));

  /** What is chosen unasked: the last column from all others, as far as a network takes them. @param {Choice} [known] what was chosen before */
  function firstChoice(known) {
    const last = sheet.columns.length - 1;
    if (known && Math.max(known.target, ...known.inputs) <= last) return { ...known };
    const others = sheet.columns.map((_, i) => i).filter((i) => i !== last);
    return { inputs: fewEnough(others), target: last, task: undefined, standardise: true, missing: /** @type {const} */ ('drop') };
  }

  /** Columns of texts are one input for each text: those with many are left out where all together are too many. @param {number[]} others */
  function fewEnough(others) {
    const width = (/** @type {number} */ i) => (sheet.columns[i].kind === 'text' ? sheet.columns[i].distinct : 1);
    const widths = (/** @type {number[]} */ list) => list.reduce((sum, i) => sum + width(i), 0);
    const kept = [...others];
    while (kept.length > 1 && widths(kept) > most) {
      const widest = kept.reduce((best, i) => (width(i) >= width(best) ? i : best), kept[0]);
      kept.splice(kept.indexOf(widest), 1);
    }
    return kept;
  }

  /** @param {typeof reading} change */
  async function readAgain(change) {
    const mine = (round += 1);
    const next = { header: sheet.header, separator: sheet.separator, decimal: sheet.decimal, ...change };
    try {
      const read = await client.csv(bytes, next);
      if (mine !== round) return;
      const same = read.columns.length === sheet.columns.length;
      sheet = read;
      reading = next;
      if (!same) choice = firstChoice();
      refused.set(null);
      await showSheet();
    } catch (error) {
      if (mine !== round) return;
      refused.set(sentence(error));
      showReading();
    }
  }

  function showReading() {
    separator.set(sheet.separator);
    decimal.set(sheet.decimal);
    header.set(sheet.header);
  }

  async function showSheet() {
    setText(about, `${count(sheet.rows)} ${sheet.rows === 1 ? 'row' : 'rows'} of ${count(sheet.columns.length)} ${sheet.columns.length === 1 ? 'column' : 'columns'}, separated by ${separators[/** @type {','} */ (sheet.separator)] ?? sheet.separator}${sheet.header ? '' : ', without names'}`);
    showReading();
    target.options(sheet.columns.map((column, i) => [String(i), column.name]));
    missing.element.hidden = sheet.columns.every((column) => column.missing === 0);
    await choose({});
  }

  /** @param {Partial<typeof choice>} change */
  async function choose(change) {
    choice = { ...choice, ...change };
    const mine = (round += 1);
    use.disabled = true;
    refused.set(null);
    showChoice();
    try {
      if (sheet.columns.length < 2) throw new Error('There is one column only: besides the one to be learned there must be one to learn from. Is the file separated by another sign?');
      const found = await client.table({ ...choice, ...splitBy(values) });
      if (mine !== round) return;
      selection = found;
      choice.task = found.task;
      use.disabled = found.experiment === '';
      tell(found);
    } catch (error) {
      if (mine !== round) return;
      selection = null;
      setText(summary, '');
      tellWarnings(sheet.warnings);
      refused.set(sentence(error));
    }
    showChoice();
  }

  function showChoice() {
    target.set(String(choice.target));
    task.set(choice.task ?? (sheet.columns[choice.target].kind === 'text' ? 'classes' : 'values'));
    task.allow('values', sheet.columns[choice.target].kind === 'numbers');
    columns.show(sheet.columns, choice);
    standardise.set(choice.standardise);
    missing.set(choice.missing);
    preview.show(sheet, choice);
  }

  /** @param {Selection} found */
  function tell(found) {
    const what = found.task === 'classes' ? `${count(found.classes.length)} classes (${listed(found.classes)})` : 'a value';
    setText(summary, `${upper(what)} from ${count(found.inputs)} ${found.inputs === 1 ? 'input' : 'inputs'}; ${count(found.rows - found.tests)} rows to train on, ${count(found.tests)} held back for the test.`);
    const outside = !choice.standardise && found.inputs <= 2 && found.x.some((value) => Math.abs(value) > (page.opened?.dataset.range ?? 6));
    const left = sheet.columns.length - 1 - choice.inputs.length;
    tellWarnings([
      ...sheet.warnings, ...found.warnings,
      ...(outside ? [`Not standardised, some rows lie outside of the picture, which goes from −${page.opened?.dataset.range} to ${page.opened?.dataset.range}.`] : []),
      ...(left > 0 && choice.inputs.length < sheet.columns.length - 1 ? [`${count(left)} ${left === 1 ? 'column is' : 'columns are'} not used.`] : []),
    ]);
  }

  /** @param {string[]} sentences */
  function tellWarnings(sentences) {
    warnings.hidden = sentences.length === 0;
    warnings.replaceChildren(...sentences.map((text) => h('li', null, sentence(new Error(text)))));
  }

  async function take() {
    const found = selection;
    if (!found || found.experiment === '') return;
    use.disabled = true;
    const rows = rowsOf(found, {
      source: bytes,
      about: { file: name, columns: [], classes: [], reading: { header: sheet.header, separator: sheet.separator, decimal: sheet.decimal }, choice: { ...choice, task: found.task } },
    }, values);
    const why = await page.bring(settingsOf(found), rows, base);
    use.disabled = false;
    refused.set(why);
    if (why) return;
    done();
    page.toast(`${count(found.rows)} rows of “${name}” are in use.`, { label: 'Undo', onPress: () => void page.undo() });
  }

  await showSheet();
  return { element };
}

/** @param {string[]} names */
const listed = (names) => (names.length > 6 ? `${names.slice(0, 5).join(', ')} …` : names.join(', '));

/** @param {string} label @param {string[][]} choices value and words @param {(value: string) => void} onChoose */
function select(label, choices, onChoose) {
  const box = h('select', { onchange: () => onChoose(box.value) });
  const element = h('label', { class: 'files-select' }, h('span', null, label), box);
  const options = (/** @type {string[][]} */ list) => box.replaceChildren(...list.map(([value, words]) => h('option', { value }, words)));
  options(choices);
  return {
    element,
    options,
    /** @param {string} value */
    set: (value) => {
      box.value = value;
    },
    /** @param {string} value @param {boolean} on whether it can be chosen */
    allow(value, on) {
      for (const option of box.options) if (option.value === value) option.disabled = !on;
    },
  };
}

/** @param {string} label @param {(on: boolean) => void} onChange @param {string} [help] */
function check(label, onChange, help) {
  const box = h('input', { type: 'checkbox', onchange: () => onChange(box.checked) });
  return {
    element: h('label', { class: 'files-check' }, box, h('span', null, label, help ? h('small', null, ` ${help}`) : null)),
    /** @param {boolean} on */
    set: (on) => {
      box.checked = on;
    },
  };
}
