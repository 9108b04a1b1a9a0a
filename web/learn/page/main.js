/** @file Where every page of the learning side starts. What is on it is read from the page itself. */

import { find } from '../../ui/dom.js';
import { keepOffline } from '../../ui/offline.js';
import { messages } from '../../ui/notice.js';
import { themeChoice } from '../../ui/theme-choice.js';
import { follow, places } from './contents.js';
import { openHost } from './host.js';
import { hydrate } from './hydrate.js';
import { lessonPage } from './lesson.js';
import { overviewPage } from './overview.js';
import { isBlocked } from './store.js';
import { openTerms } from './terms.js';
import { watchWide } from './wide.js';
import { widgetProgress } from './widget-progress.js';

const said = find('#said');
/** @param {string} text */
const say = (text) => {
  // The same words twice in a row are spoken twice.
  said.textContent = said.textContent === text ? `${text}\u00a0` : text;
};
const { notice } = messages(find('#notices'), said);
const { classList, dataset } = document.body;

themeChoice(/** @type {HTMLButtonElement} */ (find('#theme')));
openTerms();
keepOffline(new URL(dataset.root || './', document.baseURI));
watchWide();
follow(places());

/** @type {() => void} */
let show = () => {};
let tell = () => {};
let warned = false;

function written() {
  if (isBlocked() && !warned) {
    warned = true;
    notice('This browser keeps nothing for this page, so your progress lasts until you leave it.', { key: 'storage' });
  }
  show();
  tell();
}

if (classList.contains('lesson')) {
  const page = lessonPage({ say, onWrite: written });
  show = page.show;
  show();
  if (parent !== window) {
    const host = openHost({ standing: page.standing, onRestored: show });
    tell = host.tell;
    if (host.fault) notice(host.fault, { key: 'origins' });
  }
} else if (document.querySelector('.lessons')) {
  show = overviewPage({ say, notice }).show;
  show();
}
if (document.querySelector('.widget')) {
  const name = dataset.lesson ?? `page-${dataset.page}`;
  hydrate({ progress: widgetProgress(name, Number(dataset.version), written), say });
}
addEventListener('storage', ({ key }) => {
  if (key === 'glia.learn' || key === null) show();
});
