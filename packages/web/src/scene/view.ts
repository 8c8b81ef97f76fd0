import type { Vec } from 'pacetomo/page';

/** What the viewer shows now: `centre` of the world in the middle of a window of `widthPx` × `heightPx`. */
export interface View {
  readonly centre: Vec<'image'>;
  /** Screen pixels for each pixel of the world. */
  readonly scale: number;
  /** Clockwise. */
  readonly degrees: number;
  readonly isFlipped: boolean;
  readonly widthPx: number;
  readonly heightPx: number;
}

/** A place in the viewer's window, from its upper left corner. */
export interface ScreenPoint {
  readonly left: number;
  readonly top: number;
}

/** Coefficients of an SVG or CSS matrix. */
export type Coefficients = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

/** From the world to the window: what everything drawn over the map is transformed with. */
export function windowMatrix({ centre, scale, degrees, isFlipped, widthPx, heightPx }: View): Coefficients {
  const turn = (degrees * Math.PI) / 180;
  const [cos, sin] = [Math.cos(turn) * scale, Math.sin(turn) * scale];
  const mirror = isFlipped ? -1 : 1;
  const [a, b, c, d] = [mirror * cos, sin, -mirror * sin, cos];
  return [a, b, c, d, widthPx / 2 - a * centre.x - c * centre.y, heightPx / 2 - b * centre.x - d * centre.y];
}

/** Keeps what is drawn at a place upright and of one size on the screen: the linear part undone. */
export function uprightMatrix(view: View): readonly [number, number, number, number] {
  const [a, b, c, d] = windowMatrix(view);
  const size = a * d - b * c;
  return [d / size, -b / size, -c / size, a / size];
}

/** Where a place of the world is in the window. */
export function toWindow(view: View, { x, y }: Vec<'image'>): ScreenPoint {
  const [a, b, c, d, e, f] = windowMatrix(view);
  return { left: a * x + c * y + e, top: b * x + d * y + f };
}

/** Which place of the world is at a place in the window. */
export function fromWindow(view: View, { left, top }: ScreenPoint): Vec<'image'> {
  const [a, b, c, d, e, f] = windowMatrix(view);
  const size = a * d - b * c;
  const [dx, dy] = [left - e, top - f];
  return { x: (d * dx - c * dy) / size, y: (a * dy - b * dx) / size };
}
