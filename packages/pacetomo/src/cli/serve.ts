import { once } from 'node:events';
import { chmod, mkdir, readFile } from 'node:fs/promises';
import inspector from 'node:inspector';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { replaceFile } from '@pacetomo/em-files/node';
import type { LaunchLink } from '../api/access.ts';
import { connectBody, virtualBody } from '../api/microscope.ts';
import type { Desk } from '../desk/desk.ts';
import { openDesk } from '../desk/openDesk.ts';
import { Trouble } from '../run/errors.ts';
import { allHandlers } from '../server/handlers.ts';
import type { Tls } from '../server/listen.ts';
import { openServer, type RunningServer } from '../server/openServer.ts';
import { programVersion } from '../session/programVersion.ts';
import { openBrowser } from './openBrowser.ts';

/** Options of `pacetomo serve`. */
export interface ServeOptions {
  readonly folder: string;
  readonly listen: string;
  readonly name?: readonly string[] | undefined;
  readonly tlsCert?: string | undefined;
  readonly tlsKey?: string | undefined;
  readonly iHaveATunnel?: true | undefined;
  readonly serialem?: string | undefined;
  readonly virtual?: string | undefined;
  readonly seed: number;
  readonly speed: number;
  readonly open?: true | undefined;
  readonly portFile?: string | undefined;
}

/** `pacetomo serve`: the page of a session's folder, until Ctrl-C. Runs do not need it and go on. */
export async function serve(options: ServeOptions): Promise<void> {
  mustNotBeInspected();
  const folder = resolve(options.folder);
  await mkdir(folder, { recursive: true });
  const server = await openServer<Desk>({
    ...{ folder, openDesk, handlers: allHandlers, version: programVersion },
    ...listenAt(options.listen),
    names: (options.name ?? []).map(checkedName),
    tls: await tlsOf(options),
    hasTunnel: options.iHaveATunnel ?? false,
  });
  const ended = untilEnd();
  const first = server.newLink('operator');
  console.log(`PACEtomo serves ${folder} at ${server.url}.`);
  show(first);
  if (options.portFile !== undefined) await tellPrograms(options.portFile, { url: server.url, link: first.link });
  if (options.open) openBrowser(first.link);
  const offerNoMore = offerLinks(server);
  await begin(server.desk, options);
  await ended;
  offerNoMore();
  console.log('The server ends. Runs are processes of their own and go on; “pacetomo serve” shows them again.');
  await server.close();
}

/** The microscope is connected as it was asked for; the server is there in any case, and its page says what is wrong. */
async function begin({ microscope }: Desk, { serialem, virtual, seed, speed }: ServeOptions): Promise<void> {
  try {
    if (virtual !== undefined) await microscope.startVirtual(virtualBody.parse({ scenario: virtual, seed, speed }));
    else if (serialem !== undefined) await microscope.connect(connectBody.parse({ address: serialem }).address);
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
    console.error(error.message);
  }
}

function show({ link, validS }: LaunchLink): void {
  console.log(`\n  ${link}\n\nThe link lets one browser in, once, within ${validS} s.`);
}

async function tellPrograms(path: string, told: { readonly url: string; readonly link: string }): Promise<void> {
  await replaceFile(path, JSON.stringify(told));
  await chmod(path, 0o600);
}

/** Enter at the terminal makes another link. Gives what ends that. */
function offerLinks(server: RunningServer<Desk>): () => void {
  if (!process.stdin.isTTY) return () => {};
  console.log('Press Enter for another link, Ctrl-C to end.');
  const terminal = createInterface(process.stdin).on('line', () => show(server.newLink('operator')));
  return () => terminal.close();
}

/** Ctrl-C, or whatever else asks a process to end. A second one ends it at once. */
const untilEnd = (): Promise<unknown> => Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);

/** Whoever reaches the inspector can do everything, and browsers can be made to reach it. */
function mustNotBeInspected(): void {
  const isAsked = [...process.execArgv, process.env.NODE_OPTIONS ?? ''].some((text) => text.includes('--inspect'));
  if (isAsked || inspector.url() !== undefined)
    throw new Trouble(
      'bad-input',
      'The server does not start with --inspect: the inspector would be a door without a lock.',
    );
}

/** Host and port of `127.0.0.1:4816` or `[::1]:4816`. */
function listenAt(text: string): { readonly host: string; readonly port: number } {
  const [, v6, plain, digits] = /^(?:\[([0-9a-f:]+)\]|([^\s:/]+)):(\d{1,5})$/i.exec(text) ?? [];
  const host = v6 ?? plain;
  const port = Number(digits);
  if (host !== undefined && port <= 65_535) return { host, port };
  throw new Trouble(
    'bad-input',
    `“${text}” is not where one can listen. Write HOST:PORT, for instance --listen 127.0.0.1:4816.`,
  );
}

function checkedName(name: string): string {
  if (/^[\w.-]{1,253}(?::\d{1,5})?$/.test(name)) return name;
  throw new Trouble(
    'bad-input',
    `“${name}” is no name of a computer. Write it as browsers do, for instance --name krios.lab:443.`,
  );
}

async function tlsOf({ tlsCert, tlsKey }: ServeOptions): Promise<Tls | null> {
  if (tlsCert === undefined && tlsKey === undefined) return null;
  if (tlsCert === undefined || tlsKey === undefined)
    throw new Trouble('bad-input', 'A certificate needs its key: give both --tls-cert and --tls-key.');
  const read = (path: string): Promise<Buffer> =>
    readFile(path).catch((cause: unknown) => {
      throw new Trouble('bad-input', `${path} cannot be read: ${cause instanceof Error ? cause.message : cause}.`, {
        cause,
      });
    });
  return { cert: await read(tlsCert), key: await read(tlsKey) };
}
