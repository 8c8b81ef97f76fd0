import { SerialEmClient } from '@pacetomo/serialem-link';
import type { RunPlan } from '../../packages/pacetomo/src/plan/plan.ts';
import { OperatorControl } from '../../packages/pacetomo/src/run/control.ts';
import { Trouble, type TroubleCode } from '../../packages/pacetomo/src/run/errors.ts';
import type { CommandObserver } from '../../packages/pacetomo/src/serialem/gate.ts';
import type { Ending } from '../../packages/pacetomo/src/session/acquire.ts';
import { OpenJournal } from '../../packages/pacetomo/src/session/journalFile.ts';
import { keepGoing } from '../../packages/pacetomo/src/session/keepGoing.ts';
import { type CrashWorld, longestReplyMs } from './crashWorld.ts';

/** One life of a run: how it ended, and what it did by itself meanwhile. */
export interface Stretch {
  readonly ending: Ending | TroubleCode;
  readonly message: string;
  readonly resumedItself: number;
}

/** Works on a run as `pacetomo run` and `pacetomo resume` do, reconnecting by itself; its time is that of the microscope. */
export async function workUnattended(world: CrashWorld, plan: RunPlan, observer?: CommandObserver): Promise<Stretch> {
  let sleptMs = 0;
  let resumedItself = 0;
  const nowMs = (): number => sleptMs + 1000 * world.scope.nowS;
  const client = (): SerialEmClient => new SerialEmClient(world.scope.connect(), { replyTimeoutMs: longestReplyMs });
  const journal = await OpenJournal.open(world.store, { now: () => new Date(nowMs()), monotonicMs: nowMs });
  const first = client();
  const acquisition = {
    journal,
    client: first,
    control: new OperatorControl(),
    address: 'here:1',
    runUid: 'run',
    observer,
  };
  const link = {
    connect: async () => {
      resumedItself += 1;
      return client();
    },
    replyTimeoutMs: longestReplyMs,
    sleep: async (ms: number) => {
      sleptMs += ms;
    },
    nowMs,
    tell: () => {},
  };
  try {
    const ending = await keepGoing({ path: 'here', plan, planSha256: 'sha' }, acquisition, link);
    return { ending, message: '', resumedItself };
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
    return { ending: error.code, message: error.message, resumedItself };
  } finally {
    first.close();
  }
}

/** What a person does before resuming: waits until the worst is over, and switches Low Dose on if it is off. */
export async function seeToIt(world: CrashWorld): Promise<void> {
  await world.byHand(async (serialEm) => {
    await serialEm.call('SetLowDoseMode', 1).catch(() => {});
    await serialEm.call('Delay', 30, 's').catch(() => {});
    await serialEm.call('SetColumnOrGunValve', 1).catch(() => {});
  });
}
