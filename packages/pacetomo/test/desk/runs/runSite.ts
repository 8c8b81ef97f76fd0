import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createVirtualSerialEm, type ScenarioInput, type VirtualSerialEm } from '@pacetomo/virtual-serialem';
import { vi } from 'vitest';
import type { Notice } from '../../../src/api/runs.ts';
import { run } from '../../../src/cli/run.ts';
import { Changes } from '../../../src/desk/changes.ts';
import { openRunDesk, type RunDesk } from '../../../src/desk/runs/runDesk.ts';
import type { RunDeskParts } from '../../../src/desk/runs/runDeskParts.ts';
import type { Ending } from '../../../src/session/acquire.ts';

/** A session's folder with a virtual microscope beside it, and desks that may be opened and closed. */
export interface RunSite {
  readonly folder: string;
  readonly scope: VirtualSerialEm;
  readonly address: string;
  readonly changes: Changes;
  /** Whom the microscope was noted to be lent to, and how often it was given back. */
  readonly lent: string[];
  readonly back: string[];
  open(): Promise<RunDesk>;
  /** Acquires an area to the end, as another process would; two targets, seven tilts. */
  acquire(area: string, settings?: readonly string[]): Promise<Ending>;
  notices(): readonly Notice[];
  end(): Promise<void>;
}

const preset = (name: string): ScenarioInput =>
  JSON.parse(readFileSync(join(import.meta.dirname, `../../../../virtual-serialem/scenarios/${name}.json`), 'utf8'));

/** The targets file of a small area. */
const smallArea = (area: string): string =>
  `_set minTilt = -9\n_set maxTilt = 9\n_set step = 3\n_set pretilt = -10\n\n_tgt = 001\ntsfile = ${area}_ts_001.mrc\nstageX = 0\nstageY = 0\nSSX = 0\nSSY = 0\n\n_tgt = 002\ntsfile = ${area}_ts_002.mrc\nSSX = 2.5\nSSY = 4\n`;

export async function runSite(scenario = 'quiet'): Promise<RunSite> {
  const folder = mkdtempSync(join(tmpdir(), 'pacetomo-runs-'));
  mkdirSync(join(folder, 'data'));
  const scope = await createVirtualSerialEm({ scenario: preset(scenario), seed: 5, dir: join(folder, 'data') });
  const address = `127.0.0.1:${(await scope.listen({ port: 0 })).port}`;
  const changes = new Changes();
  const [lent, back]: [string[], string[]] = [[], []];
  const giveTo = ({ id }: { readonly id: string }) => {
    lent.push(id);
    return { address, giveBack: () => void back.push(id) };
  };
  const parts: RunDeskParts = {
    folder,
    changes,
    microscope: { folderMaps: [], lend: async (to) => giveTo(to), noteLent: giveTo },
    areas: { saveIfEdited: async () => {}, pathOf: async (area) => join(folder, `${area}_tgts.txt`) },
    presets: { fileOf: async (name) => join(folder, `${name}.toml`) },
  };
  for (const stream of ['log', 'warn'] as const) vi.spyOn(console, stream).mockImplementation(() => {});
  const desks: RunDesk[] = [];
  return {
    ...{ folder, scope, address, changes, lent, back },
    open: async () => {
      const desk = await openRunDesk(parts);
      desks.push(desk);
      return desk;
    },
    acquire: async (area, set = []) => {
      const targets = join(folder, `${area}_tgts.txt`);
      writeFileSync(targets, smallArea(area));
      return run(targets, { serialem: address, runs: join(folder, 'runs'), set });
    },
    notices: () => (changes.after(0) ?? []).flatMap(({ event }) => (event.type === 'notice' ? [event.notice] : [])),
    end: async () => {
      for (const desk of desks) await desk.close();
      await scope.close();
      vi.restoreAllMocks();
      rmSync(folder, { recursive: true });
    },
  };
}
