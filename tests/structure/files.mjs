// What the tests of the project's structure look at.

import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The top folder, ending in a separator. */
export const root = fileURLToPath(new URL('../../', import.meta.url));

/** What .gitignore names; for a copy of the project that is no git checkout. */
const ignored = new Set(['.git', 'build', 'dist', '.toolchain', 'node_modules']);

/** @param {string[]} options @returns {string[] | null} null where git cannot tell */
function git(options) {
  try {
    const output = execFileSync('git', ['ls-files', '-z', ...options], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return output.split('\0').filter(Boolean);
  } catch {
    return null;
  }
}

/** @param {string} folder @returns {string[]} */
function walk(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (ignored.has(entry.name)) return [];
    const path = join(folder, entry.name);
    return entry.isDirectory() ? walk(path) : [relative(root, path).split(sep).join('/')];
  });
}

/**
 * The files of the project: tracked ones and those about to be (neither ignored nor deleted).
 * @returns {string[]} paths from the root
 */
export function projectFiles() {
  const listed = git(['--cached', '--others', '--exclude-standard', '--deduplicate']);
  if (!listed) return walk(root);
  const deleted = new Set(git(['--deleted']));
  return listed.filter((path) => !deleted.has(path));
}

/** Files under git's care, or null where there is no git checkout. */
export const trackedFiles = () => git(['--cached']);

/** @param {string} path  from the root */
export const read = (path) => readFileSync(root + path, 'utf8');

/**
 * A circle in a graph, if there is one.
 * @param {Map<string, Set<string>>} graph  node → what it points at
 * @returns {string[]} the nodes of a circle, its first one again at the end; empty if there is none
 */
export function findCircle(graph) {
  /** @type {Set<string>} */
  const done = new Set();
  /** @type {string[]} */
  const path = [];
  /** @param {string} node @returns {string[]} */
  const visit = (node) => {
    const at = path.indexOf(node);
    if (at >= 0) return [...path.slice(at), node];
    if (done.has(node)) return [];
    path.push(node);
    for (const next of graph.get(node) ?? []) {
      const circle = visit(next);
      if (circle.length) return circle;
    }
    path.pop();
    done.add(node);
    return [];
  };
  for (const node of graph.keys()) {
    const circle = visit(node);
    if (circle.length) return circle;
  }
  return [];
}
