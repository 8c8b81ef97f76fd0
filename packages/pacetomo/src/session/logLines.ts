import { apply, type Vec } from '../geometry/frames.ts';
import type { RunPlan } from '../plan/plan.ts';
import type { RunEvent, Slot } from '../run/events.ts';
import { missingImages } from '../run/missing.ts';
import { indexOf, type RunState, tiltOf } from '../run/state.ts';

/** What an event means, in a sentence for the log, or null when only the next one is worth a line. `state` already knows the event. */
export function logLine(plan: RunPlan, state: RunState, event: RunEvent): string | null {
  switch (event.type) {
    case 'run.open':
      return `Run of ${plan.name}: ${plan.targets.filter(({ skip }) => !skip).length} targets, ${state.schedule.length} tilts each (program ${event.program}).`;
    case 'env':
      return `SerialEM answers. Stacks are written to ${event.directory}; the stage goes to ±${event.maximumTiltDeg}°.`;
    case 'area.ready':
      return `In focus at ${event.defocusUm.toFixed(2)} µm. Begins.`;
    case 'move.done':
      return `Tilt ${degrees(tiltOf(state, event.step).deg)} (${event.step + 1} of ${state.schedule.length}), read back ${degrees(event.readTiltDeg, 2)}.`;
    case 'track.measured':
      return measuredLine(plan, state, event);
    case 'slot.skip':
      return `${place(state, event)}: left out, ${event.reason}.`;
    case 'expose.lost':
      return `An exposure left no image (${event.evidence}). Its dose is counted and that tilt is left out.`;
    case 'reconcile':
      return findingLine(event.finding);
    case 'expose.failed':
      return event.reason;
    case 'expose.void':
      return `No exposure was made: ${event.proof}.`;
    case 'suspend':
      return `Ends here for now: ${event.reason}`;
    case 'link':
      return `Connection ${event.state}: ${event.cause}`;
    case 'action':
      return `${event.what === 'stop' ? 'Stop asked for by' : 'Resumed by'} ${event.who}.`;
    case 'run.close':
      return completeLine(plan, state);
    default:
      return event.type === 'expose.commit' && event.how !== 'normal'
        ? `The last exposure was accounted for (${event.how}).`
        : null;
  }
}

function completeLine(plan: RunPlan, state: RunState): string {
  const missing = missingImages(plan, state);
  const planned = plan.targets.filter(({ skip }) => !skip).length * state.schedule.length;
  const taken = planned - missing.reduce((sum, { images }) => sum + images, 0);
  const list = missing.map(({ target, images, why }) => `${images} of target ${target} (${why})`);
  return `Complete: ${taken} of ${planned} images.${list.length > 0 ? ` Missing: ${list.join('; ')}.` : ''}`;
}

/** What the evidence led to, in words; the whole of it stands in the journal. */
function findingLine(finding: string): string {
  const [, kind = finding] = /"kind":"([a-z-]+)"/.exec(finding) ?? [];
  return `Looked for what became of the last exposure: ${kind.replaceAll('-', ' ')}.`;
}

function measuredLine(
  plan: RunPlan,
  state: RunState,
  event: Slot & { readonly correction: Vec<'imageShift'> | null },
): string {
  const target = indexOf(plan, event.target);
  const { branch } = tiltOf(state, event.step);
  const at = state.model?.position(target, branch) ?? { x: 0, y: 0 };
  const heightUm = state.model?.heightUm(target, branch) ?? 0;
  return `${place(state, event)}: ${found(state, event.correction)}; at ${at.x.toFixed(3)}, ${at.y.toFixed(3)} µm, height ${heightUm.toFixed(2)} µm.`;
}

function found(state: RunState, correction: Vec<'imageShift'> | null): string {
  if (correction === null || state.area === null) return 'not aligned';
  const { x, y } = apply(state.area.toSpecimen, correction);
  return `found ${nanometres(x)}, ${nanometres(y)} nm from where it was predicted`;
}

const place = (state: RunState, { target, step }: Slot): string =>
  `Target ${target} at ${degrees(tiltOf(state, step).deg)}`;
const nanometres = (um: number): string => String(Math.round(um * 1000) || 0);
const degrees = (deg: number, decimals = 1): string => `${deg > 0 ? '+' : ''}${deg.toFixed(decimals)}°`;
