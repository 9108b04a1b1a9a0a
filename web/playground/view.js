import { find, reveal } from '../ui/dom.js';
import { readPalette } from '../ui/palette.js';
import { selectionCard } from './card.js';
import { dataPanel } from './data.js';
import { drawable } from './drawable.js';
import { neuronName } from './names.js';
import { networkView } from './network.js';
import { outputView } from './output.js';
import { playerView } from './player.js';
import { createPump } from './pump.js';
import { trainingSentence } from './sentence.js';
import { createSession, sentence } from './session.js';
import { upper } from '../ui/format.js';

/**
 * The page as a whole: brings session, drawing and player together. This is also what an exercise gets
 * to see: `client`, `opened` and `override`.
 * @typedef {import('./types.js').Client} Client
 * @typedef {import('./types.js').Frame} Frame
 * @typedef {import('./types.js').Opened} Opened
 * @typedef {import('./types.js').Item} Item
 */

/** Milliseconds between two looks at the whole loss curve. */
const historyEvery = 200;

/** Milliseconds between two showings of figures while they change: faster cannot be read. */
const figuresEvery = 80;

/** Pixels of all heat maps together that a frame may have; large networks get coarser maps. */
const pixelsPerFrame = 400_000;

/**
 * @param {Client} client
 * @param {import('../ui/notice.js').Messages} messages
 * @param {{ onOpened?: (opened: Opened) => void, onPlay?: () => void }} [events]
 */
export function createView(client, messages, { onOpened, onPlay } = {}) {
  const table = drawable(client.settings.settings).settings;
  let palette = readPalette();
  /** @type {Frame | null} */
  let frame = null;
  let playing = false;
  let historyAsked = 0;
  let figuresShown = 0;
  let historyPending = false;
  let divergedAt = -1;

  const session = createSession(client, {
    onOpened: opened,
    onSettled: (said) => messages.toast(said),
  });
  const change = session.change;

  const layersRow = table.find(({ type }) => type === 'layers');
  if (!layersRow) throw new Error('the settings table has no row for the layers');
  const data = dataPanel(find('#data'), table.filter(({ group }) => group === 'data' || group === 'inputs'), change);
  const training = trainingSentence(
    find('#sentence'),
    table.filter((row) => row !== layersRow && row.group !== 'data' && row.group !== 'inputs'),
    change,
  );
  const network = networkView(find('#network'), {
    setting: layersRow,
    change,
    onRefused: (said) => messages.toast(said),
    palette: () => palette,
    onSelect: (item) => {
      card.select(item);
      if (item) reveal(find('#card'));
    },
    onLeave: () => card.focus(),
    onPoint: preview,
  });
  const output = outputView(find('#output'), { palette: () => palette, at: (x1, x2) => client.at(x1, x2) });
  const card = selectionCard(find('#card'), {
    onEdit: editParameter,
    onSelect: (item) => network.select(item),
    onLeave: () => network.focus(),
    copyField: network.copyField,
    activationLabel: (name) => layersRow.choices?.find((choice) => choice.name === name)?.label ?? upper(name),
  });
  const player = playerView(find('#player'), {
    onPlay: () => (playing ? pause() : play()),
    onStep: () => void stand(() => client.step(1)),
    onEpoch: () => void stand(() => client.epoch(1)),
    onBack: () => void stand(() => client.seek(Math.max(0, (frame?.step ?? 0) - 1))),
    onSpeed: () => playing && start(),
    onReset: () => void stand(() => client.reset()),
    onSeed: () => void newSeed(),
    onSeek: seek,
  }, () => palette);
  const pump = createPump({
    client,
    show,
    onFrame: showFigures,
    onError: failed,
    onPainterError: (error) => {
      override(null);
      messages.notice(`The heat maps are the engine’s again. ${sentence(error)}`, { key: 'painter' });
    },
  });

  /** A failure nobody waits for. That the engine is lost is told once, by whoever connected to it. @param {any} error */
  function failed(error) {
    if (error?.code === 'worker_lost' || error?.code === 'closed') setPlaying(false);
    else messages.notice(sentence(error), { key: 'failed' });
  }

  /** @param {Opened} next */
  function opened(next) {
    frame = null;
    divergedAt = -1;
    setView(next);
    data.set(next.values);
    training.set(next);
    network.open(next);
    output.open(next);
    output.label(pump.painter && (pump.painter.waiting ?? pump.painter.label));
    card.open(next);
    messages.dismiss('diverged');
    if (playing) start();
    pump.restart();
    void fetchHistory();
    onOpened?.(next);
  }

  /** @param {Opened} of */
  function setView(of) {
    const neurons = of.network.layers.reduce((sum, { units }) => sum + units, 0);
    const size = Math.max(4, Math.min(40, Math.floor(Math.sqrt(pixelsPerFrame / neurons))));
    const { negative, zero, positive } = palette;
    client.view({ size, outputSize: 160, palette: { negative: toward(zero, negative), zero, positive: toward(zero, positive) } }).catch(failed);
  }

  /** @param {Frame} next @param {import('./pump.js').Painted} painted */
  function show(next, painted) {
    frame = next;
    if (playing && !next.playing && next.switched === client.switched) setPlaying(false);
    network.show(next, painted.fields);
    output.show(next, painted.output, painted.scales);
    if (painted.by && painted.by === pump.painter) {
      output.label(painted.by.label);
      painted.by.shown?.();
    }
    if (!next.playing || performance.now() - figuresShown > figuresEvery) {
      showFigures(next);
      card.show(next, painted.scales);
    }
    if (!playing || performance.now() - historyAsked > historyEvery) void fetchHistory();
    if (next.diverged && next.diverged.step !== divergedAt) {
      divergedAt = next.diverged.step;
      messages.notice(sentence(new Error(next.diverged.message)), { key: 'diverged' });
    }
  }

  /** @param {Frame} next */
  function showFigures(next) {
    figuresShown = performance.now();
    player.show(next);
    output.showFigures(next);
  }

  async function fetchHistory() {
    if (historyPending) return;
    historyPending = true;
    historyAsked = performance.now();
    const of = session.opened;
    try {
      const rows = await client.history();
      if (of === session.opened) player.setHistory(rows, frame);
    } catch {
      // A lost engine has said so already.
    }
    historyPending = false;
  }

  /** @param {boolean} on */
  function setPlaying(on) {
    playing = on;
    player.showPlaying(on);
    pump.run(on);
  }

  function start() {
    client.play({ stepsPerSecond: player.stepsPerSecond }).catch(failed);
  }

  function play() {
    start();
    setPlaying(true);
    onPlay?.();
  }

  function pause() {
    client.pause().catch(failed);
    setPlaying(false);
  }

  /** Runs something on the engine and shows what came of it. @param {() => Promise<unknown>} task @returns {Promise<string | null>} */
  async function act(task) {
    try {
      await task();
      pump.request();
      return null;
    } catch (error) {
      return sentence(error);
    }
  }

  /** The same after a pause: single steps are for looking. @param {() => Promise<unknown>} task */
  async function stand(task) {
    if (playing) pause();
    onPlay?.();
    const why = await act(task);
    if (why) messages.toast(why);
  }

  /** @param {number} index @param {number} value @returns {Promise<string | null>} */
  async function editParameter(index, value) {
    const forgets = frame !== null && frame.reached > frame.step;
    const why = await act(() => client.setParameter(index, value));
    if (forgets && !why) messages.toast('Later steps were forgotten, because this change makes another path.');
    return why;
  }

  let seeking = false;
  /** @type {number | null} */
  let seekTo = null;
  /** Follows a finger on the track: the newest place wins. @param {number} step */
  async function seek(step) {
    seekTo = step;
    if (seeking) return;
    seeking = true;
    while (seekTo !== null) {
      const to = seekTo;
      seekTo = null;
      await stand(() => client.seek(to));
    }
    seeking = false;
  }

  /** A seed that is short enough to be said aloud. */
  async function newSeed() {
    const [random] = crypto.getRandomValues(new Uint32Array(1));
    const why = await change({ seed: String((random % 9999) + 1) });
    if (why) messages.toast(why);
  }

  /** @param {Item | null} item */
  function preview(item) {
    const layers = session.opened?.network.layers;
    if (!layers || !item || item.kind !== 'neuron') output.preview(null);
    else {
      output.preview({
        name: upper(neuronName(layers, item.layer, item.unit)),
        field: layers.slice(0, item.layer).reduce((sum, { units }) => sum + units, item.unit),
        copy: (target, size) => network.copyField(target, item.layer, item.unit, size),
      });
    }
  }

  /** @param {import('./types.js').Painter | null} painter */
  function override(painter) {
    output.label(painter && (painter.waiting ?? painter.label));
    pump.setPainter(painter);
  }

  return {
    client,
    session,
    get opened() {
      return session.opened;
    },
    get playing() {
      return playing;
    },
    get step() {
      return frame?.step ?? 0;
    },
    playButton: player.playButton,
    play,
    pause,
    seek,
    override,
    /** Draws anew after the theme has changed. */
    themeChanged() {
      palette = readPalette();
      if (session.opened) setView(session.opened);
      network.redraw();
      output.redraw();
      player.redraw();
      pump.request();
    },
    /** @param {Map<string, Opened>} samples */
    drawSamples: (samples) => data.draw(samples, palette),
  };
}

/**
 * The full colour of maps, a little paler than the points on them.
 * @param {import('../ui/palette.js').Rgb} zero @param {import('../ui/palette.js').Rgb} end
 * @returns {import('../ui/palette.js').Rgb}
 */
function toward(zero, end) {
  const mix = (/** @type {0 | 1 | 2} */ i) => Math.round(zero[i] + (end[i] - zero[i]) * 0.82);
  return [mix(0), mix(1), mix(2)];
}

/** @typedef {ReturnType<typeof createView>} View */
