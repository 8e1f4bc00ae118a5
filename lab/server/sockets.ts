/** WebSockets: the kernels' channels, and the events that the page subscribes to and this server has none of. */
import { STATUS_CODES, type IncomingMessage, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { hasToken, isAddressedHere, isSameOrigin, type Access } from './access.js';
import { subprotocol } from './kernels/frame.js';
import type { Kernels } from './kernels/kernels.js';

/** A peer that has not answered between two pings, milliseconds apart, is gone: its laptop sleeps, its network is down. */
const pingInterval = 30_000;

export function serveSockets(server: Server, access: Access, kernels: Kernels): { close(): void } {
  const sockets = new WebSocketServer({
    noServer: true,
    // A plot of a million points is one message.
    maxPayload: 512 * 1024 * 1024,
    handleProtocols: (offered) => (offered.has(subprotocol) ? subprotocol : false),
  });
  const silent = new Set<WebSocket>();
  sockets.on('connection', (socket) => {
    socket.on('pong', () => silent.delete(socket));
    socket.on('close', () => silent.delete(socket));
    socket.on('error', () => socket.terminate());
  });
  const pings = setInterval(() => {
    for (const socket of sockets.clients) {
      if (silent.has(socket)) socket.terminate();
      else socket.ping();
      silent.add(socket);
    }
  }, pingInterval).unref();

  server.on('upgrade', (request, stream, head) => {
    const refuse = (status: number) => refuseUpgrade(stream, status);
    if (!isAddressedHere(request, access) || !isSameOrigin(request) || !hasToken(request, access))
      return refuse(403);
    const url = new URL(request.url ?? '/', 'http://localhost');
    const accept = (use: (socket: WebSocket) => void) =>
      sockets.handleUpgrade(request, stream, head, (socket) => {
        sockets.emit('connection', socket, request);
        use(socket);
      });
    if (url.pathname === '/api/events/subscribe') return accept(() => undefined);
    const [, id] = /^\/api\/kernels\/([^/]+)\/channels$/.exec(url.pathname) ?? [];
    if (id === undefined || !kernels.has(id)) return refuse(404);
    if (!offers(request, subprotocol)) return refuse(400);
    accept((socket) => {
      // The kernel may have been ended between the two lines.
      if (kernels.has(id)) kernels.get(id).connect(url.searchParams.get('session_id') ?? '', socket);
      else socket.close(1001);
    });
  });

  return {
    close: () => {
      clearInterval(pings);
      // 1012, service restart: the page tries again, for the server may be back soon.
      for (const socket of sockets.clients) socket.close(1012, 'the server is stopping');
      sockets.close();
    },
  };
}

const offers = ({ headers }: IncomingMessage, protocol: string) =>
  (headers['sec-websocket-protocol'] ?? '').split(',').some((offered) => offered.trim() === protocol);

function refuseUpgrade(stream: Duplex, status: number): void {
  stream.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
