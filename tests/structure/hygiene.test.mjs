// What must not be in the project: somebody's own paths, addresses of registries, things that were built.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { projectFiles, read, trackedFiles } from './files.mjs';

const files = projectFiles();
const texts = files.filter((path) => !/\.(png|woff2|ico|gz|bin)$/.test(path));

/** Where a pattern occurs. @param {RegExp} pattern @param {string[]} paths @returns {string[]} file:line: text */
function find(pattern, paths) {
  return paths.flatMap((path) =>
    read(path)
      .split('\n')
      .flatMap((line, i) => (pattern.test(line) ? [`${path}:${i + 1}: ${line.trim().slice(0, 120)}`] : [])),
  );
}

describe('the project holds', () => {
  it('only the agreed things at its top', () => {
    const agreed = /^(src|web|tests|Makefile|emscripten\.mk|README\.md|LICENSE|CHANGELOG\.md|\..+)$/;
    assert.deepEqual([...new Set(files.map((path) => path.split('/', 1)[0]))].filter((name) => !agreed.test(name)), []);
  });

  it('nothing that was built or fetched', () => {
    const built = /^(build|dist|\.toolchain)\/|(^|\/)node_modules\/|\.(o|a|d|so|wasm|map|tsbuildinfo)$/;
    assert.deepEqual((trackedFiles() ?? files).filter((path) => built.test(path)), []);
  });

  it('no path of one machine', () => {
    // Written so that this line does not find itself.
    assert.deepEqual(find(/(^|[\s'"`(=:])[/](work|home|root|Users|mnt)[/]\w/, texts), []);
  });

  it('no address of a package registry or mirror', () => {
    assert.deepEqual(find(/registry\.[a-z]+\.[a-z]+|npm[j]s\.|debian\.(org|net)|ubuntu\.[c]om|py[p]i\.|pythonhoste[d]/, texts), []);
    assert.doesNotMatch(read('web/package-lock.json'), /"resolved"/);
  });

  it('only exact versions of packages', () => {
    const { dependencies, devDependencies } = JSON.parse(read('web/package.json'));
    const loose = Object.entries({ ...dependencies, ...devDependencies }).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(String(version)));
    assert.deepEqual(loose, []);
  });

  it('only files of a size that can be read', () => {
    const long = texts
      .filter((path) => /\.(c|h|js|mjs|css|sh|mk)$/.test(path))
      .map((path) => `${path}: ${read(path).trimEnd().split('\n').length} lines`)
      .filter((report) => Number(report.match(/ (\d+) lines$/)?.[1]) > 400);
    assert.deepEqual(long, []);
  });
});
