import { mkdtemp, rm } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { MessageSplitter } from '@pacetomo/serialem-link';
import { connectToSerialEm } from '@pacetomo/serialem-link/node';
import { createVirtualSerialEm, type ScenarioInput, type VirtualSerialEm } from '@pacetomo/virtual-serialem';
import { expect } from 'vitest';

const wantedRuns = process.env.FUZZ_RUNS;

/** How often each property is tried: 60 unless FUZZ_RUNS says otherwise. */
export const fuzzRuns = Number(wantedRuns ?? 60);

/** The usual run is the same every time, so that nobody's change fails by chance; a search with FUZZ_RUNS is not. */
export const fuzzSeed = wantedRuns === undefined ? { seed: 20_260_801 } : {};

/** A virtual SerialEM that listens on this computer, with its folder inside another one that nobody may touch. */
export interface FuzzedServer {
  readonly virtual: VirtualSerialEm;
  readonly port: number;
  readonly dir: string;
  /** The folder around it. */
  readonly outside: string;
  end(): Promise<void>;
}

/** Starts a virtual SerialEM for the fuzz tests. */
export async function startServer(scenario: string | ScenarioInput = 'quiet'): Promise<FuzzedServer> {
  const outside = await mkdtemp(join(tmpdir(), 'fuzz-'));
  const dir = join(outside, 'session');
  const virtual = await createVirtualSerialEm({ scenario, seed: 29, dir });
  const { port } = await virtual.listen({ port: 0 });
  const end = async (): Promise<void> => {
    await virtual.close();
    await rm(outside, { recursive: true, force: true });
  };
  return { virtual, port, dir, outside, end };
}

/** A client that keeps to nothing. */
export interface HostileClient {
  readonly socket: Socket;
  /** Sends bytes; settles when the system has taken them, or the connection is gone. */
  send(bytes: Uint8Array): Promise<void>;
  /** The next whole reply; null when the server has closed the connection. */
  reply(): Promise<Uint8Array | null>;
  drop(): void;
}

/** Connects as somebody who will not behave. */
export async function hostileClient(port: number): Promise<HostileClient> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  socket.on('error', () => {}); // being thrown out is what it asked for
  socket.setMaxListeners(0);
  await new Promise((ready) => socket.once('connect', ready).once('close', ready));
  const replies = new MessageSplitter(2 ** 30);
  let reading = false;
  const send = (bytes: Uint8Array): Promise<void> =>
    new Promise((sent) => {
      socket.once('close', sent);
      socket.write(bytes, () => {
        socket.off('close', sent);
        sent();
      });
    });
  const reply = async (): Promise<Uint8Array | null> => {
    if (!reading) socket.on('data', (bytes) => replies.add(bytes));
    reading = true;
    for (;;) {
      const split = replies.message();
      if (split.kind === 'message') return split.bytes;
      if (socket.destroyed || socket.readableEnded) return null;
      await new Promise((on) => socket.once('data', on).once('end', on).once('close', on));
    }
  };
  return { socket, send, reply, drop: () => socket.destroy() };
}

/** Longer than anything that the tests ask for takes on a busy computer; a server that hangs takes for ever. */
const atOnceMs = 10_000;

/** Whoever behaves is served at once, whatever others have done. */
export async function expectGoodService(port: number): Promise<void> {
  const client = await connectToSerialEm({ port, replyTimeoutMs: atOnceMs });
  expect(await client.call('ReportTiltAngle')).toBeTypeOf('number');
  client.close();
  await client.closed;
}

/** A message as it goes over the wire: its length, then words of 32 bits. */
export function words(...longs: readonly number[]): Uint8Array {
  const message = new DataView(new ArrayBuffer(4 + 4 * longs.length));
  message.setInt32(0, message.byteLength, true);
  longs.forEach((long, index) => {
    message.setInt32(4 + 4 * index, long, true);
  });
  return new Uint8Array(message.buffer);
}

/** The return value of a reply. */
export const returnValue = (reply: Uint8Array | null): number | undefined =>
  reply === null ? undefined : new DataView(reply.buffer, reply.byteOffset).getInt32(4, true);

/** Memory that is really in use, MB. */
export function memoryMb(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 1e6;
}
