import type { Microscope } from '../microscope/microscope.ts';
import type { Slot } from '../run/events.ts';
import { slotKey } from '../run/state.ts';
import { checkArea } from './checkArea.ts';
import { exposeSlot } from './exposure.ts';
import { measureSaved } from './measure.ts';
import { resolveOpenExposure } from './recover.ts';
import type { Running } from './running.ts';
import { setUp } from './setUp.ts';

/**
 * Runs a plan to its end, from the beginning or from wherever its journal stops. There is no separate code for resuming:
 * an empty journal is only the shortest one.
 */
export async function runTiltSeries(scope: Microscope, run: Running, token: string): Promise<'complete' | 'stopped'> {
  const directory = run.state.environment?.directory ?? null;
  const environment = await scope.prepare(run.plan.settings.imageShiftLimitUm, token, directory);
  await run.note({ type: 'env', ...environment });
  await scope.claim(environment);
  await checkArea(scope, run);
  for (let next = run.next(); next.kind !== 'nothing'; next = run.next()) {
    if (run.control.stopping) return stop(scope, run);
    switch (next.kind) {
      case 'reconcile':
        await resolveOpenExposure(scope, run);
        break;
      case 'set-up':
        await setUp(scope, run);
        break;
      case 'measure':
        await measureSaved(scope, run, next.slot, savedSection(run, next.slot));
        break;
      case 'expose':
        await exposeSlot(scope, run, next.slot, next.tilt);
        break;
      case 'finish':
        await finish(scope, run);
        break;
      default:
        next satisfies never;
    }
  }
  return 'complete';
}

/** Leaves the microscope as it was found, level and in focus. */
async function finish(scope: Microscope, run: Running): Promise<void> {
  const { area, environment } = run.state;
  if (area !== null) {
    await scope.tiltTo(0);
    await scope.setDefocus(area.defocusUm);
    await scope.setImageShift({ x: 0, y: 0 });
  }
  const restored = await scope.restoreProperties(environment?.propertiesChanged ?? []);
  await run.note({ type: 'run.close', status: 'complete', restored });
}

/** Ends in good order so that the run can go on another day. */
async function stop(scope: Microscope, run: Running): Promise<'stopped'> {
  const who = run.control.stoppedBy ?? 'somebody';
  await run.note({ type: 'action', who, what: 'stop' });
  await scope.restoreProperties(run.state.environment?.propertiesChanged ?? []);
  await run.note({ type: 'suspend', reason: `stopped by ${who}` });
  return 'stopped';
}

function savedSection(run: Running, slot: Slot): number {
  const outcome = run.state.outcomes.get(slotKey(slot));
  if (outcome?.kind !== 'taken')
    throw new Error(`the image of target ${slot.target} at step ${slot.step} was not saved`);
  return outcome.section;
}
