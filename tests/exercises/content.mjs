// The files of the exercises, for tests.

import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** @typedef {import('../../web/exercises/content.js').Exercise} Exercise */

const base = new URL('../../web/exercises/', import.meta.url);

/** Folders that hold an exercise. */
export const ids = readdirSync(fileURLToPath(base), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && existsSync(new URL(`${entry.name}/exercise.json`, base)))
  .map(({ name }) => name)
  .sort();

/** @param {string} path below web/exercises */
export const textOf = (path) => readFileSync(new URL(path, base), 'utf8');

/** @param {string} path below web/exercises */
export const exists = (path) => existsSync(new URL(path, base));

/** @param {string} id @returns {Exercise} */
export const exerciseOf = (id) => JSON.parse(textOf(`${id}/exercise.json`));
