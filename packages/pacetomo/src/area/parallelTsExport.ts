import type { NewParallelTs } from '@pacetomo/em-files';
import { inverse } from '../geometry/affine.ts';
import { apply, subtract, type Vec } from '../geometry/frames.ts';
import { seenOfStageStep } from '../geometry/tiltedStage.ts';
import type { Area, AreaTarget } from './area.ts';
import { chosenTiltDeg } from './newArea.ts';
import type { ExchangeMatrices } from './parallelTsImport.ts';
import { nativeSlopeOf } from './parallelTsSlope.ts';
import { settingNumberOf } from './settingNumber.ts';

/** What SerialEM keeps of an area for its parallel tilt series; where it stands and its IDs come from the Navigator. */
export type ExportedArea =
  | {
      readonly kind: 'parallel-ts';
      readonly targets: NewParallelTs['targets'];
      readonly param: Omit<NewParallelTs['param'], 'navId'>;
      readonly note: string;
      readonly remarks: readonly string[];
    }
  | { readonly kind: 'refused'; readonly reason: string };

/** SerialEM keeps the files of all targets open, and no more than this (MAX_STORES in SerialEM.h). */
const mostFiles = 100;
/** What a series covers to both sides when a targets file does not say it, degrees: the original's default. */
const usualReachDeg = 60;

/** The area in the words of SerialEM's own parallel tilt series. Targets that are marked skip are left out: SerialEM knows no skip. */
export function parallelTsOfArea(area: Area, matrices: ExchangeMatrices): ExportedArea {
  const toImageShift = inverse(matrices.imageShiftToSpecimen);
  if (toImageShift === null) return refused('The matrix from image shift to specimen is none.');
  const [tracking, ...others] = area.targets;
  const taken = tracking === undefined ? [] : [tracking, ...others.filter(({ skip }) => !skip)];
  if (taken.length < 2)
    return refused(`${area.name} has ${taken.length} targets that are not skipped; SerialEM needs two.`);
  if (taken.length >= mostFiles)
    return refused(`${area.name} has ${taken.length} targets; SerialEM keeps fewer than ${mostFiles} files open.`);
  const chosenDeg = chosenTiltDeg(area);
  const positions = taken.map((target) => positionOf(target, tracking, chosenDeg, matrices));
  const lost = positions.indexOf(null);
  if (lost >= 0)
    return refused(`Target ${lost + 1} has no position on the specimen, and none can be had from its stage position.`);
  const origin = positions[0] ?? { x: 0, y: 0 };
  const shifts = positions.map((place) =>
    apply<'specimen', 'imageShift'>(toImageShift, subtract(place ?? origin, origin)),
  );
  return {
    kind: 'parallel-ts',
    targets: shifts.map(({ x, y }) => ({ x: x + 0, y: y + 0 })),
    param: paramOf(area, chosenDeg),
    note: `${taken.length} TS targets`, // SerialEM's own note
    remarks: remarksOn(area, taken.length),
  };
}

const refused = (reason: string): ExportedArea => ({ kind: 'refused', reason });

function positionOf(
  { position, stage }: AreaTarget,
  tracking: AreaTarget | undefined,
  chosenDeg: number,
  { stageToSpecimen }: ExchangeMatrices,
): Vec<'specimen'> | null {
  if (position !== null) return position;
  const origin = tracking?.stage ?? null;
  if (origin === null || stage === null || stageToSpecimen === null) return null;
  return seenOfStageStep(subtract(stage, origin), chosenDeg, stageToSpecimen);
}

function paramOf(area: Area, chosenDeg: number): Omit<NewParallelTs['param'], 'navId'> {
  const pretiltDeg = settingNumberOf(area, 'pretilt', 'pretiltDeg') ?? 0;
  const rotationDeg = settingNumberOf(area, 'rotation', 'rotationDeg') ?? 0;
  const { levellingTiltDeg, xPitchDeg } = nativeSlopeOf({ pretiltDeg, rotationDeg });
  const { reachDeg } = rangeOf(area);
  return {
    levellingTiltDeg: hundredth(levellingTiltDeg), // as SerialEM rounds them
    xPitchDeg: hundredth(xPitchDeg),
    mappingTiltDeg: hundredth(chosenDeg),
    maxTiltFromStartDeg: reachDeg,
    references: { kind: 'none' },
  };
}

const hundredth = (deg: number): number => Math.round(deg * 100) / 100 + 0;

/** How far the series goes to the farther side, and whether it goes as far to the other one. */
function rangeOf(area: Area): { readonly reachDeg: number; readonly isSymmetric: boolean } {
  const startDeg = settingNumberOf(area, 'startTilt', 'startTiltDeg') ?? 0;
  const up = (settingNumberOf(area, 'maxTilt', 'maxTiltDeg') ?? startDeg + usualReachDeg) - startDeg;
  const down = startDeg - (settingNumberOf(area, 'minTilt', 'minTiltDeg') ?? startDeg - usualReachDeg);
  return { reachDeg: Math.max(up, down), isSymmetric: up === down };
}

function remarksOn(area: Area, taken: number): readonly string[] {
  const remarks: string[] = [];
  const left = area.targets.length - taken;
  if (left > 0) remarks.push(`${left} skipped targets are left out: SerialEM knows no skip.`);
  if (settingNumberOf(area, 'pretilt', 'pretiltDeg') === null)
    remarks.push('The file says no pretilt: SerialEM is told that the sample lies level at 0°.');
  if (!rangeOf(area).isSymmetric)
    remarks.push(`SerialEM goes equally far to both sides of the start: ${rangeOf(area).reachDeg}°.`);
  if (area.geometryPoints.length > 0) remarks.push('The geometry points are left out: SerialEM has no place for them.');
  if (area.targets.some(({ previewMap }) => previewMap !== null))
    remarks.push(
      'The Previews are left out: SerialEM wants all of them in one file. It aligns the first images to nothing.',
    );
  return remarks;
}
