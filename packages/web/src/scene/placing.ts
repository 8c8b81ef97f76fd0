import { composeAffine, inverseAffine, type MapSummary } from 'pacetomo/page';
import { scaleOf } from './world.ts';

/** Where a map is laid, in the terms of the viewer: its unturned box, mirrored and then turned clockwise about its middle. */
export interface Placing {
  readonly x: number;
  readonly y: number;
  readonly widthPx: number;
  readonly degrees: number;
  readonly isFlipped: boolean;
}

type Laid = Pick<MapSummary, 'fromStage' | 'widthPx' | 'heightPx'>;

/**
 * Lays a map over another one, by what both know of the stage. The few thousandths by which a map is sheared against the
 * other are left out: viewers turn, mirror and scale. Null when a map's matrix says nothing.
 */
export function placeOver(base: Pick<Laid, 'fromStage'>, map: Laid): Placing | null {
  const back = inverseAffine(map.fromStage);
  if (back === null) return null;
  const { matrix: m, offset } = composeAffine(base.fromStage, back);
  const scale = scaleOf(m);
  if (!(scale > 0)) return null;
  const isFlipped = m.xx * m.yy - m.xy * m.yx < 0;
  const side = isFlipped ? -1 : 1;
  const degrees = (Math.atan2(side * m.yx - m.xy, side * m.xx + m.yy) * 180) / Math.PI;
  const [halfWidth, halfHeight] = [map.widthPx / 2, map.heightPx / 2];
  const middle = {
    x: m.xx * halfWidth + m.xy * halfHeight + offset.x,
    y: m.yx * halfWidth + m.yy * halfHeight + offset.y,
  };
  return {
    x: middle.x - scale * halfWidth,
    y: middle.y - scale * halfHeight,
    widthPx: scale * map.widthPx,
    degrees,
    isFlipped,
  };
}
