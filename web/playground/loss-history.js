/** @file Asks the engine for the whole loss curve: one question at a time, and while it trains no more often than helps. */

/** Milliseconds between two looks at the whole curve. */
const every = 200;

/**
 * @param {object} options
 * @param {import('./types.js').Client} options.client
 * @param {() => unknown} options.run what is open: a curve that comes for another run is dropped
 * @param {(rows: import('../ui/plot.js').History) => void} options.show
 */
export function lossHistory({ client, run, show }) {
  let asked = 0;
  let pending = false;

  async function ask() {
    if (pending) return;
    pending = true;
    asked = performance.now();
    const of = run();
    try {
      const rows = await client.history();
      if (of === run()) show(rows);
    } catch {
      // A lost engine has said so already.
    }
    pending = false;
  }

  return {
    ask,
    /** With every frame. @param {boolean} playing */
    follow(playing) {
      if (!playing || performance.now() - asked > every) void ask();
    },
  };
}
