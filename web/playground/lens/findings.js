import { minus, percent } from '../../ui/format.js';

/**
 * @file What the doctor's findings are called, how they are signed in the drawing, and what was measured.
 * The findings themselves, their sentences and thresholds are the engine's.
 *
 * @typedef {import('../types.js').Finding} Finding
 * @typedef {import('../types.js').Layer} Layer
 *
 * @typedef {object} Group findings of one kind, layer by layer
 * @property {string} code @property {Finding[]} findings the worst one first
 */

/**
 * name; sign in the drawing; what was measured; least: it is wrong below the threshold, not above;
 * share: the measure is a share of one.
 * @type {Record<string, { name: string, sign: string, what?: string, least?: boolean, share?: boolean }>}
 */
const kinds = {
  diverged: { name: 'Diverged', sign: '∞' },
  symmetry: { name: 'Units all alike', sign: '=', what: 'Units alike' },
  dead: { name: 'Dead units', sign: '✕', what: 'Units dead', share: true },
  saturated: { name: 'Saturated units', sign: '▬', what: 'Flat on', share: true },
  vanishing: { name: 'Vanishing gradient', sign: '↓', what: 'Gradient against that further up', least: true },
  exploding: { name: 'Exploding gradient', sign: '↑', what: 'Gradient against weights' },
  rate_large: { name: 'Steps too large', sign: '»', what: 'Last update against weights' },
  no_progress: { name: 'No progress', sign: '?', what: 'Loss against the first' },
  rate_small: { name: 'Steps too small', sign: '›', what: 'Last update against weights', least: true },
  overfitting: { name: 'Overfitting', sign: '≠', what: 'Test loss against training loss' },
  leak: { name: 'Test points in training', sign: '!', what: 'Test points known', share: true },
  imbalance: { name: 'Rare class', sign: '!', what: 'Rarest class against the commonest', least: true },
};

/** Two digits, however small: gradients that vanish are told apart by their powers of ten. @param {number} value */
export function small(value) {
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '–';
  const size = Math.abs(value);
  return minus(size !== 0 && (size < 0.001 || size >= 1e5) ? value.toExponential(1).replace('e+', 'e') : String(Number(value.toPrecision(2))));
}

/** @param {string} code */
const kindOf = (code) => kinds[code] ?? { name: code.replaceAll('_', ' '), sign: '!' };

/** @param {string} code */
export const nameOf = (code) => kindOf(code).name;
/** @param {string} code */
export const signOf = (code) => kindOf(code).sign;

/** What is not finite is told as null: nothing is larger. @param {Finding} finding */
const size = ({ measured }) => measured ?? Infinity;

/** @param {Finding[]} findings @returns {Group[]} in the order in which the engine names them */
export function grouped(findings) {
  /** @type {Map<string, Finding[]>} */
  const byCode = new Map();
  for (const finding of findings) byCode.set(finding.code, [...(byCode.get(finding.code) ?? []), finding]);
  return [...byCode].map(([code, list]) => {
    const { least } = kindOf(code);
    return { code, findings: [...list].sort((a, b) => (least ? size(a) - size(b) : size(b) - size(a))) };
  });
}

/**
 * What was measured, and what would be sound; '' where the sentence has said all.
 * @param {Finding} finding
 */
export function figure({ code, measured, threshold }) {
  const { what, least, share } = kindOf(code);
  if (!what || measured === null) return '';
  const write = share ? percent : small;
  const sound = least ? `at least ${write(threshold)}` : threshold === 0 ? 'none' : `at most ${write(threshold)}`;
  return `${what}: ${write(measured)}. Sound: ${sound}.`;
}

/**
 * The marks of all findings on the drawing: a sign on every unit concerned, or on the first of a layer that is
 * concerned as a whole, and the links that lead there.
 * @param {Finding[]} findings
 * @param {Layer[]} layers of the network, inputs first
 * @returns {import('../types.js').Marks | null} null when there is nothing to mark
 */
export function marksOf(findings, layers) {
  /** @type {Map<string, { layer: number, unit: number, signs: Set<string>, said: Set<string> }>} */
  const units = new Map();
  /** Ranges of parameters; where a whole layer is meant, its many links are marked more lightly.
   * @type {{ from: number, to: number, colour: 'warn' | 'bad', alpha: number, said: string }[]} */
  const ranges = [];
  for (const { code, layer, units: list, unitCount } of findings) {
    const at = layer === null ? -1 : layer + 1;
    if (at < 1 || at >= layers.length) continue;
    const said = `${nameOf(code)}.`;
    const colour = code === 'dead' || code === 'diverged' ? 'bad' : 'warn';
    const { weights, inputs } = layers[at];
    for (const unit of unitCount ? list : [0]) {
      const key = `${at} ${unit}`;
      const mark = units.get(key) ?? { layer: at, unit, signs: new Set(), said: new Set() };
      mark.signs.add(signOf(code));
      mark.said.add(unitCount ? said : `${nameOf(code)} in this layer.`);
      units.set(key, mark);
      if (unitCount) ranges.push({ from: weights + unit * inputs, to: weights + (unit + 1) * inputs, colour, alpha: 0.7, said });
    }
    if (!unitCount) ranges.push({ from: weights, to: weights + layers[at].units * inputs, colour, alpha: 0.25, said });
  }
  if (units.size === 0) return null;
  return {
    links(parameter) {
      const inside = ranges.filter(({ from, to }) => parameter >= from && parameter < to);
      if (inside.length === 0) return null;
      const worst = inside.find(({ colour }) => colour === 'bad') ?? inside[0];
      return { colour: worst.colour, alpha: worst.alpha, said: [...new Set(inside.map(({ said }) => said))].join(' ') };
    },
    units: [...units.values()].map(({ layer, unit, signs, said }) => ({
      layer, unit, sign: [...signs].slice(0, 2).join(''), said: [...said].join(' '),
    })),
  };
}
