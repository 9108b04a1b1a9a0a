/**
 * @file Works recipes out: the right answers of the exercises, and those that well-known mistakes give.
 * Every number comes from the engine; here arrays are only laid out, repeated, cut and joined.
 *
 * A value is an array of numbers with a shape (a number has the shape []), or a list or an object of values,
 * or a text. Where an array of several dimensions meets a smaller one, the smaller is repeated: a number
 * everywhere, a list along the rows; a matrix of one column along the columns.
 */

import { GliaError } from './errors.js';
import { readRecipe } from './recipe-text.js';

/** @typedef {import('./engine.js').Engine} Engine @typedef {import('./recipe-text.js').Expression} Expression */
/** @typedef {import('./recipe-text.js').Statement} Statement */
/** @typedef {{ shape: number[], data: Float64Array }} Tensor @typedef {Tensor | string | any[] | { [name: string]: any }} Value */

const most = { steps: 2_000_000, numbers: 1_000_000 };

/** @param {string} why */
const refused = (why) => new GliaError('bad_argument', `A recipe cannot be worked out: ${why}.`);

/** @param {number[]} shape @param {ArrayLike<number>} data @returns {Tensor} */
const tensor = (shape, data) => ({ shape, data: Float64Array.from(data) });

/** @param {any} value @returns {value is Tensor} */
const isTensor = (value) => value !== null && typeof value === 'object' && value.data instanceof Float64Array;

/** @param {any} value @returns {Tensor} */
function numbers(value) {
  if (isTensor(value)) return value;
  if (Array.isArray(value) && value.length > 0) return stack(value);
  throw refused('numbers are expected where there is something else');
}

/** @param {any} value @returns {number} */
function scalar(value) {
  const { data } = numbers(value);
  if (data.length !== 1) throw refused(`one number is expected, not ${data.length}`);
  return data[0];
}

/** Values of one shape as an array of one dimension more. @param {any[]} values @returns {Tensor} */
function stack(values) {
  const parts = values.map(numbers);
  const shape = parts[0].shape;
  if (parts.some((part) => String(part.shape) !== String(shape))) throw refused('rows of several lengths are no matrix');
  return tensor([parts.length, ...shape], parts.flatMap((part) => [...part.data]));
}

/** A value from plain lists, objects, numbers and texts. @param {any} plain @returns {Value} */
export function fromPlain(plain) {
  if (typeof plain === 'number') return tensor([], [plain]);
  if (typeof plain === 'string') return plain;
  if (Array.isArray(plain)) {
    const items = plain.map(fromPlain);
    const even = items.length > 0 && items.every((item) => isTensor(item) && String(item.shape) === String(/** @type {Tensor} */ (items[0]).shape));
    return even ? stack(items) : items;
  }
  if (plain !== null && typeof plain === 'object') {
    return Object.fromEntries(Object.entries(plain).map(([name, value]) => [name, fromPlain(value)]));
  }
  throw refused(`${plain} is no value for it`);
}

/** @param {any} value @returns {any} plain lists, objects and numbers */
export function toPlain(value) {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(toPlain);
  if (!isTensor(value)) return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, toPlain(part)]));
  const { shape, data } = value;
  let next = 0;
  /** @param {number} depth @returns {any} */
  const build = (depth) => (depth === shape.length ? data[next++] : Array.from({ length: shape[depth] }, () => build(depth + 1)));
  return build(0);
}

/** @param {Tensor} value @returns {[number, number]} rows and columns; a list is one row */
const sides = ({ shape, data }) => (shape.length === 2 ? [shape[0], shape[1]] : [1, data.length]);

/** Repeats an array to a shape. @param {Tensor} value @param {number[]} shape @returns {Float64Array} */
function spread({ shape: from, data }, shape) {
  const size = shape.reduce((a, b) => a * b, 1);
  if (size > most.numbers) throw refused('it has too many numbers');
  if (String(from) === String(shape)) return data;
  const last = shape[shape.length - 1] ?? 1;
  if (data.length === 1) return new Float64Array(size).fill(data[0]);
  if (from.length === 1 && from[0] === last) return Float64Array.from({ length: size }, (_, i) => data[i % last]);
  if (from.length === 2 && from[1] === 1 && from[0] === shape[0]) return Float64Array.from({ length: size }, (_, i) => data[Math.floor(i / last)]);
  throw refused(`shapes ${from.join('×') || 'of one number'} and ${shape.join('×')} do not go together`);
}

/** @param {number} count @returns {null[]} */
function times(count) {
  if (!(count >= 0 && count <= most.steps)) throw refused('it takes too long');
  return new Array(Math.floor(count)).fill(null);
}

/** One recipe at work. */
class Kitchen {
  /** @param {Engine} engine @param {Record<string, Value>} values what it is given */
  constructor(engine, values) {
    this.engine = engine;
    this.names = new Map(Object.entries(values));
    this.left = most.steps;
    /** @type {Value | undefined} */
    this.answer = undefined;
  }

  /** @param {Statement[]} statements */
  run(statements) {
    for (const statement of statements) {
      if (statement.kind === 'loop') {
        const over = this.value(statement.over);
        const items = statement.name === '' ? times(scalar(over)) : this.items(over);
        for (const item of items) {
          if (statement.name !== '') this.names.set(statement.name, item);
          this.run(statement.body);
        }
      } else if (statement.kind === 'set') this.names.set(statement.name, this.value(statement.value));
      else this.answer = this.value(statement.value);
    }
  }

  /** @param {any} value @returns {any[]} */
  items(value) {
    if (Array.isArray(value)) return value;
    const { shape, data } = numbers(value);
    if (shape.length === 0) throw refused('a single number has no items');
    const inner = shape.slice(1);
    const size = data.length / (shape[0] || 1);
    return Array.from({ length: shape[0] }, (_, i) => tensor(inner, data.subarray(i * size, (i + 1) * size)));
  }

  /** @param {Expression} expression @returns {any} */
  value(expression) {
    if (this.left-- <= 0) throw refused('it takes too long');
    switch (expression.kind) {
      case 'number':
        return tensor([], [expression.value]);
      case 'text':
        return expression.value;
      case 'name': {
        const value = this.names.get(expression.name);
        if (value === undefined) throw refused(`there is no ${expression.name}`);
        return value;
      }
      case 'list':
        return expression.items.map((item) => this.value(item));
      case 'object':
        return Object.fromEntries(expression.fields.map(([name, part]) => [name, this.value(part)]));
      case 'field': {
        const value = this.value(expression.of)?.[expression.name];
        if (value === undefined) throw refused(`there is no field ${expression.name}`);
        return value;
      }
      case 'item': {
        const items = this.items(this.value(expression.of));
        const at = scalar(this.value(expression.at));
        const item = items[at < 0 ? items.length + at : at];
        if (item === undefined) throw refused(`there is no item ${at}`);
        return item;
      }
      case 'infix':
        return this.infix(expression.sign === '>=' ? 'g' : expression.sign[0], this.value(expression.left), this.value(expression.right));
      default: {
        if (!Object.hasOwn(dishes, expression.name)) throw refused(`there is nothing called ${expression.name}(…)`);
        return dishes[expression.name](this, expression.args.map((part) => this.value(part)));
      }
    }
  }

  /** By element. @param {string} sign @param {any} left @param {any} right @returns {Tensor} */
  infix(sign, left, right) {
    const [a, b] = [numbers(left), numbers(right)];
    const deeper = a.shape.length > b.shape.length || (a.shape.length === b.shape.length && a.data.length >= b.data.length);
    const { shape } = deeper ? a : b;
    return tensor(shape, this.engine.elementwise(sign, spread(a, shape), spread(b, shape)));
  }

  /** @param {any} left @param {any} right @returns {Tensor} */
  product(left, right) {
    const [a, b] = [numbers(left), numbers(right)];
    const [m, k] = sides(a);
    const [inner, n] = b.shape.length === 2 ? sides(b) : [b.data.length, 1];
    if (k !== inner) throw refused(`${m}×${k} and ${inner}×${n} have no product`);
    const shape = [...(a.shape.length === 2 ? [m] : []), ...(b.shape.length === 2 ? [n] : [])];
    return tensor(shape, this.engine.product(a.data, b.data, m, k, n));
  }

  /** Sums over the first dimension. @param {any} value @returns {Tensor} */
  total(value) {
    const x = numbers(value);
    const rows = x.shape.length === 2 ? x : tensor([x.data.length, 1], x.data);
    const sums = this.product(tensor([rows.shape[0]], new Float64Array(rows.shape[0]).fill(1)), rows);
    return x.shape.length === 2 ? sums : tensor([], sums.data);
  }
}

/** An activation of the engine, of each row. @param {string} name @param {boolean} [slope] its derivative instead */
const curve = (name, slope = false) => (/** @type {Kitchen} */ { engine }, /** @type {any[]} */ [x, factor]) => {
  const { shape, data } = numbers(x);
  const options = factor === undefined ? {} : { slope: scalar(factor) };
  const columns = shape[shape.length - 1] ?? 1;
  return tensor(shape, engine.activation(name, data, { ...options, derivative: slope, columns }));
};

/** @param {any} value */
const transposed = (value) => {
  const x = numbers(value);
  const [rows, columns] = sides(x);
  return tensor([columns, rows], Float64Array.from({ length: x.data.length }, (_, i) => x.data[(i % rows) * columns + Math.floor(i / rows)]));
};

/** @param {(x: Tensor) => number} count */
const size = (count) => (/** @type {Kitchen} */ _, /** @type {any[]} */ [x]) => tensor([], [count(numbers(x))]);

/** What a recipe can call. @type {Record<string, (kitchen: Kitchen, args: any[]) => any>} */
const dishes = {
  relu: curve('relu'), sigmoid: curve('sigmoid'), tanh: curve('tanh'), gelu: curve('gelu'), softmax: curve('softmax'),
  leaky_relu: curve('leaky_relu'), gelu_tanh: curve('gelu_tanh'), silu: curve('silu'), elu: curve('elu'),
  exp: (k, [x]) => k.infix('e', x, x),
  log: (k, [x]) => k.infix('l', x, x),
  sqrt: (k, [x]) => k.infix('s', x, x),
  max: (k, [a, b]) => k.infix('m', a, b),
  min: (k, [a, b]) => k.infix('*', tensor([], [-1]), k.infix('m', k.infix('*', a, tensor([], [-1])), k.infix('*', b, tensor([], [-1])))),
  abs: (k, [x]) => k.infix('m', x, k.infix('*', x, tensor([], [-1]))),
  /* The engine's dense layer: inputs (a list, or rows of them), weights [units][inputs], biases, activation. */
  dense({ engine }, [inputs, weights, biases, activation]) {
    const [x, w, b] = [inputs, weights, biases].map(numbers);
    const [rows, columns] = sides(x);
    if (sides(w)[0] !== b.data.length || sides(w)[1] !== columns) throw refused('weights must have a row per neuron and a column per input');
    const out = engine.layer(x.data, rows, w.data, b.data, String(activation));
    return tensor(x.shape.length === 2 ? [rows, b.data.length] : [b.data.length], out);
  },
  /* The engine's loss: its name, outputs (logits for bce and cross_entropy), targets, rows. */
  loss({ engine }, [name, outputs, targets, rows]) {
    return tensor([], [engine.loss(String(name), numbers(outputs).data, numbers(targets).data, scalar(rows)).loss]);
  },
  loss_slope({ engine }, [name, outputs, targets, rows]) {
    const { shape, data } = numbers(outputs);
    return tensor(shape, engine.loss(String(name), data, numbers(targets).data, scalar(rows)).gradient);
  },
  /* The engine's metrics of class 1: scores, labels, name (precision, recall, f1, auc, accuracy), threshold. */
  metric({ engine }, [scores, labels, name, threshold]) {
    const found = engine.metrics(numbers(scores).data, numbers(labels).data, { kind: 'binary', threshold: threshold ? scalar(threshold) : 0.5 })[String(name)];
    if (typeof found !== 'number') throw refused(`${name} is not defined here`);
    return tensor([], [found]);
  },
  product: (k, [a, b]) => k.product(a, b),
  transpose: (_, [x]) => transposed(x),
  total: (k, [x]) => (Array.isArray(x) && x.length === 0 ? tensor([], [0]) : k.total(x)),
  largest: (k, [x]) => k.items(x).reduce((a, b) => k.infix('m', a, b)),
  total_rows: (k, [x]) => k.total(transposed(x)),
  rows: size((x) => sides(x)[0]),
  columns: size((x) => sides(x)[1]),
  count: (_, [x]) => tensor([], [Array.isArray(x) ? x.length : numbers(x).data.length]),
  column: (_, [x]) => tensor([numbers(x).data.length, 1], numbers(x).data),
  flat: (_, [x]) => tensor([numbers(x).data.length], numbers(x).data),
  reshape: (_, [x, rows, columns]) => {
    const { data } = numbers(x);
    if (scalar(rows) * scalar(columns) !== data.length) throw refused(`${data.length} numbers are no ${scalar(rows)}×${scalar(columns)}`);
    return tensor([scalar(rows), scalar(columns)], data);
  },
  append: (k, [list, item]) => [...k.items(list), item],
  reverse: (k, [list]) => [...k.items(list)].reverse(),
  range: (_, [n]) => Array.from({ length: scalar(n) }, (_item, i) => tensor([], [i])),
  /* items from one place up to before another, which may count from the end */
  part: (k, [list, from, to]) => {
    const items = k.items(list).slice(scalar(from), to === undefined ? undefined : scalar(to));
    return isTensor(list) && items.length ? stack(items) : items;
  },
  /* rows of 0 with a 1 at each label */
  one_hot: (_, [labels, classes]) => {
    const { data } = numbers(labels);
    const width = scalar(classes);
    return tensor([data.length, width], Float64Array.from({ length: data.length * width }, (_item, i) => Number(data[Math.floor(i / width)] === i % width)));
  },
  /* a list with one item changed by a number */
  nudge: (k, [list, at, by]) => {
    const x = numbers(list);
    return k.infix('+', x, tensor(x.shape, Float64Array.from(x.data, (_item, i) => (i === scalar(at) ? scalar(by) : 0))));
  },
};

/** The names a recipe can call. */
export const recipeFunctions = Object.keys(dishes);

/**
 * Works recipes out, each for each case.
 * @param {Engine} engine
 * @param {string[][]} recipes lines of each
 * @param {Record<string, any>[]} cases what they are given: numbers, texts, lists and objects of those, by name
 * @returns {any[][]} [recipe][case] plain lists, objects and numbers; null where a recipe has no meaning for a case.
 *   The first recipe is the right one: it throws where it has no meaning
 */
export function cook(engine, recipes, cases) {
  const given = cases.map((values) => Object.fromEntries(Object.entries(values).map(([name, value]) => [name, fromPlain(value)])));
  return recipes.map((lines, r) => {
    const statements = readRecipe(lines);
    return given.map((values) => {
      const kitchen = new Kitchen(engine, values);
      try {
        kitchen.run(statements);
      } catch (error) {
        if (r > 0 && (error instanceof GliaError || error instanceof RangeError)) return null;
        throw error;
      }
      return kitchen.answer === undefined ? null : toPlain(kitchen.answer);
    });
  });
}
