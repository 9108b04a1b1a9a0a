import { keep, restored, restoredAbout } from './kept.js';

/**
 * @file The points people bring or draw, one set for each kind of data that is given along with an experiment. They
 * outlive changes of the settings, and the page itself where storage allows.
 *
 * @typedef {object} Rows
 * @property {number} numbers of a point
 * @property {number[] | Float32Array} x [count][numbers]
 * @property {number[] | Float32Array} y [count] a class, or a value
 * @property {number[] | Uint8Array} test [count] 1 = held back; empty: the engine decides by the settings
 * @property {string} share the setting by which points were held back
 * @property {string} [seed] the same, of a table
 * @property {About} [about] of points out of a file
 * @property {Uint8Array} [source] the file a table came in, for another split of it
 *
 * @typedef {object} About what a file was, and what was chosen of it
 * @property {string} file its name
 * @property {string[]} columns names of the inputs; none of images
 * @property {string[]} classes their names; none of values
 * @property {{ mean: number[], deviation: number[] }} [scale] how the columns were scaled
 * @property {{ name: string, mean: number, deviation: number }} [target] of values, and how it was scaled
 * @property {{ header?: boolean, separator?: string, decimal?: string }} [reading] how the table was read
 * @property {Choice} [choice] of a table's columns
 *
 * @typedef {object} Choice
 * @property {number[]} inputs @property {number} target @property {'classes' | 'values'} task
 * @property {boolean} standardise @property {'drop' | 'mean'} missing
 *
 * @typedef {import('../types.js').Dataset} Dataset
 */

/** Those that are drawn on the page. */
export const drawnKinds = ['points', 'values', 'curve'];
/** Those that only a file brings. */
export const fileKinds = ['table', 'measurements', 'images28'];

export const givenKinds = [...drawnKinds, ...fileKinds];

/** How many sets out of files are remembered with their names, for going back. */
const mostFiles = 6;
/** How many states of a drawing can be come back to. */
const mostStates = 60;

/**
 * @param {object} [options]
 * @param {(source: Uint8Array, about: About, values: Record<string, string>) => Promise<Rows>} [options.again] reads a
 *   table once more, for another split
 */
export function createOwn({ again } = {}) {
  /** @type {Map<string, Rows>} */
  const sets = new Map();
  /** @type {Map<string, Rows[]>} oldest first */
  const before = new Map();
  /** Sets out of files, newest last. @type {Rows[]} */
  const files = [];
  for (const kind of givenKinds) {
    const rows = restored(kind);
    if (rows) remember(kind, rows);
  }

  /** @param {string} kind @param {Rows} rows */
  function remember(kind, rows) {
    sets.set(kind, rows);
    if (!rows.about || files.includes(rows)) return;
    files.push(rows);
    files.splice(0, files.length - mostFiles);
  }

  /** A set out of a file, split as the settings say. @param {string} kind @param {Rows} rows @param {Record<string, string>} values */
  async function split(kind, rows, values) {
    if (rows.test.length === 0 || (rows.share === values.test && rows.seed === values.seed)) return rows;
    const { source, about } = rows;
    if (!again || !source || !about?.choice) {
      throw new Error(`Which rows are held back was decided when the file was opened: ${rows.share} % of them by seed ${rows.seed}. Open it again for others.`);
    }
    const next = await again(source, about, values);
    remember(kind, next);
    keep(kind, next);
    return next;
  }

  return {
    kinds: givenKinds,
    /** @param {string} kind */
    isDrawn: (kind) => drawnKinds.includes(kind),
    /** Whether a data set is one of these. @param {string} kind */
    knows: (kind) => givenKinds.includes(kind),
    /** @param {string} kind */
    get: (kind) => sets.get(kind) ?? null,
    /** Puts points in place of those before. @param {string} kind @param {Rows} rows */
    set(kind, rows) {
      remember(kind, rows);
      keep(kind, rows);
    },
    /** What the file was, though its points may be gone. @param {string} kind */
    about: (kind) => sets.get(kind)?.about ?? restoredAbout(kind),
    /** What goes along with an experiment. @param {Rows} rows */
    points: ({ x, y, test }) => ({ x, y, ...(test.length > 0 ? { test: bothParts(test) } : {}) }),
    /** Gives a run the names its file has for columns and classes. @param {import('../types.js').Opened} run */
    name({ values, network, dataset }) {
      const rows = sets.get(values.data);
      if (!rows?.about || rows.y.length !== dataset.count) return;
      const { columns, classes, target, scale } = rows.about;
      if (columns.length === network.layers[0].units) {
        network.layers[0].labels = columns;
        network.inputScale = scale;
      }
      if (classes.length > 0) network.classNames = network.layers[network.layers.length - 1].classNames = classes;
      if (target) network.target = target;
    },
    /**
     * What a change asks for, with what a drawing needs: it begins with what is on the screen, and brings its classes.
     * @param {Record<string, string>} patch @param {import('../types.js').Opened | null} from
     * @returns {Record<string, string>}
     */
    begun(patch, from) {
      if (!from || !this.knows(patch.data)) return patch;
      if (!this.isDrawn(patch.data)) return { ...this.settings(patch.data), ...patch };
      if (!sets.has(patch.data)) this.set(patch.data, beginning(patch.data, from));
      return { ...this.settings(patch.data), ...patch };
    },
    /** The settings that a set makes necessary. @param {string} kind @returns {Record<string, string>} */
    settings(kind) {
      const rows = sets.get(kind);
      if (kind === 'table' || kind === 'measurements') return rows ? ofTable(kind, rows) : {};
      if (kind !== 'points' || !rows) return {};
      return { classes: classesOf(rows) };
    },
    /**
     * Takes over the points of a run that came back, from a file or by going back; those there were can be come back to.
     * @param {import('../types.js').Opened} run @param {import('./saved.js').Origin} [origin] what their file was
     */
    adopt({ values, dataset }, origin = {}) {
      const kind = values.data;
      if (!this.knows(kind)) return;
      const now = sets.get(kind);
      if (now && isOf(now, dataset) && (now.about || !origin.about)) return;
      const file = files.find((rows) => isOf(rows, dataset));
      if (now && this.isDrawn(kind)) this.mark(kind);
      // Images were split by the engine, and are again.
      this.set(kind, file ?? { numbers: dataset.inputs, x: Array.from(dataset.x), y: Array.from(dataset.y), test: kind === 'images28' ? [] : Array.from(dataset.test), share: values.test, seed: values.seed, ...origin });
    },
    /** Remembers how a set stands now, to be come back to. @param {string} kind */
    mark(kind) {
      const rows = sets.get(kind);
      if (!rows) return;
      const states = before.get(kind) ?? [];
      states.push({ ...rows, x: [...rows.x], y: [...rows.y], test: [...rows.test] });
      before.set(kind, states.slice(-mostStates));
    },
    /** @param {string} kind */
    canUndo: (kind) => Boolean(before.get(kind)?.length),
    /** Back to how the set stood at the last mark. @param {string} kind @returns {boolean} */
    undo(kind) {
      const rows = before.get(kind)?.pop();
      if (!rows) return false;
      this.set(kind, rows);
      return true;
    },
    /**
     * The points that go along with an experiment; undefined for one that draws its own.
     * @param {Record<string, string>} values of its settings
     */
    async given(values) {
      const kind = values.data;
      if (!this.knows(kind)) return undefined;
      const rows = sets.get(kind);
      if (!rows || rows.y.length < 2) throw new Missing(kind, restoredAbout(kind));
      if (!this.isDrawn(kind)) return this.points(await split(kind, rows, values));
      if (rows.share !== values.test) this.set(kind, { ...rows, test: heldBack(rows.y, values.test, kind === 'points'), share: values.test });
      return this.points(/** @type {Rows} */ (sets.get(kind)));
    },
  };
}

/** @typedef {ReturnType<typeof createOwn>} Own */

/** @param {Rows} rows */
function classesOf({ y }) {
  let most = 1;
  for (const label of y) most = Math.max(most, label);
  return String(most + 1);
}

/** @param {string} kind @param {Rows} rows @returns {Record<string, string>} */
const ofTable = (kind, rows) => ({ columns: String(rows.numbers), ...(kind === 'table' ? { classes: String(rows.about?.classes.length ?? classesOf(rows)) } : {}) });

/** A link asks for data that are not here. */
export class Missing extends Error {
  /** @param {string} kind @param {About | null} about what they were, where that is known */
  constructor(kind, about) {
    super(drawnKinds.includes(kind)
      ? 'This link asks for somebody’s own data, which no link can hold, and none are kept here. Draw or open some, or open the file they were saved in.'
      : about
        ? `This link asks for the data of your file “${about.file}”, which were too large to be kept here. Open it again: what was chosen of it is still known.`
        : 'This link asks for the data of somebody’s own file, which no link can hold. Open the file, or the run saved with it.');
    this.kind = kind;
  }
}

/** Whether these are the points of a run. @param {Rows} rows @param {Dataset} dataset */
function isOf(rows, dataset) {
  const same = (/** @type {ArrayLike<number>} */ a, /** @type {ArrayLike<number>} */ b) => a.length === b.length && Array.prototype.every.call(a, (value, i) => Math.fround(value) === b[i]);
  return same(rows.x, dataset.x) && same(rows.y, dataset.y) && (rows.test.length === 0 || same(bothParts(rows.test), dataset.test));
}

/**
 * Which points are held back: evenly through the order in which they came, so that a point keeps its part when others
 * are added behind it. Of classes, as many of each.
 * @param {ArrayLike<number>} y @param {string} share in percent @param {boolean} classes
 */
export function heldBack(y, share, classes) {
  const part = Number(share) / 100;
  /** @type {Map<number, number>} */
  const seen = new Map();
  return Array.from(y, (value) => {
    const key = classes ? value : 0;
    const before = seen.get(key) ?? 0;
    seen.set(key, before + 1);
    return Math.floor((before + 1) * part + 0.5) > Math.floor(before * part + 0.5) ? 1 : 0;
  });
}

/** There must be points of both parts; where all are of one, the last becomes the other's. @param {ArrayLike<number>} test */
function bothParts(test) {
  const flags = Uint8Array.from(test);
  const held = flags.reduce((sum, flag) => sum + flag, 0);
  if (held === 0) flags[flags.length - 1] = 1;
  else if (held === flags.length) flags[flags.length - 1] = 0;
  return flags;
}

/**
 * Points to begin a drawing with: those on the screen as far as they fit, else a few.
 * @param {string} kind @param {{ dataset: Dataset, network: import('../types.js').Network, values: Record<string, string> }} from
 * @returns {Rows}
 */
export function beginning(kind, { dataset, network, values }) {
  const numbers = kind === 'curve' ? 1 : 2;
  const fits = numbers === dataset.inputs && (network.space === 'plane' || network.space === 'line');
  if (!fits) return few(kind, numbers, values.test);
  const asked = kind === 'points';
  const classes = network.task === 'classes';
  const y = Array.from(dataset.y, (target) => {
    if (asked === classes) return target;
    return asked ? Number(target >= 0) : classTone(target, network.classes);
  });
  return { numbers, x: Array.from(dataset.x), y, test: Array.from(dataset.test), share: values.test };
}

/** A class as a value from −1 to 1. @param {number} label @param {number} classes */
const classTone = (label, classes) => (2 * label) / Math.max(1, classes - 1) - 1;

/** @param {string} kind @param {number} numbers @param {string} share @returns {Rows} */
function few(kind, numbers, share) {
  const x = numbers === 1 ? [-5, -3, -1, 1, 3, 5, -4, 4] : [-3, 2, -2, 3, -4, 1, -3, 3, 3, -2, 2, -3, 4, -1, 3, -3];
  const half = numbers === 1 ? [-0.6, 0.4, 0.8, -0.8] : [0, 0, 0, 0];
  const y = numbers === 1 ? [...half, ...half.map((value) => -value)] : [...half, 1, 1, 1, 1].map((label) => (kind === 'points' ? label : 2 * label - 1));
  return { numbers, x, y, test: heldBack(y, share, kind === 'points'), share };
}
