import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type CommandArgument,
  commandNamed,
  decodeReply,
  type ExternalCommand,
  encodeRequest,
  MessageSplitter,
  packArguments,
  type Reply,
  type Request,
  type SerialEmClient,
} from '@pacetomo/serialem-link';

import { connectToSerialEm } from '@pacetomo/serialem-link/node';
import { createVirtualSerialEm } from '@pacetomo/virtual-serialem';

const host = process.env.SERIALEM_HOST ?? '';

/** Whether the suite talks to a SerialEM that somebody else has started. */
export const isReal = host !== '';

/** Whether statements may be tried that expose, move the stage, change settings or write files. */
export const mayAct = !isReal || process.env.SERIALEM_CONTRACT === 'expose';

/** What goes behind the name of a group that acts. */
export const onlyIfAllowed = mayAct
  ? ''
  : ' (skipped: acts on the microscope; set SERIALEM_CONTRACT=expose to allow it)';

/** A SerialEM, the real one or the virtual one, and how to reach it. */
export interface Instrument {
  /** The present connection, errors with their texts. */
  readonly client: SerialEmClient;
  /** Connects anew; the connection before is gone. */
  reconnect(): Promise<SerialEmClient>;
  /** One request in bytes and what comes back, over a connection of its own; the present connection is gone. */
  exchange(request: Request | Uint8Array): Promise<Reply>;
  /** Puts an end to external control and to what was started for the tests. */
  end(): Promise<void>;
}

/** The SerialEM at SERIALEM_HOST and SERIALEM_PORT, or a virtual one in this process. */
export async function reachInstrument(): Promise<Instrument> {
  const place = isReal
    ? { host, port: Number(process.env.SERIALEM_PORT ?? 48888), end: async () => {} }
    : await startVirtual();
  const open = async (): Promise<SerialEmClient> => {
    const client = await connectToSerialEm({ host: place.host, port: place.port });
    await client.call('NoMessageBoxOnError', 1); // otherwise a failure waits for somebody to press OK
    return client;
  };
  let client = await open();
  return {
    get client() {
      return client;
    },
    async reconnect() {
      client = await open();
      return client;
    },
    exchange: (request) => exchangeBytes(place, request instanceof Uint8Array ? request : encodeRequest(request)),
    async end() {
      client.close();
      await place.end();
    },
  };
}

/** A command as a request, its arguments packed as the official client does it. */
export function commandRequest(name: ExternalCommand, ...args: readonly unknown[]): Request {
  const command = commandNamed(name)!;
  const packed: readonly CommandArgument[] = packArguments(command, args);
  return { kind: 'command', code: command.code, args: packed };
}

async function startVirtual(): Promise<{ host: string; port: number; end: () => Promise<void> }> {
  const dir = await mkdtemp(join(tmpdir(), 'contract-'));
  const virtual = await createVirtualSerialEm({ scenario: 'quiet', seed: 17, dir });
  const { port } = await virtual.listen({ port: 0 });
  const end = async (): Promise<void> => {
    await virtual.close();
    await rm(dir, { recursive: true, force: true });
  };
  return { host: '127.0.0.1', port, end };
}

/** One message there and one back. */
function exchangeBytes(place: { readonly host: string; readonly port: number }, message: Uint8Array): Promise<Reply> {
  return new Promise((answered, failed) => {
    const socket = connect({ host: place.host, port: place.port, noDelay: true });
    const splitter = new MessageSplitter(1_048_576);
    socket
      .on('error', failed)
      .on('close', () => failed(new Error('SerialEM closed the connection without an answer.')));
    socket.on('data', (bytes: Uint8Array) => {
      splitter.add(bytes);
      const split = splitter.message();
      if (split.kind !== 'message') return;
      const reply = decodeReply('command', split.bytes);
      if (reply.kind === 'bad') failed(new Error(`SerialEM answered with ${reply.why}.`));
      else answered(reply);
      socket.destroy();
    });
    socket.write(message);
  });
}
