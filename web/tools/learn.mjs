// The learning side, made from web/learn's content: a page for each lesson, the overview, the glossary, and the
// pages for looking things up. What is wrong in the content stops the build with its file and line.

import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadEngine } from '../engine/engine.js';
import { ContentFault } from './learn/fault.mjs';
import { readInfo } from './learn/info.mjs';
import { readLesson } from './learn/lesson.mjs';
import { glossaryPage, lessonPage, otherPage, overviewPage } from './learn/pages.mjs';
import { readGlossary } from './learn/words.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const web = join(root, 'web');

/** @param {string} path */
const named = (path) => relative(root, path).split(sep).join('/');

/** Folders in a folder, in order. @param {string} folder */
async function foldersIn(folder) {
  if (!existsSync(folder)) return [];
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name).sort();
}

/** Section ids of a Markdown file, before it is read for good. @param {string} text */
const idsIn = (text) => new Set([...text.matchAll(/^##\s.*\{#([^}\s]*)\}\s*$/gm)].map(([, id]) => id));

/** What the engine says to what stands in the content. */
async function askEngine() {
  const engine = await loadEngine({ wasm: await readFile(join(root, 'build', 'wasm', 'glia-exact.wasm')) });
  return {
    /** @param {string} text @returns {string} */
    experiment(text) {
      try {
        engine.check(text);
        return '';
      } catch (error) {
        return /** @type {Error} */ (error).message;
      }
    },
    /** @param {string} key @returns {string[]} */
    choices: (key) => engine.settings.settings.find((/** @type {any} */ setting) => setting.key === key)?.choices.map((/** @type {any} */ each) => each.name) ?? [],
  };
}

/**
 * Reads and checks everything there is to learn.
 * @param {string} [folder] with lessons/, pages/ and glossary.json
 */
export async function readContent(folder = join(web, 'learn')) {
  const glossary = join(folder, 'glossary.json');
  const terms = existsSync(glossary) ? readGlossary(await readFile(glossary, 'utf8'), named(glossary)) : [];
  const found = [];
  for (const [i, entry] of (await foldersIn(join(folder, 'lessons'))).entries()) {
    const at = join(folder, 'lessons', entry);
    const [, name] = entry.match(/^\d\d-([a-z0-9-]+)$/) ?? [];
    if (!name) throw new ContentFault(named(at), 1, 'The folder of a lesson is named by two digits, a hyphen and its name, as in 01-one-neuron.');
    found.push({ name, number: i + 1, file: join(at, 'lesson.md'), info: join(at, 'lesson.json') });
  }
  const others = (await foldersIn(join(folder, 'pages'))).map((name) => ({ name, file: join(folder, 'pages', name, 'page.md'), info: join(folder, 'pages', name, 'page.json') }));
  const texts = new Map(await Promise.all([...found, ...others].map(async ({ file }) => /** @type {const} */ ([file, await readText(file)]))));
  const ids = (/** @type {{ file: string }} */ { file }) => idsIn(texts.get(file) ?? '');

  const world = {
    terms,
    ...(await askEngine()),
    places: {
      lessons: new Map(found.map((each) => [each.name, ids(each)])),
      pages: new Map([...others.map((each) => /** @type {const} */ ([each.name, ids(each)])), /** @type {const} */ (['glossary', new Set(terms.map(({ id }) => id))])]),
      term: (/** @type {string} */ id) => ({ href: `glossary.html#${id}`, class: 'term', 'data-term': id }),
    },
  };
  const lessons = [];
  for (const { name, number, file, info } of found) {
    lessons.push({ name, number, ...readInfo(await readText(info), named(info), 'lesson'), file: named(file), read: readLesson(texts.get(file) ?? '', named(file), world) });
  }
  const pages = [];
  for (const { name, file, info } of others) {
    const facts = readInfo(await readText(info), named(info), 'page');
    const read = readLesson(texts.get(file) ?? '', named(file), world);
    const lost = Object.keys(facts.groups ?? {}).find((id) => !read.sections.some((section) => section.id === id));
    if (lost) throw new ContentFault(named(info), 1, `A group begins at “${lost}”, and there is no such section.`);
    pages.push({ name, ...facts, file: named(file), read });
  }
  return { terms, lessons, pages };
}

/** @param {string} path */
async function readText(path) {
  if (!existsSync(path)) throw new ContentFault(named(path), 1, 'This file is missing.');
  return readFile(path, 'utf8');
}

/** Writes the pages into a site that is being made. @param {string} site */
export async function writeLearn(site) {
  const { terms, lessons, pages } = await readContent();
  const folder = join(site, 'learn');
  await mkdir(folder, { recursive: true });
  await Promise.all([
    ...lessons.map((lesson) => writeFile(join(folder, `${lesson.name}.html`), lessonPage(lesson, lessons))),
    ...pages.map((page) => writeFile(join(folder, `${page.name}.html`), otherPage(page))),
    writeFile(join(folder, 'glossary.html'), glossaryPage(terms)),
    writeFile(join(site, 'learn.html'), overviewPage(lessons, pages)),
  ]);
}
