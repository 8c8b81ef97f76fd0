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
  /** Goes where the stage once read out, µm: `position` reads the same afterwards. */
  returnTo(readOut: Vec<'stage'>): Promise<void>;
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
  /** By how much the View area is defocused more than the Record area, µm; 0 when SerialEM knows of none. */
  viewDefocusOffsetUm(): Promise<number>;
  /**
   * Gives the Record area another nominal magnification, or with null its own one back. Does nothing when it has it
   * already; image shift has to be set again after a change. False when SerialEM does not go to that magnification.
   */
  useMagnification(nominal: number | null): Promise<boolean>;
  /** Radius of the beam that the optics have on, µm; null when SerialEM does not tell. */
  beamRadiusUm(): Promise<number | null>;
}

/** The matrices that SerialEM was calibrated with, at the magnification of the Record area. */
export interface Calibration {
  imageShiftToSpecimen(): Promise<Matrix<'imageShift', 'specimen'>>;
  specimenToImageShift(): Promise<Matrix<'specimen', 'imageShift'>>;
  stageToSpecimen(): Promise<Matrix<'stage', 'specimen'>>;
  cameraToSpecimen(): Promise<Matrix<'camera', 'specimen'>>;
  /** Unbinned pixels along x and y. */
  cameraSize(): Promise<Vec<'camera'>>;
  recordExposureS(): Promise<number>;
  /** Where the Focus area lies from the Record area, along the tilt axis, µm. */
  focusOffsetUm(): Promise<number>;
  /** What a Record image will give, e/Å², by the newest image of the Record area in SerialEM's buffers; null without one. */
  recordDoseEPerA2(): Promise<number | null>;
  /** Whether SerialEM knows how much beam tilt an image shift brings with it (coma against image shift). */
  hasBeamTiltCalibration(): Promise<boolean>;
}

declare const permit: unique symbol;

/** Proof that an intent is on disk. Only a journal, or the record of a measurement, gives one, and each is good for one exposure. */
export interface ExposurePermit {
  readonly [permit]: true;
}

/** How the next Record image is to be taken. */
export interface RecordManner {
  /** Base name of the frame files. */
  readonly frameName: string;
  /** Seconds; null for what the Record parameters say. */
  readonly exposureS: number | null;
  /** Take out the beam tilt that the image shift brings with it. */
  readonly compensateBeamTilt: boolean;
}

/** The camera as far as it costs dose. Every method needs a permit, and what needs no dose is done before the permit is used. */
export interface Beam {
  /** Takes a Record image into buffer A, in the manner last prepared. */
  record(permit: ExposurePermit): Promise<void>;
  /** Takes a View image into buffer A. The optics of the View area are on afterwards. */
  view(permit: ExposurePermit): Promise<void>;
  /** Takes a Preview image, in the Record area, into buffer A. */
  preview(permit: ExposurePermit): Promise<void>;
  /** Takes an image with the parameters of the one in the reference buffer into buffer A. */
  matchReference(permit: ExposurePermit): Promise<void>;
  /** Measures defocus and corrects it, if SerialEM can find it: ask `focusFound`. */
  autofocus(permit: ExposurePermit): Promise<void>;
  /** Measures defocus, µm, and corrects nothing; null when SerialEM finds none. */
  measureDefocus(permit: ExposurePermit): Promise<number | null>;
  /** Brings the specimen to eucentric height, roughly: the stage tilts a few degrees and moves in z. */
  roughEucentricity(permit: ExposurePermit): Promise<void>;
  /** Lets SerialEM find an item of the Navigator again by its map, in two stages, and centre it. */
  realignToItem(item: number, permit: ExposurePermit): Promise<void>;
  /** Lets SerialEM find the zero-loss peak of the energy filter again where the beam is now. */
  refineSlit(permit: ExposurePermit): Promise<void>;
}

/** What is done before and after a Record image and costs no dose. */
export interface RecordPreparation {
  /** Sets frame name, exposure time and beam tilt for the next Record image. May be done again; nothing adds up. */
  prepareRecord(manner: RecordManner): Promise<void>;
  /** Takes the beam tilt of the last preparation back. */
  afterRecord(): Promise<void>;
  /** The newest frame file of this SerialEM; null when there is none yet. */
  newestFrames(): Promise<FrameFile | null>;
}

/** A file of frames as SerialEM names it. */
export interface FrameFile {
  /** With its folder, on SerialEM's computer. */
  readonly path: string;
  /** How many frames are in it; null when SerialEM does not say. */
  readonly frames: number | null;
}

/** The image in buffer A. */
export interface NewestImage {
  /** When it came into the buffer, and what it is; null when there is none. */
  newestImage(): Promise<NewImage | null>;
  imageFacts(): Promise<ImageFacts>;
  /** Forgets that the image was aligned before, so that aligning it moves image shift by the whole way. Moves nothing. */
  unalign(): Promise<void>;
  /** Whether the last autofocus of this SerialEM session ended with a result. */
  focusFound(): Promise<boolean>;
  /** The tilt noted with the image, degrees, or null. */
  imageTiltDeg(): Promise<number | null>;
  /**
   * The image shift that would put buffer A exactly on the reference; null when there is no believable peak within
   * `limitUm`, or when the two images cannot be compared. Moves nothing.
   */
  correctionToReference(limitUm: number | null): Promise<Vec<'imageShift'> | null>;
  /** The defocus that a program finds in buffer A; null when it finds none, or when SerialEM does not have the program. */
  fitCtf(program: CtfProgram, search: CtfSearch): Promise<CtfFit | null>;
}

/** When the image in buffer A came there, and with which parameters it was taken. */
export interface NewImage {
  /** Seconds since SerialEM started. */
  readonly tickS: number;
  readonly isRecord: boolean;
  readonly isView: boolean;
  readonly isPreview: boolean;
}

/** The two programs that SerialEM can ask for the contrast transfer function of an image. */
export type CtfProgram = 'ctffind' | 'ctfplotter';

/** Where to look for the defocus. */
export interface CtfSearch {
  /** The range, µm, underfocus negative: the larger underfocus first. */
  readonly fromUm: number;
  readonly toUm: number;
  /** How the sample lies beside the tilt of the stage, degrees; Ctfplotter alone uses it. */
  readonly pretiltDeg: number;
}

/** A defocus found in an image. */
export interface CtfFit {
  /** Mean defocus, µm, underfocus negative. */
  readonly defocusUm: number;
  /** To which resolution the rings fit, Å; null when the program does not say. */
  readonly resolutionA: number | null;
}

/** Finding places again by their images. These alignments move the image shift: afterwards the place is centred. */
export interface Finding {
  /** Puts buffer A into the reference buffer. */
  keepAsReference(): Promise<void>;
  /** Puts the map of a Navigator item into the reference buffer; false when SerialEM cannot load it. */
  loadItemMap(item: number): Promise<boolean>;
  /** Aligns buffer A to the reference, within `limitUm`, and gives how far that moved, µm on the specimen; null when there was no peak. */
  centreOnReference(limitUm: number | null): Promise<number | null>;
  /** The same between images of different magnification. */
  centreBetweenMagnifications(): Promise<number | null>;
  /** Whether the template buffer P holds an image. */
  hasTemplate(): Promise<boolean>;
  /** Gives the View parameters the exposure and binning of the template. */
  viewLikeTemplate(): Promise<void>;
  /** Lets View use the whole camera. */
  viewWholeCamera(): Promise<void>;
  /** Gives the View parameters back as they were; does nothing when they were not changed. */
  viewAsBefore(): Promise<void>;
  /** Cuts buffer A to the size of the template and aligns it to that; gives how far it moved, µm, or null. */
  centreOnTemplate(): Promise<number | null>;
}

/** What keeps a microscope going and interrupts a run: dewars, gun, valves, disk. Costs no dose. */
export interface Facility {
  /** Seconds since SerialEM started. */
  clockS(): Promise<number>;
  dewarsFilling(): Promise<boolean>;
  /** JEOL cryoARM: fills stage and transfer tank together. */
  refillDewars(): Promise<void>;
  /** True or false, or null where SerialEM cannot tell. */
  columnValvesOpen(): Promise<boolean | null>;
  openColumnValves(): Promise<void>;
  /** Which flash of the cold gun is advised, or none. */
  flashAdvised(): Promise<'high' | 'low' | null>;
  flashGun(kind: 'high' | 'low'): Promise<void>;
  /** JEOL cryoARM: flashes when the last flash is longer ago than this, hours; −1 only notes the time. */
  flashGunAfter(intervalH: number): Promise<void>;
  /** Free space where SerialEM writes, GB (10⁹ bytes); null where it cannot tell. */
  freeDiskGb(): Promise<number | null>;
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
  /** Writes keys into the mdoc of the last section; false when SerialEM has none, as when a power cut took it. */
  annotate(keys: Readonly<Record<string, string>>): Promise<boolean>;
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
  /** What a microscopist is warned of before a run, one sentence each; empty when all is as it should be. */
  warnings(): Promise<readonly string[]>;
  /** Puts back the properties that were changed, and gives their names. */
  restoreProperties(changed: Environment['propertiesChanged']): Promise<readonly string[]>;
}

/** Where SerialEM believes the tilt axis to be. */
export interface TiltAxis {
  /** Distance of the tilt axis from the optic axis, specimen y, µm: zero image shift looks there. */
  tiltAxisOffsetUm(): Promise<number>;
  setTiltAxisOffset(offsetUm: number): Promise<void>;
}

/** SerialEM's Navigator. Items are numbered from 1 in the order of its table. */
export interface Navigator {
  /** The item whose Note is this text; null when there is none. */
  itemWithNote(note: string): Promise<number | null>;
  /** The items marked Acquire, in the order of the table. */
  itemsToAcquire(): Promise<readonly NavigatorEntry[]>;
  /** The current item; null when there is none. */
  currentItem(): Promise<NavigatorEntry | null>;
  /** Marks an item Acquire, or takes the mark away. */
  markAcquire(item: number, marked: boolean): Promise<void>;
  /** Moves the stage to an item; it is centred then with image shift zero. */
  moveToItem(item: number): Promise<void>;
  /** Writes the present z of the stage into an item. */
  updateItemHeight(item: number): Promise<void>;

  /** Read-outs of the stage at which the points in the group of the current item are centred with image shift zero; empty when it is in none. */
  currentGroup(): Promise<readonly Vec<'stage'>[]>;
}

/** One item of the Navigator. */
export interface NavigatorEntry {
  readonly item: number;
  readonly label: string;
  readonly note: string;
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
export type Microscope = Stage &
  Optics &
  Calibration &
  Beam &
  RecordPreparation &
  NewestImage &
  Finding &
  Facility &
  TiltAxis &
  Navigator &
  Stacks &
  Session;

/** SerialEM as it was found, and what was changed in it. */
export interface Environment {
  /** Kept by SerialEM until it ends: the same token means the same SerialEM session. */
  readonly token: string;
  /** The token was there already: SerialEM has not been restarted since this run last spoke to it. */
  readonly sameSession: boolean;
  readonly directory: string;
  readonly maximumTiltDeg: number;
  /** When it was found, seconds since SerialEM started. */
  readonly clockS?: number;
  /** Properties that have to be changed, with the values to put back. */
  readonly propertiesChanged: readonly { readonly name: string; readonly old: number; readonly wanted: number }[];
}

/** What SerialEM says of an image. */
export interface ImageFacts {
  readonly doseEPerA2: number;
  /** Mean of the image as it is saved. */
  readonly meanCounts: number;
}
