import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SerialEmClient } from '@pacetomo/serialem-link';
import {
  createVirtualSerialEm,
  type DialogInput,
  type ScenarioInput,
  type VirtualSerialEm,
} from '@pacetomo/virtual-serialem';
import type { Area } from '../../packages/pacetomo/src/area/area.ts';
import type { ChoosingEvent } from '../../packages/pacetomo/src/run/choosingEvents.ts';
import { OperatorControl } from '../../packages/pacetomo/src/run/control.ts';
import type { ChoosingSite } from '../../packages/pacetomo/src/session/choosing/chooseOn.ts';
import { ChoosingRecord } from '../../packages/pacetomo/src/session/choosing/choosingRecord.ts';

/** A virtual microscope with everything that choosing targets needs of the outside world; areas are saved in memory. */
export interface ChoosingTestSite extends ChoosingSite {
  readonly control: OperatorControl;
  readonly virtual: VirtualSerialEm;
  readonly dir: string;
  /** What was written down. */
  readonly events: () => readonly ChoosingEvent[];
  /** Every area that was saved, oldest first. */
  readonly saved: readonly Area[];
  readonly end: () => Promise<void>;
}

/** Starts a virtual microscope in this process. */
export async function choosingSite(
  scenario: ScenarioInput | string,
  seed: number,
  answers: DialogInput = {},
): Promise<ChoosingTestSite> {
  const dir = mkdtempSync(join(tmpdir(), 'pacetomo-choosing-'));
  const virtual = await createVirtualSerialEm({ scenario, seed, dir, answers });
  const lines: string[] = [];
  const saved: Area[] = [];
  const store = {
    append: async (bytes: Uint8Array) => void lines.push(Buffer.from(bytes).toString()),
    sync: async () => {},
  };
  const client = new SerialEmClient(virtual.connect());
  return {
    client,
    reconnect: async () => new SerialEmClient(virtual.connect()),
    control: new OperatorControl(),
    record: new ChoosingRecord(store, { now: () => new Date(0), monotonicMs: () => 0 }),
    person: null,
    save: async (area) => void saved.push(area),
    virtual,
    dir,
    saved,
    events: () => lines.map((line): ChoosingEvent => JSON.parse(line)),
    end: async () => {
      client.close();
      await virtual.close();
      rmSync(dir, { recursive: true });
    },
  };
}
