import type { Settings } from './settings.ts';

/** Views this far apart in tilt can still be aligned, degrees (the original's step). */
const stepDeg = 10;
/** Nearer to the start tilt than this nothing is lost on the way. */
const nearDeg = 1;

/**
 * Whether the tracking target is kept in sight on the way to the start tilt. Even where that is near, nothing but a View
 * corrects what the move for backlash, or one to 0° and back, has displaced, where no map is aligned to afterwards.
 */
export const needsWalk = (
  { tgtPattern, measureGeo }: Pick<Settings, 'tgtPattern' | 'measureGeo'>,
  fromDeg: number,
  startDeg: number,
): boolean => Math.abs(startDeg - fromDeg) >= nearDeg || tgtPattern || measureGeo;

/** Where to look on the way, degrees; none when the start tilt is near enough to be aligned to directly. */
export function waysides(fromDeg: number, startDeg: number): readonly number[] {
  const direction = Math.sign(startDeg - fromDeg);
  const count = Math.max(0, Math.ceil(Math.abs(startDeg - fromDeg) / stepDeg) - 1);
  return Array.from({ length: count }, (_, i) => fromDeg + direction * (i + 1) * stepDeg);
}
