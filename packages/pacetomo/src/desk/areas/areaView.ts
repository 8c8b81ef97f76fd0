import { basename } from 'node:path';
import type { AreaSizes, AreaView, TargetView } from '../../api/areas.ts';
import type { MicroscopeView } from '../../api/microscope.ts';
import type { Area, AreaTarget } from '../../area/area.ts';
import { chosenTiltDeg } from '../../area/newArea.ts';
import { specimenToStage } from '../../area/stageMatrix.ts';
import { inverse } from '../../geometry/affine.ts';
import { add, apply, type Matrix, type Vec } from '../../geometry/frames.ts';
import { stageCosine } from '../../geometry/tiltedStage.ts';
import { foreshortened } from '../../maps/stageToImage.ts';
import { scheduleOf } from '../../plan/plan.ts';
import { reachUm } from '../../plan/reach.ts';
import { readSettings } from '../../plan/readSettings.ts';
import { defaultSettings, type Settings } from '../../plan/settings.ts';
import type { AreaSheet } from './areaSheet.ts';
import type { Optics } from './optics.ts';
import { refusedActions } from './refusedActions.ts';

/** What an area is seen with. */
export interface Seeing {
  /** The job that works on it. */
  readonly job: string | null;
  readonly microscope: Pick<MicroscopeView, 'state' | 'sentence'>;
  readonly optics: Optics;
}

/** An area with everything that the page draws of it. */
export function areaView(sheet: AreaSheet, { job, microscope, optics }: Seeing): AreaView {
  const { area, opened, version, hasUnsavedEdits, canUndo, canRedo } = sheet;
  const made = sheet.plan();
  const problems = made.plan === null ? made.problems : [];
  const toSpecimen = stageToSpecimenOf(area, optics);
  const inForce = made.plan?.settings ?? settingsOf(area);
  return {
    area: area.name,
    file: basename(opened.path),
    version,
    hasUnsavedEdits,
    canUndo: canUndo && job === null,
    canRedo: canRedo && job === null,
    targets: area.targets.map((target) => targetView(area, target, toSpecimen && inverse(toSpecimen))),
    settings: area.settings,
    geometryPoints: area.geometryPoints,
    isInterruptedRun: opened.isInterrupted,
    remarks: [...sheet.remarks, ...made.warnings],
    refused: refusedActions(sheet, { job, problems, microscope }),
    job,
    stageToSpecimen: toSpecimen,
    chosenTiltDeg: chosenTiltDeg(area),
    inForce,
    schedule: made.plan === null ? [] : scheduleOf(made.plan),
    problems,
    sizes: sizesOf(optics, inForce),
  };
}

/** From Navigator positions to the specimen: as the area's own targets tell, or else SerialEM's calibration at their tilt. */
export function stageToSpecimenOf(area: Area, optics: Optics): Matrix<'stage', 'specimen'> | null {
  const own = ownMatrices.get(area) ?? { toStage: specimenToStage(area) };
  ownMatrices.set(area, own); // a fit through hundreds of targets is not made again for each look
  if (own.toStage !== null) return inverse(own.toStage);
  return optics.stageToSpecimen && foreshortened(optics.stageToSpecimen, stageCosine(chosenTiltDeg(area)));
}

const ownMatrices = new WeakMap<Area, { readonly toStage: Matrix<'specimen', 'stage'> | null }>();

/** Settings in force where no plan can be made of them. */
export function settingsOf({ settings }: Area): Settings {
  const wishes = settings.map(({ name, text }) => ({ name, value: text, source: name }));
  return readSettings(defaultSettings(), wishes).settings;
}

function targetView(
  { targets }: Area,
  { otherKeys: _, ...target }: AreaTarget,
  toStage: Matrix<'specimen', 'stage'> | null,
): TargetView {
  const origin = targets[0]?.stage ?? null;
  const { position, stage } = target;
  const onStage: Vec<'stage'> | null =
    stage ?? (position && origin && toStage && add(origin, apply<'specimen', 'stage'>(toStage, position)));
  return { ...target, onStage };
}

const sizesOf = ({ beamRadiusUm, frame }: Optics, settings: Settings): AreaSizes => ({
  beamRadiusUm,
  frame,
  reachUm: reachUm(settings),
});
