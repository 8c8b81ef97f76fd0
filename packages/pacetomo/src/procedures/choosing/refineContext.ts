import type { Area } from '../../area/area.ts';
import { numberText } from '../../area/areaNames.ts';
import type { AdjustingTransform } from '../../geometry/adjustingTransform.ts';
import { apply, length, type Matrix, subtract, type Vec } from '../../geometry/frames.ts';
import { seenOfStageStep } from '../../geometry/tiltedStage.ts';
import type { ChoosingMicroscope } from '../../microscope/choosing.ts';
import { refuseOtherTilt } from './areaTilt.ts';
import type { Choosing } from './choosing.ts';
import { lookAt } from './looking.ts';
import { placeOfTarget } from './placeOfTarget.ts';
import type { RefineExposure } from './refineCosts.ts';
import { RefinePlaces } from './refinePlaces.ts';
import type { FindHoles, RefineWish } from './refineWish.ts';

/** Looking at places by image shift. */
export interface Aiming {
  readonly scope: ChoosingMicroscope;
  readonly choosing: Choosing;
  /** The matrices of the Record area. */
  readonly toSpecimen: Matrix<'imageShift', 'specimen'>;
  readonly toImageShift: Matrix<'specimen', 'imageShift'>;
  /** Every image so far. */
  readonly exposures: RefineExposure[];
}

/** A refinement that is going on. */
export interface Refining extends Aiming {
  readonly wish: RefineWish;
  readonly findHoles: FindHoles;
  readonly places: RefinePlaces;
  /** Why a target was not found, by its index. */
  readonly objections: Map<number, string>;
}

/** Nearer than this the stage is not moved to the tracking target, µm: image shift reaches it (the original's distance). */
const nearUm = 0.5;

/** Goes to the tracking target, with image shift zero, and reads what a refinement has to know. */
export async function beginRefining(
  scope: ChoosingMicroscope,
  choosing: Choosing,
  wish: RefineWish,
  findHoles: FindHoles,
): Promise<Refining> {
  const { area } = choosing;
  const aiming = await beginAiming(scope, choosing);
  const stageToSpecimen = await scope.stageToSpecimen();
  const tiltDeg = await scope.tiltDeg();
  refuseOtherTilt(area, tiltDeg);
  const first = area.targets[0]?.stage ?? null;
  const fromZero = async (stage: Vec<'stage'>): Promise<Vec<'specimen'>> =>
    seenOfStageStep(subtract(stage, (await scope.placeNow()).stage), tiltDeg, stageToSpecimen);
  if (first !== null) {
    await scope.setImageShift({ x: 0, y: 0 });
    if (length(await fromZero(first)) > nearUm) await scope.moveTo(first);
  }
  const start = first === null ? await pointedAt(aiming) : await fromZero(first);
  const known = usesViews(wish, area) ? await knownInView(scope, wish) : null;
  const places = new RefinePlaces(withPositions(area, { tiltDeg, stageToSpecimen }), start, known);
  return { ...aiming, wish, findHoles, places, objections: new Map() };
}

/** Reads the matrices of the Record area. */
export async function beginAiming(scope: ChoosingMicroscope, choosing: Choosing): Promise<Aiming> {
  await scope.goToRecordArea();
  const toSpecimen = await scope.imageShiftToSpecimen();
  return { scope, choosing, toSpecimen, toImageShift: await scope.specimenToImageShift(), exposures: [] };
}

/**
 * Whether any View is taken. The stage arrives with an error of half a Preview, so that a Preview may not show what its map
 * shows: with Previews alone the tracking target still gets a View, if it has a View map to align that to.
 */
export const usesViews = ({ by, centreOn }: RefineWish, area: Area): boolean =>
  by !== 'preview' || (centreOn === 'map' && (area.targets[0]?.viewMap ?? null) !== null);

/** The optics of View stay on: the first View is taken next. */
async function knownInView(scope: ChoosingMicroscope, { known }: RefineWish): Promise<AdjustingTransform | null> {
  await scope.goToArea('V');
  return known();
}

/** Targets that are known by their stage position only get a position on the specimen. */
function withPositions(area: Area, seenAs: Parameters<typeof placeOfTarget>[0]): Area {
  const atTracking = { x: 0, y: 0 };
  const targets = area.targets.map((target, i) => {
    const position = placeOfTarget(seenAs, area, atTracking, target) ?? (i === 0 ? atTracking : null);
    return position === null ? { ...target, skip: true } : { ...target, position }; // it is nowhere, and nobody goes there
  });
  return { ...area, targets };
}

/** How a target (index from 0) is called. */
export const nameOf = (index: number): string => numberText(index + 1);

/** Where the image shift points now, µm from where it is zero. */
export async function pointedAt({ scope, toSpecimen }: Aiming): Promise<Vec<'specimen'>> {
  return apply(toSpecimen, await scope.imageShift());
}

/** Points the image shift at a place; false when SerialEM does not go there. */
export function pointAt({ scope, toImageShift }: Aiming, place: Vec<'specimen'>): Promise<boolean> {
  return scope.setImageShift(apply(toImageShift, place));
}

/** Takes a View or a Preview for a target where the image shift points, into buffer A. */
export async function takeLook(aiming: Aiming, index: number, what: 'view' | 'preview'): Promise<void> {
  const { scope, choosing, toSpecimen, exposures } = aiming;
  const target = nameOf(index);
  const doseEPerA2 = await lookAt(scope, choosing, { look: what, target, toSpecimen }, (permit) =>
    what === 'view' ? scope.view(permit) : scope.preview(permit),
  );
  const radiusUm = await scope.beamRadiusUm();
  exposures.push({ target, what, at: await pointedAt(aiming), radiusUm, doseEPerA2 });
}

/** Notes why a target was not found. */
export async function object(refining: Refining, index: number, why: string): Promise<void> {
  refining.objections.set(index, why);
  await refining.choosing.note({ type: 'choose.remark', text: `Target ${nameOf(index)}: ${why}` });
}
