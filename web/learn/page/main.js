/** @file Where every page of the learning side starts. What is on it is read from the page itself. */

import { find } from '../../ui/dom.js';
import { messages } from '../../ui/notice.js';
import { themeChoice } from '../../ui/theme-choice.js';
import { hydrate } from './hydrate.js';
import { lessonPage } from './lesson.js';
import { openTerms } from './terms.js';

const said = find('#said');
/** @param {string} text */
const say = (text) => {
  // The same words twice in a row are spoken twice.
  said.textContent = said.textContent === text ? `${text}\u00a0` : text;
};
const { notice } = messages(find('#notices'), said);

themeChoice(/** @type {HTMLButtonElement} */ (find('#theme')));
openTerms();
const { classList } = document.body;
if (classList.contains('lesson')) {
  const page = lessonPage({ say, notice: (sentence) => void notice(sentence, { key: 'storage' }), onChange: () => {} });
  page.show();
  hydrate({ progress: page.progress, say });
}
