// What the compiled engine may hold: the exports its table lists and no others, no state of its own, and
// nothing that would make results or behaviour depend on the machine.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { before, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { projectFiles, read, root } from './files.mjs';
import { exportedTypes, importedNames } from './wasm-types.mjs';

/** The modules, the table of each one's exports, and how many kilobytes it may have, packed. */
const modules = /** @type {const} */ ([
  ['exact', 'exports', 90],
  ['fast', 'exports', 90],
  ['files', 'files', 24],
  ['mini', 'mini', 16],
]);

for (const [build, exports, most] of modules) describe(`the ${build} WebAssembly module`, () => {
  /** @type {Uint8Array<ArrayBuffer>} */
  let bytes;
  before(() => {
    bytes = new Uint8Array(readFileSync(`${root}build/wasm/glia-${build}.wasm`));
  });

  it(`exports what src/wasm/${exports}.def lists, of the types it says`, () => {
    const table = read(`src/wasm/${exports}.def`);
    const listed = [...table.matchAll(/^GLIA_EXPORT\(\s*(\w+)\s*,\s*"(\w+)"\s*\)/gm)].map(([, name, type]) => `${name} ${type}`);
    assert.equal(listed.length, table.match(/^\s*GLIA_EXPORT\(/gm)?.length, 'a line of the table could not be read');
    // What Emscripten's runtime adds to every module that stands alone.
    const runtime = ['_initialize', '_emscripten_stack_restore', 'emscripten_stack_get_current'];
    const exported = [...exportedTypes(bytes)].filter(([name]) => !runtime.includes(name)).map(([name, type]) => `${name} ${type}`);
    assert.deepEqual(exported.sort(), listed.sort());
  });

  it('imports nothing but the notice that memory grew', () => {
    // Not by WebAssembly.Module: not every Node that runs these tests knows relaxed SIMD.
    assert.deepEqual(importedNames(bytes).filter((name) => name !== 'env.emscripten_notify_memory_growth'), []);
  });

  it('is small enough to travel with every page', () => {
    const packed = gzipSync(bytes, { level: 9 }).length;
    assert.ok(packed <= most * 1024, `${packed} bytes, packed`);
  });
});

describe('the exact WebAssembly module in two parts', () => {
  const [whole, first, rest] = ['exact', 'first', 'rest'].map((part) => new Uint8Array(readFileSync(`${root}build/wasm/glia-${part}.wasm`)));

  it('offers in its first part all that the whole offers, of the same types', () => {
    const offered = exportedTypes(first);
    for (const [name, type] of exportedTypes(whole)) assert.equal(offered.get(name), type, name);
  });

  it('imports in the first part nothing but placeholders, and in the rest what the first offers', () => {
    const [notice, ...placeholders] = importedNames(first);
    assert.equal(notice, 'env.emscripten_notify_memory_growth');
    assert.ok(placeholders.length > 0 && placeholders.every((name) => name.startsWith('placeholder.')));
    assert.deepEqual(importedNames(rest).filter((name) => !name.startsWith('first.')), []);
  });

  it('is small in its first part, with which every page begins', () => {
    const packed = gzipSync(first, { level: 9 }).length;
    assert.ok(packed <= 66 * 1024, `${packed} bytes, packed`);
  });
});

describe('the native library', () => {
  const library = `${root}build/gcc/libglia.a`;

  it('calls neither libm for a result, nor files, nor clocks, nor an end of the program', () => {
    const wanted = execFileSync('nm', ['-u', library], { encoding: 'utf8' })
      .split('\n')
      .flatMap((line) => line.match(/^\s*U (\w+)/)?.[1] ?? []);
    const mathematics = /^(a?(sin|cos|tan)h?|sincos|atan2|exp2?|exp10|expm1|log|log2|log10|log1p|pow|cbrt|hypot|erfc?|[lt]gamma|fma|fmod)[fl]?$/;
    const world = /^(_*(abort|exit|_exit|assert_fail)|f?printf|puts|putchar|perror|fopen|fread|fwrite|read|write|getenv|rand|srand|time|clock\w*|gettimeofday|longjmp|setlocale)$/;
    // The C library's own formatting and reading of numbers: large in a module, and base/text.h is there.
    const bulky = /^_*(v?sn?printf(_chk)?|strto\w+|ato[fil]+|sscanf)$/;
    assert.deepEqual([...new Set(wanted)].filter((name) => mathematics.test(name) || world.test(name) || bulky.test(name)), []);
  });

  it('formats text only by what base/text.h knows', () => {
    const known = /^%(%|c|s|\.(\d+|\*)s|0?\d*(l|ll)?[dux]|(\.(\d+|\*))?g)/;
    /** @type {string[]} */
    const unknown = [];
    let seen = 0;
    for (const path of projectFiles().filter((name) => /^src\/(?!cli\/).*\.c$/.test(name))) {
      const text = read(path).replace(/PRIu64/g, '"llu"').replace(/PRIx(64|32)/g, '"llx"').replace(/"\s*"/g, '');
      for (const [, format] of text.matchAll(/"((?:[^"\\\n]|\\.)*%(?:[^"\\\n]|\\.)*)"/g)) {
        for (let at = format.indexOf('%'); at >= 0; at = format.indexOf('%', at + 1)) {
          const rest = format.slice(at);
          const [whole] = rest.match(known) ?? [];
          seen++;
          if (!whole) unknown.push(`${path}: ${rest.slice(0, 20)}`);
          else at += whole.length - 1;
        }
      }
    }
    assert.ok(seen > 200, 'no formats were found: the test looks in the wrong place');
    assert.deepEqual(unknown, []);
  });

  it('takes memory in one place only, which a test can replace', () => {
    const wanted = execFileSync('nm', ['-u', library], { encoding: 'utf8' });
    /** @type {Map<string, string[]>} */
    const takers = new Map();
    let member = '';
    for (const line of wanted.split('\n')) {
      member = line.match(/^(\S+\.o):/)?.[1] ?? member;
      const [, name] = line.match(/^\s*U (malloc|calloc|realloc|aligned_alloc|posix_memalign|strdup|free)$/) ?? [];
      if (name) takers.set(member, [...(takers.get(member) ?? []), name]);
    }
    assert.deepEqual([...takers], [['heap.o', ['free', 'malloc']]]);
  });

  it('has no variable of its own', () => {
    // Constant tables that hold addresses lie in .data.rel.ro and are read-only once loaded.
    const sections = execFileSync('size', ['-A', library], { encoding: 'utf8' });
    /** @type {string[]} */
    const found = [];
    let member = '';
    for (const line of sections.split('\n')) {
      member = line.match(/^(\S+\.o)\s/)?.[1] ?? member;
      const section = line.match(/^\.(data|bss|tdata|tbss)(?:\.(?!rel\.ro)\S*)?\s+(\d+)/);
      if (section && Number(section[2]) > 0) found.push(`${member}: ${section[2]} bytes of .${section[1]}`);
    }
    assert.match(sections, /\.text/, 'no section was found: the test looks in the wrong place');
    assert.deepEqual(found, []);
  });
});
