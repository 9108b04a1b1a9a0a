/**
 * The ledger of one parameter as a chain of lines, from what came in to the new value. Every number in it is
 * one of the engine's ledger (src/inspect/ledger.h); nothing is worked out here. A number that stands in
 * several lines has one name, so that all of them can be covered together while it is asked for.
 * @typedef {import('../engine/inspect.js').Ledger} Ledger
 * @typedef {import('./types.js').Layer} Layer
 *
 * @typedef {{ name: string, value: number }} Quantity
 * @typedef {string | Quantity} Part of the arithmetic: a sign, or a number
 *
 * @typedef {object} Line
 * @property {string} label
 * @property {Part[]} sum what gives the result; empty where it comes from elsewhere
 * @property {Quantity} result
 * @property {boolean} main whether it is shown while the chain is folded
 * @property {string} [question] what it is called when it is asked for; without, it never is
 */

/** Units of the layer above that are listed one by one. */
const mostTerms = 16;

/** JSON has no number for what is not finite. @param {number | null | undefined} value */
const real = (value) => (typeof value === 'number' ? value : NaN);

/** @param {string} name @param {number | null | undefined} value @returns {Quantity} */
const q = (name, value) => ({ name, value: real(value) });

/**
 * @param {Ledger} ledger with the detail of one example
 * @param {number} row which example of the batch
 * @param {object} names
 * @param {string} names.from where a weight comes from; empty for a bias
 * @param {(unit: number) => string} names.above a unit of the layer above
 * @param {string} names.activation
 * @param {string} names.loss
 * @returns {Line[]}
 */
export function chainOf(ledger, row, names) {
  const lines = [...deltaLines(ledger, row, names), ...gradientLines(ledger, row), ...updateLines(ledger)];
  const quantities = lines.flatMap(({ sum, result }) => [result, ...sum.filter((part) => typeof part !== 'string')]);
  for (const line of lines) {
    const { name, value } = line.result;
    // What stands elsewhere under another name would be read off, not worked out.
    if (!line.question || quantities.some((other) => other.name !== name && other.value === value)) delete line.question;
  }
  return lines;
}

/** How the example's delta came about, and what it is multiplied by. @param {Ledger} ledger @param {number} row @param {Parameters<typeof chainOf>[2]} names @returns {Line[]} */
function deltaLines({ detail, examples, role }, row, names) {
  const { input, delta } = examples[row];
  const entered = q('input', input);
  /** @type {Line[]} */
  const lines = [{ label: role === 'weight' ? `what ${names.from} said` : 'a bias has no input', sum: [], result: entered, main: true }];
  if (!detail) return lines;
  lines.push({ label: 'weighted sum', sum: [], result: q('pre', detail.pre), main: false });
  if (detail.z !== detail.pre) lines.push({ label: 'normalised', sum: [], result: q('z', detail.z), main: false });
  const same = detail.post === detail.act;
  lines.push({ label: names.activation, sum: [], result: q('act', detail.act), main: false });
  if (!same) lines.push({ label: detail.mask === 0 ? 'dropped' : 'answer', sum: [], result: q('post', detail.post), main: false });
  for (const { unit, weight, delta: from, product } of detail.above.slice(0, mostTerms)) {
    lines.push({
      label: `back from ${names.above(unit)}`,
      sum: [q(`weight ${unit}`, weight), ' × ', q(`delta ${unit}`, from)],
      result: q(`term ${unit}`, product),
      main: false,
      question: `the product from ${names.above(unit)}`,
    });
  }
  const more = detail.above.length - mostTerms;
  if (detail.above.length > 0) {
    if (detail.skip) lines.push({ label: 'past the layer above', sum: [], result: q('skip', detail.skip), main: false });
    lines.push({ label: more > 0 ? `all added up, ${more} more among them` : 'all added up', sum: [], result: q('byPost', detail.byPost), main: false });
  } else lines.push({ label: `target of the ${names.loss}`, sum: [], result: q('target', detail.target), main: false });
  const through = detail.above.length > 0 ? [q('byPost', detail.byPost), ` × slope of ${names.activation}`] : [];
  if (detail.mask !== 1) through.push(' × ', q('mask', detail.mask));
  if (detail.byPre !== detail.byZ) {
    lines.push({ label: 'before normalising', sum: through, result: q('byZ', detail.byZ), main: false });
    lines.push({ label: 'delta, through it', sum: [], result: q('delta', delta), main: false });
  } else lines.push({ label: 'delta', sum: through, result: q('delta', delta), main: false });
  return lines;
}

/** From the example's product to the gradient the optimizer is given. @param {Ledger} ledger @param {number} row @returns {Line[]} */
function gradientLines(ledger, row) {
  const { examples } = ledger;
  const { input, delta, product } = examples[row];
  const few = examples.length <= 4;
  const names = examples.map((_, i) => (i === row ? 'product' : `product ${i}`));
  /** @type {Line[]} */
  const lines = [
    { label: 'its product', sum: [q('input', input), ' × ', q('delta', delta)], result: q('product', product), main: true, question: 'the product' },
    {
      label: examples.length === 1 ? 'gradient' : `gradient: ${examples.length} of them added`,
      sum: few && examples.length > 1 ? joined(examples.map((one, i) => q(names[i], one.product)), ' + ') : [],
      result: q('gradient', ledger.gradient),
      main: true,
      question: few && examples.length > 1 ? 'the gradient' : undefined,
    },
  ];
  let at = q('gradient', ledger.gradient);
  const on = (/** @type {string} */ label, /** @type {Part[]} */ more, /** @type {Quantity} */ result, /** @type {string} */ question) => {
    lines.push({ label, sum: [at, ...more], result, main: false, question });
    at = result;
  };
  const l1 = real(ledger.l1);
  const clipped = q('clipped', ledger.clipped);
  if (ledger.clipFactor !== 1) {
    const sum = l1 !== 0 ? ['(', at, ' + ', q('l1', l1), ') × '] : [at, ' × '];
    lines.push({ label: 'norm of all gradients', sum: [], result: q('norm', ledger.norm), main: false });
    lines.push({ label: 'clipped by that norm', sum: [...sum, q('clipFactor', ledger.clipFactor)], result: clipped, main: false, question: 'the clipped gradient' });
    at = clipped;
  } else if (l1 !== 0) on('with the L1 penalty', [' + ', q('l1', l1)], clipped, 'the gradient with its L1 penalty');
  if (ledger.limited !== ledger.clipped) {
    at = q('limited', ledger.limited);
    lines.push({ label: 'cut to the limit', sum: [], result: at, main: false });
  }
  if (ledger.decay !== 0) on('with the weight’s decay', [' + ', q('decay', ledger.decay)], q('given', ledger.given), 'the gradient with the decay');
  return lines;
}

/** What the optimizer makes of it; the rules are those of src/train/optimizer.h. @param {Ledger} ledger @returns {Line[]} */
function updateLines(ledger) {
  const g = nameOfGiven(ledger);
  const { optimizer, first, second } = ledger;
  const adam = ['adam', 'adamw', 'lamb'].includes(optimizer);
  const root = q('denominator', ledger.denominator);
  const moved = q('first', first?.after);
  /** @type {Line[]} */
  const lines = [];
  if (second) {
    const kept = optimizer === 'adagrad' ? [q('second before', second.before), ' + ', g, '²'] : average(ledger.keep2, q('second before', second.before), g, '²');
    lines.push({ label: optimizer === 'adagrad' ? 'sum of squares' : 'average of squares', sum: kept, result: q('second', second.after), main: false, question: 'the squares after this step' });
    if (adam) lines.push({ label: 'its correction', sum: [], result: q('correction2', ledger.correction2), main: false });
    const inner = adam ? ['√(', q('second', second.after), ' ÷ ', q('correction2', ledger.correction2), ')'] : ['√', q('second', second.after)];
    lines.push({ label: 'root of it', sum: [...inner, ' + ', q('eps', ledger.eps)], result: root, main: false, question: 'the root of the squares' });
  }
  if (first) {
    const took = second ? [' + ', g, ' ÷ ', root] : [' + ', g];
    const kept = adam ? average(ledger.keep1, q('first before', first.before), g, '') : [q('momentum', ledger.momentum), ' × ', q('first before', first.before), ...took];
    lines.push({ label: adam ? 'average of gradients' : 'velocity', sum: kept, result: moved, main: false, question: adam ? 'the average of the gradients' : 'the velocity' });
    if (adam) lines.push({ label: 'its correction', sum: [], result: q('correction1', ledger.correction1), main: false });
  }
  if (optimizer === 'lamb') {
    lines.push({ label: 'norm of the layer’s weights', sum: [], result: q('weightNorm', ledger.weightNorm), main: false });
    lines.push({ label: 'norm of its step', sum: [], result: q('updateNorm', ledger.updateNorm), main: false });
    lines.push({ label: 'trust', sum: [q('weightNorm', ledger.weightNorm), ' ÷ ', q('updateNorm', ledger.updateNorm)], result: q('trust', ledger.trust), main: false });
  }
  const change = q('change', ledger.change);
  lines.push({ label: 'change', sum: step(ledger, g, moved, root), result: change, main: true, question: optimizer === 'lamb' ? undefined : 'the change' });
  const before = q('before', ledger.before);
  const kept = ledger.shrink !== 1 ? [before, ' × ', q('shrink', ledger.shrink)] : [before];
  lines.push({ label: 'new value', sum: [...kept, ' − ', change], result: q('after', ledger.after), main: true });
  return lines;
}

/** The arithmetic of the change. @param {Ledger} ledger @param {Quantity} g @param {Quantity} first @param {Quantity} root @returns {Part[]} */
function step(ledger, g, first, root) {
  const rate = q('rate', ledger.rate);
  switch (ledger.optimizer) {
    case 'nesterov':
      return [rate, ' × (', g, ' + ', q('momentum', ledger.momentum), ' × ', first, ')'];
    case 'adam':
    case 'adamw':
      return [rate, ' ÷ ', q('correction1', ledger.correction1), ' × ', first, ' ÷ ', root];
    case 'lamb':
      return [rate, ' × ', q('trust', ledger.trust), ' × the corrected step'];
    default:
      if (ledger.first) return [rate, ' × ', first];
      return ledger.second ? [rate, ' × ', g, ' ÷ ', root] : [rate, ' × ', g];
  }
}

/** An average that forgets. @param {number} keep @param {Quantity} before @param {Quantity} g @param {string} power @returns {Part[]} */
const average = (keep, before, g, power) => [q('keep', keep), ' × ', before, ' + (1 − ', q('keep', keep), ') × ', g, power];

/** The gradient as the rule is given it, under the name it had last. @param {Ledger} ledger */
function nameOfGiven({ gradient, l1, clipFactor, clipped, limited, decay, given }) {
  if (decay !== 0) return q('given', given);
  if (limited !== clipped) return q('limited', limited);
  return l1 !== 0 || clipFactor !== 1 ? q('clipped', clipped) : q('gradient', gradient);
}

/** @param {Quantity[]} list @param {string} sign @returns {Part[]} */
const joined = (list, sign) => list.flatMap((one, i) => (i === 0 ? [one] : [sign, one]));

/** Whether a number of an arithmetic needs brackets: a negative one behind a sign, or squared. @param {Part[]} sum @param {number} i */
export function inBrackets(sum, i) {
  const [before, part, after] = [sum[i - 1], sum[i], sum[i + 1]];
  if (typeof part === 'string' || !(part.value < 0)) return false;
  return after === '²' || (typeof before === 'string' && !before.endsWith('('));
}
