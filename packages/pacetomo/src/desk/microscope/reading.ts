import type { SerialEmClient } from '@pacetomo/serialem-link';
import type { MicroscopeReading } from '../../api/microscope.ts';
import { apply, type Vec } from '../../geometry/frames.ts';
import { facilityOf } from '../../serialem/facility.ts';
import { CommandGate } from '../../serialem/gate.ts';
import { navigatorEditingOf } from '../../serialem/navigatorEditing.ts';
import { calibrationOf } from '../../serialem/optics.ts';
import { orRefused } from '../../serialem/orRefused.ts';

/** Whoever reads moves nothing. */
const noMoves = { tiltDeg: 0, imageShiftUm: 0, defocusUm: 0, stageUm: 0 };

/** SerialEM's numbers of the low-dose areas (ReportLowDose). */
const areas = ['View', 'Focus', 'Trial', 'Record', 'Search'] as const;

/** SerialEM must open no box that nobody is there to close when it cannot tell something; it forgets this with the connection. */
export async function keepBoxesAway(client: SerialEmClient): Promise<void> {
  await new CommandGate(client, noMoves).send('NoMessageBoxOnError', 1);
}

/** Reads how the microscope stands, by questions alone: nothing is exposed, moved or changed. */
export async function readMicroscope(client: SerialEmClient, now: () => Date): Promise<MicroscopeReading> {
  const gate = new CommandGate(client, noMoves);
  const facility = facilityOf(gate);
  const [x, y, zUm] = await gate.send('ReportStageXYZ');
  return {
    tiltDeg: await gate.send('ReportTiltAngle'),
    stage: { x, y },
    zUm,
    lowDoseArea: await lowDoseArea(gate),
    magnification: (await orRefused(gate.send('ReportMag'), null))?.[0] ?? null,
    defocusUm: await orRefused(gate.send('ReportDefocus'), null),
    imageShiftUm: await imageShiftUm(gate),
    columnValvesOpen: await facility.columnValvesOpen(),
    dewars: await dewars(gate),
    directory: await gate.send('ReportDirectory'),
    navigatorFile: await navigatorEditingOf(gate).navigatorFile(),
    freeDiskGb: await facility.freeDiskGb(),
    at: now().toISOString(),
  };
}

async function lowDoseArea(gate: CommandGate): Promise<string | null> {
  const [isOn, area] = await gate.send('ReportLowDose');
  return isOn === 1 ? (areas[area] ?? null) : null;
}

/** SerialEM is not calibrated at every magnification. */
async function imageShiftUm(gate: CommandGate): Promise<Vec<'specimen'> | null> {
  const toSpecimen = await orRefused(calibrationOf(gate).imageShiftToSpecimen(), null);
  if (toSpecimen === null) return null;
  const [x, y] = await gate.send('ReportImageShift');
  return apply(toSpecimen, { x, y });
}

async function dewars(gate: CommandGate): Promise<MicroscopeReading['dewars']> {
  const filling = await orRefused(gate.send('AreDewarsFilling'), null);
  const remainingS = await orRefused(gate.send('DewarsRemainingTime'), null);
  if (filling === null && remainingS === null) return null;
  return {
    areFilling: filling === null ? null : filling >= 1, // a JEOL says which of its tanks, 1 to 3
    remainingS: remainingS === null || remainingS < 0 ? null : remainingS,
  };
}
