import { z } from 'zod';

/** A finite number. */
export const finite = z.number();
/** A vector of any frame. */
export const point = z.object({ x: finite, y: finite });
/** A matrix between any two frames. */
export const matrix = z.object({ xx: finite, xy: finite, yx: finite, yy: finite });
/** A slot, spread into the event that is about it. */
export const slot = { target: z.string(), step: z.int().min(0) };
/** A piece of a montage. */
export const tile = z.object({ column: z.int(), row: z.int() });
