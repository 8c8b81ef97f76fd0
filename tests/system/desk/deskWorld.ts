import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { JobView, JobWish } from '../../../packages/pacetomo/src/api/jobs.ts';
import { Changes } from '../../../packages/pacetomo/src/desk/changes.ts';
import type { DeskClock } from '../../../packages/pacetomo/src/desk/jobs/deskClock.ts';
import { type Jobs, openJobs } from '../../../packages/pacetomo/src/desk/jobs/jobs.ts';
import {
  type MicroscopeDesk,
  openMicroscopeDesk,
} from '../../../packages/pacetomo/src/desk/microscope/microscopeDesk.ts';

/** A session's folder with a microscope desk and jobs, and a virtual microscope that the desk has started. */
export interface DeskWorld {
  readonly folder: string;
  readonly changes: Changes;
  readonly microscope: MicroscopeDesk;
  readonly jobs: Jobs;
  /** Where SerialEM works. */
  readonly directory: string;
  /** Areas that were saved before somebody worked on them. */
  readonly saved: readonly string[];
  /** Does it and waits until it is over. */
  readonly done: (wish: JobWish) => Promise<JobView>;
  readonly end: () => Promise<void>;
}

/** Starts all of it. */
export async function deskWorld(scenario: string, clock?: DeskClock): Promise<DeskWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'pacetomo-desk-'));
  const changes = new Changes();
  const microscope = await openMicroscopeDesk({ folder, changes });
  await microscope.startVirtual({ scenario, seed: 1, speed: 0 });
  const directory = microscope.directoryHere()!;
  const saved: string[] = [];
  const areas = {
    saveIfEdited: async (area: string) => void saved.push(area),
    pathOf: async (area: string) => join(directory, `${basename(area)}_tgts.txt`),
  };
  const jobs = await openJobs({ folder, changes, microscope, areas, clock });
  return {
    folder,
    changes,
    microscope,
    jobs,
    directory,
    saved,
    done: async (wish) => {
      const { job } = await jobs.start(wish, 'Ann');
      return until(changes, () => {
        const view = jobs.view(job)!;
        return view.ending === null ? null : view;
      });
    },
    end: async () => {
      await jobs.close();
      await until(changes, () => (microscope.view().state === 'busy' ? null : true));
      await microscope.endVirtual();
      await microscope.close();
      rmSync(folder, { recursive: true, maxRetries: 30, retryDelay: 100 });
    },
  };
}

/** Waits until something is there, looking whenever something has changed. */
export function until<T>(changes: Changes, look: () => T | null): Promise<T> {
  return new Promise((resolve) => {
    const off = changes.listen(() => tryIt());
    const tryIt = (): boolean => {
      const found = look();
      if (found === null) return false;
      off();
      resolve(found);
      return true;
    };
    tryIt();
  });
}
