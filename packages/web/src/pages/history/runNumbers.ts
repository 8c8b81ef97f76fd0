import { type RunPlan, type RunState, type StampedEvent, slotKey } from 'pacetomo/page';
import { quantile } from '../../runs/curves.ts';
import type { RunFigures, SlotFigures } from '../../runs/figures.ts';

/** What the numbers of a run are worked out from. */
export interface Story {
  readonly plan: RunPlan;
  readonly state: Pick<RunState, 'schedule'>;
  readonly figures: RunFigures;
  readonly events: readonly StampedEvent[];
}

/** A run in numbers; null where there is nothing to say it by. */
export interface RunNumbers {
  readonly targets: number;
  readonly tilts: number;
  readonly planned: number;
  readonly taken: number;
  readonly lost: number;
  readonly leftOut: number;
  /** Of the tracking target's second images and of looks. */
  readonly looks: number;
  readonly minutes: number | null;
  /** Between two images, s: half of them took less. */
  readonly usualS: number | null;
  /** How far targets were found off their prediction, nm: half of all, and nine of ten. */
  readonly offNm: number | null;
  readonly mostOffNm: number | null;
  /** The largest sum of what was found off on a branch, nm. */
  readonly driftNm: number | null;
  /** Found defocus from aimed defocus, µm, half of all. */
  readonly defocusOffUm: number | null;
  /** What a target has received, the middle of all, e/Å². */
  readonly doseEPerA2: number | null;
  readonly meanCounts: number | null;
  readonly waits: number;
  readonly resumes: number;
}

/** The numbers of a run. */
export function runNumbers({ plan, state: { schedule }, figures, events }: Story): RunNumbers {
  const targets = plan.targets.filter(({ skip }) => !skip);
  const slots = [...figures.slots.values()];
  const taken = slots.filter(({ kind }) => kind === 'taken');
  const off = numbers(taken, ({ offUm }) => offUm && Math.hypot(offUm.x, offUm.y) * 1000);
  const drift = numbers(taken, ({ driftUm }) => driftUm && Math.hypot(driftUm.x, driftUm.y) * 1000);
  const focus = numbers(taken, ({ aimDefocusUm: aim, defocusUm: found }) =>
    aim === null || found === null ? null : Math.abs(found - aim),
  );
  const doses = targets.map(({ id }) => figures.doseOf(id)).sort((a, b) => a - b);
  const { beganAt, lastAt } = figures;
  return {
    targets: targets.length,
    tilts: schedule.length,
    planned: targets.length * schedule.length,
    taken: taken.length,
    lost: slots.filter(({ kind }) => kind === 'lost').length,
    leftOut: slots.filter(({ kind }) => kind === 'skipped').length,
    looks: events.filter((event) => event.type === 'expose.commit' && event.purpose === 'look').length,
    minutes: beganAt === null || lastAt === null ? null : (Date.parse(lastAt) - Date.parse(beganAt)) / 60_000,
    usualS: quantile(
      numbers(taken, ({ tookS }) => tookS),
      0.5,
    ),
    offNm: quantile(off, 0.5),
    mostOffNm: quantile(off, 0.9),
    driftNm: drift.at(-1) ?? null,
    defocusOffUm: quantile(focus, 0.5),
    doseEPerA2: quantile(doses, 0.5),
    meanCounts: quantile(
      numbers(taken, ({ meanCounts }) => meanCounts),
      0.5,
    ),
    waits: events.filter(({ type }) => type === 'guard.wait').length,
    resumes: events.filter((event) => event.type === 'action' && event.what === 'resume').length,
  };
}

/** One target of a run in numbers. */
export interface TargetNumbers {
  readonly target: string;
  readonly taken: number;
  readonly lost: number;
  readonly leftOut: number;
  readonly lowestDeg: number | null;
  readonly highestDeg: number | null;
  readonly doseEPerA2: number;
  readonly offNm: number | null;
  readonly driftNm: number | null;
  readonly defocusUm: number | null;
}

/** All targets that were not skipped, in their order. */
export function targetNumbers({ plan, state: { schedule }, figures }: Omit<Story, 'events'>): readonly TargetNumbers[] {
  return plan.targets
    .filter(({ skip }) => !skip)
    .map(({ id: target }) => {
      const slots = schedule.flatMap((_, step) => figures.slots.get(slotKey({ target, step })) ?? []);
      const taken = slots.filter(({ kind }) => kind === 'taken');
      const angles = taken.flatMap(({ step }) => schedule[step]?.deg ?? []);
      const off = numbers(taken, ({ offUm }) => offUm && Math.hypot(offUm.x, offUm.y) * 1000);
      const drift = numbers(taken, ({ driftUm }) => driftUm && Math.hypot(driftUm.x, driftUm.y) * 1000);
      return {
        target,
        taken: taken.length,
        lost: slots.filter(({ kind }) => kind === 'lost').length,
        leftOut: slots.filter(({ kind }) => kind === 'skipped').length,
        lowestDeg: angles.length === 0 ? null : Math.min(...angles),
        highestDeg: angles.length === 0 ? null : Math.max(...angles),
        doseEPerA2: figures.doseOf(target),
        offNm: quantile(off, 0.5),
        driftNm: drift.at(-1) ?? null,
        defocusUm: quantile(
          numbers(taken, ({ defocusUm }) => defocusUm),
          0.5,
        ),
      };
    });
}

function numbers(slots: readonly SlotFigures[], pick: (slot: SlotFigures) => number | null): readonly number[] {
  return slots.flatMap((slot) => pick(slot) ?? []).sort((a, b) => a - b);
}
