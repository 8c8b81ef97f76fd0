import type { Matrix, Vec } from '../geometry/frames.ts';
import type { LowDoseArea } from './microscope.ts';

/** What a dry run asks of SerialEM. Nothing is exposed, moved or changed by it, not even the optics of the microscope. */
export interface Inspecting {
  /** Everything that SerialEM says without being touched. */
  lookRound(): Promise<Inspection>;
  /** Whether a file is in SerialEM's working directory. */
  exists(file: string): Promise<boolean>;
}

/** SerialEM as it stands. What it cannot tell is null. */
export interface Inspection {
  readonly directory: string;
  readonly lowDoseIsOn: boolean;
  /** The area whose optics are on; what depends on the optics is known for this one only. */
  readonly area: LowDoseArea | null;
  readonly maximumTiltDeg: number;
  /** SerialEM's property CameraRetries: with any, it exposes again by itself. */
  readonly cameraRetries: number;
  readonly freeDiskGb: number | null;
  readonly camera: {
    /** Unbinned pixels along x and y. */
    readonly size: Vec<'camera'>;
    readonly recordBinning: number;
    readonly recordExposureS: number;
  };
  /** Null where the Record area is not on, or where SerialEM is not calibrated. */
  readonly imageShiftToSpecimen: Matrix<'imageShift', 'specimen'> | null;
  readonly stageToSpecimen: Matrix<'stage', 'specimen'> | null;
  readonly cameraToSpecimen: Matrix<'camera', 'specimen'> | null;
  /** Radius of the beam in the Record area, µm. */
  readonly beamRadiusUm: number | null;
  /** Dose of one image of each kind, e/Å², from the images that lie in SerialEM's buffers and its exposure times now. */
  readonly doses: Readonly<Record<DosedSet, number | null>>;
  readonly hasBeamTiltCalibration: boolean;
  /** Whether the View area was ever aligned with the Record area: its shift offset is not exactly nothing. */
  readonly viewIsAligned: boolean;
  /** Where the Focus area lies from the Record area, along the tilt axis, µm. */
  readonly focusOffsetUm: number;
  readonly frames: FrameSaving;
  /** What a run would warn of before it begins, one sentence each. */
  readonly warnings: readonly string[];
}

/** Sets of camera parameters of which a run takes images. */
export type DosedSet = 'record' | 'view' | 'preview' | 'focus';

/** How frames of Record images are saved, as far as SerialEM says. */
export interface FrameSaving {
  /** Where they go; null when there is no folder for them, or when SerialEM does not know it. */
  readonly folder: string | null;
  /** Frames of one Record image; null when SerialEM does not say, 0 when none are saved. */
  readonly perImage: number | null;
}
