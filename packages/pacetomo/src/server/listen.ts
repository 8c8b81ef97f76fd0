import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { Trouble } from '../run/errors.ts';
import { wrongHost } from './failure.ts';
import { securityHeaders } from './headers.ts';

/** Certificate and key, as PEM. */
export interface Tls {
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** What listens for browsers. */
export interface Listener {
  readonly host: string;
  readonly port: number;
  close(): Promise<void>;
}

/** Where to listen, and what answers. */
export interface ListenWish {
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
  readonly tls: Tls | null;
  readonly fetch: Parameters<typeof getRequestListener>[0];
  /** Whether a name in the header Host is ours; asked before anything else looks at a request. */
  readonly isOurs: (host: string | undefined) => boolean;
}

/** So many connections at once. */
const mostConnections = 64;

const limits = {
  headersTimeout: 9_000,
  requestTimeout: 30_000, // for the request; replies may take as long as they like
  connectionsCheckingInterval: 1_000,
  keepAliveTimeout: 10_000,
  maxHeaderSize: 16 * 1024,
  insecureHTTPParser: false,
};

/** Listens for browsers. */
export async function listen({ host, port, tls, fetch, isOurs }: ListenWish): Promise<Listener> {
  const answerOurs = getRequestListener(fetch, { overrideGlobalObjects: false });
  const answer: RequestListener = (incoming, outgoing) => {
    const hosts = incoming.headersDistinct.host ?? [];
    if (hosts.length === 1 && isOurs(hosts[0])) void answerOurs(incoming, outgoing);
    else refuseHost(outgoing);
  };
  const server: Server = tls === null ? createServer(limits, answer) : createTlsServer({ ...limits, ...tls }, answer);
  limitConnections(server, tls === null ? 'connection' : 'secureConnection');
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => reject(cannotListen(host, port, cause)));
    server.listen({ host, port, exclusive: true }, resolve);
  });
  return {
    host,
    port: portOf(server.address()),
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeIdleConnections();
        setTimeout(() => server.closeAllConnections(), 500).unref();
      }),
  };
}

function refuseHost(outgoing: ServerResponse): void {
  const { status, failure } = wrongHost();
  outgoing.writeHead(status, {
    ...securityHeaders,
    'content-type': 'application/json; charset=utf-8',
    connection: 'close',
  });
  outgoing.end(JSON.stringify(failure));
}

/**
 * Keeps the number of connections down without shutting anybody out: when there are too many, the one that has waited longest
 * without a request in progress makes room for the newcomer, who may want to stop a run.
 */
function limitConnections(server: Server, event: 'connection' | 'secureConnection'): void {
  const inProgress = new Map<Socket, number>();
  server.on(event, (socket: Socket) => {
    const idle = [...inProgress].find(([, requests]) => requests === 0)?.[0];
    if (inProgress.size >= mostConnections) (idle ?? socket).destroy();
    if (inProgress.size >= mostConnections && idle !== undefined) inProgress.delete(idle);
    if (socket.destroyed) return;
    inProgress.set(socket, 0);
    socket.once('close', () => inProgress.delete(socket));
  });
  server.on('request', ({ socket }, reply) => {
    const change = (by: number): void => {
      const requests = inProgress.get(socket);
      if (requests === undefined) return;
      inProgress.delete(socket); // and to the end: it was used last
      inProgress.set(socket, requests + by);
    };
    change(1);
    reply.once('close', () => change(-1));
  });
}

function cannotListen(host: string, port: number, cause: NodeJS.ErrnoException): Trouble {
  const why =
    cause.code === 'EADDRINUSE'
      ? `another program listens there already. Choose another port, for instance --listen ${host}:${port + 1}, or 0 for any that is free`
      : cause.message;
  return new Trouble('cannot-write', `The server cannot listen on ${host}:${port}: ${why}.`, { cause });
}

const portOf = (address: AddressInfo | string | null): number =>
  typeof address === 'object' && address !== null ? address.port : 0;
