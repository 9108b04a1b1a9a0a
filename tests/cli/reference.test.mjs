// The page about the settings is what the table says.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { settingsReference } from '../../web/tools/settings-reference.mjs';
import { answer, program } from './lib.mjs';

it('src/SETTINGS.md tells of every setting what the program knows; if not, run `make reference`', () => {
  const page = readFileSync(new URL('../../src/SETTINGS.md', import.meta.url), 'utf8');
  assert.equal(page, settingsReference(program));
  const { settings } = JSON.parse(answer(['settings', '--json']));
  assert.ok(settings.length > 20);
  for (const { key, help } of settings) assert.ok(page.includes(`\n${key}`) && page.replace(/\s+/g, ' ').includes(help), key);
  assert.match(readFileSync(new URL('../../README.md', import.meta.url), 'utf8'), /\(src\/SETTINGS\.md\)/);
});
