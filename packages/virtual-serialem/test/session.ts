import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SerialEmClient } from '@pacetomo/serialem-link';
import {
  createVirtualSerialEm,
  type ScenarioInput,
  type VirtualSerialEm,
  type VirtualSerialEmOptions,
} from '@pacetomo/virtual-serialem';
import quiet from '../scenarios/quiet.json' with { type: 'json' };

/** A virtual SerialEM in a folder of its own with a client over the real protocol, in memory. */
export interface Session {
  readonly virtual: VirtualSerialEm;
  readonly client: SerialEmClient;
  readonly dir: string;
  /** Another client, as after a restart of the program. */
  reconnect(): SerialEmClient;
}

export type SessionOptions = Partial<Omit<VirtualSerialEmOptions, 'scenario'>> & {
  readonly scenario?: string | ScenarioInput;
};

/** Runs a test against a fresh virtual SerialEM, under external control, errors with their texts; cleans up after it. */
export async function inSession(options: SessionOptions, run: (session: Session) => Promise<void>): Promise<void> {
  const dir = options.dir ?? (await mkdtemp(join(tmpdir(), 'virtual-serialem-')));
  const virtual = await createVirtualSerialEm({ scenario: 'quiet', seed: 11, ...options, dir });
  const client = new SerialEmClient(virtual.connect());
  try {
    await client.call('NoMessageBoxOnError', 1);
    await run({ virtual, client, dir, reconnect: () => new SerialEmClient(virtual.connect()) });
  } finally {
    client.close();
    await virtual.close();
    if (options.dir === undefined) await rm(dir, { recursive: true, force: true });
  }
}

/** The quiet scenario with some sections changed. */
export function quietWith(change: { readonly [Section in keyof ScenarioInput]?: object }): ScenarioInput {
  const sections = Object.entries({ ...quiet, ...change }).map(([name, value]) => [
    name,
    merged((quiet as Record<string, unknown>)[name], value),
  ]);
  return Object.fromEntries(sections);
}

function merged(base: unknown, change: unknown): unknown {
  if (!isPlain(base) || !isPlain(change)) return change;
  const keys = new Set([...Object.keys(base), ...Object.keys(change)]);
  return Object.fromEntries([...keys].map((key) => [key, key in change ? merged(base[key], change[key]) : base[key]]));
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
