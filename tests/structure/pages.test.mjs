// What the pages of the site share is written once, in web/tools/page-parts.mjs, and stands in each of them.

import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { part, sandboxOfPython, withParts } from '../../web/tools/page-parts.mjs';
import { projectFiles, read } from './files.mjs';

const page = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self'; worker-src 'self'; frame-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'";
const embed = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval' blob:; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self'; worker-src 'self' blob:; base-uri 'none'; form-action 'none'";

describe('the pages of the site', () => {
  const pages = projectFiles().filter((path) => /^web\/[\w-]+\.html$/.test(path));

  it('say what they may load before they load anything', () => {
    assert.ok(pages.length >= 4, 'no pages were found: the test looks in the wrong place');
    for (const path of pages) {
      const html = withParts(read(path), path);
      const [before] = html.split(/<(?:link|script|style)\b/);
      assert.equal(/Content-Security-Policy" content="([^"]*)"/.exec(before)?.[1], path === 'web/embed.html' ? embed : page, path);
      assert.doesNotMatch(html, /<!--\s*part/, path);
    }
  });

  it('have nothing of their own that all of them share', () => {
    const shared = /class="brand-link"|rel="icon"|name="viewport"|id="theme"/;
    const sources = projectFiles().filter((path) => /^web\/.*\.(html|js|mjs)$/.test(path) && path !== 'web/tools/page-parts.mjs');
    assert.deepEqual(sources.filter((path) => shared.test(read(path))), []);
  });

  it('have their sign in the size asked for, at the margin of its line', () => {
    assert.equal(withParts('<p>\n  <!-- part: sign size="16" -->\n</p>', 'a'), `<p>\n  ${part('sign', { size: '16' }).replaceAll('\n', '\n  ')}\n</p>`);
    assert.match(part('sign', { size: '16' }), /^<svg viewBox="0 0 32 32" width="16" height="16"/);
  });

  it('have a sandbox for Python that is the one for JavaScript, and compiles WebAssembly', () => {
    const plain = read('web/exercises/sandbox.html');
    const made = sandboxOfPython(plain);
    assert.equal(made.replace(" 'wasm-unsafe-eval'", '').replace(' for Python', ''), plain);
    const policy = (/** @type {string} */ html) => /Content-Security-Policy" content="([^"]*)"/.exec(html)?.[1].split('; ');
    assert.deepEqual(policy(made), policy(plain)?.map((each) => (each.startsWith('script-src') ? `${each} 'wasm-unsafe-eval'` : each)));
    assert.throws(() => sandboxOfPython(plain.replace('worker-src', 'child-src')), /no place in its policy/);
  });

  it('are refused where a part is not one, with the line', () => {
    for (const [line, sentence] of [
      ['<!-- part: haed -->', /^page\.html:2: there is no part “haed”; there are head, /],
      ['<!-- part: toString -->', /^page\.html:2: there is no part “toString”/],
      ['<!-- part: header her="page" -->', /^page\.html:2: the part “header” takes no “her”, but root, here$/],
      ['<!-- part: theme dark="1" -->', /^page\.html:2: the part “theme” takes no “dark”$/],
      ['<p><!-- part: sign --></p>', /^page\.html:2: a part is named on a line of its own/],
      ['<!--part sign-->', /^page\.html:2: a part is named on a line of its own/],
    ]) {
      assert.throws(() => withParts(`<html>\n${line}`, 'page.html'), ({ message }) => /** @type {RegExp} */ (sentence).test(message), String(line));
    }
  });
});
