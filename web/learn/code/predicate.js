/** @file Whether what a `try` asks for has come about, in the state that another widget's api tells of. */

/**
 * @typedef {object} State what an api tells; a part that a widget does not have is missing
 * @property {{ weights: ArrayLike<number>, biases: ArrayLike<number> }[]} [layers] 0 is the first hidden one
 * @property {Record<string, string>} [settings] every setting's text
 * @property {Record<string, number>} [measured]
 * @property {string[]} [output] lines printed
 *
 * @typedef {{ above?: number, below?: number }} Bounds
 * @typedef {object} Wish exactly one of these
 * @property {{ layer: number, kind: 'weights' | 'biases', all?: number } & Bounds} [parameter] all: every value is this
 *   number; above, below: one of them at least is
 * @property {{ key: string, is?: string | number, contains?: string } & Bounds} [setting]
 * @property {{ what: string } & Bounds} [measured]
 * @property {{ contains?: string, equals?: string }} [output] spaces do not count
 */

/**
 * @typedef {{ layers: { weights: ArrayLike<number>, biases: ArrayLike<number> }[], values: Record<string, string>,
 *   measured: Record<string, number | null> }} Reading what a figure that holds a run says of it; layer 0 are the inputs
 * @typedef {{ state?: () => State | Promise<State>, read?: () => Promise<Reading>, onChange(then: () => void): () => void }} Api
 */

/** @param {Api} api of a figure or a program @returns {Promise<State>} */
export async function stateOf(api) {
  if (api.state) return api.state();
  if (!api.read) throw new Error('it does not tell its state');
  const { layers, values, measured } = await api.read();
  const numbers = Object.entries(measured).flatMap(([name, value]) => (value === null ? [] : [[name, value]]));
  return { layers: layers.slice(1), settings: values, measured: Object.fromEntries(numbers) };
}

/** How near a weight set by hand must come. */
const near = 1e-6;

/** @param {number} value @param {Bounds} bounds */
const isWithin = (value, { above = -Infinity, below = Infinity }) => value > above && value < below;

/** @param {string} text */
const bare = (text) => text.replace(/\s+/g, '');

/** @param {Wish} wish @param {State} state @returns {boolean} */
export function isFulfilled({ parameter, setting, measured, output }, state) {
  if (parameter) {
    const layer = state.layers?.[parameter.layer];
    const values = layer ? Array.from(layer[parameter.kind]) : [];
    if (values.length === 0) return false;
    const { all } = parameter;
    return all === undefined ? values.some((value) => isWithin(value, parameter)) : values.every((value) => Math.abs(value - all) <= near);
  }
  if (setting) {
    const text = state.settings?.[setting.key];
    if (text === undefined) return false;
    if (setting.is !== undefined) return text === String(setting.is) || (text !== '' && Number(text) === Number(setting.is));
    return setting.contains === undefined ? isWithin(Number(text), setting) : text.includes(setting.contains);
  }
  if (measured) return isWithin(state.measured?.[measured.what] ?? NaN, measured);
  if (!output || !state.output) return false;
  const printed = bare(state.output.join('\n'));
  return output.equals === undefined ? printed.includes(bare(output.contains ?? '')) : printed === bare(output.equals);
}
