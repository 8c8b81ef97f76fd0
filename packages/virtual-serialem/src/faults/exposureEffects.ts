import type { ImageFlaw } from '../buffers/imageFlaw.ts';
import type { Shot } from '../camera/shot.ts';
import type { SetName } from '../column/cameraSets.ts';
import { type PlaneVector, plus } from '../column/planeMatrix.ts';
import { rotate, sum } from '../column/rotation.ts';
import type { Instrument } from '../instrument.ts';
import type { Place } from '../scenario/faultMoment.ts';
import type { FaultOf } from '../scenario/faultSchema.ts';
import type { Point3 } from '../specimen/specimen.ts';
import type { Sight } from '../truth/sight.ts';
import type { Disturbance } from './disturbances.ts';
import { isAtPlace } from './places.ts';

/** What is wrong with one exposure. */
export interface ExposureEffects {
  /** Part of the beam that reaches the specimen, 0…1: without it there is no dose either. */
  readonly beam: number;
  /** Part of it that comes from there to the camera, 0…1. */
  readonly transmission: number;
  /** Factors on the contrast of the specimen and on the gain errors of the camera. */
  readonly contrast: number;
  readonly gainErrors: number;
  readonly lumps: NonNullable<Shot['lumps']>;
  /** Where the place has moved by itself, lab µm. */
  readonly movedUm: PlaneVector;
  readonly failure: FaultOf<'camera-fails'> | null;
  readonly isStale: boolean;
  /** Besides darkness, which has more causes than faults. */
  readonly flaw: ImageFlaw | null;
}

/** Contrast of a featureless place, fraction of the usual. */
const featurelessContrast = 0.03;
/** Images below this part of the usual counts are dark (design of the virtual microscope, section 5). */
export const darkBelow = 0.03;

/** What is wrong with an exposure that looks at a specimen point, µm. Counts it against everything that spoils it. */
export function exposureEffects(instrument: Instrument, set: SetName, sight: Sight, point: Point3): ExposureEffects {
  const { disturbances } = instrument;
  const here = ({ fault }: { readonly fault: { readonly place?: Place | undefined } }): boolean =>
    !fault.place || isAtPlace(instrument, fault.place, point);
  const dark = disturbances.of('dark-image').filter((d) => here(d) && isBeyond(d.fault, sight.nominalTiltDeg));
  const crystals = disturbances.of('ice-crystal').filter(here);
  const lost = disturbances.of('lost-tracking').filter(here);
  const pattern = disturbances.of('fixed-pattern')[0];
  const beam = disturbances.of('beam-off')[0];
  const failure = disturbances.of('camera-fails')[0];
  const stale = set === 'record' || set === 'preview' ? disturbances.of('stale-image')[0] : undefined;
  for (const one of [...dark, ...crystals, ...lost, pattern, beam, failure, stale]) if (one) disturbances.spoiled(one);
  const transmission = dark.reduce((passed, { fault }) => passed * fault.transmission, 1);
  const featureless = lost.some(({ fault }) => fault.how === 'featureless');
  return {
    beam: beam ? 0 : 1,
    transmission,
    contrast: featureless ? featurelessContrast : 1,
    gainErrors: pattern?.fault.factor ?? 1,
    lumps: crystals.map((d) => lump(d, instrument, sight, point)),
    movedUm: lost.map(wanderedUm).reduce(plus, { x: 0, y: 0 }),
    failure: failure?.fault ?? null,
    isStale: stale !== undefined,
    flaw: flawOf(featureless, crystals.length > 0, pattern?.fault.wrongPeaks ?? 0),
  };
}

function flawOf(featureless: boolean, lumps: boolean, wrongPeaks: number): ImageFlaw | null {
  if (featureless) return { kind: 'featureless' };
  if (lumps) return { kind: 'lump' };
  return wrongPeaks > 0 ? { kind: 'fixed-pattern', wrongPeaks } : null;
}

function isBeyond({ beyondDeg, branch }: FaultOf<'dark-image'>, tiltDeg: number): boolean {
  if (Math.abs(tiltDeg) < beyondDeg) return false;
  return branch === 'both' || (branch === 'plus' ? tiltDeg > 0 : tiltDeg < 0);
}

/** The dark lump as it lies in this exposure: somewhere in the beam, or where it has settled on the specimen. */
function lump(
  crystal: Disturbance<'ice-crystal'>,
  instrument: Instrument,
  sight: Sight,
  point: Point3,
): NonNullable<Shot['lumps']>[number] {
  const { radiusUm, opacity, spreadUm, moves } = crystal.fault;
  const floats = moves === 'in-the-beam';
  const random = crystal.random(floats ? instrument.exposureCount : 0);
  const besideUm = { x: spreadUm * (2 * random.uniform() - 1), y: spreadUm * (2 * random.uniform() - 1) };
  if (floats) return { labUm: plus(sight.centreUm, besideUm), radiusUm, opacity };
  crystal.anchorUm ??= { ...point, x: point.x + besideUm.x, y: point.y + besideUm.y };
  const lab = sum(rotate(sight.pose.matrix, crystal.anchorUm), sight.pose.offsetUm);
  return { labUm: { x: lab.x, y: lab.y }, radiusUm, opacity };
}

/** How far a place that drifts out has come: one step with each tilt, the first included, until it rests. */
function wanderedUm({ fault, tilts, random }: Disturbance<'lost-tracking'>): PlaneVector {
  if (fault.how !== 'drifts-out') return { x: 0, y: 0 };
  const most = typeof fault.for === 'object' && 'tilts' in fault.for ? fault.for.tilts : Number.POSITIVE_INFINITY;
  const byUm = fault.stepUm * Math.min(tilts, most);
  const angle = 2 * Math.PI * random().uniform();
  return { x: byUm * Math.cos(angle), y: byUm * Math.sin(angle) };
}
