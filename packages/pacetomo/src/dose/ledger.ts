import type { Vec } from '../geometry/frames.ts';
import { isTaken } from '../motion/targetPosition.ts';
import { type RunPlan, scheduleOf, type Target } from '../plan/plan.ts';
import { follow } from '../plan/reach.ts';
import type { Tilt } from '../plan/tiltScheme.ts';
import { type Footprint, frameFootprint } from './footprint.ts';
import { halfSides, type Illuminations, type ImageKind } from './illumination.ts';
import { placeOf, type TargetPlace } from './places.ts';
import { type Exposing, lit, type PlannedExposure } from './plannedExposure.ts';
import { seriesExposures, type Taken } from './seriesExposures.ts';
import { setUpExposures } from './setUpExposures.ts';

/** Everything that a run of a plan will expose, as far as it is known beforehand. */
export interface Ledger {
  /** All of it in the order of the run, whether or not its beam is known. */
  readonly planned: readonly Exposing[];
  /** Those whose beam is known, with what it covers. */
  readonly exposures: readonly PlannedExposure[];
  /** Exposures of which nobody knows the beam, by the kind of their images: they are not in the list. */
  readonly unknown: Readonly<Partial<Record<ImageKind, number>>>;
  readonly targets: readonly LedgerTarget[];
}

/** A target of the ledger. */
export interface LedgerTarget {
  readonly id: string;
  /** Middle of its images on the untilted specimen, µm from the tracking target. */
  readonly place: Vec<'specimen'>;
  /** What its images show at the first tilt; null when the camera is not known. */
  readonly frame: Footprint | null;
  /** Whether it is exposed at each step of the schedule. */
  readonly taken: readonly boolean[];
}

/** Lists what a run of a plan exposes, and where: nothing beyond what its procedures do when all goes well. */
export function ledgerOf(plan: RunPlan, known: Illuminations): Ledger {
  const schedule = scheduleOf(plan);
  const found = foundByMaps(plan);
  const taken = plan.targets.flatMap((target, index) => {
    if (target.skip) return [];
    const at = placeOf(plan, target, known.stageToSpecimen);
    return [takenOf(plan, target, index, at, found.has(target.id), schedule)];
  });
  const places = new Map(taken.map(({ id, itself }) => [id, itself]));
  const all = [...setUpExposures(plan, places), ...seriesExposures(plan, taken, known.camera)];
  return {
    planned: all,
    exposures: all.flatMap((exposing) => lit(exposing, plan.settings, known) ?? []),
    unknown: unlit(all, known),
    targets: taken.map(({ id, place, taken: steps }) => ({
      id,
      place,
      frame: frameOf(plan, place, known),
      taken: steps,
    })),
  };
}

function takenOf(
  plan: RunPlan,
  target: Target,
  index: number,
  { position, itself, byFile }: TargetPlace,
  isFound: boolean,
  schedule: readonly Tilt[],
): Taken & { readonly itself: Vec<'specimen'> } {
  const { taken } = follow(plan.settings, position, schedule);
  const steps = isTaken(plan, target, position) ? taken : schedule.map(() => false);
  return { id: target.id, index, position, itself, place: isFound ? itself : byFile, taken: steps };
}

/** The targets that set-up looks for by their maps. */
function foundByMaps(plan: RunPlan): ReadonlySet<string> {
  const placed = setUpExposures(plan, new Map()).filter(({ what }) => what === 'view' || what === 'preview');
  return new Set(placed.flatMap(({ target }) => target ?? []));
}

function frameOf({ settings }: RunPlan, place: Vec<'specimen'>, { camera }: Illuminations): Footprint | null {
  return camera === null ? null : frameFootprint(settings, settings.startTiltDeg, place, halfSides(camera));
}

function unlit(all: readonly Exposing[], { beams }: Illuminations): Ledger['unknown'] {
  const counts: Partial<Record<ImageKind, number>> = {};
  for (const { kind, images } of all) if (beams[kind] === null) counts[kind] = (counts[kind] ?? 0) + images;
  return counts;
}
