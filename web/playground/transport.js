import { sentence } from './session.js';

/**
 * Moves the run through time: play, pause, single steps, seeking. Whatever changes the engine otherwise
 * comes through here as well, so that the screen follows.
 */

/**
 * @param {object} options
 * @param {import('./types.js').Client} options.client
 * @param {() => number | undefined} options.pace steps a second, or as many as the engine makes
 * @param {() => void} options.refresh asks for a frame
 * @param {(on: boolean) => void} options.onPlaying
 * @param {() => void} options.onMove the reader has set the run in motion
 * @param {(sentence: string) => void} options.onRefused
 * @param {(error: unknown) => void} options.onError
 */
export function createTransport({ client, pace, refresh, onPlaying, onMove, onRefused, onError }) {
  let playing = false;
  let seeking = false;
  /** @type {number | null} */
  let seekTo = null;

  /** @param {boolean} on */
  function setPlaying(on) {
    playing = on;
    onPlaying(on);
  }

  /** Lets the engine run at the pace chosen, again after a change. */
  function start() {
    client.play({ stepsPerSecond: pace() }).catch(onError);
  }

  function play() {
    start();
    setPlaying(true);
    onMove();
  }

  function pause() {
    client.pause().catch(onError);
    setPlaying(false);
  }

  /** Runs something on the engine and shows what came of it. @param {() => Promise<unknown>} task @returns {Promise<string | null>} null, or the sentence why not */
  async function act(task) {
    try {
      await task();
      refresh();
      return null;
    } catch (error) {
      return sentence(error);
    }
  }

  /** The same after a pause: single steps are for looking. @param {() => Promise<unknown>} task */
  async function stand(task) {
    if (playing) pause();
    onMove();
    const why = await act(task);
    if (why) onRefused(why);
  }

  return {
    get playing() {
      return playing;
    },
    setPlaying,
    start,
    play,
    pause,
    act,
    stand,
    /** Follows a finger on the track: the newest place wins. @param {number} step */
    async seek(step) {
      seekTo = step;
      if (seeking) return;
      seeking = true;
      while (seekTo !== null) {
        const to = seekTo;
        seekTo = null;
        await stand(() => client.seek(to));
      }
      seeking = false;
    },
  };
}
