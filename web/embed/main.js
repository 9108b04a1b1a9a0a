import { connect } from '../engine/client.js';
import { drawable } from '../playground/drawable.js';
import { pauseWhileHidden } from '../playground/hidden.js';
import { addressedParts, pageParts } from '../playground/parts.js';
import { concealed } from '../playground/puzzle/concealed.js';
import { sampleDataSets } from '../playground/samples.js';
import { fragment, sentence } from '../playground/session.js';
import { createView } from '../playground/view.js';
import { find, h } from '../ui/dom.js';
import { messages as createMessages } from '../ui/notice.js';
import { onSchemeChange } from '../ui/palette.js';
import { openLink } from './open.js';
import { createReporter } from './report.js';
import { reportSize, whenSeen } from './seen.js';
import { openTalk } from './talk.js';

/** @file Starts an embed: the playground in a small frame, which talks to the page around it. */

const base = new URL('engine/', document.baseURI);
const query = new URLSearchParams(location.search);
const messages = createMessages(find('#notices'), find('#toast'));

/** What a small frame shows only when asked. */
const parts = pageParts({ hidden: ['data', 'sentence', 'slow', 'words', 'lenses'] });
let wish = addressedParts();
parts.set(wish);

/** Questions of the page around this one wait for the engine, which the first of them starts. */
const talk = openTalk({
  origins: query.get('origins'),
  onQuestion: (question) => {
    begin();
    previous = previous.then(() => answer(question));
  },
});
if (talk.fault) messages.notice(talk.fault, { key: 'origins' });

/** @type {() => void} */
let begin = () => {};
/** @type {Promise<Stage | null>} */
const started = new Promise((resolve) => {
  begin = () => resolve(start().catch(failedToStart));
});
/** Questions are answered one after the other. @type {Promise<unknown>} */
let previous = started;

/** @typedef {Awaited<ReturnType<typeof start>>} Stage */

async function start() {
  begin = () => {};
  /** @type {import('./report.js').Reporter | null} */
  let reporter = null;
  const client = await engine((error) => {
    const again = h('button', { type: 'button', class: 'button', onclick: () => location.reload() }, 'Start again');
    messages.notice(sentence(error), { key: 'lost', actions: [again] });
    talk.send('error', { code: 'worker_lost', message: sentence(error) });
  });
  parts.setTable(client.settings.settings);
  sayStrangeParts();
  const view = createView(client, messages, {
    onOpened: () => reporter?.opened(),
    onFrame: (frame) => reporter?.frameShown(frame),
    onPlaying: (on) => reporter?.playing(on),
  });
  await openAtStart(view);
  reporter = createReporter({ client, view, talk });
  await reporter.ready(client.version);
  document.documentElement.classList.add('ready');
  Object.assign(globalThis, { glia: view }); // for the browser's console, as on the playground's page
  pauseWhileHidden(view);
  addEventListener('hashchange', () => void openAtStart(view));
  onSchemeChange(() => view.themeChanged());
  if (!parts.isHidden('data')) await drawSamples(view);
  return { client, view, reporter };
}

/** An engine of its own. @param {(error: Error) => void} onLost */
async function engine(onLost) {
  return /** @type {import('../playground/types.js').Client & { version: string }} */ (/** @type {unknown} */ (concealed(await connect({ base, onLost }))));
}

/** @param {unknown} error */
function failedToStart(error) {
  messages.notice(`The embed could not start. ${sentence(error)}`, { key: 'start' });
  talk.send('error', { code: /** @type {any} */ (error)?.code ?? 'not_loaded', message: sentence(error) });
  return null;
}

/** The address's experiment; when it cannot be read, what was open, or else the default. @param {import('../playground/view.js').View} view */
async function openAtStart(view) {
  const text = fragment();
  messages.dismiss('link');
  if (view.opened && text === view.opened.experiment) return;
  try {
    await view.session.openLink(text);
  } catch (error) {
    const instead = view.opened ? 'The network shown stays.' : 'The default network is shown instead.';
    if (!view.opened) await view.session.openDefault();
    messages.notice(`This experiment cannot be opened: ${sentence(error)} ${instead}`, { key: 'link' });
    talk.send('error', { code: /** @type {any} */ (error)?.code ?? 'bad_argument', message: sentence(error) });
  }
}

function sayStrangeParts() {
  const strange = parts.fault(wish);
  if (strange) messages.notice(strange, { key: 'parts' });
  else messages.dismiss('parts');
}

let samplesDrawn = false;
/** The pictures of the data sets, where they are to be seen. @param {import('../playground/view.js').View} view */
async function drawSamples(view) {
  const row = drawable(view.client.settings.settings).settings.find(({ group, type }) => group === 'data' && type === 'choice');
  if (samplesDrawn || !row) return;
  samplesDrawn = true;
  await sampleDataSets(() => engine(() => {}), row, (drawn) => {
    view.drawSamples(drawn);
    onSchemeChange(() => view.drawSamples(drawn));
  });
}

/** Answers a message of the page around this one; a refused one has changed nothing. @param {any} question */
async function answer({ type, id = null, ...fields }) {
  const stage = await started;
  if (!stage) return talk.send('error', { code: 'not_loaded', message: 'The embed could not start.', answer: id });
  try {
    await perform(stage, type, fields);
    if (fields.what === 'receipt') talk.send('receipt', { text: await stage.client.receipt(), answer: id });
    else await stage.reporter.tell(id);
  } catch (error) {
    talk.send('error', { code: /** @type {any} */ (error)?.code ?? 'internal', message: sentence(error), answer: id });
  }
}

/** @param {Stage} stage @param {string} type @param {any} fields */
async function perform({ client, view }, type, { experiment, show, hide, step, steps }) {
  if (type === 'set') await change(view, { experiment, show, hide });
  else if (type === 'play' && !view.playing) view.play();
  else if (type === 'pause' && view.playing) view.pause();
  else if (type === 'seek' || type === 'step') {
    if (view.playing) view.pause();
    await (type === 'seek' ? client.seek(step) : client.step(steps ?? 1));
    view.refresh();
  }
}

/** @param {import('../playground/view.js').View} view @param {{ experiment?: string | null, show?: string | null, hide?: string | null }} to */
async function change(view, { experiment, show, hide }) {
  const next = { show: show ?? wish.show, hide: hide ?? wish.hide };
  const strange = parts.fault(next);
  if (strange) throw new Error(strange);
  if (typeof experiment === 'string') await view.session.openLink(experiment);
  messages.dismiss('link');
  wish = next;
  parts.set(next);
  sayStrangeParts();
  if (!parts.isHidden('data')) void drawSamples(view);
}

openLink(/** @type {HTMLAnchorElement} */ (find('#open')), messages);
reportSize(find('#frame'), (height) => talk.send('size', { height }));
document.documentElement.classList.toggle('fit', query.has('fit'));
if (query.get('start') === 'now') begin();
else whenSeen(find('#frame'), () => begin());
