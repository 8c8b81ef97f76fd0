import { difference, rotate, tiltRotation } from '../column/rotation.ts';
import type { ExposureTruth } from '../truth/truthLog.ts';
import { mean } from './statistics.ts';
import type { SavedExposure, TargetSeries } from './targetSeries.ts';

/** Images that miss their feature by more than this are lost, nm (section 10.1 of the physics document). */
export const lostBeyondNm = 250;

/** An image with less than this fraction of the full beam is dark (section 5 of the physics document). */
const darkBelow = 0.03;

/** How one image of a stack compares with the reference of its target. */
export interface TiltResidual {
  readonly section: number;
  readonly nominalTiltDeg: number;
  /**
   * Where the image looks against where the reference looked, in the lab at the true tilt: along and across the tilt axis, nm.
   * The sign is that of SerialEM's ReportAlignShift.
   */
  readonly alongNm: number;
  readonly acrossNm: number;
  /** True defocus less the wanted one, µm. */
  readonly defocusErrorUm: number;
  /** Whether this image is the reference itself: its residuals are zero by definition and count nowhere. */
  readonly isReference: boolean;
  readonly isDark: boolean;
  /** Virtual minutes since the start, at mid-exposure. */
  readonly minutes: number;
}

/**
 * The residuals of a target's images.
 *
 * Both specimen points are carried to the lab by the rotation of the stage, in three dimensions; what separates them
 * there is by how much the image misses the feature that the reference had in its centre.
 */
export function residualsOf({ records, reference }: TargetSeries, wantedDefocusUm: number | null): TiltResidual[] {
  const wanted = wantedDefocusUm ?? mean(records.map((exposure) => exposure.trueDefocusUm));
  return records.map((exposure) => {
    const missUm = rotate(rotationOf(exposure), difference(exposure.specimenPointUm, reference.specimenPointUm));
    return {
      section: exposure.section,
      nominalTiltDeg: exposure.nominalTiltDeg,
      alongNm: 1000 * missUm.x,
      acrossNm: 1000 * missUm.y,
      defocusErrorUm: exposure.trueDefocusUm - wanted,
      isReference: exposure.n === reference.n,
      isDark: isDark(exposure),
      minutes: exposure.timeS / 60,
    };
  });
}

/** The rotation of the stage; logs of the first version have the angle only. */
function rotationOf({ look, trueTiltDeg }: ExposureTruth) {
  return look?.pose.matrix ?? tiltRotation(trueTiltDeg);
}

/** The size of the miss in the plane of the image, nm. */
export function missNm({ alongNm, acrossNm }: Pick<TiltResidual, 'alongNm' | 'acrossNm'>): number {
  return Math.hypot(alongNm, acrossNm);
}

function isDark({ look, doseEPerA2 }: SavedExposure): boolean {
  return doseEPerA2 === 0 || (look !== undefined && look.transmission < darkBelow);
}
