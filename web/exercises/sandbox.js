import { converse, newRun } from './channel.js';
import { harness } from './harness.js';

/** A frame of opaque origin, seen and reached by nobody, to be put in the page. @param {URL} address */
export function frameOf(address) {
  const element = document.createElement('iframe');
  element.setAttribute('sandbox', 'allow-scripts');
  element.setAttribute('aria-hidden', 'true');
  element.title = 'Sandbox';
  element.tabIndex = -1;
  element.hidden = true;
  element.src = address.href;
  return element;
}

/**
 * Where JavaScript of learners runs: in a worker, inside a frame of opaque origin whose policy allows no network.
 * Every run has its own frame, worker, channel and id; ending a run removes the frame, and the worker with it. Chromium
 * lets the worker compute for two more seconds, and ends its process when the memory is at an end: that of the frame on
 * a desk, that of the page where a browser keeps both in one. The code is stored before it is run.
 *
 * @param {URL} frame address of sandbox.html
 * @returns {import('./channel.js').Starter}
 */
export const sandboxIn = (frame) => (start) => {
  const run = newRun();
  const { port1: port, port2: theirs } = new MessageChannel();
  const element = frameOf(frame);
  return converse({
    port,
    run,
    start,
    end: () => element.remove(),
    async begin(ready) {
      const loaded = new Promise((resolve) => element.addEventListener('load', resolve, { once: true }));
      document.body.append(element);
      await Promise.race([loaded, ready]);
      const { code, entries, given = '' } = start;
      // '*' because an opaque origin has no name; the frame holds our own script, which takes no other message.
      element.contentWindow?.postMessage({ harness: harness.toString(), run, code, entries, given }, '*', [theirs]);
    },
  });
};
