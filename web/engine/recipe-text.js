/**
 * @file Recipes as text: a few lines that say how numbers are computed, read into a tree. There is no
 * name and no operation in a recipe but those listed in recipe.js; it cannot reach anything else.
 *
 *   z = inputs * weights          a name for a value; the last line without one is the answer
 *   for layer in layers           what follows, up to `end`, once for each item of a list
 *   repeat steps                  the same, so many times
 *   end
 *
 * @typedef {{ kind: 'number', value: number } | { kind: 'text', value: string } | { kind: 'name', name: string }
 *   | { kind: 'call', name: string, args: Expression[] } | { kind: 'infix', sign: string, left: Expression, right: Expression }
 *   | { kind: 'field', of: Expression, name: string } | { kind: 'item', of: Expression, at: Expression }
 *   | { kind: 'list', items: Expression[] } | { kind: 'object', fields: [string, Expression][] }} Expression
 * @typedef {{ kind: 'set', name: string, value: Expression } | { kind: 'answer', value: Expression }
 *   | { kind: 'loop', name: string, over: Expression, body: Statement[] }} Statement name: empty for repeat
 */

import { GliaError } from './errors.js';

const token = /\s*(?:(\d+(?:\.\d+)?(?:e[-+]?\d+)?)|([A-Za-z_]\w*)|'([^']*)'|(>=|==|[-+*/^>()[\]{}:,.=]))/y;

/** How tightly signs bind. @type {Record<string, number>} */
const strength = { '>': 1, '>=': 1, '==': 1, '+': 2, '-': 2, '*': 3, '/': 3, '^': 4 };

/** Reads one line. */
class Reader {
  /** @param {string} line */
  constructor(line) {
    this.line = line;
    /** @type {{ type: 'number' | 'name' | 'text' | 'sign' | 'end', text: string }[]} */
    this.tokens = [];
    this.at = 0;
    token.lastIndex = 0;
    const whole = line.trimEnd();
    while (token.lastIndex < whole.length) {
      const start = token.lastIndex;
      const match = token.exec(whole);
      if (!match) throw this.fault(`“${whole.slice(start).trim().slice(0, 12)}” cannot be read`);
      const [, number, name, text, sign] = match;
      if (number !== undefined) this.tokens.push({ type: 'number', text: number });
      else if (name !== undefined) this.tokens.push({ type: 'name', text: name });
      else if (text !== undefined) this.tokens.push({ type: 'text', text });
      else this.tokens.push({ type: 'sign', text: sign });
    }
    this.tokens.push({ type: 'end', text: 'the end of the line' });
  }

  /** @param {string} why */
  fault(why) {
    return new GliaError('bad_argument', `In the recipe's line “${this.line.trim()}”, ${why}.`);
  }

  get next() {
    return this.tokens[this.at];
  }

  /** @param {string} sign */
  takes(sign) {
    if (this.next.type !== 'sign' || this.next.text !== sign) return false;
    this.at++;
    return true;
  }

  /** @param {string} sign */
  expect(sign) {
    if (!this.takes(sign)) throw this.fault(`“${sign}” is expected before ${this.next.text}`);
  }

  name() {
    if (this.next.type !== 'name') throw this.fault(`a name is expected before ${this.next.text}`);
    return this.tokens[this.at++].text;
  }

  end() {
    if (this.next.type !== 'end') throw this.fault(`nothing is expected before ${this.next.text}`);
  }

  /** @param {number} [least] how tightly a sign must bind to be taken @returns {Expression} */
  expression(least = 1) {
    let left = this.operand();
    for (;;) {
      const sign = this.next.type === 'sign' ? this.next.text : '';
      const bind = strength[sign] ?? 0;
      if (bind < least) return left;
      this.at++;
      left = { kind: 'infix', sign, left, right: this.expression(bind + 1) };
    }
  }

  /** @returns {Expression} */
  operand() {
    if (this.takes('-')) {
      return { kind: 'infix', sign: '*', left: { kind: 'number', value: -1 }, right: this.expression(strength['^']) };
    }
    let value = this.primary();
    for (;;) {
      if (this.takes('.')) value = { kind: 'field', of: value, name: this.name() };
      else if (this.takes('[')) {
        value = { kind: 'item', of: value, at: this.expression() };
        this.expect(']');
      } else return value;
    }
  }

  /** @returns {Expression} */
  primary() {
    const { type, text } = this.next;
    if (type === 'number' || type === 'text') {
      this.at++;
      return type === 'number' ? { kind: 'number', value: Number(text) } : { kind: 'text', value: text };
    }
    if (this.takes('(')) {
      const inner = this.expression();
      this.expect(')');
      return inner;
    }
    if (this.takes('[')) return { kind: 'list', items: this.list(']', () => this.expression()) };
    if (this.takes('{')) {
      /** @type {() => [string, Expression]} */
      const field = () => {
        const name = this.name();
        this.expect(':');
        return [name, this.expression()];
      };
      return { kind: 'object', fields: this.list('}', field) };
    }
    const name = this.name();
    return this.takes('(') ? { kind: 'call', name, args: this.list(')', () => this.expression()) } : { kind: 'name', name };
  }

  /** @template T @param {string} close @param {() => T} read @returns {T[]} */
  list(close, read) {
    /** @type {T[]} */
    const items = [];
    if (this.takes(close)) return items;
    do items.push(read());
    while (this.takes(','));
    this.expect(close);
    return items;
  }
}

/**
 * @param {string[]} lines
 * @returns {Statement[]} throws a sentence about the first line that cannot be read
 */
export function readRecipe(lines) {
  /** @type {Statement[][]} */
  const open = [[]];
  for (const line of lines) {
    const reader = new Reader(line);
    const body = open[open.length - 1];
    const [first, second] = reader.tokens;
    if (first.type === 'name' && (first.text === 'for' || first.text === 'repeat')) {
      reader.at++;
      let name = '';
      if (first.text === 'for') {
        name = reader.name();
        if (reader.name() !== 'in') throw reader.fault('“in” is missing');
      }
      /** @type {Statement} */
      const loop = { kind: 'loop', name, over: reader.expression(), body: [] };
      body.push(loop);
      open.push(loop.body);
    } else if (first.type === 'name' && first.text === 'end' && second.type === 'end') {
      reader.at++;
      if (open.length === 1) throw reader.fault('nothing is open that could end');
      open.pop();
    } else if (first.type === 'name' && second.type === 'sign' && second.text === '=') {
      reader.at = 2;
      body.push({ kind: 'set', name: first.text, value: reader.expression() });
    } else {
      body.push({ kind: 'answer', value: reader.expression() });
    }
    reader.end();
  }
  if (open.length > 1) throw new GliaError('bad_argument', 'A recipe’s loop has no end.');
  return open[0];
}
