// A server of another origin, open to everybody, that nothing of the learner's may ever reach: it notes who asks.

import { createServer } from 'node:http';

/** @returns {Promise<{ url: string, asked: string[], close(): void }>} url ends in a slash; asked grows by every path asked for */
export async function openCanary() {
  /** @type {string[]} */
  const asked = [];
  const server = createServer((request, response) => {
    asked.push(String(request.url));
    response.writeHead(200, { 'access-control-allow-origin': '*', 'content-type': 'text/javascript' });
    response.end('1');
  });
  server.on('upgrade', (request, socket) => {
    asked.push(String(request.url));
    socket.destroy();
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(null)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${port}/`,
    asked,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
