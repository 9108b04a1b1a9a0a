/**
 * The training loss as a tone whose pitch falls with the loss: an octave for each factor of ten. It sounds only
 * while the run plays and the page is seen.
 * @typedef {import('../types.js').Frame} Frame
 */

/** Hertz at a loss of 0.1, and the tones that ears and small speakers still manage. */
const pitch = { middle: 440, low: 110, high: 1760 };

/** Far below full volume: it is heard for minutes. */
const volume = 0.06;

/** Seconds in which tone and volume glide to what is new, so that nothing clicks. */
const glide = 0.04;

/** The tone of a loss, in Hertz. @param {number} loss */
export function toneOf(loss) {
  const octaves = Math.log10(Math.max(loss, 1e-9)) + 1;
  return Math.min(pitch.high, Math.max(pitch.low, pitch.middle * 2 ** octaves));
}

export function lossSound() {
  /** @type {{ context: AudioContext, tone: OscillatorNode, gain: GainNode } | null} */
  let playing = null;

  function silence() {
    playing?.gain.gain.setTargetAtTime(0, playing.context.currentTime, glide);
  }
  const onVisibility = () => document.hidden && silence();

  return {
    /** Begins to follow the frames; to be called from a press, or browsers keep silent. */
    start() {
      if (playing) return;
      const context = new AudioContext();
      const tone = context.createOscillator();
      const gain = context.createGain();
      tone.type = 'sine';
      gain.gain.value = 0;
      tone.connect(gain);
      gain.connect(context.destination);
      tone.start();
      playing = { context, tone, gain };
      document.addEventListener('visibilitychange', onVisibility);
    },
    stop() {
      if (!playing) return;
      document.removeEventListener('visibilitychange', onVisibility);
      playing.tone.stop();
      void playing.context.close();
      playing = null;
    },
    /** @param {Pick<Frame, 'playing' | 'loss' | 'diverged'>} frame */
    show(frame) {
      if (!playing) return;
      if (!frame.playing || document.hidden || !Number.isFinite(frame.loss)) return silence();
      const { context, tone, gain } = playing;
      tone.frequency.setTargetAtTime(toneOf(frame.loss), context.currentTime, glide);
      gain.gain.setTargetAtTime(volume, context.currentTime, glide);
    },
  };
}
