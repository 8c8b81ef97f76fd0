import type { CheckView } from '../../api/areas.ts';
import type { MadePlan } from '../../plan/makePlan.ts';
import { dryRun } from '../../session/dryRun/dryRun.ts';
import { dryRunWith } from '../../session/dryRun/dryRunWith.ts';
import type { Told } from '../../session/dryRun/known.ts';
import { sentencesOf } from '../../session/dryRun/sentences.ts';
import { beyondReachAtStart } from '../../session/planning/soundPlan.ts';
import type { MicroscopeDesk } from '../microscope/microscopeDesk.ts';

/** How a check is made. */
export interface CheckWith {
  readonly microscope: MicroscopeDesk;
  readonly askSerialEm: boolean;
  /** What is known of beam and camera without asking. */
  readonly told: Told;
}

/** A dry run of areas of which plans can be made, and what is wrong with the others. */
export async function checkSheets(
  made: readonly MadePlan[],
  { microscope, askSerialEm, told }: CheckWith,
): Promise<CheckView> {
  const plans = made.flatMap(({ plan }) => plan ?? []);
  const report = askSerialEm
    ? await microscope.ask((client) => dryRunWith(client, { plans, told: {} }, microscope.folderMaps))
    : await dryRun({ plans, told });
  return {
    report,
    sentences: sentencesOf(report),
    warnings: made.flatMap(({ warnings }) => warnings),
    problems: [
      ...made.flatMap((one) => (one.plan === null ? one.problems : [])),
      ...plans.flatMap((plan) => beyondReachAtStart(plan) ?? []),
    ],
  };
}
