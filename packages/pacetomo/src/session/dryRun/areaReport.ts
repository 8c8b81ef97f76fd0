import type { AreaReport, TargetReach } from '../../dose/dryRunReport.ts';
import type { Illuminations } from '../../dose/illumination.ts';
import { type Ledger, ledgerOf } from '../../dose/ledger.ts';
import { placeOf } from '../../dose/places.ts';
import type { ExposureWhat } from '../../dose/plannedExposure.ts';
import { receivedDoses } from '../../dose/received.ts';
import { length } from '../../geometry/frames.ts';
import { checkPlan, secondsPerImage, secondsPerTurn } from '../../plan/checkPlan.ts';
import { type RunPlan, scheduleOf } from '../../plan/plan.ts';
import { follow, seenAt } from '../../plan/reach.ts';

/** Seconds for a View or a Preview with its alignment, and for an autofocus of three shots (estimates). */
const secondsPerLook = 6;
const secondsPerFocus = 9;

const images: readonly ExposureWhat[] = ['record', 'again', 'tile'];
const focuses: readonly ExposureWhat[] = ['focus', 'geometry'];

/** What a run of one plan would do, with the ledger that says so. */
export function reportOf(
  plan: RunPlan,
  known: Illuminations,
): { readonly report: AreaReport; readonly ledger: Ledger } {
  const ledger = ledgerOf(plan, known);
  const report: AreaReport = {
    plan: checkPlan(plan),
    ...countsOf(plan, ledger),
    doses: known.beams.record === null ? [] : receivedDoses(ledger.targets, ledger.exposures),
    reach: reachesOf(plan, known),
  };
  return { report, ledger };
}

function countsOf(plan: RunPlan, { planned }: Ledger): Pick<AreaReport, 'minutes' | 'images' | 'looks'> {
  const count = (kinds: readonly ExposureWhat[]): number => planned.filter(({ what }) => kinds.includes(what)).length;
  const [kept, focused] = [count(images), count(focuses)];
  const looked = planned.length - kept - focused;
  const turns =
    scheduleOf(plan).length + new Set(planned.flatMap(({ step, tiltDeg }) => (step === null ? tiltDeg : []))).size;
  const seconds = kept * secondsPerImage + looked * secondsPerLook + focused * secondsPerFocus + turns * secondsPerTurn;
  return { minutes: seconds / 60, images: kept, looks: looked + focused };
}

function reachesOf(plan: RunPlan, { stageToSpecimen }: Illuminations): readonly TargetReach[] {
  const schedule = scheduleOf(plan);
  return plan.targets.flatMap((target): readonly TargetReach[] => {
    if (target.skip) return [];
    const { position } = placeOf(plan, target, stageToSpecimen);
    const { taken } = follow(plan.settings, position, schedule);
    const tilts = schedule.map((tilt, step) => ({
      tiltDeg: tilt.deg,
      shiftUm: length(seenAt(plan.settings, position, tilt)),
      isTaken: taken[step] ?? false,
    }));
    return [{ target: target.id, tilts }];
  });
}
