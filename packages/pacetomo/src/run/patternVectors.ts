import type { Vec } from '../geometry/frames.ts';
import type { RunPlan, Target } from '../plan/plan.ts';

/** The two vectors of a hole pattern, µm. */
export interface PatternVectors {
  readonly a: Vec<'specimen'>;
  readonly b: Vec<'specimen'>;
}

/** The vectors that the targets were laid out with, from the settings; null when there are none. */
export function vectorsOf({ settings }: RunPlan): PatternVectors | null {
  const { vecA0Um, vecA1Um, vecB0Um, vecB1Um } = settings;
  const vectors = { a: { x: vecA0Um, y: vecA1Um }, b: { x: vecB0Um, y: vecB1Um } };
  return determinant(vectors) === 0 ? null : vectors;
}

/**
 * The targets of a pattern with better vectors: each keeps its own place in the lattice, whatever their order and however
 * many were left out. (The original numbers them anew, row by row, so that files and skips go to other holes: H12.)
 */
export function withVectors(plan: RunPlan, better: PatternVectors): readonly Target[] {
  const old = vectorsOf(plan);
  if (old === null) return plan.targets;
  const size = determinant(old);
  return plan.targets.map((target) => {
    if (target.position === null) return target;
    const { x, y } = target.position;
    const i = Math.round((x * old.b.y - y * old.b.x) / size);
    const j = Math.round((y * old.a.x - x * old.a.y) / size);
    return {
      ...target,
      position: { x: i * better.a.x + j * better.b.x, y: i * better.a.y + j * better.b.y },
    };
  });
}

const determinant = ({ a, b }: PatternVectors): number => a.x * b.y - a.y * b.x;
