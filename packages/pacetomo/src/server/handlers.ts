import type { Desk } from '../desk/desk.ts';
import type { Handlers } from './handler.ts';
import { type AccessRoom, accessHandlers } from './handlers/access.ts';
import { alarmsHandlers } from './handlers/alarms.ts';
import { areasHandlers } from './handlers/areas.ts';
import { jobsHandlers } from './handlers/jobs.ts';
import { mapsHandlers } from './handlers/maps.ts';
import { microscopeHandlers } from './handlers/microscope.ts';
import { presetsHandlers } from './handlers/presets.ts';
import { runsHandlers } from './handlers/runs.ts';

/** The handlers of all routes. */
export const allHandlers = (desk: Desk, room: AccessRoom): Handlers => ({
  ...accessHandlers(room),
  ...microscopeHandlers(desk),
  ...areasHandlers(desk),
  ...presetsHandlers(desk),
  ...mapsHandlers(desk),
  ...jobsHandlers(desk),
  ...runsHandlers(desk),
  ...alarmsHandlers(desk),
});
