/**
 * @file Tells the page around an embed how its run stands: a state whenever something has changed, and progress
 * while it trains. The figures come from the engine and not from what is drawn: out of sight, nothing is drawn.
 */

/** Milliseconds between two words of progress. */
const every = 250;

/**
 * @param {object} options
 * @param {import('../playground/types.js').Client} options.client
 * @param {import('../playground/view.js').View} options.view
 * @param {import('./talk.js').Talk} options.talk
 */
export function createReporter({ client, view, talk }) {
  let told = '';
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let timer;
  let asking = false;

  /** Where the run stands, by the engine's word. No step is made. */
  const snapshot = () => /** @type {Promise<import('../engine/experiment.js').Snapshot>} */ (client.step(0));

  /** @returns {Promise<import('./protocol.js').State>} */
  async function state() {
    const { step, reached, epoch, loss, testLoss, accuracy, testAccuracy } = await snapshot();
    const experiment = view.opened?.experiment ?? '';
    return { experiment, step, reached, epoch: Math.floor(epoch), loss, testLoss, metrics: { accuracy, testAccuracy }, playing: view.playing };
  }

  /** @param {import('./protocol.js').State} of */
  const keyOf = (of) => JSON.stringify({ ...of, ...(of.playing ? { step: 0, reached: 0, epoch: 0, loss: 0, testLoss: 0, metrics: 0 } : {}) });

  /** Tells the state; without a question only when it is another than was told last. @param {number | string | null} [answer] */
  async function tell(answer = null) {
    const now = await state();
    const key = keyOf(now);
    if (answer === null && key === told) return;
    told = key;
    talk.send('state', { ...now, answer });
  }

  /** A failure of the engine is told by whoever connected to it. */
  const tellQuietly = () => void tell().catch(() => {});

  async function progress() {
    if (asking) return;
    asking = true;
    try {
      const { step, epoch, loss, testLoss, diverged, stopped } = await snapshot();
      talk.send('progress', { step, epoch: Math.floor(epoch), loss, testLoss });
      if (diverged || stopped) view.pause();
    } catch {
      clearInterval(timer);
    }
    asking = false;
  }

  return {
    /** The first word about the run. @param {string} version of the engine */
    async ready(version) {
      const now = await state();
      told = keyOf(now);
      talk.send('ready', { version, ...now });
    },
    tell,
    opened: tellQuietly,
    /** @param {boolean} on */
    playing(on) {
      clearInterval(timer);
      if (on) timer = setInterval(() => void progress(), every);
      tellQuietly();
    },
    /** A drawn frame at rest may show what somebody did by hand. @param {import('../playground/types.js').Frame} frame */
    frameShown(frame) {
      if (!frame.playing && !view.playing) tellQuietly();
    },
  };
}

/** @typedef {ReturnType<typeof createReporter>} Reporter */
