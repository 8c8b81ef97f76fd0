import type { PlaneVector } from './planeMatrix.ts';

/** A tilt that was started and goes on while the script does. */
export interface BackgroundTilt {
  readonly kind: 'tilt';
  readonly fromDeg: number;
  readonly toDeg: number;
  /** Virtual seconds. */
  readonly startS: number;
  readonly endS: number;
}

/** A tilt or stage move (stage read-out, µm) that was started and goes on while the script does. */
export type BackgroundMove =
  | BackgroundTilt
  | { readonly kind: 'stage'; readonly to: PlaneVector; readonly endS: number };

/** Where a background tilt is at a virtual moment, degrees. */
export function backgroundTiltDeg(move: BackgroundTilt, momentS: number): number {
  const part = Math.min(1, Math.max(0, (momentS - move.startS) / (move.endS - move.startS)));
  return move.fromDeg + (move.toDeg - move.fromDeg) * part;
}
