/** @file A lesson in a frame: it tells the page around it how far the learner is, and takes progress back from it. */

import { reportSize } from '../../embed/seen.js';
import { openTalk } from '../../embed/talk.js';
import { toLesson } from './protocol.js';
import { isBlocked, merged, parseProgress, readProgress, writeProgress } from './store.js';

/**
 * @param {object} options
 * @param {() => import('./standing.js').Standing} options.standing
 * @param {() => void} options.onRestored progress came from outside
 * @returns {{ tell: () => void, fault: string | null }} tell: after a change; fault: why it talks to nobody
 */
export function openHost({ standing, onRestored }) {
  const talk = openTalk({ origins: new URLSearchParams(location.search).get('origins'), table: toLesson, onQuestion: answer });
  const lesson = (/** @type {{ answer?: any }} */ extra = {}) => talk.send('lesson', { ...standing(), kept: !isBlocked(), ...extra });

  /** @param {any} question */
  function answer({ type, what, progress, id }) {
    const extra = id === undefined || id === null ? {} : { answer: id };
    if (type === 'ask' && what === 'progress') {
      talk.send('progress', { progress: JSON.stringify(readProgress()), ...extra });
      return;
    }
    if (type === 'restore') {
      try {
        writeProgress(merged(readProgress(), parseProgress(progress)));
      } catch (error) {
        talk.send('error', { code: 'bad_progress', message: /** @type {Error} */ (error).message, ...extra });
        return;
      }
      onRestored();
    }
    lesson(extra);
  }

  reportSize(document.body, (height) => talk.send('size', { height }));
  lesson();
  return { tell: () => lesson(), fault: talk.fault };
}
