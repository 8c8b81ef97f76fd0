import {
  type Illumination,
  type Illuminations,
  type ImageKind,
  idealStageToSpecimen,
} from '../../dose/illumination.ts';
import type { Vec } from '../../geometry/frames.ts';
import type { Inspection } from '../../microscope/inspecting.ts';

/** What a person says of beam and camera. */
export interface Told {
  readonly beams?: Readonly<Partial<Record<ImageKind, Illumination>>>;
  /** Exposure time of the Record parameters, seconds. */
  readonly recordExposureS?: number;
  /** What a Record image shows along the tilt axis and across it, µm; the camera is taken to lie along it. */
  readonly fieldUm?: Vec<'specimen'>;
}

/** Beam and camera by what a person says, else by what SerialEM says, else unknown. */
export function knownFrom({ beams = {}, recordExposureS, fieldUm }: Told, seen: Inspection | null): Illuminations {
  const record = beams.record ?? bySerialEm(seen, 'record');
  return {
    beams: {
      record,
      preview: beams.preview ?? bySerialEm(seen, 'preview'), // an image of the Record area
      // the Focus area has its beam at the same magnification, as a rule like that of Record
      focus: beams.focus ?? bySerialEm(seen, 'focus'),
      view: beams.view ?? null, // how wide the beam of View is SerialEM does not tell
    },
    recordExposureS: recordExposureS ?? seen?.camera.recordExposureS ?? null,
    camera: fieldUm === undefined ? cameraOf(seen) : fieldOf(fieldUm),
    focusOffsetUm: seen?.focusOffsetUm ?? 0,
    stageToSpecimen: seen?.stageToSpecimen ?? idealStageToSpecimen,
  };
}

function bySerialEm(seen: Inspection | null, kind: 'record' | 'preview' | 'focus'): Illumination | null {
  const radiusUm = seen?.beamRadiusUm ?? null;
  const doseEPerA2 = seen?.doses[kind] ?? null;
  return radiusUm === null || doseEPerA2 === null ? null : { radiusUm, doseEPerA2 };
}

function cameraOf(seen: Inspection | null): Illuminations['camera'] {
  if (seen === null || seen.cameraToSpecimen === null) return null;
  return { size: seen.camera.size, toSpecimen: seen.cameraToSpecimen };
}

/** A camera with pixels of 1 µm. */
const fieldOf = ({ x, y }: Vec<'specimen'>): Illuminations['camera'] => ({
  size: { x, y },
  toSpecimen: { xx: 1, xy: 0, yx: 0, yy: 1 },
});
