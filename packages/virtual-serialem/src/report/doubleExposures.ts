import type { ExposureTruth } from '../truth/truthLog.ts';

/** Two Records of the same place at the same tilt. */
export interface DoubleExposure {
  /** Numbers of the exposures. */
  readonly first: number;
  readonly second: number;
  readonly nominalTiltDeg: number;
  readonly file: string | null;
}

/** Tilts closer than this are the same, degrees. */
const sameTiltDeg = 0.1;

/** The Records that repeat an earlier one. */
export function doubleExposures(records: readonly ExposureTruth[]): readonly DoubleExposure[] {
  const byTilt = new Map<number, ExposureTruth[]>();
  return records.flatMap((later) => {
    const slot = Math.floor(later.nominalTiltDeg / sameTiltDeg);
    const near = [slot - 1, slot, slot + 1].flatMap((place) => byTilt.get(place) ?? []);
    const earlier = near
      .filter((candidate) => isSameTilt(candidate, later) && isSamePlace(candidate, later))
      .reduce<ExposureTruth | null>((first, next) => (first === null || next.n < first.n ? next : first), null);
    byTilt.set(slot, [...(byTilt.get(slot) ?? []), later]);
    if (!earlier) return [];
    return [
      { first: earlier.n, second: later.n, nominalTiltDeg: later.nominalTiltDeg, file: later.file ?? earlier.file },
    ];
  });
}

function isSameTilt(a: ExposureTruth, b: ExposureTruth): boolean {
  return Math.abs(a.nominalTiltDeg - b.nominalTiltDeg) <= sameTiltDeg;
}

/** Two exposures are of the same place when their beams overlap in the middle: closer than half the smaller half axis. */
export function isSamePlace(a: ExposureTruth, b: ExposureTruth): boolean {
  const reach = Math.min(a.footprintUm.halfAxes.x, b.footprintUm.halfAxes.x) / 2;
  const dx = a.specimenPointUm.x - b.specimenPointUm.x;
  const dy = a.specimenPointUm.y - b.specimenPointUm.y;
  return Math.hypot(dx, dy) < reach;
}
