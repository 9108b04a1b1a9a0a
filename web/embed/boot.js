/**
 * A plain script, which any server's headers let in: it says in words why the embed's modules, which come
 * after it, could not be loaded.
 */
addEventListener('error', (event) => {
  if (!(event.target instanceof HTMLScriptElement)) return;
  const place = document.getElementById('notices');
  if (!place) return;
  const sentence = self.origin === 'null'
    ? 'This embed is in a sandbox, and its server does not let it load its parts there: it must send them with the header “Access-Control-Allow-Origin: *”; or the sandbox must allow the same origin.'
    : 'This embed could not be loaded; try again when the network is back.';
  const notice = document.createElement('p');
  notice.className = 'notice';
  notice.setAttribute('role', 'alert');
  notice.textContent = sentence;
  place.replaceChildren(notice);
}, true);
