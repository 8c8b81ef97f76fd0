import { conflictsOf } from '../../dose/conflicts.ts';
import type { Finding } from '../../dose/dryRunReport.ts';
import type { Footprint } from '../../dose/footprint.ts';
import type { Illuminations } from '../../dose/illumination.ts';
import type { Ledger } from '../../dose/ledger.ts';
import type { PlannedExposure } from '../../dose/plannedExposure.ts';
import { receivedDoses } from '../../dose/received.ts';
import { add, apply, subtract, type Vec } from '../../geometry/frames.ts';
import type { RunPlan } from '../../plan/plan.ts';
import { filesOf } from './files.ts';

/** One area of a session with what it exposes. */
export interface AreaLedger {
  readonly plan: RunPlan;
  readonly ledger: Ledger;
}

/** What areas that are acquired one after the other do to each other: an earlier one may expose targets of a later one. */
export function overlapsBetweenAreas(
  areas: readonly AreaLedger[],
  { stageToSpecimen }: Illuminations,
  limitEPerA2: number,
): readonly Finding[] {
  return areas.flatMap((later, i) =>
    areas.slice(0, i).flatMap((earlier): readonly Finding[] => {
      const [from, to] = [earlier, later].map(({ plan }) => plan.targets[0]?.stage ?? null);
      if (!from || !to) return [];
      const shift = apply(stageToSpecimen, subtract(from, to));
      const before = earlier.ledger.exposures.map((exposure) => elsewhere(exposure, shift, earlier.plan.name));
      return conflictsOf(receivedDoses(later.ledger.targets, before), limitEPerA2).map(({ target, text }) => {
        const area = later.plan.name;
        return { kind: 'overlap', gravity: 'costs', area, target, text: `Of area ${area}: ${text}` };
      });
    }),
  );
}

/** An exposure of another area, as seen from the tracking target of this one. */
function elsewhere(exposure: PlannedExposure, shift: Vec<'specimen'>, area: string): PlannedExposure {
  const { target, place } = exposure;
  const footprint: Footprint = { ...exposure.footprint, centre: add(exposure.footprint.centre, shift) };
  return { ...exposure, target: `${target ?? ''} of ${area}`.trim(), place: add(place, shift), footprint };
}

/** Files that two areas would both write: SerialEM has one working directory for all of them. */
export function sharedFiles(plans: readonly RunPlan[]): readonly Finding[] {
  const ownerOf = new Map<string, string>();
  return plans.flatMap((plan) =>
    filesOf(plan).flatMap(({ file, target }): readonly Finding[] => {
      const owner = ownerOf.get(file.toLowerCase());
      ownerOf.set(file.toLowerCase(), owner ?? plan.name);
      if (owner === undefined || owner === plan.name) return [];
      const text = `${owner} and ${plan.name} both write ${file}. Give each target its own tsfile.`;
      return [{ kind: 'shared-file', gravity: 'stops', area: plan.name, target, text }];
    }),
  );
}
