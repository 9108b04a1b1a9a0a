/** @file Reads hashes.txt for the tests written in JavaScript. */

import { readFileSync } from 'node:fs';

/** @returns {{ hash: string, steps: number, experiment: string }[]} */
export function goldenHashes() {
  const lines = readFileSync(new URL('hashes.txt', import.meta.url), 'utf8').trimEnd().split('\n');
  return lines.map((line) => {
    const [hash, steps, experiment = ''] = line.split(' ');
    return { hash, steps: Number(steps), experiment };
  });
}
