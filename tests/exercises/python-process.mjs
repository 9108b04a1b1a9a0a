// Python of learners in a process of its own: a line of JSON for each call and each answer. Not a sandbox, so for the
// project's own content alone; it speaks as the sandbox of a browser does.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const program = `
import json, math, sys
given, code, names = json.loads(sys.stdin.readline())
space = {}
def encode(value):
    if isinstance(value, bool): return {"kind": "boolean", "text": str(value)}
    if isinstance(value, (int, float)):
        return value if math.isfinite(value) else {"number": str(value)}
    if value is None: return {"kind": "undefined"}
    if isinstance(value, (list, tuple)): return {"kind": "array", "length": len(value), "items": [encode(item) for item in value]}
    if isinstance(value, dict): return {"kind": "object", "names": list(value), "items": [encode(item) for item in value.values()]}
    return {"kind": "text", "text": json.dumps(str(value))}
exec(given, space)
exec(code, space)
for line in sys.stdin:
    name, args = json.loads(line)
    before = json.dumps(args)
    try:
        value = space[name](*args)
        changed = -1
        for i, arg in enumerate(json.loads(before)):
            if changed < 0 and arg != args[i]: changed = i
        answer = {"kind": "value", "value": encode(value), "changed": changed}
    except Exception as error:
        answer = {"kind": "thrown", "text": str(error), "name": type(error).__name__, "own": False, "line": 0}
    print(json.dumps(answer), flush=True)
`;

/** Numbers that JSON has no sign for. @param {any} value @returns {any} */
const decode = (value) => {
  if (typeof value === 'number') return value;
  if ('number' in value) return Number(value.number.replace('inf', 'Infinity'));
  return value.items ? { ...value, items: value.items.map(decode) } : value;
};

/** @type {import('../../web/exercises/channel.js').Starter} */
export async function startPython({ code, given = '', entries }) {
  const child = spawn('python3', ['-c', program], { stdio: ['pipe', 'pipe', 'inherit'] });
  /** @type {((line: string) => void) | null} */
  let settle = null;
  const answers = createInterface({ input: child.stdout });
  answers.on('line', (line) => settle?.(line));
  answers.on('close', () => settle?.('{ "kind": "broken" }'));
  child.stdin.on('error', () => {});
  child.stdin.write(`${JSON.stringify([given, code, entries])}\n`);
  return {
    call: (entry, args) =>
      new Promise((resolve) => {
        settle = (line) => {
          settle = null;
          const answer = JSON.parse(line);
          resolve(answer.kind === 'value' ? { ...answer, value: decode(answer.value) } : answer);
        };
        child.stdin.write(`${JSON.stringify([entry, args])}\n`);
      }),
    map: () => Promise.resolve({ kind: 'broken' }),
    close: () => void child.kill(),
  };
}
