import { ledgerOf } from '../../dose/ledger.ts';
import { type ChosenSpots, chooseGeometrySpots } from '../../dose/spots.ts';
import { length } from '../../geometry/frames.ts';
import { seenAtTilt } from '../../geometry/tiltedStage.ts';
import type { Inspecting } from '../../microscope/inspecting.ts';
import type { RunPlan } from '../../plan/plan.ts';
import { reachUm } from '../../plan/reach.ts';
import { knownFrom, type Told } from './known.ts';

/** How far beyond the targets the sample is taken to reach, in beam diameters: nobody says where it ends (a guess). */
const beamsBeyond = 3;

/** What free spots are chosen for. */
export interface SpotsWish {
  readonly plan: RunPlan;
  readonly count: number;
  /** What a person says of beam and camera; it wins over what SerialEM says. */
  readonly told: Told;
  readonly serialEm?: Inspecting | undefined;
}

/**
 * Chooses places for measuring the slope of the sample that no exposure of the run touches, as positions of a targets file:
 * from the tracking target, at the tilt that the targets were chosen at. Geometry points that the plan has are no obstacle.
 */
export async function freeSpots({ plan, count, told, serialEm }: SpotsWish): Promise<ChosenSpots> {
  const known = knownFrom(told, serialEm === undefined ? null : await serialEm.lookRound());
  const { focus, record } = known.beams;
  const beam = focus ?? record;
  if (beam === null || record === null)
    return { kind: 'none', why: 'nobody knows the beam: give --beam record=DOSE,DIAMETER, or --serialem' };
  const { pretiltDeg, rotationDeg, startTiltDeg, tiltTargetsDeg } = plan.settings;
  const sample = { pretiltDeg, rotationDeg };
  const { exposures, targets } = ledgerOf({ ...plan, geometryPoints: [] }, known);
  const farthest = Math.max(...targets.map(({ place }) => length(place)));
  const chosen = chooseGeometrySpots(
    {
      sample,
      radiusUm: beam.radiusUm,
      tiltsDeg: [startTiltDeg],
      reachUm: Math.min(reachUm(plan.settings), farthest + beamsBeyond * 2 * beam.radiusUm),
      avoid: exposures.map(({ footprint }) => footprint),
    },
    count,
  );
  if (chosen.kind === 'none') return chosen;
  return { kind: 'spots', spots: chosen.spots.map((spot) => seenAtTilt(spot, sample, tiltTargetsDeg)) };
}
