import type { RunPlan } from '../plan/plan.ts';
import type { RunEvent } from '../run/events.ts';
import type { RunState } from '../run/state.ts';
import { exposureLine } from './log/exposureLine.ts';
import { runLine } from './log/runLine.ts';
import { seriesLine } from './log/seriesLine.ts';
import { setUpLine } from './log/setUpLine.ts';

/**
 * What an event means, in a sentence for the log, or null when only the next one is worth a line. `state` already knows
 * the event. A new type of event belongs to one of four families, which the compiler asks for.
 */
export function logLine(plan: RunPlan, state: RunState, event: RunEvent): string | null {
  switch (event.type) {
    case 'env':
    case 'remark':
    case 'setup.done':
    case 'setup.walked':
    case 'vectors.measured':
    case 'slope.measured':
    case 'target.placed':
    case 'area.ready':
      return setUpLine(state, event);
    case 'expose.intent':
    case 'expose.returned':
    case 'save.requested':
    case 'expose.commit':
    case 'expose.failed':
    case 'expose.void':
    case 'expose.lost':
    case 'reconcile':
      return exposureLine(state, event);
    case 'run.open':
    case 'run.taken-over':
    case 'area.moved':
    case 'action':
    case 'plan.change':
    case 'guard.wait':
    case 'guard.over':
    case 'care.done':
    case 'link':
    case 'suspend':
    case 'run.close':
      return runLine(plan, state, event);
    default:
      return seriesLine(plan, state, event);
  }
}
