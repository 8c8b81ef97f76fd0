import type { Vec } from '../geometry/frames.ts';
import type { FrameFile, ImageFacts } from '../microscope/microscope.ts';
import type { Slot, Tile } from './slot.ts';

/** What the beam is about to be switched on for. On disk before it is. */
export type ExposureIntent = ExposureEvidence & (ImageIntent | { readonly purpose: 'autofocus' } | LookIntent);

/** An image that is kept: a slot's own, the tracking target's second one, or a piece of a montage. */
export type ImageIntent = Slot & {
  readonly purpose: 'record' | 'again' | 'tile';
  readonly tile?: Tile;
  readonly file: string;
  readonly sectionsBefore: number;
  /** What the file of its frames is to be called, without its ending; absent in journals of before. */
  readonly frameName?: string;
  readonly expectedDoseEPerA2: number;
  readonly tiltDeg: number;
  readonly imageShift: Vec<'imageShift'>;
  readonly defocusUm: number;
  /** Seconds; absent when the Record parameters say it. */
  readonly exposureS?: number;
};

/** An exposure of which no image is kept. It may be made once more after a crash; its dose is counted each time. */
export interface LookIntent {
  readonly purpose: 'look';
  readonly look: Look;
  /** Whom it hits; null when it is nobody in particular. */
  readonly target: string | null;
  /** Where image shift stood. */
  readonly imageShift: Vec<'imageShift'>;
  /** Read-out of the stage, degrees. */
  readonly tiltDeg?: number;
}

/** What is looked at or measured. */
export type Look = 'view' | 'preview' | 'map' | 'focus' | 'eucentricity' | 'realign' | 'slit' | 'recentre';

/** Looks whose result is an image in buffer A: as long as it lies there they need not be made again. */
export const leavesImage = (look: Look): boolean => look === 'view' || look === 'preview' || look === 'recentre';

/** What SerialEM said before the exposure, to tell afterwards whether there was one. */
interface ExposureEvidence {
  /** Time of the image in buffer A, seconds since SerialEM started; 0 when the buffer was empty. */
  readonly tickBeforeS: number;
}

/** The image is safe, or the measurement done. */
export type ExposureCommit =
  | ({
      readonly purpose: 'record' | 'again' | 'tile';
      readonly section: number;
      readonly how: 'normal' | 'found-in-stack' | 'saved-from-buffer';
      /** The file of its frames; absent when it has none, or when they were not asked for. */
      readonly frames?: FrameFile;
    } & ImageFacts)
  | ({ readonly purpose: 'autofocus'; readonly how: 'normal' | 'found-done' } & Partial<BeamGiven>)
  | {
      readonly purpose: 'look';
      /** Of the image it has left, e/Å²; 0 where SerialEM does not know. */
      readonly doseEPerA2: number;
      readonly beamRadiusUm?: number;
      /** Time of the image it has left in buffer A, seconds since SerialEM started; absent when it has left none. */
      readonly tickS?: number;
    };

/** The beam of an exposure. */
export interface BeamGiven {
  /** Of its last image, e/Å². */
  readonly doseEPerA2: number;
  /** µm across the beam; absent when SerialEM does not tell. */
  readonly beamRadiusUm?: number;
}

/** Whether an intent announces an image that is kept. */
export const keepsImage = (intent: ExposureIntent): intent is ExposureEvidence & ImageIntent =>
  intent.purpose !== 'autofocus' && intent.purpose !== 'look';
