import type { Facility, Microscope } from '../microscope/microscope.ts';
import { Trouble } from '../run/errors.ts';
import type { NextStep } from '../run/nextStep.ts';
import type { Slot } from '../run/slot.ts';
import { slotKey } from '../run/state.ts';
import { attend } from './attend.ts';
import { takeCare } from './care.ts';
import { checkArea } from './checkArea.ts';
import { checkFocus } from './checkFocus.ts';
import { exposeAgain, exposeSlot } from './exposure.ts';
import { fitSaved } from './fitCtf.ts';
import { measureSaved } from './measure.ts';
import { recentre } from './recentre.ts';
import { resolveOpenExposure } from './recover.ts';
import type { Running } from './running.ts';
import { begin } from './setUp/begin.ts';
import { place } from './setUp/place.ts';
import { setUp } from './setUp/setUp.ts';
import { exposeTile } from './tile.ts';
import { turnStage } from './turnStage.ts';

/** How a run is worked on. */
interface RunManner {
  /** Nobody has looked since the connection was lost: go on only if everything is as it was. */
  readonly unattended: boolean;
}

/**
 * Runs a plan to its end, from the beginning or from wherever its journal stops. There is no separate code for resuming:
 * an empty journal is only the shortest one. `token` is the identity of the run, left in SerialEM.
 *
 * @throws StopRequested when a person stops it, Trouble when the world does not do as planned.
 */
export async function runTiltSeries(
  scope: Microscope,
  run: Running,
  token: string,
  { unattended }: RunManner,
): Promise<'complete'> {
  const directory = run.state.environment?.directory ?? null;
  const environment = await scope.prepare(run.settings.imageShiftLimitUm, token, directory);
  if (unattended && !environment.sameSession) throw restarted();
  await run.note({ type: 'env', ...environment });
  await scope.claim(environment);
  await checkArea(scope, run);
  for (let next = run.next(); next.kind !== 'nothing'; next = run.next()) {
    await rest(scope, run);
    await takeStep(scope, run, run.next(), unattended); // what is next may have changed meanwhile
  }
  return 'complete';
}

async function takeStep(scope: Microscope, run: Running, next: NextStep, unattended: boolean): Promise<void> {
  switch (next.kind) {
    case 'reconcile':
      return resolveOpenExposure(scope, run, unattended);
    case 'set-up':
      return setUp(scope, run, next.step);
    case 'place':
      return place(scope, run, next.target);
    case 'begin':
      return begin(scope, run);
    case 'recentre':
      await attend(scope, run, true);
      return recentre(scope, run, next.step, next.tilt);
    case 'measure':
      return measureSaved(scope, run, next.slot, savedSection(run, next.slot));
    case 'fit-ctf':
      return fitSaved(scope, run, next.slot, savedSection(run, next.slot));
    case 'finish':
      return finish(scope, run);
    case 'nothing':
      return;
    default:
      return expose(scope, run, next);
  }
}

type Exposing = Extract<NextStep, { readonly tilt: unknown }>;

async function expose(scope: Microscope, run: Running, next: Exclude<Exposing, { kind: 'recentre' }>): Promise<void> {
  const step = next.kind === 'check-focus' ? next.step : next.slot.step;
  const isNewTilt = run.attendedStep !== step;
  await turnStage(scope, run, step); // first, so that nothing can begin while it turns and be overlooked
  await attend(scope, run, isNewTilt);
  if (run.state.displaced !== null) return; // it has waited long: the tracking target is found again first
  if (isNewTilt) await takeCare(scope, run, step, next.tilt);
  run.attendedStep = step;
  if (next.kind === 'check-focus') return checkFocus(scope, run, next.step, next.tilt);
  if (next.kind === 'expose-again') return exposeAgain(scope, run, next.slot, next.tilt);
  if (next.kind === 'tile') return exposeTile(scope, run, next.slot, next.tilt, next.tile);
  return exposeSlot(scope, run, next.slot, next.tilt);
}

/** Between two steps a run may rest, and takes up what people want changed. */
async function rest(scope: Facility, run: Running): Promise<void> {
  if (run.settings.debug && run.settings.breakpoints) run.control.pause('the setting breakpoints');
  let sinceS: number | null = null;
  await run.control.checkpoint(async () => {
    await run.note({ type: 'action', who: run.control.pausedBy ?? 'somebody', what: 'pause' });
    sinceS = await scope.clockS();
  });
  if (sinceS !== null && !run.control.stopping)
    await run.note({ type: 'guard.over', guard: 'pause', seconds: Math.round((await scope.clockS()) - sinceS) });
  for (const wish of run.control.takeWishes()) await run.note({ type: 'plan.change', ...wish });
}

/** Leaves the microscope as it was found, level and in focus. */
async function finish(scope: Microscope, run: Running): Promise<void> {
  const { area, environment } = run.state;
  if (area !== null) {
    await scope.useMagnification(null);
    await scope.tiltTo(0);
    await scope.setDefocus(area.defocusUm);
    await scope.setImageShift({ x: 0, y: 0 });
  }
  const restored = await scope.restoreProperties(environment?.propertiesChanged ?? []);
  await run.note({ type: 'run.close', status: 'complete', restored });
}

function savedSection(run: Running, slot: Slot): number {
  const outcome = run.state.outcomes.get(slotKey(slot));
  if (outcome?.kind !== 'taken')
    throw new Error(`the image of target ${slot.target} at step ${slot.step} was not saved`);
  return outcome.section;
}

const restarted = (): Trouble =>
  new Trouble(
    'needs-person',
    'SerialEM was restarted while the connection was lost, so nobody knows how the microscope stands. Look at Low Dose, the Record area and the stage, then resume; nothing was exposed meanwhile.',
  );
