// Arrows point down: a file includes or imports only from its own floor or a lower one, and nothing goes
// round in a circle, neither files nor the folders of one floor.

import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { posix } from 'node:path';
import { describe, it } from 'node:test';
import { findCircle, projectFiles, read } from './files.mjs';

const require = createRequire(new URL('../../web/package.json', import.meta.url));
/** @type {{ parse(text: string, options: object): object }} */
const acorn = require('acorn');

/** Lowest first. Folders on one line share a floor. */
const engineFloors = [['base'], ['kernels'], ['data', 'nn', 'mini'], ['train'], ['inspect'], ['io'], ['wasm', 'cli']];
const pageFloors = [['engine'], ['ui', 'offline'], ['challenges'], ['playground', 'exercises'], ['embed'], ['learn']];

/** Tables at the top of src/ are data: they lie below everything. The public header lies above the parts it speaks of. */
const tables = -1;
const publicHeader = engineFloors.findIndex((floor) => floor.includes('io'));

/** @typedef {{ from: string, to: string }} Arrow  paths from the root */

/** @param {string} path @param {string[][]} floors @returns {number} */
function floorOf(path, floors) {
  const [, folder, ...rest] = path.split('/');
  if (!rest.length) return path.endsWith('.def') ? tables : publicHeader;
  return floors.findIndex((floor) => floor.includes(folder));
}

/** The folder that stands on a floor; what lies deeper is part of it. @param {string} path */
const folderOf = (path) => posix.dirname(path).split('/').slice(0, 2).join('/');

/**
 * @param {Arrow[]} arrows
 * @param {string[][]} floors
 * @returns {string[]} a sentence for each arrow that points up, and for each circle
 */
export function findFaults(arrows, floors) {
  const faults = arrows
    .filter(({ from, to }) => floorOf(to, floors) > floorOf(from, floors))
    .map(({ from, to }) => `${from} uses ${to}, which lies above it`);
  /** @type {Map<string, Set<string>>} */
  const files = new Map();
  /** @type {Map<string, Set<string>>} */
  const folders = new Map();
  /** @param {Map<string, Set<string>>} graph @param {string} from @param {string} to */
  const point = (graph, from, to) => graph.set(from, (graph.get(from) ?? new Set()).add(to));
  for (const { from, to } of arrows) {
    point(files, from, to);
    const [a, b] = [folderOf(from), folderOf(to)];
    if (a !== b && floorOf(from, floors) === floorOf(to, floors)) point(folders, a, b);
  }
  for (const graph of [files, folders]) {
    const circle = findCircle(graph);
    if (circle.length) faults.push(`a circle: ${circle.join(' → ')}`);
  }
  return faults;
}

/** @param {Set<string>} files @returns {{ arrows: Arrow[], faults: string[] }} */
function readIncludes(files) {
  /** @type {Arrow[]} */
  const arrows = [];
  /** @type {string[]} */
  const faults = [];
  for (const from of files) {
    if (!/^src\/.*\.(c|h|def)$/.test(from)) continue;
    for (const [, name] of read(from).matchAll(/^[ \t]*#[ \t]*include[ \t]*"([^"]+)"/gm)) {
      const to = posix.join('src', name);
      if (files.has(to)) arrows.push({ from, to });
      else faults.push(`${from} includes "${name}", which is no path from src/`);
    }
  }
  return { arrows, faults };
}

/**
 * Every module a script names: by import, export ... from, import() and new URL(..., import.meta.url).
 * @param {string} text
 * @returns {string[]}
 */
function moduleNames(text) {
  /** @type {string[]} */
  const names = [];
  /** @param {any} node */
  const visit = (node) => {
    if (node === null || typeof node !== 'object') return;
    if (Array.isArray(node)) return node.forEach(visit);
    if (/^(Import|Export)/.test(node.type ?? '') && typeof node.source?.value === 'string') names.push(node.source.value);
    if (node.type === 'NewExpression' && node.callee.name === 'URL' && node.arguments[1]?.object?.type === 'MetaProperty') {
      const [path] = node.arguments;
      if (typeof path.value === 'string' && /\.m?js$/.test(path.value)) names.push(posix.join('.', path.value).replace(/^(?!\.)/, './'));
    }
    for (const value of Object.values(node)) visit(value);
  };
  visit(acorn.parse(text, { ecmaVersion: 'latest', sourceType: 'module' }));
  return names;
}

/** @param {Set<string>} files @returns {{ arrows: Arrow[], faults: string[] }} */
function readImports(files) {
  const { dependencies } = JSON.parse(read('web/package.json'));
  /** @type {Arrow[]} */
  const arrows = [];
  /** @type {string[]} */
  const faults = [];
  const folders = pageFloors.flat().join('|');
  for (const from of files) {
    // Not an exercise's own folder: that is code for and by learners.
    if (!new RegExp(`^web/(${folders})/.*\\.m?js$`).test(from) || /^web\/exercises\/[^/]+\//.test(from)) continue;
    for (const name of moduleNames(read(from))) {
      if (name.startsWith('.')) {
        const to = posix.join(posix.dirname(from), name);
        if (!files.has(to)) faults.push(`${from} imports “${name}”, which does not exist`);
        else if (!new RegExp(`^web/(${folders})/`).test(to)) faults.push(`${from} imports ${to}, which is no part of the page`);
        else arrows.push({ from, to });
      } else if (name.startsWith('node:')) {
        // The engine runs under Node as well.
        if (!from.startsWith('web/engine/')) faults.push(`${from} imports “${name}”, which no browser has`);
      } else {
        const wanted = name.split('/').slice(0, name.startsWith('@') ? 2 : 1).join('/');
        if (!(wanted in dependencies)) faults.push(`${from} imports “${name}”, which web/package.json does not list`);
      }
    }
  }
  return { arrows, faults };
}

describe('arrows point down', () => {
  const files = new Set(projectFiles());

  it('in the engine', () => {
    const { arrows, faults } = readIncludes(files);
    assert.ok(arrows.length > 0, 'no include was found: the test looks in the wrong place');
    assert.deepEqual([...faults, ...findFaults(arrows, engineFloors)], []);
  });

  it('in the page', () => {
    const { arrows, faults } = readImports(files);
    assert.ok(arrows.length > 0, 'no import was found: the test looks in the wrong place');
    assert.deepEqual([...faults, ...findFaults(arrows, pageFloors)], []);
  });

  it('and every folder has a floor', () => {
    const known = new Set([...engineFloors.flat().map((name) => `src/${name}`), ...pageFloors.flat().map((name) => `web/${name}`), 'web/tools']);
    const folders = [...files].filter((path) => /^(src|web)\/[^/]+\//.test(path)).map((path) => path.split('/', 2).join('/'));
    assert.deepEqual([...new Set(folders)].filter((folder) => !known.has(folder)), []);
  });

  it('which the test would notice if it were not so', () => {
    const up = findFaults([{ from: 'src/nn/a.c', to: 'src/train/b.h' }], engineFloors);
    assert.match(up.join(), /lies above/);
    const round = [{ from: 'src/nn/a.h', to: 'src/nn/b.h' }, { from: 'src/nn/b.h', to: 'src/nn/a.h' }];
    assert.match(findFaults(round, engineFloors).join(), /a circle: src\/nn\/a.h → src\/nn\/b.h → src\/nn\/a.h/);
    const folders = [{ from: 'src/nn/a.h', to: 'src/data/b.h' }, { from: 'src/data/c.h', to: 'src/nn/d.h' }];
    assert.match(findFaults(folders, engineFloors).join(), /a circle: src\/nn → src\/data → src\/nn/);
    assert.deepEqual(moduleNames(`import a from './a.js'; export * from './b.js'; import('./c.js'); new URL('d.js', import.meta.url)`), ['./a.js', './b.js', './c.js', './d.js']);
  });
});
