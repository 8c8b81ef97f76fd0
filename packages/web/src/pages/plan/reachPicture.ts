import type { TargetReach } from 'pacetomo/page';

/** A small chart of the image shift that a target needs. */
export interface ReachPicture {
  /** Points of one line for an SVG. */
  readonly line: string;
  /** Places of tilts without an image. */
  readonly missing: readonly { readonly x: number; readonly y: number; readonly tiltDeg: number }[];
  /** Height of the limit; null when it lies above the chart. */
  readonly limitY: number;
  readonly farthestUm: number;
}

/** The chart in a box of this size; the limit lies at five sixths of its height unless the target goes beyond that. */
export function reachPicture({ tilts }: TargetReach, limitUm: number, width: number, height: number): ReachPicture {
  const byTilt = tilts.toSorted((a, b) => a.tiltDeg - b.tiltDeg);
  const angles = byTilt.map(({ tiltDeg }) => tiltDeg);
  const [low, high] = [Math.min(...angles), Math.max(...angles)];
  const farthestUm = Math.max(0, ...byTilt.map(({ shiftUm }) => shiftUm));
  const top = Math.max(limitUm * 1.2, farthestUm * 1.08);
  const x = (deg: number): number => 2 + ((deg - low) / Math.max(1e-6, high - low)) * (width - 4);
  const y = (um: number): number => height - 1 - (um / top) * (height - 2);
  return {
    line: byTilt.map(({ tiltDeg, shiftUm }) => `${x(tiltDeg).toFixed(1)},${y(shiftUm).toFixed(1)}`).join(' '),
    missing: byTilt
      .filter(({ isTaken }) => !isTaken)
      .map(({ tiltDeg, shiftUm }) => ({ x: x(tiltDeg), y: y(shiftUm), tiltDeg })),
    limitY: y(limitUm),
    farthestUm,
  };
}
