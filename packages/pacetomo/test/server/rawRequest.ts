import { connect } from 'node:net';

/** What comes back for bytes on a connection, until it is closed or a whole answer has come. */
export function rawRequest(url: string, bytes: string, patienceMs = 15_000): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    socket.setTimeout(patienceMs, () => socket.destroy());
    socket.on('data', (chunk) => {
      answer += chunk;
      const [, length] = /\r\ncontent-length: (\d+)\r\n/i.exec(answer) ?? [];
      const bodyAt = answer.indexOf('\r\n\r\n') + 4;
      if (length !== undefined && bodyAt > 4 && Buffer.byteLength(answer.slice(bodyAt)) >= Number(length))
        socket.destroy();
    });
    socket.once('error', (error: NodeJS.ErrnoException) => (error.code === 'ECONNRESET' ? null : reject(error)));
    socket.once('close', () => resolve(answer));
  });
}

/** The status of a raw answer; 0 when the connection was closed without one. */
export const statusOf = (answer: string): number => Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 0);
