import { type Matrix, type RunState, slotKey, type Vec } from 'pacetomo/page';
import type { RunFigures, SlotFigures } from '../../runs/figures.ts';

/** One picture of a film. */
export interface FilmFrame {
  readonly step: number;
  readonly deg: number;
  readonly slot: SlotFigures;
}

/** The images of a target from its lowest tilt to its highest, or in the order in which they were taken. */
export function filmOf(
  { schedule }: Pick<RunState, 'schedule'>,
  figures: RunFigures,
  target: string,
  order: 'angle' | 'acquisition',
): readonly FilmFrame[] {
  const frames = schedule.flatMap(({ deg }, step): readonly FilmFrame[] => {
    const slot = figures.slots.get(slotKey({ target, step }));
    return slot?.kind === 'taken' ? [{ step, deg, slot }] : [];
  });
  return order === 'angle' ? frames.toSorted((a, b) => a.deg - b.deg) : frames;
}

/** Where a film is, and which way it goes. */
export interface FilmPlace {
  readonly at: number;
  readonly by: 1 | -1;
}

/** The next picture: from the end back again, or from the beginning. */
export function nextPlace({ at, by }: FilmPlace, count: number, isBackAndForth: boolean): FilmPlace {
  if (count <= 1) return { at: 0, by: 1 };
  const next = at + by;
  if (next >= 0 && next < count) return { at: next, by };
  return isBackAndForth ? { at: at - by, by: by === 1 ? -1 : 1 } : { at: by === 1 ? 0 : count - 1, by };
}

/** Half of the sides of a camera frame on the specimen, µm. */
export interface Frame {
  readonly right: Vec<'specimen'>;
  readonly up: Vec<'specimen'>;
}

/** What a picture is moved by so that its target lies in the middle, in hundredths of its width and height; y down. */
export function shiftOf(off: Vec<'specimen'>, frame: Frame): { readonly x: number; readonly y: number } | null {
  const { right, up } = frame;
  const sides: Matrix<'specimen', 'specimen'> = { xx: right.x, xy: up.x, yx: right.y, yy: up.y };
  const determinant = sides.xx * sides.yy - sides.xy * sides.yx;
  if (Math.abs(determinant) < 1e-9) return null;
  const alongRight = (off.x * sides.yy - off.y * sides.xy) / determinant;
  const alongUp = (off.y * sides.xx - off.x * sides.yx) / determinant;
  return { x: -alongRight * 50, y: alongUp * 50 };
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The largest size of a picture that fits into a room, with its shape kept. */
export function boxOf(picture: Size, room: Size): Size {
  const scale = Math.min(room.width / picture.width, room.height / picture.height);
  return { width: Math.floor(picture.width * scale), height: Math.floor(picture.height * scale) };
}
