/**
 * @file Brings the widgets of a page to life when they come near, lets them rest while out of sight, and gives each
 * what page.js promises.
 */

import { onSchemeChange } from '../../ui/palette.js';
import { h } from '../../ui/dom.js';
import { kindOf } from '../kinds.js';
import { client, newClient, site } from './engine.js';
import { language, onLanguage, setLanguage } from './language.js';

/** @typedef {import('./page.js').Page} Page @typedef {import('./page.js').Widget} Widget */
/**
 * @typedef {object} Record what is known of a widget of the page
 * @property {HTMLElement} element @property {HTMLElement} place @property {boolean} inSight
 * @property {Promise<Widget> | null} made
 */

/** @type {Set<() => void>} */
const themed = new Set();
onSchemeChange(() => themed.forEach((tell) => tell()));

/**
 * @param {object} options
 * @param {(id: string, points: number) => Pick<Page, 'done' | 'tried' | 'tries' | 'passed' | 'kept' | 'keep'>} options.progress of a widget
 * @param {(text: string) => void} options.say
 */
export function hydrate({ progress, say }) {
  /** @type {Map<string, Record>} */
  const records = new Map();

  /** @param {Record} record @returns {Page} */
  const pageFor = ({ element }) => ({
    id: element.id,
    site,
    client,
    newClient,
    ...progress(element.id, Number(element.dataset.points ?? 0)),
    say,
    language,
    onLanguage,
    setLanguage,
    figure: (id) => start(id).then((made) => made.api),
    onTheme(then) {
      themed.add(then);
      return () => themed.delete(then);
    },
    runCode: async (source, of, calls = []) => (await import('./run-code.js')).runCode(site, source, of, calls),
  });

  /** @param {string} id @returns {Promise<Widget>} */
  function start(id) {
    const record = records.get(id);
    if (!record) return Promise.reject(new Error(`This page has no widget “${id}”.`));
    record.made ??= make(record);
    return record.made;
  }

  /** @param {Record} record */
  async function make(record) {
    const { element, place } = record;
    const { group = '', kind = '' } = element.dataset;
    const text = element.querySelector('script[type="application/json"]')?.textContent ?? '{}';
    const before = [...place.childNodes];
    try {
      const module = await kindOf(group, kind)?.load?.();
      if (!module) throw new Error(`This page has no module for “${group} ${kind}”.`);
      place.replaceChildren();
      const made = await module.create(place, JSON.parse(text), pageFor(record));
      element.classList.add('alive');
      if (!record.inSight) made.pause?.();
      return made;
    } catch (error) {
      const again = h('button', { type: 'button', class: 'button', onclick: retry }, 'Try again');
      const failed = h('div', { class: 'notice', role: 'alert' }, h('p', null, `This part could not be started: ${error instanceof Error ? error.message : error}`), again);
      place.replaceChildren(...before, failed);
      throw error;
    }

    function retry() {
      place.replaceChildren(...before);
      record.made = null;
      start(element.id).catch(() => {});
    }
  }

  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        const record = records.get(target.id);
        if (!record || record.inSight === isIntersecting) continue;
        record.inSight = isIntersecting;
        if (isIntersecting) start(target.id).then((made) => record.inSight && made.resume?.()).catch(() => {});
        else record.made?.then((made) => record.inSight || made.pause?.()).catch(() => {});
      }
    },
    { rootMargin: '300px 0px' },
  );
  for (const element of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('.widget'))) {
    const place = /** @type {HTMLElement} */ (element.querySelector(':scope > .place'));
    records.set(element.id, { element, place, inSight: false, made: null });
    observer.observe(element);
  }
  addEventListener('pagehide', (event) => {
    if (event.persisted) return; // the page may come back as it is
    for (const { made } of records.values()) made?.then((widget) => widget.close()).catch(() => {});
  });
  return { start };
}
