import type { HalfSides, Matrix } from 'pacetomo/page';

/** Which way round a plot is shown: its axes exchanged first, then either of them turned round. */
export interface Orientation {
  readonly swapXy: boolean;
  readonly invertX: boolean;
  readonly invertY: boolean;
}

/** As it is: an image as its file has it. */
export const upright: Orientation = { swapXy: false, invertX: false, invertY: false };

/**
 * The way round in which a plot of the specimen looks like what the camera shows, to the next right angle (behaviour E.1).
 * `m` is SerialEM's matrix from specimen to camera.
 */
export function orientationOfCamera(m: Pick<Matrix<'specimen', 'camera'>, 'xx' | 'xy' | 'yx' | 'yy'>): Orientation {
  return Math.abs(m.xx) > Math.abs(m.xy)
    ? { swapXy: false, invertX: m.xx < 0, invertY: m.yy < 0 }
    : { swapXy: true, invertX: m.xy < 0, invertY: m.yx < 0 };
}

/** The same from what the camera's frame covers: its sides are the camera's axes as the specimen sees them. */
export const orientationOfFrame = ({ right, up }: HalfSides): Orientation =>
  orientationOfCamera({ xx: right.x, xy: right.y, yx: up.x, yy: up.y });

/** What an orientation does to the viewer: a turn clockwise by quarters, and then a mirror from left to right. */
export interface Turn {
  readonly degrees: 0 | 90 | 180 | 270;
  readonly isFlipped: boolean;
}

/** From the world to the screen, both with y down. */
export function onScreen({ swapXy, invertX, invertY }: Orientation): Matrix<'image', 'image'> {
  const [h, v] = [invertX ? -1 : 1, invertY ? -1 : 1];
  return swapXy ? { xx: 0, xy: -h, yx: -v, yy: 0 } : { xx: h, xy: 0, yx: 0, yy: v };
}

/** An orientation as turn and mirror. */
export function turnOf(orientation: Orientation): Turn {
  const m = onScreen(orientation);
  const isFlipped = m.xx * m.yy - m.xy * m.yx < 0;
  const quarters = Math.round(Math.atan2(m.yx, isFlipped ? -m.xx : m.xx) / (Math.PI / 2));
  return { degrees: turns[(quarters + 4) % 4] ?? 0, isFlipped };
}

const turns = [0, 90, 180, 270] as const;
