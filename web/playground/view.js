import { later } from '../engine/later.js';
import { find, reveal } from '../ui/dom.js';
import { readPalette, toward } from '../ui/palette.js';
import { upper } from '../ui/format.js';
import { createAsking } from './asking.js';
import { selectionCard } from './card.js';
import { gradientSource } from './check-source.js';
import { dataPanel } from './data.js';
import { drawable } from './drawable.js';
import { lensTabs } from './lenses.js';
import { lossHistory } from './loss-history.js';
import { neuronName } from './names.js';
import { createLook } from './image/look.js';
import { networkView } from './network.js';
import { outputView } from './output.js';
import { playerView } from './player.js';
import { createPump } from './pump.js';
import { trainingSentence } from './sentence.js';
import { slowMotionButton } from './slow/page.js';
import { createSession, sentence } from './session.js';
import { stopControl } from './stops.js';
import { toldDisclosure } from './told.js';
import { createTransport } from './transport.js';
import { wordsFor } from './undo.js';

/**
 * The page as a whole: brings session, drawing, lenses and player together. What it returns is the page as
 * lenses and exercises get to see it.
 * @typedef {import('./types.js').Client} Client
 * @typedef {import('./types.js').Frame} Frame
 * @typedef {import('./types.js').Opened} Opened
 * @typedef {import('./types.js').Item} Item
 */

/** Milliseconds between two showings of figures while they change: faster cannot be read. */
const figuresEvery = 80;

/** Pixels of all heat maps together that a frame may have; large networks get coarser maps. */
const pixelsPerFrame = 400_000;

/**
 * @param {Client} client
 * @param {import('../ui/notice.js').Messages} messages
 * @param {{ own?: import('./own/store.js').Own | null, onOpened?: (opened: Opened) => void, onPlay?: () => void, onFrame?: (frame: Frame) => void,
 *   onPlaying?: (on: boolean) => void }} [events] onFrame: a frame is on the screen
 */
export function createView(client, messages, { own = null, onOpened, onPlay, onFrame, onPlaying } = {}) {
  const table = drawable(client.settings.settings, own?.kinds).settings;
  let palette = readPalette();
  /** Whether maps show only what the network decides for. */
  let discrete = false;
  /** @type {Frame | null} */
  let frame = null;
  let figuresShown = 0;
  let divergedAt = -1;
  let wasLive = false;

  const session = createSession(client, {
    onOpened: opened,
    onChanged(changed) {
      const words = wordsFor(changed, table);
      if (words) messages.toast(words, changed.left > 0 ? { label: 'Undo', onPress: () => void undo() } : undefined);
    },
    step: () => frame?.step ?? 0,
    own,
  });
  const asking = createAsking({ session, table, own, messages, pause: () => transport.playing && transport.pause() });
  const { change, undo } = asking;

  const layersRow = table.find(({ type }) => type === 'layers');
  if (!layersRow) throw new Error('the settings table has no row for the layers');
  const look = createLook({ client, onError: failed });
  look.listen(() => network.repaint());
  const data = dataPanel(find('#data'), table.filter(({ group }) => group === 'data' || group === 'inputs'), change, own);
  const stops = stopControl((conditions) => client.stopAt(conditions));
  const training = trainingSentence(
    find('#sentence'),
    table.filter((row) => row !== layersRow && row.group !== 'data' && row.group !== 'inputs'),
    change,
    { stop: stops.again, rates: (span, points) => client.rates(span, points) },
  );
  const network = networkView(find('#network'), {
    rows: { layers: layersRow, init: table.find(({ key }) => key === 'init') },
    change,
    onRefused: (said) => messages.toast(said),
    palette: () => palette,
    onSelect: (item) => {
      card.select(item);
      lenses.select(item);
      if (item) reveal(find('#lenses'));
    },
    onLeave: () => lenses.current === 'card' && card.focus(),
    onPoint: preview,
    look,
  });
  const output = outputView(find('#output'), {
    palette: () => palette,
    client,
    look,
    onDiscrete(on) {
      discrete = on;
      if (session.opened) setView(session.opened);
      pump.request();
    },
    onError: failed,
  });
  /** @param {string} name */
  const activationLabel = (name) => layersRow.choices?.find((choice) => choice.name === name)?.label ?? upper(name);
  const card = selectionCard(find('#card'), {
    onEdit: editParameter,
    onSelect: (item) => network.select(item),
    onLeave: () => network.focus(),
    copyField: network.copyField,
    why: { client, step: () => transport.stand(() => client.step(1)), pause: () => transport.playing && transport.pause(), activationLabel },
    answerOf: (layer, unit) => look.seen?.layers[layer - 1]?.post[unit],
    activationLabel,
  });
  const player = playerView(find('#player'), {
    onPlay: () => (transport.playing ? transport.pause() : transport.play()),
    onStep: () => void transport.stand(() => client.step(1)),
    onEpoch: () => void transport.stand(() => client.epoch(1)),
    onBack: () => void transport.stand(() => client.seek(Math.max(0, (frame?.step ?? 0) - 1))),
    onSpeed: () => transport.playing && transport.start(),
    onReset: () => void transport.stand(() => client.reset()),
    onSeed: () => void newSeed(),
    onSeek: (step) => void transport.seek(step),
  }, () => palette, stops);
  const curve = lossHistory({ client, run: () => session.opened, show: (rows) => player.setHistory(rows, frame) });
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
  const transport = createTransport({
    client,
    pace: () => player.stepsPerSecond,
    refresh: () => pump.request(),
    onPlaying(on) {
      player.showPlaying(on);
      pump.run(on);
      onPlaying?.(on);
    },
    onMove: () => onPlay?.(),
    onRefused: (said) => messages.toast(said),
    onError: failed,
  });

  /** A failure nobody waits for. That the engine is lost is told once, by whoever connected to it. @param {any} error */
  function failed(error) {
    if (error?.code === 'worker_lost' || error?.code === 'closed') transport.setPlaying(false);
    else messages.notice(sentence(error), { key: 'failed' });
  }

  /** @param {Opened} next */
  function opened(next) {
    own?.name(next);
    player.open(next.live || wasLive);
    wasLive = next.live;
    frame = null;
    divergedAt = -1;
    setView(next);
    data.set(next);
    training.set(next);
    network.open(next);
    look.open(next);
    output.open(next);
    output.label(pump.painter && (pump.painter.waiting ?? pump.painter.label));
    card.open(next);
    lenses.opened();
    told.opened();
    slow.opened();
    messages.dismiss('diverged');
    if (transport.playing) transport.start();
    pump.restart();
    void curve.ask();
    onOpened?.(next);
  }

  /** @param {Opened} of */
  function setView(of) {
    const neurons = of.network.layers.reduce((sum, { units }) => sum + units, 0);
    const size = Math.max(4, Math.min(40, Math.floor(Math.sqrt(pixelsPerFrame / neurons))));
    const { negative, zero, positive } = palette;
    client.view({
      size,
      outputSize: 160,
      palette: { negative: toward(zero, negative), zero, positive: toward(zero, positive) },
      classes: of.network.classes > 2 ? palette.classes.slice(0, of.network.classes).map((colour) => toward(zero, colour)) : undefined,
      discrete,
    }).catch(failed);
  }

  /** @param {Frame} next @param {import('./pump.js').Painted} painted */
  function show(next, painted) {
    frame = next;
    if (transport.playing && !next.playing && next.switched === client.switched) {
      transport.setPlaying(false);
      if (next.halted) messages.toast(stops.words(next));
    }
    look.refresh();
    network.show(next, painted.fields);
    output.show(next, painted.output, painted.scales);
    if (painted.by && painted.by === pump.painter) {
      output.label(painted.by.label);
      painted.by.shown?.();
    }
    if (!next.playing || performance.now() - figuresShown > figuresEvery) {
      showFigures(next);
      card.show(next, painted.scales);
      lenses.show(next);
      told.show(next);
    }
    curve.follow(transport.playing);
    if ((next.diverged?.step ?? -1) !== divergedAt) {
      divergedAt = next.diverged?.step ?? -1;
      if (next.diverged) tellDiverged(next.diverged);
      else messages.dismiss('diverged');
    }
    slow.show();
    onFrame?.(next);
  }

  /** @param {Frame} next */
  function showFigures(next) {
    figuresShown = performance.now();
    player.show(next);
    training.show(next);
    output.showFigures(next);
  }

  /** The ways out come along when they can be fetched. @param {NonNullable<Frame['diverged']>} diverged */
  function tellDiverged(diverged) {
    later(() => import('./lens/divergence.js'), import.meta.url).then(({ tell }) => tell(page, diverged)).catch(() => {
      messages.notice(sentence(new Error(diverged.message)), { key: 'diverged' });
    });
  }

  /** @param {number} index @param {number} value @returns {Promise<string | null>} */
  async function editParameter(index, value) {
    const forgets = frame !== null && frame.reached > frame.step;
    const why = await transport.act(() => client.setParameter(index, value));
    if (forgets && !why) player.open(true);
    if (forgets && !why) messages.toast('Later steps were forgotten, because this change makes another path.');
    return why;
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

  const gradients = gradientSource();
  /** What lenses get to see is Page of types.js. */
  const page = {
    client,
    table,
    get opened() {
      return session.opened;
    },
    get frame() {
      return frame;
    },
    get playing() {
      return transport.playing;
    },
    get selected() {
      return network.selected;
    },
    palette: () => palette,
    ...asking,
    /** @param {Item | null} item */
    select(item) {
      network.choose(item);
      card.select(item);
    },
    play: transport.play,
    pause: transport.pause,
    seek: transport.seek,
    /** @param {number} [steps] */
    step: (steps = 1) => transport.stand(() => client.step(steps)),
    act: transport.act,
    refresh: () => pump.request(),
    toast: messages.toast,
    notice: messages.notice,
    dismiss: messages.dismiss,
    override,
    /** @param {string} key */
    openLens: (key) => lenses.open(key),
    gradients,
    gradientsFrom: gradients.set,
    network: { mark: network.mark, copyField: network.copyField },
    output: { ground: output.ground, veil: output.veil },
    session,
    playButton: player.playButton,
    /** Opens the lens and the words that were open before the page was loaded anew. */
    restoreLens() {
      lenses.restore();
      told.restore();
    },
    /** Draws anew after the theme has changed. */
    themeChanged() {
      palette = readPalette();
      if (session.opened) setView(session.opened);
      network.redraw();
      output.redraw();
      player.redraw();
      lenses.redraw();
      pump.request();
    },
    /** @param {Map<string, Opened>} samples */
    drawSamples: (/** @type {Map<string, Opened>} */ samples) => data.draw(samples, palette),
  };
  const lenses = lensTabs(find('#lenses'), { card: find('#card'), page });
  const told = toldDisclosure(find('#output'), page);
  const slow = slowMotionButton({ after: find('#network'), main: find('main'), output: find('#output'), page, label: activationLabel });
  return page;
}

/** @typedef {ReturnType<typeof createView>} View */
