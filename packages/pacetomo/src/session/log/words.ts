import { apply, type Vec } from '../../geometry/frames.ts';
import type { RunEvent } from '../../run/events.ts';
import type { Slot } from '../../run/slot.ts';
import { type RunState, tiltOf } from '../../run/state.ts';

/** The events of some types. */
export type EventOf<T extends RunEvent['type']> = Extract<RunEvent, { readonly type: T }>;

/** `Target 002 at +12.0°`. */
export const place = (state: RunState, { target, step }: Slot): string =>
  `Target ${target} at ${degrees(tiltOf(state, step).deg)}`;

/** With its sign, so that the two branches are told apart at a glance. */
export const degrees = (deg: number, decimals = 1): string => `${deg > 0 ? '+' : ''}${deg.toFixed(decimals)}°`;

/** `3.105, -2.413 µm`. */
export const micrometres = ({ x, y }: Vec<'specimen'>): string => `${x.toFixed(3)}, ${y.toFixed(3)} µm`;

/** A shift on the specimen, `12, -8 nm`; `unknown` before the area is ready. */
export function shiftWords({ area }: RunState, imageShift: Vec<'imageShift'>): string {
  if (area === null) return 'unknown';
  const { x, y } = apply(area.toSpecimen, imageShift);
  return `${nanometres(x)}, ${nanometres(y)} nm`;
}

const nanometres = (um: number): string => String(Math.round(um * 1000) || 0);
