import { secondsPerImage, secondsPerTurn } from '../plan/checkPlan.ts';
import type { RunPlan } from '../plan/plan.ts';
import { isDue } from './due.ts';
import type { RunEvent } from './events.ts';
import type { RunState } from './state.ts';

/** How fast a run takes its images: what the last ones took, those that came after a turn of the stage apart. */
export interface Pace {
  /** When the last image was safe; null when the time since then was no work on the next one. */
  readonly lastAtMs: number | null;
  readonly hasTurned: boolean;
  readonly imagesS: readonly number[];
  readonly imagesAfterTurnS: readonly number[];
}

/** Before the first image. */
export const unknownPace: Pace = { lastAtMs: null, hasTurned: false, imagesS: [], imagesAfterTurnS: [] };

/** So many intervals count: a run becomes slower at high tilts, where the stage settles longer. */
const remembered = 40;
/** Fewer say less than the measured duration of a run like it. */
const fewest = 3;

/** The pace after one more line of the journal. Breaks do not count. */
export function paceAfter(pace: Pace, event: RunEvent & { readonly t: string }): Pace {
  switch (event.type) {
    case 'move.intent':
      return { ...pace, hasTurned: true };
    case 'expose.commit':
      return event.purpose === 'look' || event.purpose === 'autofocus' ? pace : withImage(pace, Date.parse(event.t));
    case 'env':
    case 'action':
    case 'guard.wait':
    case 'guard.over':
    case 'suspend':
      return { ...pace, lastAtMs: null };
    default:
      return pace;
  }
}

function withImage({ lastAtMs, hasTurned, imagesS, imagesAfterTurnS }: Pace, atMs: number): Pace {
  const tookS = lastAtMs === null ? null : (atMs - lastAtMs) / 1000;
  const next = { lastAtMs: atMs, hasTurned: false, imagesS, imagesAfterTurnS };
  if (tookS === null || !(tookS >= 0)) return next; // the clock was set back
  return hasTurned
    ? { ...next, imagesAfterTurnS: [...imagesAfterTurnS, tookS].slice(-remembered) }
    : { ...next, imagesS: [...imagesS, tookS].slice(-remembered) };
}

/** What is still to be done. */
export interface Due {
  readonly images: number;
  /** Turns of the stage. */
  readonly turns: number;
}

/** Counts the images that are still to be taken, and the turns of the stage for them, as far as is known now. */
export function whatIsDue(plan: RunPlan, state: RunState): Due {
  let images = 0;
  let turns = 0;
  for (const [step, tilt] of state.schedule.entries()) {
    const here = plan.targets.filter(({ id }) => isDue(plan, state, { target: id, step }, tilt)).length;
    images += here;
    if (here > 0 && state.stage?.step !== step) turns += 1;
  }
  return { images, turns };
}

/** How long that takes at this pace, seconds; null when nothing is due. */
export function secondsLeft({ imagesS, imagesAfterTurnS }: Pace, { images, turns }: Due): number | null {
  if (images === 0) return null;
  const imageS = median(imagesS) ?? secondsPerImage;
  const afterTurnS = median(imagesAfterTurnS) ?? imageS + secondsPerTurn;
  const afterTurn = Math.min(turns, images);
  return (images - afterTurn) * imageS + afterTurn * afterTurnS;
}

function median(values: readonly number[]): number | null {
  if (values.length < fewest) return null;
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? null;
}
