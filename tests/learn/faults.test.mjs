// Wrong content is refused with its file, its line, and what would be right.

import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { readContent } from '../../web/tools/learn.mjs';
import { readInfo } from '../../web/tools/learn/info.mjs';
import { readGlossary } from '../../web/tools/learn/words.mjs';
import { lesson } from './world.mjs';

const head = '## Start {#start}\n\nA line of text.\n\n';

/** @param {string} info @param {string} body */
const widget = (info, body) => `${head}\`\`\`${info}\n${body}\n\`\`\`\n`;

/** The widget's first line of YAML is line 6. @param {string} choices */
const question = (choices) => widget('quiz choice q', `question: Which?\nchoices:\n${choices}`);
const good = '  - { text: yes it is, right: true, why: so it is }\n  - { text: no, why: it is not }';

/** What is wrong, the text, the line, and words of the sentence. @type {[string, string, number, RegExp][]} */
const cases = [
  ['no section', 'Only text.\n', 1, /no section/],
  ['a section without an id', 'Text.\n\n## Start\n', 3, /needs an id.*\{#/],
  ['an id with capitals', '## Start {#Start}\n', 1, /small letters/],
  ['an id twice', `${head}## Again {#start}\n`, 5, /already that of line 1/],
  ['a title in the text', '# One\n\n## Start {#start}\n', 1, /lesson\.json/],
  ['an unknown group', widget('picture cat c', 'a: 1'), 5, /no group “picture”; there is figure, quiz/],
  ['an unknown kind', widget('figure cat c', 'a: 1'), 5, /no figure “cat”; there is .*curve/],
  ['an unknown aside', widget('aside warning', 'Text.'), 5, /no aside “warning”; there is note, connection/],
  ['a widget without an id', widget('figure curve', 'functions: [relu]'), 5, /its group, its kind and an id/],
  ['a widget with the id of a section', widget('figure curve start', 'functions: [relu]'), 5, /already that of line 1/],
  ['what is not YAML', widget('figure curve c', 'functions: [relu'), 6, /not YAML/],
  ['a missing field', widget('figure curve c', 'from: -3'), 6, /lacks the field “functions”/],
  ['an unknown field', widget('figure curve c', 'functions: [relu]\ncolour: red'), 7, /no field “colour”; there is functions/],
  ['nothing in a widget', widget('figure curve c', ''), 6, /is empty; it needs functions/],
  ['a field of the wrong type', widget('figure curve c', 'functions: [relu]\nderivative: often'), 7, /“derivative” must be true or false/],
  ['a number out of range', widget('figure curve c', 'functions: [relu]\nfrom: -99'), 7, /“from” must be a number from -20 to 0/],
  ['too many of a list', widget('figure curve c', 'functions: [relu, relu, relu, relu, relu, relu, relu]'), 6, /holds 7; it must hold 1 to 6/],
  ['a name the engine does not know', widget('figure curve c', 'functions: [relu, rellu]'), 6, /cannot be “rellu”; it is one of linear, relu/],
  ['a text that YAML takes for something else', question('  - { text: no, right: true, why: 1 }\n  - { text: b, why: c }'), 8, /must be a text.*quotation marks/],
  ['no right choice', question('  - { text: a, why: b }\n  - { text: c, why: d }'), 5, /one of the choices must be “right: true”/i],
  ['two right choices unsaid', question('  - { text: a, right: true, why: b }\n  - { text: c, right: true, why: d }'), 5, /several: true/],
  ['a single choice', question('  - { text: a, right: true, why: b }'), 8, /it must hold 2 to 8/],
  ['a choice without a reason', question('  - { text: a, right: true }\n  - { text: c, why: d }'), 8, /lacks the field “why”/],
  ['points beyond five', widget('quiz choice q', `points: 9\nquestion: Which?\nchoices:\n${good}`), 6, /whole number from 1 to 5/],
  ['an experiment the engine refuses', widget('quiz predict-number n', 'experiment: data=xox\nwhat: loss\nwhy: so'), 6, /no experiment: data cannot be/],
  ['a name that is not offered', widget('quiz predict-number n', 'experiment: data=xor\nwhat: colour\nwhy: so'), 7, /cannot be “colour”; it is one of activation/],
  ['a filter nobody knows', widget('figure convolution c', 'filter: sideways'), 5, /nine numbers, or one of vertical, horizontal/],
  ['a filter of eight numbers', widget('figure convolution c', 'filter: [1, 2, 3, 4, 5, 6, 7, 8]'), 5, /nine numbers/],
  ['a recurrent cell there is not', widget('figure recurrence r', 'cell: elman'), 6, /cannot be “elman”; it is one of rnn, lstm, gru/],
  ['a layer too wide to be timed', widget('figure cost c', 'widths: [64, 4096]'), 6, /from 1 to 1024/],
  ['a gap that is none', widget('quiz blank b', 'cases: [{ call: f(), gives: 1 }]\njavascript: "f()"\nhint: h\nwhy: w'), 5, /no gap/],
  ['neither cases nor exercise', widget('quiz blank b', 'javascript: "⟦f⟧"\nhint: h\nwhy: w'), 5, /either “exercise” or “cases”/],
  ['two lines to order', widget('quiz order o', 'task: t\nlines: |\n  a\n  b\nwhy: w'), 5, /at least three lines/],
  ['a try of nothing on the page', widget('try experiment t', 'task: t\nfigure: nowhere\ncheck: { setting: { key: rate, above: 1 } }\nanswer: a'), 5, /“nowhere”, which is no figure/],
  ['a try with two checks', widget('try experiment t', 'task: t\nfigure: f\ncheck: { setting: { key: rate, above: 1 }, measured: { what: testLoss, below: 1 } }\nanswer: a'), 5, /exactly one/],
  ['a link to no lesson', `${head}[there](lesson:three)\n`, 5, /no lesson “three”; there is one, two/],
  ['a link to no section', `${head}[there](lesson:one#middle)\n`, 5, /“one” has no section “middle”; there is start, end/],
  ['a link to no entry of the reference', `${head}[there](reference:rellu)\n`, 5, /no section “rellu”/],
  ['a link to no page', `${head}[there](page:news)\n`, 5, /no page “news”/],
  ['a link to no experiment', `${head}[there](playground:data=xox)\n`, 5, /holds no experiment: data cannot be/],
  ['a link to no term', `${head}[there](term:logit)\n`, 5, /no term “logit”/],
  ['a link to a file', `${head}[there](file.html)\n`, 5, /leads nowhere; write lesson:name/],
  ['a link in plain http', `${head}[there](http://example.org/)\n`, 5, /leads nowhere/],
  ['a formula that cannot be read', `${head}It is $\\frac{1}{$.\n`, 5, /formula/],
  ['a formula of its own that cannot be read', `${head}$$\n\\frac{1}{\n$$\n`, 5, /formula/],
  ['a fault in the second line of a paragraph', `${head}One line\n[there](lesson:three)\n`, 6, /no lesson “three”/],
  ['a formula in a heading', '## A $\\frac{1}{$ {#start}\n', 1, /formula/],
  ['a formula in a reason', question('  - { text: a, right: true, why: b }\n  - { text: c, why: "it is $\\\\frac{1}{$" }'), 9, /formula/],
  ['a fault inside an aside', `${head}\`\`\`aside note\nText.\n\n[there](lesson:three)\n\`\`\`\n`, 8, /no lesson “three”/],
];

describe('wrong content is refused', () => {
  for (const [name, text, line, words] of cases) {
    it(name, () => {
      assert.throws(() => lesson(text), (/** @type {Error} */ error) => {
        assert.equal(error.name, 'ContentFault', error.stack);
        assert.ok(error.message.startsWith(`lesson.md, line ${line}: `), `line ${line} expected: ${error.message}`);
        assert.match(error.message, words);
        return true;
      });
    });
  }

  it('and right content of the same kind is not', () => {
    const read = lesson(`${question(good)}\n[there](lesson:one#end) and [here](playground:data=xor&layers=4:tanh), $x_1$.\n`);
    assert.equal(read.widgets.length, 1);
    assert.match(read.sections[0].html, /href="one\.html#end"/);
    assert.match(read.sections[0].html, /href="\.\.\/index\.html#data=xor&amp;layers=4:tanh"/);
    assert.match(read.sections[0].html, /<math><msub>/);
  });

  it('HTML and pictures stay text', () => {
    const { html } = lesson(`${head}<script>alert(1)</script> ![cat](https://example.org/cat.png)\n`).sections[0];
    assert.ok(!/<script|<img/.test(html), html);
  });
});

describe('a lesson’s facts', () => {
  const right = { title: 'A', promise: 'B', minutes: 5, level: 'beginner', version: 1 };
  const read = (/** @type {object} */ facts) => () => readInfo(JSON.stringify(facts, null, 1), 'lesson.json', 'lesson');
  it('are refused one by one, with their line', () => {
    assert.deepEqual(read(right)(), right);
    assert.throws(read({ ...right, minutes: 'ten' }), /lesson\.json, line 4: “minutes” must be a whole number from 1 to 90/);
    assert.throws(read({ ...right, level: 'easy' }), /line 5: “level” must be one of beginner, intermediate, advanced/);
    assert.throws(read({ ...right, title: '' }), /“title” must be/);
    assert.throws(read({ ...right, promise: 'a\nb' }), /“promise” must be one line/);
    assert.throws(read({ ...right, version: 0 }), /“version” must be/);
    assert.throws(read({ ...right, author: 'me' }), /line 7: There is no “author”/);
    assert.throws(() => readInfo('{', 'lesson.json', 'lesson'), /line 1: This is not JSON/);
  });
});

describe('the glossary', () => {
  const term = { id: 'a', word: 'alpha', definition: 'The first.' };
  const read = (/** @type {object[]} */ ...terms) => () => readGlossary(JSON.stringify(terms, null, 1), 'glossary.json');
  it('is refused where a term is wrong, with its line', () => {
    assert.equal(read(term)().length, 1);
    assert.throws(read(term, { ...term, word: 'beta' }), /“a” is already there/);
    assert.throws(read(term, { id: 'b', word: 'Alpha', definition: 'x' }), /line 8: “Alpha” is already there, of the term “a”/);
    assert.throws(read({ ...term, definition: 'word '.repeat(26) }), /has 26 words; there may be 25/);
    assert.throws(read({ ...term, definition: '' }), /needs “definition”/);
    assert.throws(read({ ...term, id: 'A b' }), /small letters/);
    assert.throws(read({ ...term, also: 'alphas' }), /list of texts/);
    assert.throws(read({ ...term, see: 'beta' }), /no field “see”/);
  });

  it('links a word where it first stands in running text, and nowhere else', () => {
    const { sections, terms } = lesson('## The weight {#start}\n\nA `weight`, a [weight](https://example.org/). Weights, weights and a weighted sum.\n\nThe weight.\n');
    assert.deepEqual(terms.map(({ id }) => id), ['weight', 'sum']);
    const { html } = sections[0];
    assert.equal(html.match(/data-term="weight"/g)?.length, 1);
    assert.match(html, /<a href="glossary\.html#weight" class="term" data-term="weight">Weights<\/a>, weights and a <a [^>]*data-term="sum">weighted sum<\/a>/);
  });

  it('a link that is asked for is the first use', () => {
    const { html } = lesson('## S {#start}\n\n[Heavy things](term:weight) and weights.\n').sections[0];
    assert.match(html, /data-term="weight">Heavy things<\/a> and weights\./);
  });
});

describe('folders', () => {
  it('a lesson’s folder has its number, and all its files', async () => {
    const root = await mkdtemp(join(tmpdir(), 'glia-learn-'));
    try {
      await mkdir(join(root, 'lessons', 'first'), { recursive: true });
      await assert.rejects(readContent(root), /two digits, a hyphen/);
      await rm(join(root, 'lessons', 'first'), { recursive: true });
      await mkdir(join(root, 'lessons', '01-first'));
      await assert.rejects(readContent(root), /01-first\/lesson\.md, line 1: This file is missing/);
      await writeFile(join(root, 'lessons', '01-first', 'lesson.md'), head);
      await assert.rejects(readContent(root), /01-first\/lesson\.json, line 1: This file is missing/);
    } finally {
      await rm(root, { recursive: true, force: true });
    }
  });
});
