import { type ParallelTsArea, readNavigatorItem } from '@pacetomo/em-files';
import { inverse } from '../geometry/affine.ts';
import { add, apply, type Matrix, type Vec } from '../geometry/frames.ts';
import { levellingTiltDeg } from '../geometry/sampleTilt.ts';
import { atZeroTilt, stageStep } from '../geometry/tiltedStage.ts';
import type { Area, AreaSetting, AreaTarget } from './area.ts';
import { stackName } from './areaNames.ts';
import { sampleTiltOfNative } from './parallelTsSlope.ts';

/** The matrices of SerialEM that tie image shift, specimen and stage together. */
export interface ExchangeMatrices {
  /** At the magnification of the image shifts, as ISToSpecimenMatrix reports it. */
  readonly imageShiftToSpecimen: Matrix<'imageShift', 'specimen'>;
  /** As StageToSpecimenMatrix reports it; null when it is not known. */
  readonly stageToSpecimen: Matrix<'stage', 'specimen'> | null;
}

/** An area that was taken over, and what a person has to know of it. */
export type ImportedArea =
  | { readonly kind: 'area'; readonly area: Area; readonly remarks: readonly string[] }
  | { readonly kind: 'refused'; readonly reason: string };

/** Targets that were chosen within this of level, or of the tilt at which the series starts, hold there as they are, degrees. */
const sameTiltDeg = 0.5;

/**
 * The area that an area of SerialEM's own parallel tilt series is. The series starts level, as SerialEM's does. A targets
 * file knows two tilts at which its targets may hold, 0° and the start; those chosen at another one are turned to 0° in
 * the plane of the sample, exactly as SerialEM would turn them to the start.
 */
export function areaOfParallelTs(native: ParallelTsArea, name: string, matrices: ExchangeMatrices): ImportedArea {
  const { param } = native;
  const sample = sampleTiltOfNative(param);
  const startDeg = levellingTiltDeg(sample);
  const mappedDeg = Math.abs(param.mappingTiltDeg) <= sameTiltDeg ? 0 : param.mappingTiltDeg;
  const holdsAtStart = mappedDeg !== 0 && Math.abs(mappedDeg - startDeg) <= sameTiltDeg;
  const seen = native.targets.map((shift) => apply<'imageShift', 'specimen'>(matrices.imageShiftToSpecimen, shift));
  const atZero = mappedDeg === 0 || holdsAtStart ? seen : seen.map((place) => atZeroTilt(place, sample, mappedDeg));
  if (atZero.some((place) => place === null))
    return { kind: 'refused', reason: `its targets were chosen at ${mappedDeg}°, where the sample is seen edge-on.` };
  const positions = atZero.filter((place) => place !== null);
  const tilts = { startDeg: holdsAtStart ? mappedDeg : startDeg, chosenDeg: holdsAtStart ? mappedDeg : 0 };
  const toStage = matrices.stageToSpecimen && inverse(matrices.stageToSpecimen);
  const stages = positions.map((place) => stageOf(native, place, tilts.chosenDeg, toStage));
  return {
    kind: 'area',
    area: {
      name,
      settings: settingsOf(native, sample, tilts),
      targets: positions.map((position, i) => targetOf(name, i, position, stages[i] ?? null)),
      geometryPoints: [],
    },
    remarks: remarksOn(native, mappedDeg !== 0 && !holdsAtStart, toStage === null),
  };
}

function stageOf(
  { item }: ParallelTsArea,
  position: Vec<'specimen'>,
  chosenDeg: number,
  toStage: Matrix<'specimen', 'stage'> | null,
): Vec<'stage'> | null {
  const { stage } = readNavigatorItem(item);
  if (stage === null) return null;
  const first = { x: stage.xUm, y: stage.yUm };
  if (position.x === 0 && position.y === 0) return first;
  return toStage && add(first, stageStep(position, chosenDeg, toStage));
}

const targetOf = (name: string, index: number, position: Vec<'specimen'>, stage: Vec<'stage'> | null): AreaTarget => ({
  position,
  stage,
  stack: stackName(name, index + 1),
  previewMap: null,
  viewMap: null,
  skip: false,
  score: null,
  otherKeys: new Map(),
});

function settingsOf(
  { param, tiltRangeDeg }: ParallelTsArea,
  { pretiltDeg, rotationDeg }: ReturnType<typeof sampleTiltOfNative>,
  { startDeg, chosenDeg }: { readonly startDeg: number; readonly chosenDeg: number },
): readonly AreaSetting[] {
  const { maxTiltFromStartDeg: reachDeg } = param;
  const symmetric = reachDeg > 0 ? { lowest: startDeg - reachDeg, highest: startDeg + reachDeg } : null;
  const range = tiltRangeDeg ?? symmetric;
  return [
    setting('tiltTargets', chosenDeg),
    setting('startTilt', startDeg),
    ...(range === null ? [] : [setting('minTilt', range.lowest), setting('maxTilt', range.highest)]),
    setting('pretilt', pretiltDeg),
    setting('rotation', rotationDeg),
  ];
}

/** To a ten thousandth of a degree: SerialEM rounds to a hundredth, and nothing is to be lost on the way. */
const setting = (name: string, deg: number): AreaSetting => ({
  kind: 'number',
  name,
  text: String(Math.round(deg * 1e4) / 1e4 || 0),
});

function remarksOn({ param, tiltRangeDeg }: ParallelTsArea, wasTurned: boolean, noStage: boolean): readonly string[] {
  const remarks: string[] = [];
  if (wasTurned)
    remarks.push(`The targets were chosen at ${param.mappingTiltDeg}°; their places were calculated for 0°.`);
  if (param.references.kind !== 'none')
    remarks.push(
      'SerialEM’s reference images are not taken over: the first image of each target has nothing to be aligned to.',
    );
  if (noStage)
    remarks.push('Only the first target has a stage position, because the matrix from stage to specimen is not known.');
  if (tiltRangeDeg === null && param.maxTiltFromStartDeg <= 0)
    remarks.push('The range of tilts stands in SerialEM’s tilt series parameters and is not taken over.');
  return remarks;
}
