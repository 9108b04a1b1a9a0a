// Reads the YAML of a widget and checks it against the fields of its kind (web/learn/fields.js).

import { LineCounter, isMap, isScalar, isSeq, parseDocument } from 'yaml';
import { ContentFault } from './fault.mjs';

/** @typedef {import('../../learn/fields.js').Field} Field */
/** @typedef {import('../../learn/fields.js').Fields} Fields */
/**
 * @typedef {object} Source where the text stands
 * @property {string} file @property {number} line of the text's first line
 */
/**
 * @typedef {object} Help what checking asks of others
 * @property {(experiment: string) => string} experiment '' or what the engine refuses
 * @property {(setting: string) => string[]} choices of a setting
 * @property {(markdown: string, line: number) => string} rich inline Markdown as HTML; refuses by itself
 */

/**
 * @param {string} text YAML
 * @param {Fields} fields
 * @param {Source} source
 * @param {Help} help
 * @returns {{ raw: any, made: any }} as it is written, and with `rich` texts as HTML
 */
export function readFields(text, fields, source, help) {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false });
  const lineAt = (/** @type {number} */ offset) => source.line + Math.max(0, counter.linePos(Math.min(offset, Math.max(0, text.trimEnd().length - 1))).line - 1);
  const [error] = [...document.errors, ...document.warnings];
  if (error) throw new ContentFault(source.file, lineAt(error.pos[0]), `This is not YAML as it should be: ${error.message}`);
  const lineOf = (/** @type {any} */ node) => (node?.range ? lineAt(node.range[0]) : source.line);
  /** @param {any} node @param {string} sentence @returns {never} */
  const refuse = (node, sentence) => {
    throw new ContentFault(source.file, lineOf(node), sentence);
  };
  const made = checkRecord(document.contents, fields, 'The widget', { refuse, lineOf, help, document });
  return { raw: document.toJS(), made };
}

/** @typedef {{ refuse: (node: any, sentence: string) => never, lineOf: (node: any) => number, help: Help, document: import('yaml').Document }} Context */

/** @param {any} node @param {Fields} fields @param {string} place @param {Context} context */
function checkRecord(node, fields, place, context) {
  const { refuse } = context;
  const names = Object.keys(fields).map((name) => name.replace('?', ''));
  const known = names.join(', ');
  if (node === null || (isScalar(node) && node.value === null)) {
    const needed = Object.keys(fields).filter((name) => !name.endsWith('?'));
    if (needed.length === 0) return {};
    refuse(node, `${place} is empty; it needs ${needed.join(', ')}.`);
  }
  if (!isMap(node)) refuse(node, `${place} must be a list of “name: value”; the names are ${known}.`);
  /** @type {Record<string, any>} */
  const made = {};
  for (const pair of node.items) {
    const name = String(pair.key?.value ?? pair.key);
    if (!names.includes(name)) refuse(pair.key, `${place} has no field “${name}”; there is ${known}.`);
    const field = fields[name] ?? fields[`${name}?`];
    made[name] = checkField(pair.value ?? pair.key, field, `“${name}”`, context);
  }
  for (const name of Object.keys(fields)) {
    if (!name.endsWith('?') && !(name in made)) refuse(node, `${place} lacks the field “${name}”.`);
  }
  return made;
}

/** @param {any} node @param {Field} field @param {string} place @param {Context} context @returns {any} */
function checkField(node, field, place, context) {
  const { refuse, help } = context;
  const value = isScalar(node) ? node.value : undefined;
  const { least = -Infinity, most = Infinity } = field;
  switch (field.type) {
    case 'record':
      return checkRecord(node, field.fields ?? {}, place, context);
    case 'list': {
      if (!isSeq(node)) refuse(node, `${place} must be a list.`);
      if (node.items.length < least || node.items.length > most) refuse(node, `${place} holds ${node.items.length}; it must hold ${least === most ? least : `${least} to ${most}`}.`);
      return node.items.map((/** @type {any} */ each, /** @type {number} */ i) => checkField(each, /** @type {Field} */ (field.of), `Number ${i + 1} of ${place}`, context));
    }
    case 'number':
      if (typeof value !== 'number' || !(value >= least && value <= most) || (field.whole && !Number.isInteger(value))) {
        refuse(node, `${place} must be a ${field.whole ? 'whole ' : ''}number from ${least} to ${most}.`);
      }
      return value;
    case 'flag':
      if (typeof value !== 'boolean') refuse(node, `${place} must be true or false.`);
      return value;
    case 'scalar':
      if (typeof value !== 'number' && typeof value !== 'string') refuse(node, `${place} must be a number or a text.`);
      return value;
    case 'any':
      return node?.toJS(context.document) ?? null;
    default:
      return checkText(node, value, field, place, context);
  }
}

/** @param {any} node @param {unknown} value @param {Field} field @param {string} place @param {Context} context */
function checkText(node, value, field, place, { refuse, lineOf, help }) {
  if (typeof value !== 'string' || !value.trim()) {
    const hint = value === null || typeof value !== 'object' ? ' Put it between quotation marks if it looks like something else.' : '';
    return refuse(node, `${place} must be a text.${hint}`);
  }
  const { most = Infinity } = field;
  if (value.length > most) refuse(node, `${place} has ${value.length} characters; there may be ${most}.`);
  switch (field.type) {
    case 'one':
    case 'choice': {
      const names = field.type === 'one' ? (field.names ?? []) : help.choices(field.setting ?? '');
      if (!names.includes(value)) refuse(node, `${place} cannot be “${value}”; it is one of ${names.join(', ')}.`);
      return value;
    }
    case 'experiment': {
      const fault = help.experiment(value);
      if (fault) refuse(node, `${place} is no experiment: ${fault}`);
      return value;
    }
    case 'id':
      if (!/^[A-Za-z0-9][A-Za-z0-9_-]*$/.test(value)) refuse(node, `${place} must be a name of letters, digits, hyphens and underscores.`);
      return value;
    case 'rich':
      return help.rich(value, lineOf(node));
    default:
      return value;
  }
}
