import type { Area } from '../../area/area.ts';
import { targetsFileOf } from '../../area/areaNames.ts';
import type { Person } from '../../microscope/choosing.ts';
import type { ExposurePermit } from '../../microscope/microscope.ts';
import type { Choosing } from '../../procedures/choosing/choosing.ts';
import type { LookIntent } from '../../run/choosingEvents.ts';
import type { RunControl } from '../../run/control.ts';
import { Trouble } from '../../run/errors.ts';
import type { ChoosingRecord } from './choosingRecord.ts';

/** Where a choice is written down, and who may stop it. */
interface ChoosingPlaces {
  readonly control: RunControl;
  readonly record: ChoosingRecord;
  /** Writes the targets file of the area; on the disk when it returns. */
  readonly save: (area: Area) => Promise<void>;
}

/** The context of a choice, with the area as it is so far. */
export class ChoosingInProgress implements Choosing {
  readonly control: RunControl;
  readonly person: Person;
  readonly note: Choosing['note'];
  readonly #record: ChoosingRecord;
  readonly #save: ChoosingPlaces['save'];
  #area: Area;
  #kept = 0;
  #looks = 0;

  constructor({ control, record, save }: ChoosingPlaces, person: Person, area: Area) {
    this.control = control;
    this.person = person;
    this.note = record.note.bind(record);
    this.#record = record;
    this.#save = save;
    this.#area = area;
  }

  get area(): Area {
    return this.#area;
  }

  /** How often the area was written. */
  get kept(): number {
    return this.#kept;
  }

  /** How often the beam was about to be switched on. */
  get looks(): number {
    return this.#looks;
  }

  async intend(intent: LookIntent): Promise<ExposurePermit> {
    const permit = await this.#record.intend(intent);
    this.#looks += 1;
    return permit;
  }

  async keep(area: Area): Promise<void> {
    await this.#save(area);
    this.#area = area;
    this.#kept += 1;
    await this.note({ type: 'choose.saved', file: targetsFileOf(area.name), targets: area.targets.length });
  }
}

/** A failure with what was kept before it, and how often the beam was switched on. */
export function withWhatIsKept(trouble: Trouble, { area, kept, looks }: ChoosingInProgress): Trouble {
  const { length: count } = area.targets;
  const said =
    kept === 0
      ? 'No target was kept'
      : `${count} ${count === 1 ? 'target is' : 'targets are'} in ${targetsFileOf(area.name)}`;
  const exposed = looks === 0 ? 'nothing was exposed' : `the beam was switched on ${times(looks)}`;
  const what = trouble.message.replace(/then resume\.$/, 'then go on choosing.'); // the gate speaks of runs
  return new Trouble(trouble.code, `${what} ${said}; ${exposed}.`, { cause: trouble.cause });
}

const times = (count: number): string => (count === 1 ? 'once' : `${count} times`);
