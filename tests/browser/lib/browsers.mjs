// Chromium and Firefox for the tests of the page: a fresh browser with an empty profile for every page,
// with everything that goes wrong in it written down.

import { accessSync, constants, existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dist, serve } from '../../../web/tools/serve.mjs';
import { clickWithCare } from './click.mjs';
import { patience } from './wait.mjs';

// The page's tools live in web/, out of sight of a plain import from here.
const require = createRequire(new URL('../../../web/package.json', import.meta.url));

const shots = fileURLToPath(new URL('../../../build/shots/', import.meta.url));

// puppeteer ends its browsers when this program leaves. It also hears this signal, and then ends those there are; the
// tests left over would start new ones, which nobody would end.
process.once('SIGTERM', () => setTimeout(() => process.exit(143), 2000).unref());

/** @typedef {'chromium' | 'firefox'} BrowserName */
/** @typedef {import('puppeteer-core').Page} Page */

/**
 * The browsers every test of the page runs in.
 * @type {readonly BrowserName[]}
 */
export const browsers = ['chromium', 'firefox'];

const programs = {
  chromium: ['chromium', 'chromium-browser', 'google-chrome'],
  firefox: ['firefox-esr', 'firefox'],
};

/** What Chromium is started with. */
export const chromiumArguments = [
  '--no-sandbox', // containers and root have none; only our own page is opened
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // Pages of its own in the address bar, which nobody sees: half of the work of a start, and it goes on while ours load.
  '--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup,PreloadTopChromeWebUI',
];

/**
 * Where a browser is. Throws a sentence when it is missing: a test that cannot run must not look passed.
 * @param {BrowserName} name
 */
export function findBrowser(name) {
  for (const program of programs[name]) {
    for (const folder of (process.env.PATH ?? '').split(delimiter)) {
      const path = join(folder || '.', program);
      try {
        accessSync(path, constants.X_OK);
        return path;
      } catch {
        // not here
      }
    }
  }
  throw new Error(
    `${name} is missing: none of ${programs[name].join(', ')} is on PATH. “make test” installs it on Debian.`,
  );
}

/**
 * Serves the built site on a free port.
 * @returns {Promise<{ url: string, port: number, close(): Promise<void> }>}  url ends in a slash
 */
export async function serveDist() {
  if (!existsSync(join(dist, 'index.html'))) {
    throw new Error('dist/ holds no page: build it by “make dist”.');
  }
  return serve({ root: dist });
}

/**
 * Starts a browser with an empty profile and opens a page in it.
 * @param {BrowserName} name
 * @param {string} url
 * @param {{ width?: number, height?: number, scale?: number, touch?: boolean,
 *   colorScheme?: 'light' | 'dark', reducedMotion?: boolean, isolated?: boolean, timeout?: number }} [options]
 *   width, height in CSS pixels; scale: device pixels for one of them; touch: a phone's input (Chromium
 *   only, Firefox cannot be told); isolated: sandboxed frames have a process of their own, as in a Chromium that
 *   puppeteer has not started, so that code which uses up the memory of its process leaves the page alive;
 *   timeout: of every wait on the page, in milliseconds, where the usual is not enough
 * @returns {Promise<{ page: Page, problems: string[], close(): Promise<void> }>}
 *   problems grows by a sentence for each console error or warning, uncaught error, failed request,
 *   answer of 400 and above, and request to another origin (browsers report violations of the
 *   content-security policy as errors)
 */
export async function openPage(name, url, options = {}) {
  const { width = 1280, height = 800, scale = 1, touch = false, colorScheme = 'light' } = options;
  const browser = await launch(name, colorScheme, options.reducedMotion ?? false, options.isolated ?? false);
  try {
    const page = await browser.newPage();
    /** @type {string[]} */
    const problems = [];
    watch(page, new URL(url).origin, problems);
    // Nothing that waits for a crashed page would hear of it, for minutes; of a closed browser it does.
    page.on('error', (error) => {
      problems.push(`${name}: ${error.message}`);
      console.error(`${name}: ${error.message}`);
      void close(browser);
    });
    page.setDefaultTimeout(options.timeout ?? patience);
    clickWithCare(page);
    const phone = touch && name === 'chromium' ? { hasTouch: true, isMobile: true } : {};
    await page.setViewport({ width, height, deviceScaleFactor: scale, ...phone });
    if (name === 'chromium') {
      await page.emulateMediaFeatures([
        { name: 'prefers-color-scheme', value: colorScheme },
        { name: 'prefers-reduced-motion', value: options.reducedMotion ? 'reduce' : 'no-preference' },
      ]);
    }
    await page.goto(url, { waitUntil: 'load' });
    return { page, problems, close: () => close(browser) };
  } catch (error) {
    await close(browser);
    throw error;
  }
}

/**
 * @param {BrowserName} name
 * @param {'light' | 'dark'} colorScheme
 * @param {boolean} reducedMotion
 * @param {boolean} isolated
 * @returns {Promise<import('puppeteer-core').Browser>}
 */
function launch(name, colorScheme, reducedMotion, isolated) {
  const executablePath = findBrowser(name);
  /** @type {import('puppeteer-core')} */
  const { launch: start, defaultArgs } = require('puppeteer-core');
  if (name === 'firefox') {
    return start({
      browser: 'firefox', // driven by WebDriver BiDi
      executablePath,
      headless: true,
      timeout: 60_000,
      extraPrefsFirefox: {
        // Processes in reserve, which no page here comes to need, are a quarter of the work of a start.
        'dom.ipc.processPrelaunch.enabled': false,
        'media.rdd-process.enabled': false,
        'network.process.enabled': false,
        'layout.css.prefers-color-scheme.content-override': colorScheme === 'dark' ? 0 : 1,
        'ui.prefersReducedMotion': reducedMotion ? 1 : 0,
      },
    });
  }
  // A copy, since puppeteer takes features out of the list it is given.
  const all = defaultArgs({ browser: 'chrome', headless: true, args: [...chromiumArguments] });
  return start({
    browser: 'chrome',
    executablePath,
    headless: true,
    timeout: 60_000,
    ignoreDefaultArgs: true,
    args: isolated ? all.map((each) => each.replace(/^(--disable-features=.*),IsolateSandboxedIframes\b/, '$1')) : all,
  });
}

/**
 * @param {Page} page
 * @param {string} origin
 * @param {string[]} problems
 */
function watch(page, origin, problems) {
  page.on('console', (message) => {
    const type = message.type();
    if (type === 'error' || type === 'warn') problems.push(`console ${type}: ${message.text()}`);
  });
  page.on('pageerror', (error) => {
    problems.push(`uncaught: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  });
  page.on('request', (request) => {
    const { protocol, origin: asked } = new URL(request.url());
    if (/^(https?|wss?):$/.test(protocol) && asked !== origin) {
      problems.push(`request to another origin: ${request.url()}`);
    }
  });
  page.on('requestfailed', (request) => {
    const why = request.failure()?.errorText ?? 'no reason given';
    // Ended by the browser, since the page that had asked was left: no request of ours is called back.
    if (!/NS_BINDING_ABORTED|net::ERR_ABORTED/.test(why)) problems.push(`request failed: ${request.url()} (${why})`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) problems.push(`answer ${response.status()}: ${response.url()}`);
  });
}

/**
 * Ends a browser, by force if it does not end when asked.
 * @param {import('puppeteer-core').Browser} browser
 */
async function close(browser) {
  const pid = browser.process()?.pid;
  // The whole group, which puppeteer makes it the first of: what is left of a browser would hold its pipes open, and so
  // keep this program from leaving.
  const force = () => {
    try {
      if (pid !== undefined) process.kill(-pid, 'SIGKILL');
    } catch {
      // it has ended
    }
  };
  const late = setTimeout(force, 10_000);
  try {
    await browser.close();
  } catch {
    force();
  } finally {
    clearTimeout(late);
  }
}

/**
 * Writes a picture of the page to build/shots/name.png.
 * @param {Page} page
 * @param {string} name
 * @param {import('puppeteer-core').ScreenshotOptions} [options]
 * @returns {Promise<string>} the file's path
 */
export async function shot(page, name, options = {}) {
  await mkdir(shots, { recursive: true });
  const path = /** @type {`${string}.png`} */ (join(shots, `${name}.png`));
  await page.screenshot({ ...options, path });
  return path;
}

/**
 * What axe finds wrong with the page for people who use it by keyboard or screen reader.
 * @param {Page} page
 * @param {string} [selector]  part of the page to look at
 * @returns {Promise<string[]>} a line for each rule broken: its name, sentence and places
 */
export async function accessibilityProblems(page, selector = 'html') {
  await page.evaluate(await readFile(require.resolve('axe-core/axe.min.js'), 'utf8'));
  return page.evaluate(async (context) => {
    const { axe } = /** @type {any} */ (window);
    const { violations } = await axe.run(context);
    return violations.map(
      (/** @type {any} */ rule) =>
        `${rule.id}: ${rule.help}: ${rule.nodes.map((/** @type {any} */ node) => node.target.join(' ')).join(', ')}`,
    );
  }, selector);
}
