// The HTML around what was read: the frame every page of the learning side has, and what each kind of page holds.

import { escapeText } from '../../learn/kinds.js';
import { part } from '../page-parts.mjs';

/** @typedef {import('./lesson.mjs').Read} Read */
/**
 * @typedef {object} Lesson
 * @property {string} name @property {number} number from 1 @property {string} title @property {string} promise
 * @property {number} minutes @property {string} level @property {number} version
 * @property {Read} read
 */

/**
 * @param {object} parts
 * @param {string} parts.title @param {string} parts.description @param {string} parts.main HTML of the main part
 * @param {string} parts.root path to the site's top folder, '' or '../'
 * @param {'learn' | 'glossary' | 'lesson' | 'page'} parts.kind
 * @param {string} [parts.data] attributes of the body
 */
function frame({ title, description, main, root, kind, data = '' }) {
  return `<!doctype html>
<html lang="en">
  <head>
    ${part('head')}
    <title>${escapeText(title)} – Glia</title>
    <meta name="description" content="${escapeText(description)}" />
    <link rel="stylesheet" href="${root}ui/theme.css" />
    <link rel="stylesheet" href="${root}ui/controls.css" />
    <link rel="stylesheet" href="${root}ui/header.css" />
    <link rel="stylesheet" href="${root}learn/learn.css" />
    <link rel="stylesheet" href="${root}learn/${kind === 'learn' ? 'overview' : 'widgets'}.css" />
    <link rel="stylesheet" href="${root}learn/print.css" media="print" />
    <script src="${root}ui/theme-early.js"></script>
    <script type="module" src="${root}learn/page.js"></script>
  </head>
  <body class="learn ${kind}" data-root="${root}"${data}>
    <a class="skip" href="#main">Skip to the text</a>
    ${part('header', { root, here: kind === 'learn' ? 'page' : 'true' })}
    ${main}
    <div id="notices" class="notices"></div>
    <div id="said" class="visually-hidden" role="status" aria-live="polite"></div>
  </body>
</html>
`;
}

/** @param {Read} read @param {boolean} checked whether sections are ticked off */
function sections({ lead, sections: all }, checked) {
  const end = checked ? '<p class="section-end"></p>\n' : '';
  return `${lead && `<div class="lead">\n${lead}</div>\n`}${all
    .map(({ id, title, html }) => `<section id="${id}" data-section aria-labelledby="${id}-title">\n<h2 id="${id}-title">${title}</h2>\n${html}${end}</section>`)
    .join('\n')}`;
}

/** @param {Read} read @param {{ href: string, title: string }[]} [more] @param {Record<string, string>} [groups] names, each before the section of its id */
function contents(read, more = [], groups = {}) {
  const links = [...read.sections.map(({ id, title }) => ({ href: `#${id}`, title, group: groups[id] })), ...more.map((each) => ({ ...each, group: '' }))];
  return `<nav class="contents" tabindex="-1" aria-label="On this page"><h2>On this page</h2><ol>${links
    .map(({ href, title, group }) => `${group ? `<li class="group">${escapeText(group)}</li>` : ''}<li><a href="${href}">${title}</a></li>`)
    .join('')}</ol></nav>`;
}

/** @param {import('./words.mjs').Term[]} terms @param {string} where page of the glossary */
const definitions = (terms, where) =>
  `<dl class="terms">${terms.map(({ id, word, definition }) => `<div data-term="${id}"><dt><a href="${where}#${id}">${escapeText(word)}</a></dt><dd>${escapeText(definition)}</dd></div>`).join('')}</dl>`;

/** @param {Lesson} lesson @param {Lesson[]} all */
export function lessonPage(lesson, all) {
  const { name, number, title, promise, minutes, level, version, read } = lesson;
  const points = read.widgets.reduce((sum, widget) => sum + widget.points, 0);
  const beside = [all[number - 2], all[number]];
  const step = (/** @type {Lesson | undefined} */ to, /** @type {string} */ word) => (to ? `<a href="${to.name}.html" rel="${word}"><span>${word === 'prev' ? 'Before' : 'Next'}</span> ${escapeText(to.title)}</a>` : '');
  const words = read.terms.length ? `\n<section id="words" aria-labelledby="words-title">\n<h2 id="words-title">Words of this lesson</h2>\n${definitions(read.terms, 'glossary.html')}\n</section>` : '';
  const main = `<main id="main">
${contents(read, words ? [{ href: '#words', title: 'Words of this lesson' }] : [])}
<article>
<header class="head">
<p class="position">Lesson ${number} of ${all.length}</p>
<h1>${escapeText(title)}</h1>
<p class="promise">${escapeText(promise)}</p>
<p class="facts"><span>${minutes} minutes</span> <span>${level}</span></p>
<div id="progress" class="progress"></div>
</header>
${sections(read, true)}${words}
<nav class="beside" aria-label="Lessons">${step(beside[0], 'prev')}${step(beside[1], 'next')}</nav>
</article>
</main>`;
  return frame({ title, description: promise, main, root: '../', kind: 'lesson', data: ` data-lesson="${name}" data-version="${version}" data-points="${points}"` });
}

/** Reference, questions and the like: same make, nothing to tick off. @param {{ name: string, title: string, promise: string, version: number, groups?: Record<string, string>, read: Read }} page */
export function otherPage({ name, title, promise, version, groups, read }) {
  const main = `<main id="main">
${contents(read, [], groups)}
<article>
<header class="head"><h1>${escapeText(title)}</h1><p class="promise">${escapeText(promise)}</p></header>
${sections(read, false)}
</article>
</main>`;
  return frame({ title, description: promise, main, root: '../', kind: 'page', data: ` data-page="${name}" data-version="${version}"` });
}

/** @param {import('./words.mjs').Term[]} terms */
export function glossaryPage(terms) {
  const sorted = [...terms].sort((a, b) => a.word.localeCompare(b.word, 'en'));
  const main = `<main id="main">
<article>
<header class="head"><h1>Glossary</h1><p class="promise">${terms.length} words, each in a sentence.</p></header>
<dl class="terms all">${sorted.map(({ id, word, definition }) => `<div id="${id}"><dt>${escapeText(word)}</dt><dd>${escapeText(definition)}</dd></div>`).join('\n')}</dl>
</article>
</main>`;
  return frame({ title: 'Glossary', description: 'The words of neural networks, each in a sentence.', main, root: '../', kind: 'glossary' });
}

/** @param {Lesson[]} lessons @param {{ name: string, title: string, promise: string }[]} pages */
export function overviewPage(lessons, pages) {
  const item = (/** @type {Lesson} */ { name, number, title, promise, minutes, level, version, read }) => {
    const points = read.widgets.reduce((sum, widget) => sum + widget.points, 0);
    const plan = escapeText(JSON.stringify(read.sections.map(({ id, checks }) => [id, checks])));
    return `<li data-lesson="${name}" data-version="${version}" data-plan="${plan}" data-points="${points}">
<span class="number" aria-hidden="true">${number}</span>
<div><h3><a href="learn/${name}.html">${escapeText(title)}</a></h3><p>${escapeText(promise)}</p><p class="facts"><span>${minutes} minutes</span> <span>${level}</span> <span class="state"></span></p></div>
</li>`;
  };
  const others = [...pages, { name: 'glossary', title: 'Glossary', promise: 'The words of the lessons, each in a sentence.' }];
  const main = `<main id="main">
<article>
<header class="head"><h1>Learn</h1><p class="promise">From one neuron to a network that learns, with something to touch at every step.</p>
<p><a href="explainer.html">Watch it in 60 seconds</a>: from one neuron to a trained network, played, paused and stepped as you like.</p></header>
<section aria-labelledby="lessons-title"><h2 id="lessons-title">Lessons</h2>
<ol class="lessons">
${lessons.map(item).join('\n')}
</ol></section>
<section aria-labelledby="more-title"><h2 id="more-title">To look things up</h2>
<ul class="others">
${others.map(({ name, title, promise }) => `<li><h3><a href="learn/${name}.html">${escapeText(title)}</a></h3><p>${escapeText(promise)}</p></li>`).join('\n')}
</ul></section>
<section id="progress" aria-labelledby="progress-title" hidden><h2 id="progress-title">Your progress</h2></section>
</article>
</main>`;
  return frame({ title: 'Learn', description: 'Lessons on neural networks, computed live by the engine while you read.', main, root: '', kind: 'learn' });
}
