import { anglesInList, objectionToTiltList } from './settings/tiltList.ts';

/** The side of the start tilt that an image belongs to. The start image opens both. */
export type Branch = 'plus' | 'minus';

/** One turn of the stage: every target is exposed once at it. */
export interface Tilt {
  /** Nominal tilt, degrees. Identities are made from it, never from what the stage reads back. */
  readonly deg: number;
  readonly branch: Branch;
  /**
   * The first image of a group, where the extra autofocus is made [addAF]. Not the start, and not the first group of a
   * branch, which the autofocus at the start serves. (The original never focuses with groups of one image, and with
   * more than two on the last but one of a minus group, behaviour H24.)
   */
  readonly startsGroup: boolean;
}

/** A range of angles in equal steps, degrees. */
export interface SteppedRange {
  readonly startDeg: number;
  readonly minDeg: number;
  readonly maxDeg: number;
  readonly stepDeg: number;
}

/** Start, a group up, a group down, and so on. */
export interface DoseSymmetric extends SteppedRange {
  /** Images on one branch before the other has its turn. */
  readonly groupSize: number;
  /** Images by which every group is longer than the one before it, from `groupGrowthFromDeg` on; normally none. */
  readonly groupGrowth?: number;
  /** Distance from the start of a group's first image, degrees, from which groups grow; the first group never does. */
  readonly groupGrowthFromDeg?: number;
  /** Distance from the start, degrees, from which the plus branch is finished in one go, and then the minus branch. */
  readonly oneWayBeyondDeg?: number;
}

/** How a series is spread over the angles. All but `dose-symmetric` need the size of groups for the autofocus alone. */
export type TiltScheme =
  | ({ readonly kind: 'dose-symmetric' } & DoseSymmetric)
  /** From the lowest angle up; all of it is the plus branch, so that each image is aligned to the one before. */
  | ({ readonly kind: 'continuous'; readonly groupSize: number } & Omit<SteppedRange, 'startDeg'>)
  /** From the start up to the highest angle, then from the start down to the lowest. */
  | ({ readonly kind: 'bidirectional'; readonly groupSize: number } & SteppedRange)
  /** As written. What lies above the first angle is the plus branch, the rest the minus branch. */
  | { readonly kind: 'list'; readonly groupSize: number; readonly listDeg: readonly number[] };

/** The turns of the stage in the order in which they are made. The first one is the start. */
export function tiltsOf(scheme: TiltScheme): readonly Tilt[] {
  if (scheme.kind === 'dose-symmetric') return doseSymmetric(scheme);
  const [startDeg = 0, ...rest] = anglesOf(scheme);
  return inGroups(startDeg, groupsOf(startDeg, rest, scheme.groupSize));
}

function anglesOf(scheme: Exclude<TiltScheme, { kind: 'dose-symmetric' }>): readonly number[] {
  if (scheme.kind === 'list') return scheme.listDeg;
  const range = scheme.kind === 'continuous' ? { ...scheme, startDeg: scheme.minDeg } : scheme;
  const { up, down } = stepsIn(range);
  return [range.startDeg, ...stepsFrom(range, 0, up), ...stepsFrom(range, 0, -down)];
}

/**
 * Grouped dose-symmetric order: start, then `groupSize` up, `groupSize` down, and so on (Hagen et al. 2017).
 *
 * When one end is reached the other branch goes on alone, still in the same order. An end that is no whole number of
 * steps from the start is not visited: the last image is the last whole step inside the range.
 *
 * Growing groups and the one-way end mean what they do in SerialEM (`FindDoseSymmetricAngles` of its TSDoseSymDlg.cpp):
 * both are decided after a pair of groups by the distance of the next image, so a pair is always equally long. Ours
 * grow with every pair, SerialEM's with an interval of degrees; one-way, ours always goes up first. Where a branch goes
 * on alone or one way, its groups count `groupSize` images again: there they serve the autofocus only.
 */
export function doseSymmetric(scheme: DoseSymmetric): readonly Tilt[] {
  const { startDeg, stepDeg, groupSize, groupGrowth = 0, groupGrowthFromDeg = 0 } = scheme;
  const { up, down } = stepsIn(scheme);
  const groups: Group[] = [];
  let done = 0;
  let size = groupSize;
  const nextLiesAt = (deg: number): boolean => (done + 1) * stepDeg >= deg - 1e-6;
  while (done < Math.min(up, down) && !nextLiesAt(scheme.oneWayBeyondDeg ?? Number.POSITIVE_INFINITY)) {
    if (done > 0 && nextLiesAt(groupGrowthFromDeg)) size += groupGrowth;
    groups.push({ branch: 'plus', angles: stepsFrom(scheme, done, Math.min(done + size, up)) });
    groups.push({ branch: 'minus', angles: stepsFrom(scheme, -done, -Math.min(done + size, down)) });
    done += size;
  }
  for (const rest of [stepsFrom(scheme, done, Math.max(done, up)), stepsFrom(scheme, -done, -Math.max(done, down))]) {
    groups.push(...groupsOf(startDeg, rest, groupSize));
  }
  return inGroups(startDeg, groups);
}

interface Group {
  readonly branch: Branch;
  readonly angles: readonly number[];
}

/** Cuts an order of angles wherever it changes sides, and after every `groupSize` of them. */
function groupsOf(startDeg: number, angles: readonly number[], groupSize: number): readonly Group[] {
  const groups: { readonly branch: Branch; readonly angles: number[] }[] = [];
  for (const deg of angles) {
    const branch = deg > startDeg ? 'plus' : 'minus';
    const last = groups.at(-1);
    if (last?.branch === branch && last.angles.length < groupSize) last.angles.push(deg);
    else groups.push({ branch, angles: [deg] });
  }
  return groups;
}

function inGroups(startDeg: number, groups: readonly Group[]): readonly Tilt[] {
  const tilts: Tilt[] = [{ deg: startDeg, branch: 'plus', startsGroup: false }];
  const begun = new Set<Branch>();
  for (const { branch, angles } of groups) {
    tilts.push(...angles.map((deg, i) => ({ deg, branch, startsGroup: i === 0 && begun.has(branch) })));
    begun.add(branch);
  }
  return tilts;
}

/** The angles after `done` steps from the start up to and including `end` steps; negative numbers are steps down. */
function stepsFrom({ startDeg, stepDeg }: SteppedRange, done: number, end: number): readonly number[] {
  const direction = Math.sign(end - done);
  return Array.from({ length: Math.abs(end - done) }, (_, i) =>
    tenThousandths(startDeg + (done + direction * (i + 1)) * stepDeg),
  );
}

const stepsIn = ({
  startDeg,
  minDeg,
  maxDeg,
  stepDeg,
}: SteppedRange): { readonly up: number; readonly down: number } => ({
  up: wholeSteps((maxDeg - startDeg) / stepDeg),
  down: wholeSteps((startDeg - minDeg) / stepDeg),
});

/** The lowest and the highest angle inside the range that are whole steps from the start. */
export function fittedEnds(range: SteppedRange): { readonly minDeg: number; readonly maxDeg: number } {
  const { up, down } = stepsIn(range);
  const at = (steps: number): number => tenThousandths(range.startDeg + steps * range.stepDeg);
  return { minDeg: at(-down), maxDeg: at(up) };
}

/** 19.999999 steps are 20: ranges are typed in decimals. */
const wholeSteps = (steps: number): number => Math.max(0, Math.floor(steps + 1e-6));

/** Rounded to what file names and keys carry, without a negative zero. */
export const tenThousandths = (deg: number): number => Math.round(deg * 1e4) / 1e4 || 0;

/** Why the text of `tiltListDeg` is no series, to follow the name of the setting; null when it is one. */
export function objectionToList(text: string): string | null {
  const few = anglesInList(text).length < 2 ? 'has to have at least two angles' : null;
  return objectionToTiltList(text) ?? few;
}

/** The angles of a list that nothing is objected to, degrees, in its order. */
export function parseTiltList(text: string): readonly number[] {
  const objection = objectionToList(text);
  if (objection !== null) throw new Error(`the list of tilts ${objection}`);
  return anglesInList(text);
}
