/**
 * @file A plain script at the head of a page that is sure to need the engine: starts its worker while the page's own
 * scripts are still on their way. The page's first `connect` takes it over.
 */
{
  // A page of opaque origin starts its worker in another way, see start.js.
  if (self.origin !== 'null') {
    const worker = new Worker(new URL('engine/worker.js', document.baseURI), { type: 'module', name: 'glia engine' });
    /** @type {Promise<MessageEvent | ErrorEvent>} */
    const first = new Promise((resolve) => {
      worker.onmessage = resolve;
      worker.onerror = (event) => {
        event.preventDefault();
        resolve(event);
      };
    });
    Object.assign(globalThis, { gliaWorker: { worker, first } });
  }
}
