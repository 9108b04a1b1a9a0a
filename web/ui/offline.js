/**
 * Has the site kept for when there is no network, once the page stands. Where that cannot be (an insecure address, a
 * frame, a reader who saves data) the page is as it was.
 * @param {URL | string} root the site's top folder
 */
export function keepOffline(root) {
  const saving = /** @type {any} */ (navigator).connection?.saveData === true;
  if (!('serviceWorker' in navigator) || !isSecureContext || self !== top || saving) return;
  const start = () => navigator.serviceWorker.register(new URL('offline.js', root), { updateViaCache: 'none' }).catch(() => {});
  // The files it fetches wait for those the page needs.
  if (document.readyState === 'complete') void start();
  else addEventListener('load', start, { once: true });
}
