import { listProblems, orderSettings, type Settings, scheduleFor, type Tilt } from 'pacetomo/page';

/** One image of the picture of a tilt scheme. */
export interface SchemePoint {
  readonly step: number;
  readonly tilt: Tilt;
  /** What a target has received before this image and with it: images, or e/Å² when the dose of one is known. */
  readonly before: number;
  readonly after: number;
}

/** A tilt series as it is drawn, or why there is none. */
export type SchemePicture =
  | {
      readonly kind: 'series';
      readonly points: readonly SchemePoint[];
      readonly lowestDeg: number;
      readonly highestDeg: number;
    }
  | { readonly kind: 'none'; readonly why: string };

/** The turns of the stage of these settings, worked out as the plan of a run is. */
export function scheduleWith(settings: Settings): readonly Tilt[] | string {
  const { settings: ordered, problems } = orderSettings(settings);
  const objections = [...problems, ...listProblems(settings)];
  return objections[0] ?? scheduleFor(ordered);
}

/** The picture of a schedule; `perImage` is the dose of one image, or 1 to count images. */
export function pictureOf(schedule: readonly Tilt[] | string, perImage: number): SchemePicture {
  if (typeof schedule === 'string') return { kind: 'none', why: schedule };
  if (schedule.length === 0) return { kind: 'none', why: 'There are no tilts.' };
  const angles = schedule.map(({ deg }) => deg);
  return {
    kind: 'series',
    points: schedule.map((tilt, step) => ({ step, tilt, before: step * perImage, after: (step + 1) * perImage })),
    lowestDeg: Math.min(...angles),
    highestDeg: Math.max(...angles),
  };
}

/** Round numbers for an axis, at most about `most` of them, ends included where they are round. */
export function ticksOf(low: number, high: number, most: number): readonly number[] {
  const span = high - low;
  if (!(span > 0)) return [low];
  const raw = span / most;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 3, 5, 10].map((factor) => factor * power).find((one) => one >= raw) ?? 10 * power;
  const first = Math.ceil(low / step - 1e-9);
  const count = Math.floor(high / step + 1e-9) - first + 1;
  return Array.from({ length: count }, (_, i) => Number(((first + i) * step).toFixed(6)));
}
