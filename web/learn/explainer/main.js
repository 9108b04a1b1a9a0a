/** @file Where the explainer's page starts: the engine computes what is shown, then the player plays it. */

import { sentence } from '../../playground/session.js';
import { find } from '../../ui/dom.js';
import { keepOffline } from '../../ui/offline.js';
import { onSchemeChange, readPalette } from '../../ui/palette.js';
import { themeChoice } from '../../ui/theme-choice.js';
import { client, site } from '../page/engine.js';
import { createPlayer } from './player.js';
import { record } from './record.js';
import { createStage } from './stage.js';

themeChoice(/** @type {HTMLButtonElement} */ (find('#theme')));
keepOffline(site);

const place = find('#player');
const canvas = /** @type {HTMLCanvasElement} */ (find('canvas', place));
const refused = find('.refusal', place);
const again = find('.again', place);
const stage = createStage(canvas);
const player = createPlayer(place, { stage, canvas, list: find('#script ol') });

let asking = false;
let wanted = false;

/** Maps have the theme's colours in them, so they are made anew when it changes. */
async function load() {
  wanted = true;
  if (asking) return;
  asking = true;
  place.setAttribute('aria-busy', 'true');
  refused.hidden = true;
  again.hidden = true;
  try {
    while (wanted) {
      wanted = false;
      const palette = readPalette();
      stage.set(await record(await client(), palette), palette);
    }
    player.ready();
    place.classList.add('ready');
  } catch (error) {
    refused.textContent = sentence(error);
    refused.hidden = false;
    again.hidden = false;
  }
  place.removeAttribute('aria-busy');
  asking = false;
}

again.addEventListener('click', () => void load());
onSchemeChange(() => void load());
void load();
