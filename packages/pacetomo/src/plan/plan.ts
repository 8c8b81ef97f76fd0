import type { Vec } from '../geometry/frames.ts';
import type { Settings } from './settings.ts';
import { objectionToList, parseTiltList, type Tilt, tiltsOf } from './tiltScheme.ts';

/** Everything decided before the first electron. Written once as plan.json, never changed. */
export interface RunPlan {
  readonly planVersion: 1;
  /** Version of the program that made the plan; another one may fold the same journal to slightly different predictions. */
  readonly program: string;
  /** Name of the area: the targets file's name before `_tgts`. */
  readonly name: string;
  readonly settings: Settings;
  /** In the order of the file; the first one tracks for all the others. */
  readonly targets: readonly Target[];
  /** Where the slope of the sample is to be measured, from the tracking target; empty when the file names no places. */
  readonly geometryPoints: readonly Vec<'specimen'>[];
  readonly targetsFile: { readonly path: string; readonly sha256: string };
}

/** One place on the specimen of which a tilt series is taken. */
export interface Target {
  /** As in the targets file: `001`, `002`, … */
  readonly id: string;
  /** File name of the tilt series, in SerialEM's working directory. */
  readonly stack: string;
  /** Specimen position relative to the tracking target; null when only the stage position is known. */
  readonly position: Vec<'specimen'> | null;
  readonly stage: Vec<'stage'> | null;
  /** File name of the Preview that the first image is aligned to, if the target was chosen with one. */
  readonly referenceMap: string | null;
  /** File name of the View that the target was chosen on, for aligning to at low magnification. */
  readonly viewMap: string | null;
  readonly skip: boolean;
  /** Dose of the images that it was chosen with, e/Å², as far as their mdoc files said it when the plan was made. */
  readonly chosenWith?: { readonly preview?: number; readonly view?: number };
}

/** Whether an area was copied from another place, as its name says: maps of a pattern still show the place it was copied from. */
export const isCopied = ({ name }: Pick<RunPlan, 'name'>): boolean => /_p\d+$/.test(name);

/** The turns of the stage in the order in which they are made, as far as is known before the slope is measured. */
export function scheduleOf({ settings }: RunPlan): readonly Tilt[] {
  return scheduleFor(settings);
}

/** The turns of the stage for settings whose range is worked out already (`tiltRange`). */
export function scheduleFor(settings: Settings): readonly Tilt[] {
  const { tiltScheme: kind, groupSize, groupGrowth, groupGrowthFromDeg, oneWayBeyondDeg } = settings;
  const range = {
    startDeg: settings.startTiltDeg,
    minDeg: settings.minTiltDeg,
    maxDeg: settings.maxTiltDeg,
    stepDeg: settings.tiltStepDeg,
    groupSize,
  };
  switch (kind) {
    case 'list':
      return tiltsOf({ kind, groupSize, listDeg: parseTiltList(settings.tiltListDeg) });
    case 'dose-symmetric':
      return tiltsOf({ kind, ...range, groupGrowth, groupGrowthFromDeg, oneWayBeyondDeg });
    default:
      return tiltsOf({ kind, ...range });
  }
}

/** Why there is no schedule for settings: a list that is none. Everything else is checked by the table of settings. */
export function listProblems({ tiltScheme, tiltListDeg }: Settings): readonly string[] {
  const objection = tiltScheme === 'list' ? objectionToList(tiltListDeg) : null;
  return objection === null ? [] : [`tiltListDeg ${objection}.`];
}
