import type { RunPlan } from '../../packages/pacetomo/src/plan/plan.ts';
import type { Result } from './crashWorld.ts';

/** Which slot every Record exposure was for, saved or not, by what the specimen saw: `target tilt`. */
function exposedSlots(plan: RunPlan, { records, places }: Result): readonly string[] {
  return records.map((record, i) => {
    const [, tilt] = record.split(' ');
    const place = places[i];
    if (place === undefined) throw new Error('an exposure without its place');
    const distances = plan.targets.map(({ id, position }) => ({
      id,
      um: position === null ? Number.POSITIVE_INFINITY : Math.hypot(place.x - position.x, place.y - position.y),
    }));
    const nearest = distances.reduce((a, b) => (b.um < a.um ? b : a));
    return `${nearest.id} ${tilt}`;
  });
}

/** Slots that were exposed more than once. */
export function exposedTwice(plan: RunPlan, result: Result): readonly string[] {
  const seen = new Set<string>();
  return exposedSlots(plan, result).filter((slot) => seen.size === seen.add(slot).size);
}
