import type { Point3 } from '../specimen/specimen.ts';

/** A rotation matrix, row by row. */
export type Matrix3 = readonly [number, number, number, number, number, number, number, number, number];

/** Where the specimen is: laboratory point = matrix · specimen point + offset. Stage position, tilt and all errors of the goniometer are in it. */
export interface Pose {
  readonly matrix: Matrix3;
  /** µm. */
  readonly offsetUm: Point3;
}

/** A place or a shift in the laboratory plane (x along the tilt axis, y to the front), µm unless named otherwise. */
interface LabXy {
  readonly x: number;
  readonly y: number;
}

/** A dark lump in the beam (an ice crystal that floats past): takes away `opacity` of the electrons in its middle. */
interface Lump {
  readonly labUm: LabXy;
  readonly radiusUm: number;
  /** 0…1. */
  readonly opacity: number;
}

/** One exposure, as it truly is: everything the image depends on besides the specimen and the camera. */
export interface Shot {
  /** At mid-exposure. */
  readonly pose: Pose;
  /** How fast the image moves during the exposure, laboratory axes, nm/s. */
  readonly driftNmPerS: LabXy;
  /** The laboratory point that falls on the centre of the camera. */
  readonly centreUm: LabXy;
  /** True matrix from laboratory µm to unbinned camera px (y up): xx, xy, yx, yy. Its determinant gives the pixel size. */
  readonly cameraFromLab: readonly [number, number, number, number];
  /** Size of the image delivered, binned px. */
  readonly widthPx: number;
  readonly heightPx: number;
  readonly binning: number;
  /** Where the centre of the image lies on the camera, unbinned px from its centre, y up. Default: the centre. */
  readonly offsetPx?: LabXy;
  /** True defocus of the laboratory plane z = 0, µm, underfocus negative. A point at height z has this plus z. */
  readonly defocusUm: number;
  /** Half of the difference between the largest and the smallest defocus, µm. Default 0. */
  readonly astigmatismUm?: number;
  /** Direction of the strongest underfocus, degrees from camera +x, counter-clockwise. Default 0. */
  readonly astigmatismDeg?: number;
  /** Electrons arriving on the specimen in the full beam, e/Å². */
  readonly doseEPerA2: number;
  readonly exposureS: number;
  readonly beam: { readonly centreUm: LabXy; readonly diameterUm: number };
  /** What slit and valves let through: 1 normal, 0 dark. */
  readonly transmissionFactor: number;
  /** false: the energy slit is out; less contrast, more electrons. Default true. */
  readonly slitIn?: boolean;
  /** What the place has received before, e/Å²: fine detail has faded. Default: nothing fades, not even by this exposure. */
  readonly doseBeforeEPerA2?: number;
  /** Factor on the contrast of everything in the specimen; default 1. Near 0 there is nothing to track. */
  readonly contrastFactor?: number;
  readonly lumps?: readonly Lump[];
  /** Factor on the gain errors of the camera; default 1. */
  readonly gainErrorFactor?: number;
  /** Exposure counter; keys the counting noise. */
  readonly counter: number;
}

/** A finished image. */
export interface FormedImage {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Counts, row by row from the top. */
  readonly pixels: Int16Array;
  readonly meanCounts: number;
  /** How many pixels are saturated. */
  readonly saturatedPx: number;
}
