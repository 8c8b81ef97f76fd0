import type { RunPlan } from '../../plan/plan.ts';
import type { Care, OperatorAction } from '../../run/events.ts';
import { missingImages } from '../../run/missing.ts';
import type { RunState } from '../../run/state.ts';
import { changeWords } from '../planChange.ts';
import type { EventOf } from './words.ts';

/** What belongs to a run as a whole. */
export type WholeRunEvent = EventOf<
  | 'run.open'
  | 'run.taken-over'
  | 'area.moved'
  | 'action'
  | 'plan.change'
  | 'guard.wait'
  | 'guard.over'
  | 'care.done'
  | 'link'
  | 'suspend'
  | 'run.close'
>;

const actionWords: Readonly<Record<OperatorAction, string>> = {
  stop: 'Stopped by',
  resume: 'Resumed by',
  pause: 'Rests, as wished by',
  'go-on': 'Goes on, as wished by',
  realign: 'The area is to be found again, as wished by',
  'realign-here': 'The area is to be looked for where the stage stands, as wished by',
  'realign-not': 'Goes on without looking for the area again, as wished by',
};

const careWords: Readonly<Record<Care, string>> = {
  flash: 'The gun was flashed',
  slit: 'The slit was centred',
  dewars: 'The dewars were filled',
};

/** A line for an event of the whole run. */
export function runLine(plan: RunPlan, state: RunState, event: WholeRunEvent): string {
  switch (event.type) {
    case 'run.open':
      return `Run of ${plan.name}: ${plan.targets.filter(({ skip }) => !skip).length} targets, ${state.schedule.length} tilts each (program ${event.program}).`;
    case 'run.taken-over':
      return `Goes on with ${event.file} of PACEtomo.py: ${event.images.length} images were found in its stacks.`;
    case 'area.moved':
      return `The stage is taken to stand right at ${event.stage.x.toFixed(2)}, ${event.stage.y.toFixed(2)} µm.`;
    case 'action':
      return `${actionWords[event.what]} ${event.who}.`;
    case 'plan.change':
      return `Changed by ${event.who}: ${changeWords(plan, event.change)}.`;
    case 'guard.wait':
      return `Waits (${event.guard}): ${event.reason}`;
    case 'guard.over':
      return `Waited ${event.seconds.toFixed(0)} s (${event.guard}).`;
    case 'care.done':
      return `${careWords[event.what]}.`;
    case 'link':
      return `Connection ${event.state}: ${event.cause}`;
    case 'suspend':
      return `Ends here for now: ${event.reason}`;
    case 'run.close':
      return completeLine(plan, state);
    default:
      return event satisfies never;
  }
}

function completeLine(plan: RunPlan, state: RunState): string {
  const missing = missingImages(plan, state);
  const planned = plan.targets.filter(({ skip }) => !skip).length * state.schedule.length;
  const taken = planned - missing.reduce((sum, { images }) => sum + images, 0);
  const list = missing.map(({ target, images, why }) => `${images} of target ${target} (${why})`);
  return `Complete: ${taken} of ${planned} images.${list.length > 0 ? ` Missing: ${list.join('; ')}.` : ''}`;
}
