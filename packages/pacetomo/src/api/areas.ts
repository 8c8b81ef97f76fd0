import { z } from 'zod';
import type { AreaSetting, AreaTarget } from '../area/area.ts';
import type { DryRunReport } from '../dose/dryRunReport.ts';
import type { HalfSides } from '../dose/footprint.ts';
import type { Matrix, Vec } from '../geometry/frames.ts';
import type { Settings } from '../plan/settings.ts';
import type { Tilt } from '../plan/tiltScheme.ts';

/** One area of the session's folder. */
export interface AreaSummary {
  /** Name of the area, which is its address too: `lamella`, `lamella_p02`. */
  readonly area: string;
  readonly file: string;
  readonly targets: number;
  readonly skipped: number;
  /** UTC. */
  readonly changedAt: string;
  readonly hasUnsavedEdits: boolean;
  /** Its newest run. */
  readonly run: string | null;
}

/** A target as the page sees it. */
export type TargetView = Omit<AreaTarget, 'otherKeys'> & {
  /** Where it lies on the map: as its file says, or worked out from the others; null when nobody can say. */
  readonly onStage: Vec<'stage'> | null;
};

/** What can be done with an area now, and why not. */
export type AreaAction =
  | 'add'
  | 'move'
  | 'delete'
  | 'reorder'
  | 'skip'
  | 'make-track'
  | 'save-views'
  | 'measure-geometry'
  | 'copy'
  | 'settings'
  | 'start'
  | 'save';

/** An area with everything that the page draws of it. */
export interface AreaView {
  readonly area: string;
  readonly file: string;
  /** Grows with every edit; an edit says which one it was made on. */
  readonly version: number;
  readonly hasUnsavedEdits: boolean;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  readonly targets: readonly TargetView[];
  readonly settings: readonly AreaSetting[];
  readonly geometryPoints: readonly Vec<'specimen'>[];
  /** The run file of an interrupted run of the original is open. */
  readonly isInterruptedRun: boolean;
  /** What was noticed when it was read. */
  readonly remarks: readonly string[];
  /** What cannot be done now, with the reason. */
  readonly refused: Readonly<Partial<Record<AreaAction, string>>>;
  /** Job that works on it now; nothing is edited meanwhile. */
  readonly job: string | null;
  /** From Navigator positions of the stage to the specimen; the tracking target's stage position is its origin. */
  readonly stageToSpecimen: Matrix<'stage', 'specimen'> | null;
  /** At which tilt the positions hold, degrees. */
  readonly chosenTiltDeg: number;
  /** Settings in force: the file's, and the defaults. */
  readonly inForce: Settings;
  /** Turns of the stage in the order in which they are made. */
  readonly schedule: readonly Tilt[];
  /** Everything wrong with its settings. */
  readonly problems: readonly string[];
  readonly sizes: AreaSizes;
}

/** What a Record image covers, and how far image shift reaches, as far as it is known. */
export interface AreaSizes {
  /** µm; null when neither SerialEM nor a person said. */
  readonly beamRadiusUm: number | null;
  readonly frame: HalfSides | null;
  readonly reachUm: number;
}

const place = z.object({ x: z.number(), y: z.number() }).strict();
const index = z.int().min(0).max(10_000);

/** What is said of one area by name, in `/api/areas/:area/edits`. Indices count from 0, positions in µm from the tracking target. */
export const editBody = z
  .object({
    /** The version that it was made on. */
    version: z.int().min(0),
    edit: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('skip'), index, skip: z.boolean() }).strict(),
      z.object({ kind: z.literal('skip-all-but-tracking') }).strict(),
      z.object({ kind: z.literal('reorder'), order: z.array(index).max(10_000) }).strict(),
      z.object({ kind: z.literal('move'), index, to: place }).strict(),
      z.object({ kind: z.literal('add'), position: place.nullable(), stage: place.nullable() }).strict(),
      z.object({ kind: z.literal('delete'), index }).strict(),
      z.object({ kind: z.literal('geometry-add'), at: place }).strict(),
      z.object({ kind: z.literal('geometry-move'), index, to: place }).strict(),
      z.object({ kind: z.literal('geometry-remove'), index }).strict(),
      z.object({ kind: z.literal('geometry-clear') }).strict(),
      z.object({ kind: z.literal('geometry-suggest') }).strict(),
      /** Where autofocus hits no target, as many as there is room for. */
      z.object({ kind: z.literal('geometry-place'), count: z.int().min(3).max(40) }).strict(),
      z.object({ kind: z.literal('set'), name: z.string().max(60), text: z.string().max(500) }).strict(),
      z.object({ kind: z.literal('unset'), name: z.string().max(60) }).strict(),
      z.object({ kind: z.literal('undo') }).strict(),
      z.object({ kind: z.literal('redo') }).strict(),
      /** As it was opened or last saved. */
      z.object({ kind: z.literal('reset') }).strict(),
    ]),
  })
  .strict();

export type AreaEdit = z.infer<typeof editBody>['edit'];

export const saveBody = z.object({ version: z.int().min(0) }).strict();

/** Whether SerialEM is to be asked too, and settings that win over the file's. */
export const checkBody = z
  .object({ areas: z.array(z.string().max(100)).min(1).max(200), askSerialEm: z.boolean() })
  .strict();

/** What a session would do, and every sentence of `pacetomo check`. */
export interface CheckView {
  readonly report: DryRunReport;
  readonly sentences: readonly string[];
  readonly warnings: readonly string[];
  readonly problems: readonly string[];
}

/** Settings under a name. */
export interface Preset {
  readonly name: string;
  readonly settings: Readonly<Record<string, string>>;
}

const presetName = z
  .string()
  .min(1)
  .max(60)
  .regex(/^[\p{L}\p{N} ._+-]+$/u);
export const presetBody = z
  .object({ name: presetName, settings: z.record(z.string().max(60), z.string().max(500)) })
  .strict();
export const presetNameBody = z.object({ name: presetName }).strict();
