import type { Socket } from 'node:net';
import { mostRequestBytes } from './requests.ts';

/** Whoever connects and says nothing for so long is sent away, ms. */
const silenceMs = 2000;

/** Serves one line on a connection with one line and ends it. Nothing that comes this way can make it throw. */
export function serveLine(socket: Socket, answer: (line: string) => string): void {
  let text = '';
  socket.setEncoding('utf8');
  socket.setTimeout(silenceMs, () => socket.destroy());
  socket.on('error', () => {}); // they have gone
  const hear = (chunk: string): void => {
    text += chunk;
    const end = text.indexOf('\n');
    const isTooLong = Buffer.byteLength(end < 0 ? text : text.slice(0, end)) > mostRequestBytes;
    if (end < 0 && !isTooLong) return;
    socket.off('data', hear);
    socket.resume(); // the rest is not read
    socket.end(`${answer(isTooLong ? '' : text.slice(0, end))}\n`);
  };
  socket.on('data', hear);
}
