import type { Settings } from './settings.ts';
import { fittedEnds, parseTiltList, tenThousandths } from './tiltScheme.ts';

/** What the range of a series is worked out from. */
type RangeSettings = Pick<
  Settings,
  | 'startTiltDeg'
  | 'minTiltDeg'
  | 'maxTiltDeg'
  | 'tiltStepDeg'
  | 'tiltTargetsDeg'
  | 'autoStartTilt'
  | 'tiltScheme'
  | 'tiltListDeg'
>;

/** Where a series starts and ends, degrees. The first image is taken at `startTiltDeg` whatever the scheme. */
export interface TiltRange {
  readonly startTiltDeg: number;
  readonly minTiltDeg: number;
  readonly maxTiltDeg: number;
  /** Sentences: what is different from what was wished. */
  readonly remarks: readonly string[];
}

/**
 * The start and the ends of a series, from those that were wished (behaviour C.2 step 15, with H14 and H15 mended).
 *
 * The start moves to the tilt at which the targets were chosen, or else, with autoStartTilt, to `levelDeg`, where the
 * sample lies level; null while that is still to be measured. Both ends move with it, are cut at what the stage can do
 * and are fitted to whole steps from the new start. What is worked out is given back unchanged when it is put in again
 * with the same slope. So a plan holds the range of what was known when it was made, and a run that measures the slope
 * afterwards calls this once more on the plan's settings, whose range nothing but the fitting has changed yet. It must
 * not call it on its own result with another slope: an end that was cut does not come back.
 *
 * A continuous series and a list have their first angle as their start and are not moved.
 */
export function tiltRange(settings: RangeSettings, levelDeg: number | null, maximumTiltDeg: number): TiltRange {
  if (settings.tiltScheme === 'list') return listed(settings);
  if (settings.tiltScheme === 'continuous') {
    const startDeg = clip(Math.min(settings.minTiltDeg, settings.maxTiltDeg), maximumTiltDeg);
    return withRemarks(fitted(settings, startDeg, 0, maximumTiltDeg), unmovedRemarks(settings));
  }
  const { startDeg, why } = startOf(settings, levelDeg, maximumTiltDeg);
  const shiftDeg = startDeg - settings.startTiltDeg;
  const range = fitted(settings, startDeg, shiftDeg, maximumTiltDeg);
  if (shiftDeg === 0) return range;
  return withRemarks(range, [`${why} ${startDeg}°: the series starts there and runs from ${wordsOf(range)}.`]);
}

function startOf(
  { tiltTargetsDeg, autoStartTilt, startTiltDeg }: RangeSettings,
  levelDeg: number | null,
  maximumTiltDeg: number,
): { readonly startDeg: number; readonly why: string } {
  if (tiltTargetsDeg !== 0) return { startDeg: tiltTargetsDeg, why: 'The targets were chosen at' };
  if (!autoStartTilt || levelDeg === null) return { startDeg: startTiltDeg, why: '' };
  const startDeg = clip(levelDeg, maximumTiltDeg);
  if (startDeg === levelDeg) return { startDeg, why: 'The sample lies level at' };
  return { startDeg, why: `The sample would lie level at ${levelDeg}°; the stage reaches` };
}

function fitted(settings: RangeSettings, startDeg: number, shiftDeg: number, maximumTiltDeg: number): TiltRange {
  const { minTiltDeg, maxTiltDeg, tiltStepDeg: stepDeg } = settings;
  const wished = {
    minTiltDeg: tenThousandths(Math.min(minTiltDeg, maxTiltDeg) + shiftDeg),
    maxTiltDeg: tenThousandths(Math.max(minTiltDeg, maxTiltDeg) + shiftDeg),
  };
  const cut = {
    minTiltDeg: clip(wished.minTiltDeg, maximumTiltDeg),
    maxTiltDeg: clip(wished.maxTiltDeg, maximumTiltDeg),
  };
  const ends = fittedEnds({ startDeg, minDeg: cut.minTiltDeg, maxDeg: cut.maxTiltDeg, stepDeg });
  const range = { startTiltDeg: startDeg, minTiltDeg: ends.minDeg, maxTiltDeg: ends.maxDeg };
  const isCut = wordsOf(cut) !== wordsOf(wished);
  const why = isCut
    ? `goes beyond ±${maximumTiltDeg}°`
    : `is not a whole number of ${stepDeg}° steps from ${startDeg}°`;
  const isChanged = wordsOf(range) !== wordsOf(wished);
  return { ...range, remarks: isChanged ? [`${wordsOf(wished)} ${why}: the series runs from ${wordsOf(range)}.`] : [] };
}

function listed(settings: RangeSettings): TiltRange {
  const angles = parseTiltList(settings.tiltListDeg);
  const [startTiltDeg = 0] = angles;
  return {
    startTiltDeg,
    minTiltDeg: Math.min(...angles),
    maxTiltDeg: Math.max(...angles),
    remarks: unmovedRemarks(settings),
  };
}

function unmovedRemarks({ autoStartTilt }: RangeSettings): readonly string[] {
  return autoStartTilt
    ? ['autoStartTilt moves dose-symmetric and bidirectional series only; this series starts where it says.']
    : [];
}

const withRemarks = (range: TiltRange, remarks: readonly string[]): TiltRange => ({
  ...range,
  remarks: [...remarks, ...range.remarks],
});

const wordsOf = ({ minTiltDeg, maxTiltDeg }: Pick<TiltRange, 'minTiltDeg' | 'maxTiltDeg'>): string =>
  `${minTiltDeg}° to ${maxTiltDeg}°`;

const clip = (deg: number, limitDeg: number): number => Math.max(-limitDeg, Math.min(limitDeg, deg));
