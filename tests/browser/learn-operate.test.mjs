// All that stands on the pages of the learning side, worked by keys alone: every quiz answered rightly, every figure
// changed, every program run, every editor left, every challenge opened, every try found. In Firefox one of each kind.

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { readContent } from '../../web/tools/learn.mjs';
import { browsers, openPage, serveDist } from './lib/browsers.mjs';
import { problemsOf } from './exercise-page.mjs';
import { operate, operatePage, pressButton } from './keys-operate.mjs';
import { learnPages } from './keys-page.mjs';
import { wake } from './learn-page.mjs';

const { lessons, pages } = await readContent();
const content = new Map([...lessons, ...pages].map(({ name, read }) => [`learn/${name}.html`, read.widgets]));
const paths = await learnPages();

/** @type {Awaited<ReturnType<typeof serveDist>>} */
let site;
before(async () => {
  site = await serveDist();
});
after(() => site.close());

for (const name of browsers) {
  describe(`by keys in ${name}`, () => {
    /** @type {Awaited<ReturnType<typeof openPage>>} */
    let opened;
    before(async () => {
      opened = await openPage(name, `${site.url}${paths[0]}`, { width: 1440, height: 900, reducedMotion: true, timeout: 60_000 });
    });
    after(() => opened?.close());

    it('knows every page with widgets', () => assert.deepEqual([...content.keys()].filter((path) => !paths.includes(path)), []));

    const known = new Set();
    for (const path of paths) {
      const all = content.get(path) ?? [];
      const widgets = name === 'chromium' ? all : all.filter(({ group, kind }) => !known.has(`${group} ${kind}`) && known.add(`${group} ${kind}`));
      it(`${path}: ${widgets.length} widgets`, async () => {
        const { page } = opened;
        await page.goto(site.url + path);
        await page.waitForFunction(() => document.querySelector('#theme svg') !== null);
        for (const widget of widgets) {
          await wake(page, widget.id);
          await operate(page, widget);
        }
        await operatePage(page);
      });
    }

    it('the overview’s progress can be begun anew, and that undone', async () => {
      const { page } = opened;
      await page.goto(`${site.url}learn.html`);
      const told = () => page.$eval('#progress p', (line) => line.textContent);
      await page.waitForFunction(() => /[1-9]\d* of \d+ points/.test(document.querySelector('#progress p')?.textContent ?? ''));
      const before = await told();
      await pressButton(page, '#progress', 'Start over');
      assert.match((await told()) ?? '', /· 0 of/);
      await pressButton(page, '#notices', 'Undo');
      assert.equal(await told(), before);
    });

    it('had nothing to complain of', () => {
      assert.deepEqual(problemsOf(opened), []);
    });
  });
}
