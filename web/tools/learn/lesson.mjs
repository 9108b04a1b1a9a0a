// One lesson's Markdown, read and checked: its sections, its widgets, the words of the glossary it uses.

import { asides, escapeText, kindOf, kinds } from '../../learn/kinds.js';
import { ContentFault } from './fault.mjs';
import { readFields } from './fields.mjs';
import { linkTarget } from './links.mjs';
import { markdown, mathML } from './markup.mjs';
import { firstUses } from './words.mjs';

/** @typedef {import('markdown-it').Token} Token */
/**
 * @typedef {object} Placed a widget of the page
 * @property {string} group @property {string} kind @property {string} id @property {any} fields as written
 * @property {number} points 0 where it is no check @property {number} line
 */
/** @typedef {{ id: string, title: string, html: string, checks: string[], line: number }} Section checks: ids of its widgets that are checks */
/**
 * @typedef {object} Read
 * @property {string} lead what stands before the first section, as HTML
 * @property {Section[]} sections @property {Placed[]} widgets
 * @property {import('./words.mjs').Term[]} terms of the glossary, in the order of their first use
 * @property {string[]} paragraphs running text as plain words, for measuring how it reads
 * @property {{ href: string, line: number }[]} links as written
 */
/**
 * @typedef {object} World what a lesson may refer to
 * @property {import('./words.mjs').Term[]} terms
 * @property {import('./links.mjs').Places} places
 * @property {(experiment: string) => string} experiment '' or why the engine refuses it
 * @property {(setting: string) => string[]} choices
 */

const plainFences = ['', 'text', 'javascript', 'python'];

/**
 * @param {string} text @param {string} file as it is to be named in faults @param {World} world
 * @returns {Read}
 */
export function readLesson(text, file, world) {
  const words = firstUses(world.terms);
  /** @type {Read} */
  const read = { lead: '', sections: [], widgets: [], terms: [], paragraphs: [], links: [] };
  /** @type {Map<string, number>} */
  const ids = new Map();
  /** @param {number} line @param {string} sentence @returns {never} */
  const refuse = (line, sentence) => {
    throw new ContentFault(file, line, sentence);
  };
  /** @param {string} id @param {number} line */
  const claim = (id, line) => {
    if (!/^[a-z0-9][a-z0-9-]*$/.test(id)) refuse(line, `The id “${id}” must be of small letters, digits and hyphens.`);
    if (ids.has(id)) refuse(line, `The id “${id}” is already that of line ${ids.get(id)}; each must be there once.`);
    ids.set(id, line);
  };

  const converter = markdown();
  /** What programs and widgets have become. @type {WeakMap<Token, string>} */
  const fences = new WeakMap();
  /** @param {string} source @param {number} line */
  const rich = (source, line) => {
    const [inline] = converter.parseInline(source.trim(), {});
    prepare(inline, line, false);
    return converter.renderer.render([inline], converter.options, {});
  };

  /** @param {string} tex @param {number} line */
  const readable = (tex, line) => {
    try {
      mathML(tex, false);
    } catch (error) {
      refuse(line, /** @type {Error} */ (error).message);
    }
  };

  /** Links resolved, first uses linked, plain words kept. @param {Token} inline @param {number} line @param {boolean} running */
  function prepare(inline, line, running) {
    const Kind = /** @type {new (type: string, tag: string, nesting: number) => Token} */ (inline.constructor);
    /** @type {Token[]} */
    const made = [];
    let inLink = 0;
    let at = line;
    for (const token of inline.children ?? []) {
      if (token.type === 'softbreak' || token.type === 'hardbreak') at += 1;
      if (token.type === 'formula') readable(token.content, at);
      if (token.type === 'link_open') {
        inLink += 1;
        const href = String(token.attrGet('href'));
        read.links.push({ href, line: at });
        const target = linkTarget(decodeURI(href), world.places, { experiment: world.experiment, term: words.use });
        if (target.fault) refuse(at, target.fault);
        for (const [name, value] of Object.entries(target.attributes ?? {})) token.attrSet(name, value);
      } else if (token.type === 'link_close') inLink -= 1;
      if (token.type !== 'text' || inLink || !running) {
        made.push(token);
        continue;
      }
      for (const piece of words.split(token.content)) {
        const plain = new Kind('text', '', 0);
        plain.content = piece.text;
        if (!piece.id) made.push(plain);
        else {
          const open = new Kind('link_open', 'a', 1);
          for (const [name, value] of Object.entries(world.places.term(piece.id))) open.attrSet(name, value);
          made.push(open, plain, new Kind('link_close', 'a', -1));
        }
      }
    }
    inline.children = made;
    if (running) read.paragraphs.push(made.map((token) => (token.type === 'softbreak' ? ' ' : token.type === 'formula' ? `x${token.markup}` : token.content)).join('').trim());
  }

  /** @param {Token[]} tokens @param {number} before lines above the text */
  function dress(tokens, before) {
    let heading = false;
    for (const token of tokens) {
      const line = before + (token.map?.[0] ?? 0) + 1;
      if (token.type === 'heading_open') heading = true;
      else if (token.type === 'heading_close') heading = false;
      else if (token.type === 'inline') prepare(token, line, !heading);
      else if (token.type === 'display') readable(token.content, line);
      else if (token.type === 'fence') fences.set(token, fence(token, line));
    }
    return converter.renderer.render(tokens, converter.options, {});
  }

  /** @param {Token} token @param {number} line @returns {string} */
  function fence(token, line) {
    const [group, kind, id, ...rest] = token.info.trim().split(/\s+/);
    if (plainFences.includes(token.info.trim())) return `<pre class="wide"><code>${escapeText(token.content)}</code></pre>\n`;
    if (group === 'aside') {
      if (!asides.includes(kind)) refuse(line, `There is no aside “${kind ?? ''}”; there is ${asides.join(', ')}.`);
      return `<aside class="${kind}">\n${dress(converter.parse(token.content, {}), line)}</aside>\n`;
    }
    if (!Object.hasOwn(kinds, group)) refuse(line, `There is no group “${group}”; there is ${[...Object.keys(kinds), 'aside'].join(', ')}. A plain program begins with one of ${plainFences.filter(Boolean).join(', ')}.`);
    const known = kindOf(group, kind ?? '');
    if (!known) return refuse(line, `There is no ${group} “${kind ?? ''}”; there is ${Object.keys(kinds[group]).join(', ')}.`);
    if (!id || rest.length) refuse(line, `A widget begins with its group, its kind and an id, as in “${group} ${kind} my-id”.`);
    claim(id, line);
    const help = { experiment: world.experiment, choices: world.choices, rich };
    const { raw, made } = readFields(token.content, known.fields, { file, line: line + 1 }, help);
    const fault = known.fault?.(made);
    if (fault) refuse(line, `The ${group} “${id}”: ${fault}`);
    if (!known.load) refuse(line, `The module of “${group} ${kind}” is not there yet, so no lesson can use it.`);
    const points = known.points ? (made.points ?? known.points) : 0;
    read.widgets.push({ group, kind, id, fields: raw, points, line });
    const inside = known.html ? known.html(made) : known.sentence(raw).split('\n').map((each) => `<p>${escapeText(each)}</p>`).join('');
    const data = JSON.stringify(made).replaceAll('<', '\\u003c');
    return `<div class="widget ${group}" id="${id}" data-group="${group}" data-kind="${kind}"${points ? ` data-points="${points}"` : ''}>
<script type="application/json">${data}</script>
<div class="place">${inside}</div>
</div>\n`;
  }
  converter.renderer.rules.fence = (tokens, i) => fences.get(tokens[i]) ?? '';

  const tokens = converter.parse(text, {});
  const starts = tokens.flatMap((token, i) => (token.type === 'heading_open' && token.tag === 'h2' ? [i] : []));
  const first = tokens.find((token) => token.type === 'heading_open' && token.tag === 'h1');
  if (first) refuse((first.map?.[0] ?? 0) + 1, 'A lesson’s title stands in lesson.json; headings here begin with “##”.');
  read.lead = dress(tokens.slice(0, starts[0] ?? tokens.length), 0);
  for (const [n, start] of starts.entries()) {
    const line = (tokens[start].map?.[0] ?? 0) + 1;
    const inline = tokens[start + 1];
    const [, title, id] = inline.content.match(/^(.*\S)\s*\{#([^}\s]*)\}$/) ?? [];
    if (!id) refuse(line, 'A section needs an id: write “## Heading {#its-id}”.');
    claim(id, line);
    const from = read.widgets.length;
    const html = dress(tokens.slice(start + 3, starts[n + 1] ?? tokens.length), 0);
    const checks = read.widgets.slice(from).flatMap((widget) => (widget.points ? [widget.id] : []));
    read.sections.push({ id, title: rich(title, line), html, line, checks });
  }
  if (read.sections.length === 0) refuse(1, 'There is no section; write “## Heading {#its-id}”.');
  for (const { group, id, fields, line } of read.widgets) {
    if (group !== 'try') continue;
    const wanted = fields.figure ?? fields.code;
    const aim = read.widgets.find((each) => each.id === wanted && each.group === (fields.figure ? 'figure' : 'code'));
    if (!aim) refuse(line, `The try “${id}” speaks of “${wanted}”, which is no ${fields.figure ? 'figure' : 'program'} of this page.`);
  }
  read.terms = [...words.used].flatMap((id) => world.terms.find((term) => term.id === id) ?? []);
  return read;
}
