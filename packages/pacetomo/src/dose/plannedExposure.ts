import { add, type Vec } from '../geometry/frames.ts';
import type { SampleTilt } from '../geometry/sampleTilt.ts';
import { beamFootprint, type Footprint } from './footprint.ts';
import type { Illuminations, ImageKind } from './illumination.ts';
import { laidDown } from './samplePlane.ts';

/** What an exposure is for. `again` is the tracking target's second image (trackTwice), `geometry` an autofocus that measures the slope. */
export type ExposureWhat = 'record' | 'again' | 'tile' | 'preview' | 'view' | 'focus' | 'geometry';

/** One exposure of a run, before it is made. */
export interface PlannedExposure {
  readonly what: ExposureWhat;
  /** Whom it is for; null when it is for nobody in particular. */
  readonly target: string | null;
  /** The step of the schedule; null in set-up. */
  readonly step: number | null;
  readonly tiltDeg: number;
  /** Middle of the beam on the untilted specimen, µm from the tracking target. */
  readonly place: Vec<'specimen'>;
  readonly footprint: Footprint;
  /** Across the beam, e/Å²; all shots of an autofocus together. */
  readonly doseEPerA2: number;
}

/** An exposure that a run makes, as the order of the run names it: `kind` says with which parameters. */
export interface Exposing extends Pick<PlannedExposure, 'what' | 'target' | 'step' | 'tiltDeg' | 'place'> {
  readonly kind: ImageKind;
  /** Images that it takes: three of an autofocus with drift protection. */
  readonly images: number;
  /** Its own exposure time, seconds; null for that of the parameters. */
  readonly exposureS: number | null;
}

/** An exposure with its beam on the specimen; null when nobody knows the beam of its kind. */
export function lit(
  { kind, images, exposureS, ...exposing }: Exposing,
  sample: SampleTilt,
  { beams, recordExposureS, focusOffsetUm }: Illuminations,
): PlannedExposure | null {
  const beam = beams[kind];
  if (beam === null) return null;
  const longer = exposureS === null || recordExposureS === null ? 1 : exposureS / recordExposureS;
  const { tiltDeg } = exposing;
  const beside = laidDown(sample, tiltDeg, { x: kind === 'focus' ? focusOffsetUm : 0, y: 0 });
  const place = add(exposing.place, beside);
  return {
    ...exposing,
    place,
    footprint: beamFootprint(sample, tiltDeg, place, beam.radiusUm),
    doseEPerA2: beam.doseEPerA2 * longer * images,
  };
}
