// All there is to learn: it is read as the build reads it, its links lead somewhere, and it reads easily.

import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { readContent } from '../../web/tools/learn.mjs';
import { refusal } from './world.mjs';

/** Words of a sentence at most, and on average over a lesson. */
const longest = 35;
const average = 16;

/** @param {string} text @returns {string[]} */
const sentences = (text) => text.split(/(?<=[.!?:])["”’)*]*\s+/).filter((each) => /\p{L}/u.test(each));

/** @param {string} sentence */
const count = (sentence) => sentence.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;

describe('what there is to learn', () => {
  /** @type {Awaited<ReturnType<typeof readContent>>} */
  let content;
  before(async () => {
    content = await readContent();
  });
  const all = () => [...content.lessons, ...content.pages];

  it('is all in order, and there is some', () => {
    assert.ok(content.lessons.length >= 1, 'there is no lesson');
    assert.equal(content.lessons[0].name, 'one-neuron');
    for (const { name, read } of content.lessons) {
      assert.ok(read.sections.length >= 7, `${name} has ${read.sections.length} sections`);
      assert.ok(read.widgets.some(({ group }) => group === 'figure'), `${name} has no figure`);
      assert.ok(read.widgets.some(({ points }) => points > 0), `${name} has nothing to check`);
    }
  });

  it('has a glossary of at least 45 words, and uses each lesson’s own', () => {
    assert.ok(content.terms.length >= 45, `${content.terms.length} terms`);
    for (const { name, read } of content.lessons) assert.ok(read.terms.length >= 5, `${name} uses ${read.terms.length} words of the glossary`);
  });

  it('links every first use of a word, once', () => {
    for (const { name, read } of content.lessons) {
      const html = read.lead + read.sections.map((section) => section.html).join('');
      const links = [...html.matchAll(/data-term="([^"]+)"/g)].map(([, id]) => id);
      assert.deepEqual(read.terms.map(({ id }) => id).filter((id) => !links.includes(id)), [], name);
    }
  });

  it('leads nowhere in vain', () => {
    const ids = new Map(all().map(({ name, read }) => [`${name}.html`, new Set([...read.sections.map(({ id }) => id), ...read.widgets.map(({ id }) => id), 'words'])]));
    ids.set('glossary.html', new Set(content.terms.map(({ id }) => id)));
    let followed = 0;
    for (const { name, read } of all()) {
      const html = read.lead + read.sections.map((section) => section.html).join('');
      for (const [, href] of html.matchAll(/<a href="([^"]+)"/g)) {
        const plain = href.replaceAll('&amp;', '&');
        const [file, hash] = plain.split('#');
        followed += 1;
        if (plain.startsWith('https:')) continue;
        if (file === '../index.html') assert.equal(refusal(decodeURI(hash)), '', `${name}: ${plain}`);
        else if (file.startsWith('../')) continue; // a page of its own, whose test follows
        else {
          assert.ok(ids.has(file), `${name}: there is no ${file}`);
          if (hash) assert.ok(ids.get(file)?.has(hash), `${name}: ${file} has no #${hash}`);
        }
      }
    }
    assert.ok(followed >= 10, `only ${followed} links were found: the test looks in the wrong place`);
  });

  it('is written in short sentences', () => {
    for (const { name, read } of content.lessons) {
      const found = read.paragraphs.flatMap(sentences);
      const lengths = found.map(count);
      assert.ok(found.length >= 40, `${name}: ${found.length} sentences were found`);
      const mean = lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
      assert.ok(mean <= average, `${name}: ${mean.toFixed(1)} words a sentence on average`);
      for (const [i, length] of lengths.entries()) assert.ok(length <= longest, `${name}: ${length} words: ${found[i]}`);
    }
  });
});
