import type { RunEvent, StampedEvent } from 'pacetomo/page';

/** What turned a run: what people did, what it waited for, what went wrong. */
const turning: ReadonlySet<RunEvent['type']> = new Set([
  'run.open',
  'run.taken-over',
  'area.ready',
  'area.moved',
  'action',
  'plan.change',
  'guard.wait',
  'guard.over',
  'expose.lost',
  'expose.failed',
  'link',
  'suspend',
  'reconcile',
  'remark',
  'run.close',
]);

/** The lines worth telling of a whole run. */
export const turningPoints = (events: readonly StampedEvent[]): readonly StampedEvent[] =>
  events.filter(({ type }) => turning.has(type));
