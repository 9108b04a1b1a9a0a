// What hostile JavaScript tries, wherever it runs: for the tests of the sandboxes.

/**
 * Attempts to get out, each an expression of a promise or a value; open means it got something.
 * @param {string} canary address of a server that must never be asked @param {string} own address of the page
 * @returns {Record<string, string>}
 */
export const attempts = (canary, own) => ({
  fetch: `fetch('${canary}fetch').then(() => 'open')`,
  'fetch without answer': `fetch('${canary}opaque', { mode: 'no-cors' }).then(() => 'open')`,
  'fetch of the page': `fetch('${own}index.html').then(() => 'open')`,
  XMLHttpRequest: `new Promise((yes, no) => { const x = new XMLHttpRequest(); x.onload = () => yes('open'); x.onerror = () => no('shut'); x.open('GET', '${canary}xhr'); x.send(); })`,
  'XMLHttpRequest, waiting': `(() => { const x = new XMLHttpRequest(); x.open('GET', '${canary}sync', false); x.send(); return 'open'; })()`,
  WebSocket: `new Promise((yes, no) => { const w = new WebSocket('${canary.replace('http', 'ws')}socket'); w.onopen = () => yes('open'); w.onerror = () => no('shut'); })`,
  EventSource: `new Promise((yes, no) => { const s = new EventSource('${canary}events'); s.onopen = () => yes('open'); s.onerror = () => no('shut'); })`,
  importScripts: `importScripts('${canary}script.js') ?? 'open'`,
  'importScripts of the prototype': `Object.getPrototypeOf(Object.getPrototypeOf(self)).importScripts.call(self, '${canary}script2.js') ?? 'open'`,
  'import of a module': `import('${canary}module.js').then(() => 'open')`,
  'import of data': `import('data:text/javascript,export default 1').then(() => 'open')`,
  'import of the page': `import('${own}playground.js').then(() => 'open')`,
  eval: `(0, eval)("'open'")`,
  Function: `new Function("return 'open'")()`,
  indexedDB: `new Promise((yes, no) => { const r = indexedDB.open('x'); r.onsuccess = () => yes('open'); r.onerror = () => no('shut'); })`,
  caches: `caches.open('x').then(() => 'open')`,
  'private files': `navigator.storage.getDirectory().then(() => 'open')`,
  localStorage: `localStorage.setItem('x', '1') ?? 'open'`,
  cookieStore: `cookieStore.set('x', '1').then(() => 'open')`,
  document: `document.body && 'open'`,
  parent: `parent.document && 'open'`,
  top: `top.location && 'open'`,
  opener: `opener.document && 'open'`,
  'a nested worker': `new Worker(URL.createObjectURL(new Blob(['1']))) && 'open'`,
  'a fetch by a nested worker': `new Promise((yes, no) => { const w = new Worker(URL.createObjectURL(new Blob(["fetch('${canary}nested', { mode: 'no-cors' }).then(() => postMessage('open'), () => postMessage('shut'))"]))); w.onmessage = ({ data }) => (data === 'open' ? yes : no)(data); w.onerror = () => no('shut'); })`,
  'a shared worker': `new SharedWorker(URL.createObjectURL(new Blob(['1']))) && 'open'`,
  'a service worker': `navigator.serviceWorker.register('${own}x.js').then(() => 'open')`,
  sendBeacon: `navigator.sendBeacon('${canary}beacon', 'x') && 'open'`,
  WebTransport: `new WebTransport('https://127.0.0.1:1/x').ready.then(() => 'open')`,
  RTCPeerConnection: `new RTCPeerConnection() && 'open'`,
  'a message to the frame': `postMessage({ kind: 'loaded' }) ?? 'open'`,
});
