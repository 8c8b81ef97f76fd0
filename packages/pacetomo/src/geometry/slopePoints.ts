import { add, type Vec } from './frames.ts';

/**
 * Where the original measures the slope of a hole pattern of `size` holes to each side: between the holes at its four corners
 * and, when it has more than 3 × 3 holes, in the middle of the first mesh. From the tracking target, in the unit of a and b.
 */
export function slopePointsOf(
  { a, b }: { readonly a: Vec<'specimen'>; readonly b: Vec<'specimen'> },
  size: number,
): readonly Vec<'specimen'>[] {
  const at = (i: number, j: number): Vec<'specimen'> => add({ x: i * a.x, y: i * a.y }, { x: j * b.x, y: j * b.y });
  const out = size - 0.5;
  return [...(size > 1 ? [at(0.5, 0.5)] : []), at(out, out), at(out, -out), at(-out, out), at(-out, -out)];
}
