import { inverse } from '../../geometry/affine.ts';
import { add, apply, length, type Matrix, subtract, type Vec } from '../../geometry/frames.ts';
import { seenOfStageStep, stageStep } from '../../geometry/tiltedStage.ts';
import type { NavigatorEditing, Roaming } from '../../microscope/choosing.ts';
import type { Calibration, MeasuringLimits, Optics, Stage } from '../../microscope/microscope.ts';
import { Trouble } from '../../run/errors.ts';

/** What every way of choosing has to know before it looks anywhere: tilt, matrices of the Record area, reach and beam. */
export interface Bearings {
  readonly tiltDeg: number;
  readonly toSpecimen: Matrix<'imageShift', 'specimen'>;
  readonly toImageShift: Matrix<'specimen', 'imageShift'>;
  readonly stageToSpecimen: Matrix<'stage', 'specimen'>;
  readonly specimenToStage: Matrix<'specimen', 'stage'>;
  readonly imageShiftLimitUm: number;
  /** Of the beam in the Record area; null when SerialEM does not know it. */
  readonly beamRadiusUm: number | null;
}

/** What is centred now, in the Record area. */
export interface Here {
  /** Where the image shift points, µm from where it is zero. */
  readonly place: Vec<'specimen'>;
  /** Navigator position of the stage, image shift taken into account. */
  readonly stage: Vec<'stage'>;
  readonly zUm: number;
}

type Standing = Stage & Optics & Calibration & Roaming;

/** Reads the tilt and the matrices of the Record area. Throws `serialem-refused` when the stage is not calibrated there. */
export async function takeBearings(
  scope: Standing,
  { imageShiftLimitUm }: Pick<MeasuringLimits, 'imageShiftLimitUm'>,
): Promise<Bearings> {
  await scope.goToRecordArea();
  const stageToSpecimen = await scope.stageToSpecimen();
  const specimenToStage = inverse(stageToSpecimen);
  if (specimenToStage === null)
    throw new Trouble(
      'serialem-refused',
      'SerialEM has no calibration of the stage at the magnification of the Record area, so nobody can tell where targets lie. Calibrate stage shift (Calibration menu), then choose again; nothing was exposed.',
    );
  return {
    tiltDeg: await scope.tiltDeg(),
    toSpecimen: await scope.imageShiftToSpecimen(),
    toImageShift: await scope.specimenToImageShift(),
    stageToSpecimen,
    specimenToStage,
    imageShiftLimitUm,
    beamRadiusUm: await scope.beamRadiusUm(),
  };
}

/** Goes to the Record area, whose image shift is that of the targets, and reads what is centred. */
export async function whereNow(scope: Optics & NavigatorEditing, { toSpecimen }: Bearings): Promise<Here> {
  await scope.goToRecordArea();
  const place = apply(toSpecimen, await scope.imageShift());
  return { place, ...(await scope.placeNow()) };
}

/** Points the image shift at a place, µm from where it is zero. False when it is beyond the limit; nothing has moved then. */
export async function goToPlace(
  scope: Optics,
  { toImageShift }: Pick<Bearings, 'toImageShift'>,
  place: Vec<'specimen'>,
): Promise<boolean> {
  await scope.goToRecordArea();
  return scope.setImageShift(apply(toImageShift, place));
}

/** Where the image shift has to point for what lies at a Navigator position, with the stage as it stands, µm. */
export function placeOfStage(
  { tiltDeg, stageToSpecimen }: Pick<Bearings, 'tiltDeg' | 'stageToSpecimen'>,
  here: Here,
  stage: Vec<'stage'>,
): Vec<'specimen'> {
  return add(here.place, seenOfStageStep(subtract(stage, here.stage), tiltDeg, stageToSpecimen));
}

/** The Navigator position of what the image shift would point at, with the stage as it stands. The inverse of `placeOfStage`. */
export function stageOfPlace(
  { tiltDeg, specimenToStage }: Pick<Bearings, 'tiltDeg' | 'specimenToStage'>,
  here: Here,
  place: Vec<'specimen'>,
): Vec<'stage'> {
  return add(here.stage, stageStep(subtract(place, here.place), tiltDeg, specimenToStage));
}

/** From here on the image shift is given to the stage, µm: SerialEM's own routines assume a tracking target near zero. */
export const nearZeroUm = 0.5;

/** A position of the stage that something is to be centred at: how far it is, by the read-outs, and how the stage goes there. */
export interface Destination {
  /** What the messages name, µm. */
  readonly stage: Vec<'stage'>;
  /** Where the image shift has to point for it as the stage stands now, µm from where it is zero. */
  readonly place: () => Promise<Vec<'specimen'>>;
  /** Moves the stage so that it is centred with image shift zero, but for the stage's own error. */
  readonly move: () => Promise<void>;
}

/**
 * Goes to a destination: by image shift where that reaches, because what was centred so can be found again by its
 * image when the stage takes the shift over; else by the stage, and what that misses by its own read-out by image shift.
 * Throws `limit` when the stage ends beyond the reach of image shift.
 */
export async function goTo(scope: Optics, bearings: Bearings, { stage, place, move }: Destination): Promise<void> {
  if (await goToPlace(scope, bearings, await place())) return;
  await goToPlace(scope, bearings, { x: 0, y: 0 });
  await move();
  const missed = await place();
  if (!(await goToPlace(scope, bearings, missed))) throw missedBy(stage, missed);
}

/** Goes to a Navigator position, as `goTo` does. */
export const goToStage = (
  scope: Stage & Optics & NavigatorEditing,
  bearings: Bearings,
  stage: Vec<'stage'>,
): Promise<void> =>
  goTo(scope, bearings, {
    stage,
    place: async () => placeOfStage(bearings, await whereNow(scope, bearings), stage),
    move: () => scope.moveTo(stage),
  });

/** The stage has ended beside where it was sent, beyond the reach of image shift. */
const missedBy = (stage: Vec<'stage'>, missed: Vec<'specimen'>): Trouble =>
  new Trouble(
    'limit',
    `The stage was sent to ${stage.x.toFixed(2)}, ${stage.y.toFixed(2)} µm and reads ${length(missed).toFixed(1)} µm beside it, beyond the reach of image shift. Look at the stage, then choose again; nothing was exposed there.`,
  );
