import type { Facility, Stage } from '../microscope/microscope.ts';
import { StopRequested } from '../run/control.ts';
import { Trouble } from '../run/errors.ts';
import type { Running } from './running.ts';

/** How often a guard looks again while it waits, seconds of the microscope (the original looks every minute). */
const lookAgainS = 60;

/** A condition under which nothing may be exposed. */
interface Guard {
  readonly name: string;
  /** Changes slowly: looking once at each tilt is enough. */
  readonly isSlow?: true;
  /** Why nothing may be exposed now, or null. */
  readonly objection: (scope: Facility, run: Running) => Promise<string | null>;
  /** What is done once when it begins to wait. */
  readonly onWait?: (scope: Facility, run: Running) => Promise<void>;
}

/**
 * Makes sure, before an exposure, that nothing speaks against one: waits while dewars fill, valves are closed or the disk
 * is full, and goes on by itself when that is over. Nothing here costs dose.
 *
 * @throws Trouble `needs-person` when it takes longer than `guardPatienceMin`.
 */
export async function attend(scope: Facility & Stage, run: Running, isNewTilt: boolean): Promise<void> {
  for (const guard of guards) {
    if (guard.isSlow && !isNewTilt) continue;
    const objection = await guard.objection(scope, run);
    if (objection !== null) await waitOut(scope, run, guard, objection);
  }
}

async function waitOut(scope: Facility & Stage, run: Running, guard: Guard, reason: string): Promise<void> {
  await run.note({ type: 'guard.wait', guard: guard.name, reason });
  await guard.onWait?.(scope, run);
  const sinceS = await scope.clockS();
  for (let objection: string | null = reason; objection !== null; objection = await guard.objection(scope, run)) {
    if (run.control.stopping) throw new StopRequested();
    const waitedMin = ((await scope.clockS()) - sinceS) / 60;
    if (waitedMin > run.settings.guardPatienceMin) {
      throw new Trouble(
        'needs-person',
        `The run has waited ${Math.round(waitedMin)} minutes: ${objection}. Put that right, then resume; nothing was exposed meanwhile.`,
      );
    }
    await scope.wait(lookAgainS);
  }
  await run.note({ type: 'guard.over', guard: guard.name, seconds: Math.round((await scope.clockS()) - sinceS) });
}

const guards: readonly Guard[] = [
  {
    name: 'dewars',
    objection: async (scope, run) =>
      run.settings.checkDewar && (await scope.dewarsFilling()) ? 'the dewars are being filled' : null,
    onWait: async (scope, run) => {
      if (run.settings.cryoARM) {
        await scope.refillDewars();
        await run.note({ type: 'care.done', what: 'dewars', clockS: await scope.clockS() });
      }
      if (run.settings.coldFEG) await flash(scope, run);
    },
  },
  {
    name: 'valves',
    objection: async (scope, run) => {
      if ((await scope.columnValvesOpen()) !== false) return null;
      if (!run.settings.openValves) return 'the column valves are closed; somebody may have had a reason for it';
      await scope.openColumnValves();
      return (await scope.columnValvesOpen()) === false ? 'the column valves do not open' : null;
    },
  },
  {
    name: 'disk',
    isSlow: true,
    objection: async (scope, run) => {
      const freeGb = await scope.freeDiskGb();
      if (freeGb === null || freeGb >= run.settings.minFreeDiskGb) return null;
      return `only ${freeGb.toFixed(1)} GB are free where SerialEM writes, less than ${run.settings.minFreeDiskGb} GB`;
    },
  },
];

/** Flashes a cold gun now, however long ago the last flash was: there is time for it. */
async function flash(scope: Facility, run: Running): Promise<void> {
  await scope.flashGun('low');
  await run.note({ type: 'care.done', what: 'flash', clockS: await scope.clockS() });
}
