import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ArgsOf, type ExternalCommand, type ReplyOf, SerialEmClient } from '@pacetomo/serialem-link';
import { createVirtualSerialEm, type ScenarioInput, type VirtualSerialEm } from '@pacetomo/virtual-serialem';
import { OperatorControl } from '../../packages/pacetomo/src/run/control.ts';
import type { MeasurementEvent } from '../../packages/pacetomo/src/run/measurementEvents.ts';
import { MeasurementRecord } from '../../packages/pacetomo/src/session/measuring/measurementRecord.ts';
import type { MeasuringSite } from '../../packages/pacetomo/src/session/measuring/measureOn.ts';

/** A preset of the virtual microscope. */
export const preset = (name: string): ScenarioInput =>
  JSON.parse(readFileSync(join(import.meta.dirname, `../../packages/virtual-serialem/scenarios/${name}.json`), 'utf8'));

/** The preset lamella on its good stage with all its errors, without forming images. */
export function lamellaWithoutImages(): ScenarioInput {
  const { camera, optics } = preset('quiet');
  const lamella = preset('lamella');
  return {
    ...lamella,
    camera: { ...camera },
    optics: { ...lamella.optics, ...(optics?.magnifications ? { magnifications: optics.magnifications } : {}) },
    alignment: { method: 'analytic' },
  };
}

/** What answers a command in SerialEM's place; undefined lets SerialEM answer. */
export type Lie = (command: string, occurrence: number) => unknown;

/** A virtual microscope with everything that a measurement needs of the outside world. */
export interface TestSite extends MeasuringSite {
  readonly virtual: VirtualSerialEm;
  readonly control: OperatorControl;
  /** Commands in the order of sending. */
  readonly sent: readonly string[];
  /** What was written down. */
  readonly record: () => readonly MeasurementEvent[];
  /** What an operator does by hand in between. */
  readonly byHand: <T>(work: (client: SerialEmClient) => Promise<T>) => Promise<T>;
  readonly end: () => Promise<void>;
}

/** Starts a virtual microscope in this process. */
export async function measuringSite(
  scenario: ScenarioInput,
  seed: number,
  lie: Lie = () => undefined,
): Promise<TestSite> {
  const dir = mkdtempSync(join(tmpdir(), 'pacetomo-measure-'));
  const virtual = await createVirtualSerialEm({ scenario, seed, dir });
  const lines: string[] = [];
  const sent: string[] = [];
  const store = {
    append: async (bytes: Uint8Array) => void lines.push(Buffer.from(bytes).toString()),
    sync: async () => {},
  };
  const record = new MeasurementRecord(store, { now: () => new Date(0), monotonicMs: () => 0 });
  const control = new OperatorControl();
  const byHand = async <T>(work: (client: SerialEmClient) => Promise<T>): Promise<T> => {
    const client = new SerialEmClient(virtual.connect());
    const result = await work(client);
    client.close();
    await client.closed;
    return result;
  };
  let client: SerialEmClient | null = null;
  return {
    virtual,
    control,
    sent,
    byHand,
    get client() {
      client ??= new LiedToClient(virtual, sent, lie);
      return client;
    },
    reconnect: async () => new LiedToClient(virtual, sent, () => undefined),
    measurement: { control, note: record.note.bind(record), intend: record.intend.bind(record) },
    record: () => lines.map((line): MeasurementEvent => JSON.parse(line)),
    end: async () => {
      client?.close();
      await virtual.close();
      rmSync(dir, { recursive: true });
    },
  };
}

/** A client that counts what is sent and hears what a test wants it to hear. */
class LiedToClient extends SerialEmClient {
  readonly #sent: string[];
  readonly #lie: Lie;

  constructor(virtual: VirtualSerialEm, sent: string[], lie: Lie) {
    super(virtual.connect());
    this.#sent = sent;
    this.#lie = lie;
  }

  override async call<N extends ExternalCommand>(name: N, ...args: ArgsOf<N>): Promise<ReplyOf<N>> {
    this.#sent.push(name);
    const reply = await super.call(name, ...args);
    const lie = this.#lie(name, this.#sent.filter((other) => other === name).length);
    return lie === undefined ? reply : (lie as ReplyOf<N>);
  }
}
