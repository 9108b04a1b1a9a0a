// Python of the exercises under Node: the Pyodide that the site serves and the harness.py that stands around a learner's
// code there, in one interpreter for all runs. It has none of the browser's walls, so it is for the project's own content
// alone.

import { fileURLToPath } from 'node:url';
import { loadPyodide } from '../../web/node_modules/pyodide/pyodide.mjs';
import { textOf } from './content.mjs';

const folder = fileURLToPath(new URL('../../web/node_modules/pyodide/', import.meta.url));
const python = await loadPyodide({ indexURL: folder });
const harness = python.runPython(textOf('python/harness.py'), { filename: 'harness.py', globals: python.toPy({}) });

/** Numbers that JSON has no sign for. @param {any} value @returns {any} */
const decode = (value) => {
  if (value === null || typeof value !== 'object') return value;
  if ('number' in value) return Number(value.number.replace('inf', 'Infinity'));
  return value.items ? { ...value, items: value.items.map(decode) } : value;
};

/** @type {import('../../web/exercises/channel.js').Starter} */
export async function startPython({ code, given = '', entries, onOutput = () => {} }) {
  const [load, call, , rest] = harness(onOutput).toJs({ depth: 1 });
  const loaded = JSON.parse(load(code, JSON.stringify(entries), given));
  if (loaded.kind !== 'loaded') return traced(loaded);
  return {
    async call(entry, args) {
      const theirs = python.toPy(args);
      const answer = JSON.parse(call(entry, theirs));
      rest();
      const now = theirs.toJs({ dict_converter: Object.fromEntries });
      theirs.destroy();
      if (answer.kind !== 'value') return traced(answer);
      const changed = args.findIndex((arg, i) => JSON.stringify(arg) !== JSON.stringify(now[i]));
      return { ...answer, value: decode(answer.value), changed };
    },
    map: () => Promise.resolve({ kind: 'broken' }),
    close() {},
  };
}

/** @param {any} answer with a trace as Python gives it @returns {any} */
const traced = (answer) => ({ ...answer, trace: (answer.trace ?? []).map((/** @type {any} */ [line, name]) => ({ line, name })) });
