import type { Alarms } from './alarms/alarms.ts';
import type { AreaDesk } from './areas/areaDesk.ts';
import type { Changes } from './changes.ts';
import type { Jobs } from './jobs/jobs.ts';
import type { MapRoom } from './maps/mapRoom.ts';
import type { MicroscopeDesk } from './microscope/microscopeDesk.ts';
import type { Presets } from './presets.ts';
import type { RunDesk } from './runs/runDesk.ts';

/**
 * Everything that can be done from one place, without HTTP: what the server offers, part by part. A desk may die at any time;
 * runs are processes of their own and go on, and all that has to last is on the disk.
 */
export interface Desk {
  /** The folder of the session: targets files, maps, runs. */
  readonly folder: string;
  readonly changes: Changes;
  readonly microscope: MicroscopeDesk;
  readonly jobs: Jobs;
  readonly areas: AreaDesk;
  readonly maps: MapRoom;
  readonly runs: RunDesk;
  readonly presets: Presets;
  readonly alarms: Alarms;
  close(): Promise<void>;
}
