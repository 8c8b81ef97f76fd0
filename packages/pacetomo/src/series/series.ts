import type { Vec } from '../geometry/frames.ts';
import type { SampleTilt } from '../geometry/sampleTilt.ts';

/**
 * A tilt series as the programs after us are told of it: what its mdoc says, put right, and what the journal of its run
 * knows besides.
 */
export interface Series {
  /** The stem of everything that is written for others: letters, digits and `_`, a letter first (`seriesName`). */
  readonly name: string;
  /** File name of the stack, `lamella_ts_001.mrc`. */
  readonly stack: string;
  /** The area that it belongs to, the name of its targets file, and its target there; null without a run. */
  readonly ofRun: { readonly area: string; readonly target: string } | null;
  readonly voltageKv: number | null;
  /** Of the pixels in the stack, Å. */
  readonly pixelSizeA: number | null;
  /** Of the pixels in the stack against those of the camera; null when the mdoc does not say. */
  readonly binning: number | null;
  /** How many pixels of a frame lie along one of the stack, 2 for frames in super-resolution; null when nobody has looked. */
  readonly frameScale: number | null;
  /** Of an image in the stack, pixels. */
  readonly size: { readonly width: number; readonly height: number } | null;
  /** Direction of the tilt axis in the image as SerialEM's title has it, degrees; null when the mdoc has no such title. */
  readonly axisAngleDeg: number | null;
  /** How the sample slopes beside the tilt of the stage, degrees; null when nobody knows. */
  readonly slope: SampleTilt | null;
  /** In the order of acquisition. */
  readonly images: readonly SeriesImage[];
  /** Every tilt that was wanted, in the order of the schedule; null without a run. */
  readonly wanted: readonly WantedTilt[] | null;
}

/** One image of a series. */
export interface SeriesImage {
  /** Its section in the stack as that lies on the disk now, from 0. */
  readonly section: number;
  /** Its step of the schedule, from 0; null without a run. */
  readonly step: number | null;
  /** Read-out of the stage, degrees. */
  readonly tiltDeg: number;
  /** Of its own exposure, e/Å² across the beam; 0 when nobody knows. */
  readonly doseEPerA2: number;
  /** All that its place had received before this exposure, e/Å². */
  readonly priorDoseEPerA2: number;
  readonly exposureS: number | null;
  /** `28-Nov-2026  14:03:12`, different for each image of a series. */
  readonly dateTime: string;
  /** The frame file, without folders, and how many frames are in it; null when none was saved. */
  readonly frames: { readonly file: string; readonly count: number | null } | null;
  /** µm, underfocus negative. */
  readonly targetDefocusUm: number | null;
  /** Smallest, largest and mean value of the image as it was saved. */
  readonly counts: { readonly least: number; readonly most: number; readonly mean: number } | null;
  /** How far off the target was in the image, before later images were corrected by it, µm; null when it was not found. */
  readonly offUm: Vec<'specimen'> | null;
  /** What a fit of the rings in its power spectrum gave: defocus µm, underfocus negative; resolution Å. */
  readonly ctf: { readonly defocusUm: number; readonly resolutionA: number | null } | null;
}

/** One tilt that a series should have. */
export interface WantedTilt {
  readonly step: number;
  /** As planned, degrees. */
  readonly tiltDeg: number;
  /** `lost`: it was exposed and left no image. `skipped`: it was not exposed. */
  readonly became: 'taken' | 'lost' | 'skipped';
  /** Why it is not there; null when it was taken. */
  readonly why: string | null;
}
