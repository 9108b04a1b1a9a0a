// Prints src/SETTINGS.md: every setting of an experiment as build/glia knows it. `make reference` keeps it
// there; a test compares the two.

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/**
 * @param {string} program build/glia
 * @returns {string} the page
 */
export function settingsReference(program) {
  /** @param {string[]} words */
  const ask = (...words) => {
    const { status, stdout, stderr, error } = spawnSync(program, ['settings', ...words], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`${program} settings ${words.join(' ')}: ${error?.message ?? stderr}`);
    return stdout;
  };
  /** @type {{ settings: { key: string, group: string }[] }} */
  const { settings } = JSON.parse(ask('--json'));
  const page = [
    '# The settings of an experiment',
    '',
    'An experiment is one line of text, `key=value` joined by `&`, such as `data=xor&layers=4:relu`; what is left',
    'out has its default. Written by `make reference` from the table in `settings.def`: change that, not this.',
  ];
  let group = '';
  for (const setting of settings) {
    if (setting.group !== group) page.push(...(group ? ['```'] : []), '', `## ${setting.group}`, '', '```text');
    else page.push('');
    group = setting.group;
    page.push(ask(setting.key).replace(/^ {2}/gm, '').trimEnd());
  }
  return `${[...page, '```'].join('\n')}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.stdout.write(settingsReference(fileURLToPath(new URL('../../build/glia', import.meta.url))));
}
