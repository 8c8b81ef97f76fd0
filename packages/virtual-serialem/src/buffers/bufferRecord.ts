import type { PlaneVector } from '../column/planeMatrix.ts';
import type { Point3 } from '../specimen/specimen.ts';
import type { Sight } from '../truth/sight.ts';
import type { ImageFlaw } from './imageFlaw.ts';

/** Pixels as SerialEM holds them: row 0 is the top of the displayed image. */
export interface ImagePixels {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly pixels: Int16Array | Uint16Array | Uint8Array | Float32Array;
}

/** How an image came about, in SerialEM's numbers. */
export const captured = {
  single: 1,
  fromFile: 0,
  processed: -1,
  montageOverview: -2,
  montageCentre: -3,
  centredCrop: -16,
} as const;

/** How the beam and the energy filter stood. */
export interface BeamSettings {
  /** SerialEM's intensity: the illuminated area, 0…1. */
  readonly intensity: number;
  /** 1 microprobe, 0 nanoprobe. */
  readonly probeMode: number;
  /** Width of the energy slit, eV; 0 when it is out. */
  readonly slitWidthEv: number;
  readonly lossEv: number;
}

/** What SerialEM remembers with an image taken by the microscope or read with its mdoc. */
export interface ImageMetadata {
  /** Number of the camera set: 0 View … 5 Search; −1 when unknown. */
  readonly set: number;
  readonly binning: number;
  readonly exposureS: number;
  readonly magIndex: number;
  readonly magnification: number;
  /** With binning, nm. */
  readonly pixelSizeNm: number;
  /** Angle from camera +x to the tilt axis, degrees. */
  readonly rotationDeg: number;
  readonly tiltDeg: number;
  readonly stageUm: Point3;
  /** The centred image shift (as ReportImageShift gives it), scope units. */
  readonly imageShift: PlaneVector;
  readonly defocusUm: number;
  readonly targetDefocusUm: number;
  readonly doseEPerA2: number;
  readonly doseRateEPerPxPerS: number;
  /** Dose booked for the area before this image, e/Å²; null when no accumulator runs. */
  readonly priorDoseEPerA2: number | null;
  readonly spotSize: number;
  /** How the beam and the energy filter stood; absent for images of which nothing is known. */
  readonly beam?: BeamSettings;
  readonly dateTime: string;
  readonly navigatorLabel: string | null;
  /** The file with the frames of the image, and how many there are; absent without. */
  readonly frames?: { readonly path: string; readonly count: number };
}

/** Where an image lies in a file. */
interface SavedPlace {
  readonly file: string;
  readonly section: number;
}

/** One image buffer. */
export interface BufferRecord {
  readonly image: ImagePixels;
  readonly metadata: ImageMetadata;
  readonly captureFlag: number;
  readonly section: number;
  readonly saved: SavedPlace | null;
  /** Alignment shift, binned pixels, y down. */
  readonly shiftPx: PlaneVector;
  /** Navigator ID of the map of which this is the image; 0 for none. */
  readonly mapId: number;
  /** Its centre is no longer where the metadata say (cut out beside the centre, turned): no stage coordinates. */
  readonly placeLost?: true;
  /** Tick time of the acquisition or of reading, s. */
  readonly tickS: number;
  /** The number of the exposure and where it really looked; never told to a script. Null for foreign images. */
  readonly origin: ImageOrigin | null;
}

/** The exposure from which an image comes. */
export interface ImageOrigin {
  readonly exposure: number;
  readonly sight: Sight;
  /** What in the image deceives a correlation; null or left out when nothing does. */
  readonly flaw?: ImageFlaw | null;
}
