import { length, subtract, type Vec } from '../geometry/frames.ts';

/** A hole that is farther from where it was expected is another hole, µm (the original's limit). */
const farthestHoleUm = 0.5;

/** Why a hole that was found is not believed to be the one that was looked for; null when it is. */
export function objectionToHole(found: Vec<'specimen'>, expected: Vec<'specimen'>): string | null {
  const offUm = length(subtract(found, expected));
  return offUm > farthestHoleUm ? `seems ${offUm.toFixed(2)} µm off, more than ${farthestHoleUm} µm` : null;
}
