// make lighthouse: how Google's Lighthouse judges the built pages, as a phone and as a desktop computer, with what keeps each from 100.
// Lighthouse itself is fetched into build/lighthouse when first wanted; nothing else needs it.
//
// node tests/bench/lighthouse.mjs [page …]     paths on the site, such as embed.html; all pages unless given

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { dist } from '../../web/tools/serve.mjs';
import { chromiumArguments, findBrowser, serveDist } from '../browser/lib/browsers.mjs';

const version = '12.8.2';
const folder = fileURLToPath(new URL('../../build/lighthouse/', import.meta.url));
const categories = ['performance', 'accessibility', 'best-practices', 'seo'];

/** @typedef {{ id: string, title: string, score: number | null, weight?: number, displayValue?: string, details?: any }} Audit */

/** Lighthouse, from build/. @returns {Promise<any>} */
async function lighthouse() {
  const main = join(folder, 'node_modules', 'lighthouse', 'package.json');
  if (!existsSync(main) || JSON.parse(readFileSync(main, 'utf8')).version !== version) {
    console.log(`Installing lighthouse ${version} in build/lighthouse ...`);
    mkdirSync(folder, { recursive: true });
    execFileSync('npm', ['install', '--prefix', folder, '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', `lighthouse@${version}`], { stdio: 'inherit' });
  }
  return import(pathToFileURL(join(folder, 'node_modules', 'lighthouse', 'core', 'index.js')).href);
}

/** The pages of the site. */
const pages = () => ['index.html', 'embed.html?start=now', 'learn.html', 'explainer.html', ...readdirSync(join(dist, 'learn')).filter((name) => name.endsWith('.html')).map((name) => `learn/${name}`)];

const { default: run, desktopConfig } = await lighthouse();
const require = createRequire(new URL('../../web/package.json', import.meta.url));
/** @type {import('puppeteer-core')} */
const { launch } = require('puppeteer-core');
const site = await serveDist();
const browser = await launch({ browser: 'chrome', executablePath: findBrowser('chromium'), headless: true, args: [...chromiumArguments] });
const { port } = new URL(browser.wsEndpoint());
try {
  for (const page of process.argv.length > 2 ? process.argv.slice(2) : pages()) {
    for (const device of ['phone', 'desktop']) {
      const { lhr } = await run(`${site.url}${page}`, { port: Number(port), onlyCategories: categories, logLevel: 'error' }, device === 'desktop' ? desktopConfig : undefined);
      /** @type {Record<string, { score: number | null, auditRefs: { id: string, weight: number }[] }>} */
      const found = lhr.categories;
      console.log(`${page}, ${device}: ${categories.map((name) => `${name} ${Math.round(100 * (found[name].score ?? 0))}`).join(', ')}`);
      for (const name of categories) {
        for (const { id, weight } of found[name].auditRefs) {
          /** @type {Audit} */
          const audit = lhr.audits[id];
          if (!weight || audit.score === null || audit.score === 1) continue;
          const places = (audit.details?.items ?? []).slice(0, 4).map((/** @type {any} */ item) => item.node?.selector ?? item.url ?? item.description ?? '').filter(Boolean);
          console.log(`  ${name}, ${audit.title}${audit.displayValue ? `: ${audit.displayValue}` : ''} (${Math.round(100 * audit.score)})${places.length ? `\n    ${places.join('\n    ')}` : ''}`);
        }
      }
    }
  }
} finally {
  await browser.close();
  await site.close();
}
