import { type AutodocSection, numberOf, numbersOf } from '@pacetomo/em-files';
import { magnificationAt } from '../column/calibration.ts';
import { apply, inverse, minus, type PlaneVector } from '../column/planeMatrix.ts';
import { cameraSize, type Instrument } from '../instrument.ts';
import { isMap, stageToCamera } from './imageOnStage.ts';
import { frameAround, type MapFrame } from './mapImage.ts';
import { noRealignColor, registrationOf, stageOf } from './navigatorTable.ts';
import { distanceToEdge, isInside, outlineOf } from './outline.ts';

/** Distances from the centre of a frame to the border of its map, µm: what is needed, wanted, and all the same beyond. */
const neededUm = 1.5;
const wantedUm = 5;
const enoughUm = 10;

/** Magnifications from this index on are not low ones (SerialEM's usual number); below, wide fields are no use. */
const lowestUsualMagIndex = 17;
const widestLowFieldUm = 15;

/** The map by which an item is found again. */
export interface ChosenMap {
  readonly map: AutodocSection;
  readonly frame: MapFrame;
  /** Where the item is in the coordinates of this map, navigator µm. */
  readonly targetUm: PlaneVector;
  /** What was missed when the item was realigned to this map before, µm. */
  readonly localErrorUm: PlaneVector;
}

interface Candidate extends ChosenMap {
  readonly marginUm: number;
  readonly borderUm: number;
  readonly related: boolean;
}

/** SerialEM's numbers of the failures: the item is on no map, or too near to the border of all of them. */
type NoMap = { readonly failure: 4 | 5 };

/**
 * Chooses the map to which an item is realigned first: one on which it lies, with the largest distance from the frame's
 * centre to the border, at the highest magnification; the one on which it was drawn or to which it was aligned before is
 * preferred (FindMapForRealigning in NavHelper.cpp).
 */
export async function chooseMap(instrument: Instrument, item: AutodocSection): Promise<ChosenMap | NoMap> {
  let best: Candidate | null = null;
  for (const map of instrument.navigator.items) {
    if (!mayBeUsed(instrument, map, item)) continue;
    const candidate = await candidateOf(instrument, map, item);
    if (candidate && (!best || isPreferred(candidate, best))) best = candidate;
  }
  if (!best) return { failure: 4 };
  return best.marginUm < neededUm ? { failure: 5 } : best;
}

function mayBeUsed(instrument: Instrument, map: AutodocSection, item: AutodocSection): boolean {
  if (!isMap(map) || registrationOf(map) !== registrationOf(item)) return false;
  if ((numberOf(map, 'Imported') ?? 0) !== 0 || numberOf(map, 'Color') === noRealignColor) return false;
  const mag = magnificationAt(instrument.column.calibration, numberOf(map, 'MapMagInd') ?? 0);
  if (!mag) return false;
  const { widthPx, heightPx } = cameraSize(instrument.scenario);
  const fieldUm = (mag.pixelSizeNm / 1000) * Math.max(widthPx, heightPx);
  return mag.index >= lowestUsualMagIndex || fieldUm <= widestLowFieldUm;
}

async function candidateOf(
  instrument: Instrument,
  map: AutodocSection,
  item: AutodocSection,
): Promise<Candidate | null> {
  const zero = { x: 0, y: 0 };
  const aligned = isMap(item) && numberOf(item, 'RealignedID') === numberOf(map, 'MapID');
  const missed = aligned && numberOf(item, 'RealignReg') === registrationOf(map);
  const errorUm = missed ? pairOf(item, 'RealignErrXY') : zero;
  const targetUm = minus(stageOf(item), errorUm);
  if (!isInside(outlineOf(map), targetUm)) return null;
  const magIndex = numberOf(map, 'MapMagInd') ?? 0;
  const toStage = inverse(stageToCamera(instrument, magIndex, numberOf(map, 'MapTiltAngle') ?? 0));
  const frame = await frameAround(instrument, map, targetUm, (px) => apply(toStage, px));
  const pixelUm = (magnificationAt(instrument.column.calibration, magIndex)?.pixelSizeNm ?? 0) / 1000;
  return {
    map,
    frame,
    targetUm,
    localErrorUm: missed ? pairOf(item, 'LocalErrXY') : zero,
    marginUm: Math.min(enoughUm, frame.marginPx * pixelUm),
    borderUm: distanceToEdge(outlineOf(map), targetUm),
    related: missed || numberOf(item, 'DrawnID') === numberOf(map, 'MapID'),
  };
}

function isPreferred(candidate: Candidate, best: Candidate): boolean {
  const better = isBetter(candidate, best);
  if (candidate.related === best.related) return better;
  if (candidate.related) return better || candidate.marginUm >= wantedUm;
  return better && best.marginUm < wantedUm;
}

function isBetter(candidate: Candidate, best: Candidate): boolean {
  if (candidate.marginUm !== best.marginUm) return candidate.marginUm > best.marginUm;
  const magIndex = ({ map }: Candidate): number => numberOf(map, 'MapMagInd') ?? 0;
  return magIndex(candidate) > magIndex(best) || candidate.borderUm > best.borderUm;
}

function pairOf(item: AutodocSection, key: string): PlaneVector {
  const [x = 0, y = 0] = numbersOf(item, key) ?? [];
  return { x, y };
}
