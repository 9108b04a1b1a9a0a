import { connect } from '../engine/client.js';
import { later } from '../engine/later.js';
import { find, h } from '../ui/dom.js';
import { count } from '../ui/format.js';
import { messages as createMessages } from '../ui/notice.js';
import { keepOffline } from '../ui/offline.js';
import { onSchemeChange } from '../ui/palette.js';
import { themeChoice } from '../ui/theme-choice.js';
import { drawable } from './drawable.js';
import { exerciseToggle } from './exercise.js';
import { pauseWhileHidden } from './hidden.js';
import { ownFiles } from './files/files.js';
import { firstHint } from './hint.js';
import { followHeight, followWidth } from './order.js';
import { isOffer, offer } from './offer.js';
import { addressedParts, pageParts } from './parts.js';
import { concealed } from './puzzle/concealed.js';
import { sampleDataSets } from './samples.js';
import { fragment, sentence } from './session.js';
import { shareButton } from './share.js';
import { ownData } from './own/own.js';
import { withOrigin } from './own/saved.js';
import { createOwn, Missing } from './own/store.js';
import { undoButtons } from './undo.js';
import { tryButton } from './try.js';
import { createView } from './view.js';

/** Starts the playground: engine, page, the experiment of the link. */

const base = new URL('engine/', document.baseURI);
const resumeKey = 'glia.resume';

/** How long the page waits to show itself for its first drawing, in milliseconds: a tab in the background draws nothing. */
const DRAWN_MS = 1000;

const messages = createMessages(find('#notices'), find('#toast'));
const parts = pageParts();
parts.set(addressedParts());
/** @type {ReturnType<typeof ownFiles> | null} */
let files = null;

/**
 * An engine of its own. The client describes layers as they come; here the offsets that every layer but
 * the inputs has are taken as given.
 * @param {(error: Error) => void} onLost
 */
async function engine(onLost) {
  return /** @type {import('./types.js').Client} */ (/** @type {unknown} */ (concealed(await connect({ base, onLost }))));
}

async function start() {
  /** @type {import('./view.js').View | null} */
  let view = null;
  const client = await engine((error) => lost(error, view?.opened?.experiment ?? '', view?.opened?.live ? 0 : view?.frame?.step ?? 0));
  parts.setTable(client.settings.settings);
  const strange = parts.fault(addressedParts());
  if (strange) messages.notice(strange, { key: 'parts' });
  /** @type {ReturnType<typeof exerciseToggle> | null} */
  let exercise = null;
  const press = (/** @type {string} */ id) => /** @type {HTMLButtonElement} */ (find(id));
  const past = undoButtons(press('#undo'), press('#redo'), { undo: async () => view?.undo() ?? false, redo: async () => view?.redo() ?? false });
  const own = createOwn({ again: async (...asked) => (await later(() => import('./files/rows.js'), import.meta.url)).rowsAgain(client, ...asked) });
  /** @type {ReturnType<typeof ownData> | null} */
  let drawing = null;
  let firstDrawn = () => {};
  const drawn = new Promise((resolve) => (firstDrawn = () => resolve(null)));
  const made = createView(client, messages, {
    own,
    onOpened(opened) {
      past.set(opened);
      exercise?.networkChanged(opened);
      drawing?.opened(opened);
    },
    onPlay: () => hint.done(),
    onFrame: () => firstDrawn(),
  });
  view = made;
  const hint = firstHint(made.playButton);
  const toggle = /** @type {HTMLButtonElement} */ (find('#exercise-toggle'));
  exercise = exerciseToggle({
    button: toggle,
    main: find('main'),
    place: find('#exercise'),
    view: made,
    onError: (said) => messages.notice(said, { key: 'exercise' }),
  });
  drawing = ownData(find('#output .picture'), { page: made, own });
  const { openFile } = shareButton(/** @type {HTMLButtonElement} */ (find('#share')), {
    link: made.session.link,
    opened: () => made.opened,
    save: async () => ({ text: withOrigin((await client.save()).text, own.get(made.opened?.values.data ?? '')) }),
    restore: made.session.restore,
    hash: () => client.hash(),
    openOther: async (file) => (await files?.open())?.readFiles([file]),
  }, messages);
  files = ownFiles(find('#data'), { page: made, own, openRun: openFile });
  tryButton(press('#try'), { experiment: () => made.opened?.experiment ?? '', visit: made.visit, next: made.playButton });
  await openAtStart(made);
  await Promise.race([drawn, new Promise((resolve) => setTimeout(resolve, DRAWN_MS))]);
  keepOffline(document.baseURI); // its files wait for the first network
  document.documentElement.classList.add('ready');
  made.restoreLens();
  openLensOfLink(made);
  // For the browser's console: glia.client answers whatever the page itself could ask.
  Object.assign(globalThis, { glia: made });

  addEventListener('hashchange', () => void openFromHash(made));
  pauseWhileHidden(made);
  /** @type {Map<string, import('./types.js').Opened> | null} */
  let samples = null;
  onSchemeChange(() => {
    made.themeChanged();
    if (samples) made.drawSamples(samples);
  });
  const dataRow = drawable(client.settings.settings).settings.find(({ group, type }) => group === 'data' && type === 'choice');
  if (dataRow) {
    await sampleDataSets(() => engine(() => {}), dataRow, (drawn) => {
      samples = drawn;
      made.drawSamples(drawn);
    });
  }
}

/** The link's experiment, or the default one when the link cannot be read. @param {import('./view.js').View} view */
async function openAtStart(view) {
  const text = fragment();
  try {
    await openText(view, text);
    await resumeAt(view);
  } catch (error) {
    await view.session.openDefault();
    refuseLink(view, text, error);
  }
}

/** An experiment, or a challenge around one. @param {import('./view.js').View} view @param {string} text @param {{ push?: boolean }} [options] */
async function openText(view, text, options) {
  if (!isOffer(text)) return void (await view.session.openLink(text, options));
  const { readChallenge } = await later(() => import('../challenges/format.js'), import.meta.url);
  const { experiment } = readChallenge(text);
  view.lock([]);
  await view.session.openLink(experiment, options);
  offer.set(text);
}

/** What the link is about is shown at once. @param {import('./view.js').View} view */
function openLensOfLink(view) {
  if (offer.text !== null || view.client.puzzle.open()) view.openLens('challenges');
}

/** After the engine was lost: the same run, brought back to where it stood. @param {import('./view.js').View} view */
async function resumeAt(view) {
  let text = null;
  try {
    text = sessionStorage.getItem(resumeKey);
    sessionStorage.removeItem(resumeKey);
  } catch {
    // Storage may be blocked; there is then nothing to come back to.
  }
  if (!text) return;
  const { experiment, step } = JSON.parse(text);
  if (experiment === view.opened?.experiment) await view.seek(step);
}

/** Back, forward and links pasted into the address bar. @param {import('./view.js').View} view */
async function openFromHash(view) {
  const text = fragment();
  messages.dismiss('link');
  if (text === view.opened?.experiment) return;
  try {
    await openText(view, text);
    openLensOfLink(view);
  } catch (error) {
    refuseLink(view, text, error);
  }
}

/**
 * Says why a link cannot be opened and offers its text for correction.
 * @param {import('./view.js').View} view @param {string} text @param {any} error
 */
function refuseLink(view, text, error) {
  const instead = view.opened?.experiment ? 'The network shown stays.' : 'Showing the default network instead.';
  if (error instanceof Missing) {
    messages.notice(`${sentence(error)} ${instead}`, {
      key: 'link',
      actions: [h('button', { type: 'button', class: 'button', onclick: async () => files?.open((await view.client.check(text)).values) }, 'Open the file…')],
      onDismiss: () => view.session.correctAddress(),
    });
    return;
  }
  const input = h('input', { type: 'text', value: text, 'aria-label': 'Text of the link', spellcheck: 'false', autocomplete: 'off' });
  const form = h('form', {
    onsubmit: async (/** @type {SubmitEvent} */ event) => {
      event.preventDefault();
      const corrected = input.value.replace(/^.*#/, '');
      try {
        await openText(view, corrected, { push: true });
        messages.dismiss('link');
      } catch (again) {
        refuseLink(view, corrected, again);
      }
    },
  }, input, h('button', { type: 'submit', class: 'button' }, 'Try again'));
  messages.notice(`This link cannot be opened: ${lowerFirst(sentence(error))} ${instead}`, {
    key: 'link',
    actions: [form],
    onDismiss: () => view.session.correctAddress(),
  });
  if (Number.isInteger(error?.position)) {
    // The caret waits at the place the engine objects to, without taking the focus.
    input.setSelectionRange(error.position, error.position);
  }
}

/** @param {string} text */
const lowerFirst = (text) => text.charAt(0).toLowerCase() + text.slice(1);

/** @param {unknown} error @param {string} experiment @param {number} step */
function lost(error, experiment, step) {
  const restart = h('button', {
    type: 'button',
    class: 'button',
    onclick: () => {
      try {
        sessionStorage.setItem(resumeKey, JSON.stringify({ experiment, step }));
      } catch {
        // Without storage the run starts again from its first step.
      }
      location.reload();
    },
  }, step > 0 ? `Restart at step ${count(step)}` : 'Restart');
  messages.notice(sentence(error), { key: 'lost', actions: [restart] });
}

// Not by its address: what stands there is the experiment.
find('.skip').addEventListener('click', (event) => {
  event.preventDefault();
  document.getElementById('play')?.focus();
});
themeChoice(/** @type {HTMLButtonElement} */ (find('#theme')));
followHeight(find('#player'));
followWidth(find('main'));
start().catch((error) => {
  messages.notice(`The playground could not start. ${sentence(error)}`, { key: 'start' });
});
