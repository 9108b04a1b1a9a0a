import { sentence } from '../../../playground/session.js';
import { createLook } from '../../../playground/image/look.js';
import { networkView } from '../../../playground/network.js';
import { outputView } from '../../../playground/output.js';
import { createPump } from '../../../playground/pump.js';
import { createSession } from '../../../playground/session.js';
import { createTransport } from '../../../playground/transport.js';
import { wordsFor } from '../../../playground/undo.js';
import { selectionCard } from '../../../playground/card.js';
import { drawable } from '../../../playground/drawable.js';
import { neuronName } from '../../../playground/names.js';
import { h, setText } from '../../../ui/dom.js';
import { upper } from '../../../ui/format.js';
import { readPalette, toward } from '../../../ui/palette.js';
import { framePlayer } from './player.js';
import { reader } from './reading.js';
import { frameSettings } from './settings.js';
import { frameStyles } from './styles.js';

/**
 * The playground's own drawing in a small frame: network, output and loss, with the controls a figure names and an
 * engine of its own. Figures put it together with what they teach by.
 * @typedef {import('../../page/page.js').Page} Page
 * @typedef {import('../../../playground/types.js').Client} Client
 * @typedef {import('../../../playground/types.js').Frame} Frame
 * @typedef {import('../../../playground/types.js').Opened} Opened
 * @typedef {import('../../../playground/types.js').Item} Item
 */

/** Milliseconds between two looks at the whole loss curve, and between two showings of figures. */
const historyEvery = 200;
const figuresEvery = 80;

/** Pixels of all heat maps together, as on the playground's page. */
const pixelsPerFrame = 200_000;

/**
 * @param {HTMLElement} place
 * @param {Page} page
 * @param {object} options
 * @param {string} options.experiment
 * @param {string} [options.title]
 * @param {string[]} [options.controls] buttons of the player and keys of settings
 * @param {number} [options.height] of the stage in CSS pixels
 * @param {boolean} [options.output] whether the output is shown beside the network
 * @param {boolean} [options.player] whether there are buttons and the curve of the loss
 * @param {() => number | undefined} [options.pace] steps a second, where there is no control for it
 * @param {boolean} [options.editable] whether what is chosen can be changed in a card
 * @param {(opened: Opened) => void} [options.onOpened] another run is open
 * @param {(frame: Frame) => void} [options.onFrame] a frame is on the screen
 * @param {(on: boolean) => void} [options.onPlaying]
 * @param {(frame: Frame) => void} [options.onRest] training has stopped by itself, at this frame
 */
export async function createFrame(place, page, { experiment, title, controls = [], height, output: withOutput = true, player: withPlayer = true, pace, editable = true, onOpened, onFrame, onPlaying, onRest }) {
  const [client] = await Promise.all([/** @type {Promise<Client>} */ (/** @type {unknown} */ (page.newClient())), frameStyles(page.site)]);
  const table = drawable(client.settings.settings).settings;
  const layersRow = table.find(({ type }) => type === 'layers');
  if (!layersRow) throw new Error('the settings table has no row for the layers');
  let palette = readPalette();
  /** @type {Frame | null} */
  let frame = null;
  let closed = false;
  /** Whether it trained when it went out of sight. */
  let resting = false;
  let discrete = false;
  let historyAsked = 0;
  let historyPending = false;
  let figuresShown = 0;

  const link = h('a', { class: 'frame-open', target: '_blank', rel: 'noopener' }, 'Open in the playground');
  const places = {
    above: h('div', { class: 'frame-above' }),
    settings: h('div', { class: 'frame-settings' }),
    network: h('div', { class: 'frame-network' }),
    output: h('div', { class: 'frame-output' }),
    card: h('div', { class: 'frame-card' }),
    player: h('div', { class: 'frame-player' }),
    below: h('div', { class: 'frame-below' }),
  };
  const said = h('p', { class: 'frame-said', role: 'status' });
  const names = ['frame', controls.includes('layers') ? 'with-layers' : '', withOutput ? '' : 'network-alone'];
  const element = h('div', { class: names.filter(Boolean).join(' '), style: height ? { '--stage': `${height}px` } : {} },
    h('div', { class: 'frame-head' }, title ? h('h3', null, upper(title)) : null, link),
    places.above, places.settings,
    h('div', { class: 'frame-body' }, places.network, withOutput ? places.output : null),
    places.card, withPlayer ? places.player : null, said, places.below);
  place.append(element);

  /** @param {string} words */
  const say = (words) => setText(said, words);
  /** @param {any} error */
  function failed(error) {
    if (closed) return;
    transport.setPlaying(false);
    say(error?.code === 'worker_lost' ? `${sentence(error)} Load the page again to go on.` : sentence(error));
  }

  const session = createSession(client, {
    addressed: false,
    step: () => frame?.step ?? 0,
    onOpened: opened,
    onChanged: (changed) => say(wordsFor(changed, table) ?? ''),
  });
  const look = createLook({ client, onError: failed });
  look.listen(() => network.repaint());
  const settings = frameSettings(places.settings, table.filter(({ key }) => controls.includes(key)), session.change);
  /** @param {string} name */
  const activationLabel = (name) => layersRow.choices?.find((choice) => choice.name === name)?.label ?? upper(name);
  const network = networkView(places.network, {
    rows: { layers: layersRow, init: table.find(({ key }) => key === 'init') },
    change: session.change,
    onRefused: say,
    palette: () => palette,
    onSelect: (item) => card?.select(item),
    onLeave: () => card?.focus() ?? false,
    onPoint: preview,
    look,
  });
  const output = withOutput ? outputView(places.output, {
    palette: () => palette,
    client,
    look,
    heading: 'h4',
    onDiscrete(on) {
      discrete = on;
      if (session.opened) setView(session.opened);
      pump.request();
    },
    onError: failed,
  }) : null;
  const card = editable ? selectionCard(places.card, {
    heading: 'h4',
    onEdit: (index, value) => transport.act(() => client.setParameter(index, value)),
    onSelect: (item) => network.select(item),
    onLeave: () => network.focus(),
    copyField: network.copyField,
    why: null,
    answerOf: (layer, unit) => look.seen?.layers[layer - 1]?.post[unit],
    activationLabel,
  }) : null;
  const player = withPlayer ? framePlayer(places.player, controls, {
    onPlay: () => (transport.playing ? transport.pause() : transport.play()),
    onStep: () => void transport.stand(() => client.step(1)),
    onEpoch: () => void transport.stand(() => client.epoch(1)),
    onBack: () => void transport.stand(() => client.seek(Math.max(0, (frame?.step ?? 0) - 1))),
    onReset: () => void transport.stand(() => client.reset()),
    onSeed: () => void newSeed(),
    onSpeed: () => transport.playing && transport.start(),
    onSeek: (step) => void transport.seek(step),
  }, () => palette) : null;
  const pump = createPump({ client, show, onFrame: () => {}, onError: failed, onPainterError: failed });
  const transport = createTransport({
    client,
    pace: pace ?? (() => player?.stepsPerSecond),
    refresh: () => pump.request(),
    onPlaying(on) {
      player?.showPlaying(on);
      pump.run(on);
      if (on) say('');
      onPlaying?.(on);
    },
    onMove: () => {},
    onRefused: say,
    onError: failed,
  });
  const reading = reader({ client, opened: () => session.opened });
  const stopTheme = page.onTheme(() => {
    palette = readPalette();
    if (session.opened) setView(session.opened);
    network.redraw();
    output?.redraw();
    player?.redraw();
    pump.request();
  });

  /** @param {Opened} next */
  function opened(next) {
    frame = null;
    link.href = new URL(`index.html#${next.experiment}`, page.site).href;
    setView(next);
    settings.set(next);
    network.open(next);
    look.open(next);
    output?.open(next);
    card?.open(next);
    player?.open();
    if (transport.playing) transport.start();
    pump.restart();
    onOpened?.(next);
    reading.changed(true);
  }

  /** @param {Opened} of */
  function setView(of) {
    const neurons = of.network.layers.reduce((sum, { units }) => sum + units, 0);
    const { negative, zero, positive } = palette;
    client.view({
      size: Math.max(4, Math.min(40, Math.floor(Math.sqrt(pixelsPerFrame / neurons)))),
      outputSize: 120,
      palette: { negative: toward(zero, negative), zero, positive: toward(zero, positive) },
      classes: of.network.classes > 2 ? palette.classes.slice(0, of.network.classes).map((colour) => toward(zero, colour)) : undefined,
      discrete,
    }).catch(failed);
  }

  /** @param {Frame} next @param {import('../../../playground/pump.js').Painted} painted */
  function show(next, painted) {
    if (closed) return;
    frame = next;
    const stopped = transport.playing && !next.playing && next.switched === client.switched;
    if (stopped) transport.setPlaying(false);
    look.refresh();
    network.show(next, painted.fields);
    output?.show(next, painted.output, painted.scales);
    if (!next.playing || performance.now() - figuresShown > figuresEvery) {
      figuresShown = performance.now();
      player?.show(next);
      output?.showFigures(next);
      card?.show(next, painted.scales);
    }
    if (player && (!transport.playing || performance.now() - historyAsked > historyEvery)) void fetchHistory();
    if (next.diverged) say(sentence(new Error(next.diverged.message)));
    onFrame?.(next);
    reading.changed(!next.playing);
    if (stopped) onRest?.(next);
  }

  async function fetchHistory() {
    if (historyPending) return;
    historyPending = true;
    historyAsked = performance.now();
    const of = session.opened;
    const rows = await client.history().catch(() => null); // a lost engine has said so already
    if (rows && of === session.opened) player?.setHistory(rows, frame);
    historyPending = false;
  }

  async function newSeed() {
    const [random] = crypto.getRandomValues(new Uint32Array(1));
    const why = await session.change({ seed: String((random % 9999) + 1) });
    if (why) say(why);
  }

  /** A neuron that is pointed at shows its map in the output's place. @param {Item | null} item */
  function preview(item) {
    const layers = session.opened?.network.layers;
    if (!layers || !item || item.kind !== 'neuron') return output?.preview(null);
    output?.preview({
      name: upper(neuronName(layers, item.layer, item.unit)),
      field: layers.slice(0, item.layer).reduce((sum, { units }) => sum + units, item.unit),
      copy: (target, size) => network.copyField(target, item.layer, item.unit, size),
    });
  }

  const made = {
    element,
    /** For what a figure adds above and below the drawing. */
    above: places.above,
    below: places.below,
    client,
    table,
    network,
    player,
    activationLabel,
    say,
    get opened() {
      return session.opened;
    },
    get frame() {
      return frame;
    },
    get playing() {
      return transport.playing;
    },
    /** Opens another experiment at step 0. Rejects as the engine does. @param {string} text */
    open: (text) => session.openLink(text),
    change: session.change,
    play: transport.play,
    act: transport.act,
    refresh: () => pump.request(),
    /** Out of sight: it does not train. */
    pause() {
      resting ||= transport.playing;
      if (transport.playing) transport.pause();
    },
    resume() {
      if (resting) transport.play();
      resting = false;
    },
    /** Whether it waits for being seen again, to go on. */
    get resting() {
      return resting;
    },
    api: reading.api,
    close() {
      closed = true;
      stopTheme();
      reading.end();
      pump.run(false);
      void client.close();
      element.remove();
    },
  };
  try {
    await session.openLink(experiment);
  } catch (error) {
    made.close();
    throw error;
  }
  return made;
}

/** @typedef {Awaited<ReturnType<typeof createFrame>>} SmallFrame */
