// Programs of lessons run without a browser: JavaScript by the sandbox's own harness in a thread, Python by python3.

import { spawnSync } from 'node:child_process';
import { runProgram } from '../../web/learn/code/program.js';
import { startInThread } from '../exercises/node-sandbox.mjs';

/** @typedef {import('../../web/learn/page/page.js').Ran} Ran @typedef {import('../../web/learn/page/page.js').Language} Language */

const python = `
import contextlib, io, json, math, sys
source, calls = json.loads(sys.stdin.read())
def encode(value):
    if isinstance(value, bool): return {"kind": "boolean", "text": str(value)}
    if isinstance(value, (int, float)): return value if math.isfinite(value) else {"number": str(value)}
    if value is None: return {"kind": "undefined", "text": "None"}
    if isinstance(value, (list, tuple)): return {"kind": "array", "length": len(value), "items": [encode(item) for item in value]}
    if isinstance(value, dict): return {"kind": "object", "names": list(value), "items": [encode(item) for item in value.values()]}
    return {"kind": "string", "text": repr(value)}
space, printed, results, problem = {"__name__": "exercise"}, io.StringIO(), [], ""
with contextlib.redirect_stdout(printed):
    try:
        exec(compile(source, "exercise.py", "exec"), space)
        for call in calls:
            try: results.append({"value": encode(eval(call, space)), "fault": ""})
            except Exception as error: results.append({"value": None, "fault": repr(error)})
    except Exception as error: problem = repr(error)
print(json.dumps({"output": printed.getvalue().splitlines(), "dropped": 0, "problem": problem, "line": 0, "results": results}))
`;

/** @param {any} value as it came by JSON, which has no sign for infinity @returns {any} */
function decoded(value) {
  if (value === null || typeof value !== 'object') return value;
  if (typeof value.number === 'string') return Number(value.number.replace('inf', 'Infinity'));
  return value.items ? { ...value, items: value.items.map(decoded) } : value;
}

/**
 * @param {string} source @param {Language} language @param {string[]} [calls]
 * @returns {Promise<Ran>}
 */
export async function ranHere(source, language, calls = []) {
  if (language === 'javascript') return runProgram(startInThread, { source, language, calls });
  const { stdout, stderr, error } = spawnSync('python3', ['-c', python], { input: JSON.stringify([source, calls]), encoding: 'utf8', timeout: 20_000 });
  if (error || !stdout) throw new Error(`python3 did not run: ${error?.message ?? stderr}`);
  /** @type {Ran} */
  const ran = JSON.parse(stdout);
  return { ...ran, results: ran.results.map(({ value, fault }) => ({ value: decoded(value), fault })) };
}

/** As much of a page as judging a program takes. @type {any} */
export const pageHere = { runCode: ranHere };
