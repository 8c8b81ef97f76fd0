import { difference, rotate, tiltRotation } from '../column/rotation.ts';
import type { ExposureTruth } from '../truth/truthLog.ts';

/** How one image of a stack compares with the first one. */
export interface TiltResidual {
  readonly section: number;
  readonly nominalTiltDeg: number;
  /** Where the image looks against where the first image looked, in the lab at the true tilt: along and across the tilt axis, nm. */
  readonly alongNm: number;
  readonly acrossNm: number;
  /** True defocus less the wanted one, µm. */
  readonly defocusErrorUm: number;
}

/** One saved exposure; file and section are known. */
export type SavedExposure = ExposureTruth & { readonly file: string; readonly section: number };

/** The saved Records by stack file, each in the order of its sections. */
export function recordsByFile(exposures: readonly ExposureTruth[]): ReadonlyMap<string, readonly SavedExposure[]> {
  const files = new Map<string, SavedExposure[]>();
  for (const exposure of exposures) {
    const { file, section } = exposure;
    if (exposure.command !== 'R' || file === null || section === null) continue;
    const list = files.get(file) ?? [];
    list.push({ ...exposure, file, section });
    files.set(file, list);
  }
  for (const list of files.values()) list.sort((a, b) => a.section - b.section);
  return files;
}

/**
 * The residuals of a stack against its first image.
 *
 * Both specimen points are carried to the lab by the rotation of the stage, in three dimensions; what separates them
 * there is by how much the later image misses the feature that the first one had in its centre.
 */
export function residualsOf(series: readonly SavedExposure[], wantedDefocusUm: number | null): readonly TiltResidual[] {
  const [first] = series;
  if (!first) return [];
  const wanted = wantedDefocusUm ?? mean(series.map((exposure) => exposure.trueDefocusUm));
  return series.map((exposure) => {
    const stage = tiltRotation(exposure.trueTiltDeg);
    const missUm = rotate(stage, difference(exposure.specimenPointUm, first.specimenPointUm));
    return {
      section: exposure.section,
      nominalTiltDeg: exposure.nominalTiltDeg,
      alongNm: 1000 * missUm.x,
      acrossNm: 1000 * missUm.y,
      defocusErrorUm: exposure.trueDefocusUm - wanted,
    };
  });
}

/** The arithmetic mean; 0 of nothing. */
export function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((a, b) => a + b, 0) / values.length;
}

/** The root of the mean square; 0 of nothing. */
export function rms(values: readonly number[]): number {
  return Math.sqrt(mean(values.map((value) => value ** 2)));
}
