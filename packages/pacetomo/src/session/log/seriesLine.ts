import { apply } from '../../geometry/frames.ts';
import type { RunPlan } from '../../plan/plan.ts';
import { indexOf, type RunState, slotKey, tiltOf } from '../../run/state.ts';
import { degrees, type EventOf, micrometres, place, shiftWords } from './words.ts';

/** What belongs to the images of the tilt series. */
export type SeriesEvent = EventOf<
  | 'move.intent'
  | 'move.below'
  | 'move.done'
  | 'recentred'
  | 'track.measured'
  | 'again.skip'
  | 'tile.skip'
  | 'ctf.measured'
  | 'focus.measured'
  | 'slot.skip'
>;

/** A line for an event of the series, or null when only the next one is worth a line. */
export function seriesLine(plan: RunPlan, state: RunState, event: SeriesEvent): string | null {
  switch (event.type) {
    case 'move.intent':
    case 'move.below':
      return null;
    case 'move.done':
      return `Tilt ${degrees(tiltOf(state, event.step).deg)} (${event.step + 1} of ${state.schedule.length}), read back ${degrees(event.readTiltDeg, 2)}.`;
    case 'recentred':
      return `Found the tracking target again at ${degrees(tiltOf(state, event.step).deg)}, ${shiftWords(state, event.correction)} from where it was predicted.`;
    case 'track.measured':
      return measuredLine(plan, state, event);
    case 'again.skip':
      return `${place(state, event)}: not taken once more, ${event.reason}.`;
    case 'tile.skip':
      return `${place(state, event)}: piece ${event.tile.column}, ${event.tile.row} of the montage left out, ${event.reason}.`;
    case 'ctf.measured':
      return ctfLine(state, event);
    case 'focus.measured':
      return focusLine(state, event);
    case 'slot.skip':
      return `${place(state, event)}: left out, ${event.reason}.`;
    default:
      return event satisfies never;
  }
}

/** Where a target was predicted, where it was, in which focus; and where the model believes it to be now, level. */
function measuredLine(plan: RunPlan, state: RunState, event: EventOf<'track.measured'>): string {
  const outcome = state.outcomes.get(slotKey(event));
  const aim = outcome?.kind === 'taken' ? outcome.aim : null;
  const aimed =
    aim === null || state.area === null
      ? ''
      : ` predicted at ${micrometres(apply(state.area.toSpecimen, aim.imageShift))}, defocus ${aim.defocusUm.toFixed(2)} µm;`;
  const found =
    event.correction === null
      ? 'not aligned'
      : `found ${shiftWords(state, event.correction)} from where it was predicted`;
  const again = state.again === null ? '' : '; too far off, so it is taken once more';
  const target = indexOf(plan, event.target);
  const { branch } = tiltOf(state, event.step);
  const at = state.model?.position(target, branch) ?? { x: 0, y: 0 };
  const heightUm = state.model?.heightUm(target, branch) ?? 0;
  return `${place(state, event)}:${aimed} ${found}${again}; lies level at ${micrometres(at)}, height ${heightUm.toFixed(2)} µm.`;
}

function ctfLine(state: RunState, event: EventOf<'ctf.measured'>): string {
  const program = event.program === 'ctffind' ? 'CtfFind' : 'Ctfplotter';
  if (event.fit === null) return `${place(state, event)}: ${program} found no defocus.`;
  const { defocusUm, resolutionA } = event.fit;
  const to = resolutionA === null ? '' : ` (fits to ${resolutionA.toFixed(1)} Å)`;
  return `${place(state, event)}: defocus ${defocusUm.toFixed(2)} µm by ${program}${to}.`;
}

function focusLine(state: RunState, { step, defocusUm }: EventOf<'focus.measured'>): string {
  const at = degrees(tiltOf(state, step).deg);
  if (defocusUm === null) return `Focus at ${at}: autofocus found none, so nothing is corrected.`;
  return `Focus at ${at}: defocus ${defocusUm.toFixed(2)} µm where ${state.settings.maxDefocusUm.toFixed(2)} µm were wanted.`;
}
