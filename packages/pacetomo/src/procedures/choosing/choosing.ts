import type { Area } from '../../area/area.ts';
import type { Person } from '../../microscope/choosing.ts';
import type { ExposurePermit } from '../../microscope/microscope.ts';
import type { ChoosingEvent, LookIntent } from '../../run/choosingEvents.ts';
import type { RunControl } from '../../run/control.ts';

/** Targets that are being chosen: where it is written down, whom to ask, and the operator's hand on it. */
export interface Choosing {
  readonly control: RunControl;
  readonly person: Person;
  /** The area as it is so far. */
  readonly area: Area;
  /** The area is this from now on; its targets file is on the disk when this returns. */
  keep(area: Area): Promise<void>;
  note(event: ChoosingEvent): Promise<void>;
  /** Writes down that the beam is about to be switched on; without this there is no permit to do so. */
  intend(intent: LookIntent): Promise<ExposurePermit>;
}
