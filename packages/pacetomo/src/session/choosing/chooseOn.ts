import type { SerialEmClient } from '@pacetomo/serialem-link';
import type { Area } from '../../area/area.ts';
import { length, subtract, type Vec } from '../../geometry/frames.ts';
import type { ChoosingMicroscope, Person } from '../../microscope/choosing.ts';
import type { MeasuringLimits, Stage } from '../../microscope/microscope.ts';
import type { Choosing } from '../../procedures/choosing/choosing.ts';
import { lookAround, putBack } from '../../procedures/measurement.ts';
import { type RunControl, StopRequested } from '../../run/control.ts';
import { Trouble } from '../../run/errors.ts';
import type { AsFound } from '../../run/measurementEvents.ts';
import type { CommandObserver } from '../../serialem/gate.ts';
import { choosingMicroscope } from '../../serialem/serialEmMicroscope.ts';
import { putBackAfter } from '../putBackAfter.ts';
import { ChoosingInProgress, withWhatIsKept } from './choosingInProgress.ts';
import type { ChoosingRecord } from './choosingRecord.ts';

/** What choosing targets needs of the outside world. */
export interface ChoosingSite {
  readonly client: SerialEmClient;
  /** Connects once more, to put things back after the connection was lost. */
  readonly reconnect: () => Promise<SerialEmClient>;
  readonly control: RunControl;
  readonly record: ChoosingRecord;
  /** Whom to ask; null for the person at SerialEM. */
  readonly person: Person | null;
  /** Writes the targets file of the area; on the disk when it returns. */
  readonly save: (area: Area) => Promise<void>;
  readonly observer?: CommandObserver | undefined;
}

/** The microscope as choosing finds it. */
export type FoundForChoosing = AsFound & { readonly stage: Vec<'stage'> } & MeasuringLimits;

/** A procedure that chooses targets, and what it may know. */
export type ChoosingWork<T> = (scope: ChoosingMicroscope, choosing: Choosing, found: FoundForChoosing) => Promise<T>;

/** The stage stands where it stood when it reads the same within this, µm. */
const sameStageUm = 0.05;

/**
 * Chooses targets of an area and puts tilt, focus and low-dose area back as they were; image shift too, or to zero when the
 * stage was moved. What was kept of the area is in its targets file, whatever happens; the record has every exposure.
 *
 * @throws Trouble with what went wrong, what was kept, and, if the microscope could not be put back, how it stood before;
 * StopRequested when the operator stopped it.
 */
export async function chooseOn<T>(site: ChoosingSite, area: Area, work: ChoosingWork<T>): Promise<T> {
  const scope = choosingMicroscope(site.client, site.control, site.observer);
  const limits = await scope.prepareToChoose();
  const asFound = { ...(await lookAround(scope)), stage: await scope.position() };
  await site.record.note({ type: 'choose.found', ...asFound });
  const choosing = new ChoosingInProgress(site, site.person ?? scope, area);
  if (await scope.openNavigator()) await sayOpened(choosing);
  try {
    const result = await work(scope, choosing, { ...asFound, ...limits });
    await putBack(scope, await stillRight(scope, asFound), limits.maximumTiltDeg);
    await site.record.note({ type: 'choose.put-back' });
    return result;
  } catch (error) {
    throw await afterFailure(site, choosing, asFound, error);
  }
}

const opened = 'The Navigator was closed; a new one was opened. Save it to a file before you leave.';

async function sayOpened({ person, note }: Choosing): Promise<void> {
  await note({ type: 'choose.remark', text: opened });
  await person.say(opened);
}

/** After a move of the stage the old image shift would look elsewhere. */
async function stillRight(scope: Stage, found: AsFound & { readonly stage: Vec<'stage'> }): Promise<AsFound> {
  const isMoved = length(subtract(await scope.position(), found.stage)) > sameStageUm;
  return isMoved ? { ...found, imageShift: { x: 0, y: 0 } } : found;
}

async function afterFailure(
  site: ChoosingSite,
  choosing: ChoosingInProgress,
  found: AsFound & { readonly stage: Vec<'stage'> },
  error: unknown,
): Promise<unknown> {
  const microscope = (client: SerialEmClient): ChoosingMicroscope =>
    choosingMicroscope(client, undefined, site.observer); // one that a stop by the operator does not hold up
  const anew = async () => {
    const client = await site.reconnect().catch(() => null);
    return client === null ? null : { scope: microscope(client), close: () => client.close() };
  };
  const told = await putBackAfter(error instanceof Trouble ? withWhatIsKept(error, choosing) : error, {
    scope: microscope(site.client),
    found,
    stillRight: (scope) => stillRight(scope, found),
    anew,
    before: 'Before the choice',
  });
  await noteEnd(choosing, told);
  return told;
}

/** The first trouble counts: if this cannot be written either, nobody hears of it. */
async function noteEnd({ note }: Choosing, error: unknown): Promise<void> {
  if (error instanceof Trouble) await note({ type: 'choose.trouble', reason: error.message }).catch(() => {});
  else if (error instanceof StopRequested)
    await note({ type: 'choose.remark', text: 'The operator stopped it.' }).catch(() => {});
}
