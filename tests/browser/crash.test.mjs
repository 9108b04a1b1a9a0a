// A page that crashes is told at once: whatever waits for it would wait for minutes otherwise, and say nothing of why.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openPage, serveDist } from './lib/browsers.mjs';

// Of the two drivers only Chromium's tells of a crash, and has an address that crashes on purpose.
test('what waits for a page that crashes is told, and the crash is among the problems', { timeout: 100_000 }, async () => {
  const site = await serveDist();
  const { page, problems, close } = await openPage('chromium', site.url);
  try {
    const waiting = assert.rejects(page.waitForFunction(() => false, { timeout: 0 }));
    await page.goto('chrome://crash').catch(() => {});
    await waiting;
    assert.ok(problems.includes('chromium: Page crashed!'), problems.join('\n'));
  } finally {
    await close();
    await site.close();
  }
});
