/**
 * @file The points people bring or draw, one set for each kind of data that is given along with an experiment. They
 * outlive changes of the settings, and the page itself where storage allows.
 *
 * @typedef {object} Rows
 * @property {number} numbers of a point
 * @property {number[] | Float32Array} x [count][numbers]
 * @property {number[] | Float32Array} y [count] a class, or a value
 * @property {number[] | Uint8Array} test [count] 1 = held back
 * @property {string} share the setting by which points were held back
 * @property {boolean} [fixed] from a file: which ones are held back was decided when it was read
 *
 * @typedef {import('../types.js').Dataset} Dataset
 */

/** Those that are drawn on the page. */
export const drawnKinds = ['points', 'values', 'curve'];
/** Those that only a file brings. */
export const fileKinds = ['table', 'measurements', 'images28'];

export const givenKinds = [...drawnKinds, ...fileKinds];

/** Characters that are kept in storage; a browser gives a page about five million. */
const mostText = 2_000_000;
/** How many states of a drawing can be come back to. */
const mostStates = 60;
const storageKey = (/** @type {string} */ kind) => `glia.own.${kind}`;

export function createOwn() {
  /** @type {Map<string, Rows>} */
  const sets = new Map();
  /** @type {Map<string, Rows[]>} oldest first */
  const before = new Map();
  for (const kind of givenKinds) {
    const rows = restored(kind);
    if (rows) sets.set(kind, rows);
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
      sets.set(kind, rows);
      keep(kind, rows);
    },
    /**
     * What a change asks for, with what a drawing needs: it begins with what is on the screen, and brings its classes.
     * @param {Record<string, string>} patch @param {import('../types.js').Opened | null} from
     * @returns {Record<string, string>}
     */
    begun(patch, from) {
      if (!from || !this.isDrawn(patch.data)) return patch;
      if (!sets.has(patch.data)) this.set(patch.data, beginning(patch.data, from));
      return { ...this.settings(patch.data), ...patch };
    },
    /** The settings that a set makes necessary. @param {string} kind @returns {Record<string, string>} */
    settings(kind) {
      const rows = sets.get(kind);
      if (kind !== 'points' || !rows) return {};
      let most = 1;
      for (const label of rows.y) most = Math.max(most, label);
      return { classes: String(most + 1) };
    },
    /**
     * Takes over the points of a run that came back, from a file or by going back; those there were can be come back to.
     * @param {import('../types.js').Opened} run
     */
    adopt({ values, dataset }) {
      const kind = values.data;
      if (!this.knows(kind)) return;
      const now = sets.get(kind);
      const same = (/** @type {ArrayLike<number>} */ a, /** @type {ArrayLike<number>} */ b) => a.length === b.length && Array.from(a).every((value, i) => Math.fround(value) === b[i]);
      if (now && same(now.x, dataset.x) && same(now.y, dataset.y)) return;
      if (now) this.mark(kind);
      this.set(kind, { numbers: dataset.inputs, x: Array.from(dataset.x), y: Array.from(dataset.y), test: Array.from(dataset.test), share: values.test, fixed: fileKinds.includes(kind) });
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
    given(values) {
      const kind = values.data;
      if (!this.knows(kind)) return undefined;
      const rows = sets.get(kind);
      if (!rows || rows.y.length < 2) {
        throw new Error('This link asks for somebody’s own data, which no link can hold, and none are kept here. Draw or open some, or open the file they were saved in.');
      }
      if (rows.share !== values.test) {
        if (rows.fixed) throw new Error(`Which rows are held back was decided when the file was opened (${rows.share} %). Open it again for another share.`);
        this.set(kind, { ...rows, test: heldBack(rows.y, values.test, kind === 'points'), share: values.test });
      }
      const { x, y, test } = /** @type {Rows} */ (sets.get(kind));
      return { x, y, test: bothParts(test) };
    },
  };
}

/** @typedef {ReturnType<typeof createOwn>} Own */

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

/** @param {string} kind @param {Rows} rows */
function keep(kind, rows) {
  try {
    // So many as could not be kept are left in memory alone; what was kept before would be out of date.
    if (rows.x.length * 5 > mostText) localStorage.removeItem(storageKey(kind));
    else {
      const brief = (/** @type {ArrayLike<number>} */ list) => Array.from(list, (value) => Number(value.toPrecision(8)));
      localStorage.setItem(storageKey(kind), JSON.stringify({ ...rows, x: brief(rows.x), y: brief(rows.y), test: Array.from(rows.test) }));
    }
  } catch {
    // Storage may be blocked or full; the points then last as long as the page.
  }
}

/** @param {string} kind @returns {Rows | null} */
function restored(kind) {
  try {
    const rows = JSON.parse(localStorage.getItem(storageKey(kind)) ?? 'null');
    const whole = rows && Array.isArray(rows.x) && Array.isArray(rows.y) && Array.isArray(rows.test)
      && rows.x.length === rows.y.length * rows.numbers && rows.test.length === rows.y.length
      && [...rows.x, ...rows.y].every((value) => Number.isFinite(value));
    return whole ? { ...rows, share: String(rows.share) } : null;
  } catch {
    return null;
  }
}
