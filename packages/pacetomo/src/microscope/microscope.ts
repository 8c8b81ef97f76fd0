import type { Matrix, Vec } from '../geometry/frames.ts';

/** What a procedure may ask of the goniometer. Moves are absolute, so that doing one twice does no harm. */
export interface Stage {
  /** The tilt as the stage reads it back, degrees. */
  tiltDeg(): Promise<number>;
  /** Tilts and waits until the stage rests. */
  tiltTo(tiltDeg: number): Promise<void>;
  /** The read-out of the stage, µm. */
  position(): Promise<Vec<'stage'>>;
  /** Goes to a position of the Navigator or a targets file, µm; it is centred there with image shift zero. */
  moveTo(position: Vec<'stage'>): Promise<void>;
  /** Lets time pass at the microscope. */
  wait(seconds: number): Promise<void>;
}

/** What a procedure may ask of the lenses and deflectors. */
export interface Optics {
  /** The centred image shift. */
  imageShift(): Promise<Vec<'imageShift'>>;
  /** False when SerialEM refuses because the shift is beyond its limit; nothing has moved then. */
  setImageShift(shift: Vec<'imageShift'>): Promise<boolean>;
  /** The defocus read-out, µm; underfocus is negative. */
  defocusUm(): Promise<number>;
  setDefocus(defocusUm: number): Promise<void>;
  /** Brings the optics of the Record area on. */
  goToRecordArea(): Promise<void>;
  setAutofocusTarget(defocusUm: number): Promise<void>;
}

/** The matrices that SerialEM was calibrated with, at the magnification of the Record area. */
export interface Calibration {
  imageShiftToSpecimen(): Promise<Matrix<'imageShift', 'specimen'>>;
  specimenToImageShift(): Promise<Matrix<'specimen', 'imageShift'>>;
  stageToSpecimen(): Promise<Matrix<'stage', 'specimen'>>;
  recordExposureS(): Promise<number>;
}

declare const permit: unique symbol;

/** Proof that an intent is on disk. Only a journal, or the record of a measurement, gives one, and each is good for one exposure. */
export interface ExposurePermit {
  readonly [permit]: true;
}

/** The camera as far as it costs dose. Every method needs a permit. */
export interface Beam {
  /** Takes a Record image into buffer A. */
  record(frameName: string, permit: ExposurePermit): Promise<void>;
  /** Measures defocus and corrects it, if SerialEM can find it: ask `focusFound`. */
  autofocus(permit: ExposurePermit): Promise<void>;
  /** Measures defocus, µm, and corrects nothing; null when SerialEM finds none. */
  measureDefocus(permit: ExposurePermit): Promise<number | null>;
}

/** The image in buffer A. */
export interface NewestImage {
  /** When it came into the buffer, seconds since SerialEM started, and whether it is a Record image; null when there is none. */
  newestImage(): Promise<{ readonly tickS: number; readonly isRecord: boolean } | null>;
  imageFacts(): Promise<ImageFacts>;
  /** Whether the last autofocus of this SerialEM session ended with a result. */
  focusFound(): Promise<boolean>;
  /** The tilt noted with the image, degrees, or null. */
  imageTiltDeg(): Promise<number | null>;
  /**
   * The image shift that would put buffer A exactly on the reference; null when there is no believable peak within
   * `limitUm`, or when the two images cannot be compared. Moves nothing.
   */
  correctionToReference(limitUm: number | null): Promise<Vec<'imageShift'> | null>;
}

/** The stacks in SerialEM's working directory. One is open at a time. */
export interface Stacks {
  exists(file: string): Promise<boolean>;
  /** Opens a stack, or makes it when `sections` is 0, and gives the number of sections that it really has. */
  open(file: string, sections: number): Promise<number>;
  /** What a stack holds, without leaving it open: its sections (null when there is no such file) and the tilt of the last one, degrees. */
  inspect(file: string): Promise<{ readonly sections: number | null; readonly lastTiltDeg: number | null }>;
  /** Appends buffer A. */
  save(): Promise<void>;
  /** Sections of the open stack, when everything that was to be saved is on disk. */
  sections(): Promise<number>;
  /** Puts a section of the open stack into the reference buffer. */
  readReference(section: number): Promise<void>;
  /** Puts an image of another file into the reference buffer; false when SerialEM cannot read it. */
  readReferenceMap(file: string): Promise<boolean>;
  /** Puts a section of the open stack into buffer A, as if it had just been taken. */
  readBack(section: number): Promise<void>;
  /** Writes keys into the mdoc of the last section. */
  annotate(keys: Readonly<Record<string, string>>): Promise<void>;
  close(): Promise<void>;
}

/** SerialEM as a program: one session of it, its settings and limits. */
export interface Session {
  /**
   * Takes control and prepares SerialEM for an unattended run in `directory`, or where it works now when that is null.
   * Nothing of it outlives our connection but `propertiesChanged` and the directory.
   */
  prepare(imageShiftLimitUm: number, token: string, directory: string | null): Promise<Environment>;
  /**
   * Leaves the run's token in SerialEM and changes the properties that `prepare` has found too small. What `prepare` found
   * has to be in the journal by then: after this a new session looks like the old one, and a changed property unchanged.
   */
  claim(environment: Environment): Promise<void>;
  /** Puts back the properties that were changed, and gives their names. */
  restoreProperties(changed: Environment['propertiesChanged']): Promise<readonly string[]>;
}

/** Where SerialEM believes the tilt axis to be. */
export interface TiltAxis {
  /** Distance of the tilt axis from the optic axis, specimen y, µm: zero image shift looks there. */
  tiltAxisOffsetUm(): Promise<number>;
  setTiltAxisOffset(offsetUm: number): Promise<void>;
}

/** SerialEM's Navigator. */
export interface Navigator {
  /** Read-outs of the stage at which the points in the group of the current item are centred with image shift zero; empty when it is in none. */
  currentGroup(): Promise<readonly Vec<'stage'>[]>;
}

/** SerialEM while something is measured and nothing recorded. */
export interface Measuring {
  /**
   * Takes control and sets what a measurement needs; SerialEM itself puts these settings back when the connection ends.
   * From then on nothing beyond SerialEM's own limits of tilt and image shift is sent.
   */
  prepareToMeasure(): Promise<MeasuringLimits>;
  /** The low-dose area whose optics are on; null when it is none of them. */
  lowDoseArea(): Promise<LowDoseArea | null>;
  goToArea(area: LowDoseArea): Promise<void>;
}

/** The low-dose areas by SerialEM's letters: View, Focus, Trial, Record, Search. */
export type LowDoseArea = 'V' | 'F' | 'T' | 'R' | 'S';

/** How far a measurement may go. */
export interface MeasuringLimits {
  readonly maximumTiltDeg: number;
  readonly imageShiftLimitUm: number;
}

/** Everything that a measurement of the geometry may ask for. It saves no images. */
export type MeasuringMicroscope = Stage & Optics & Calibration & Beam & NewestImage & TiltAxis & Navigator & Measuring;

/** Everything that an acquisition may ask for. */
export type Microscope = Stage & Optics & Calibration & Beam & NewestImage & Stacks & Session;

/** SerialEM as it was found, and what was changed in it. */
export interface Environment {
  /** Kept by SerialEM until it ends: the same token means the same SerialEM session. */
  readonly token: string;
  /** The token was there already: SerialEM has not been restarted since this run last spoke to it. */
  readonly sameSession: boolean;
  readonly directory: string;
  readonly maximumTiltDeg: number;
  /** Properties that have to be changed, with the values to put back. */
  readonly propertiesChanged: readonly { readonly name: string; readonly old: number; readonly wanted: number }[];
}

/** What SerialEM says of an image. */
export interface ImageFacts {
  readonly doseEPerA2: number;
  /** Mean of the image as it is saved. */
  readonly meanCounts: number;
}
