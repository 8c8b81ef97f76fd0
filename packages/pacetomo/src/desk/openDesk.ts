import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { openAlarms } from './alarms/alarms.ts';
import { openAreaDesk } from './areas/areaDesk.ts';
import { Changes } from './changes.ts';
import type { Desk } from './desk.ts';
import { openJobs } from './jobs/jobs.ts';
import { openMapRoom } from './maps/mapRoom.ts';
import { openMicroscopeDesk } from './microscope/microscopeDesk.ts';
import { openPresets } from './presets.ts';
import { openRunDesk } from './runs/runDesk.ts';

/** Opens the desk of a session's folder, part by part; each takes up what an earlier desk has left on the disk. */
export async function openDesk({ folder }: { readonly folder: string }): Promise<Desk> {
  await mkdir(join(folder, '.pacetomo'), { recursive: true });
  const changes = new Changes();
  const microscope = await openMicroscopeDesk({ folder, changes });
  const presets = await openPresets({ folder, changes });
  let jobOn = (_area: string): string | null => null; // until there are jobs
  const areas = await openAreaDesk({ folder, changes, microscope, presets, jobOn: (area) => jobOn(area) });
  const jobs = await openJobs({ folder, changes, microscope, areas });
  jobOn = (area) => jobs.onArea(area);
  const maps = await openMapRoom({ folder, changes, microscope });
  const runs = await openRunDesk({ folder, changes, microscope, areas, presets });
  const alarms = await openAlarms({ folder, changes });
  return {
    ...{ folder, changes, microscope, jobs, areas, maps, runs, presets, alarms },
    close: async () => {
      // jobs put the microscope back before its connection ends
      await jobs.close();
      for (const part of [runs, maps, areas, alarms, microscope]) await part.close();
    },
  };
}
