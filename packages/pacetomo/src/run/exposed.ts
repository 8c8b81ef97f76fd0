import type { Vec } from '../geometry/frames.ts';
import type { RunPlan } from '../plan/plan.ts';
import type { Look } from './exposureEvents.ts';
import type { Tile } from './slot.ts';

/** One exposure that was made, or that has to be believed made: all that counts of it where it fell. */
export interface Exposed {
  /** `record` and `tile` are images that are kept; `focus` is an autofocus. */
  readonly what: 'record' | 'tile' | Look;
  /** The target in its middle; null when it was beside all of them. */
  readonly target: string | null;
  /** The step of the schedule, of images that are kept. */
  readonly step: number | null;
  readonly tile: Tile | null;
  /** Where the image lies in its stack; null when it left none, and for looks. */
  readonly section: number | null;
  readonly tiltDeg: number;
  /** How far image shift stood from where it centres the tracking target; of what is for no target. */
  readonly awayBy: Vec<'imageShift'>;
  /** Of all images that it takes, e/Å²; null when it left none that would say so: it is taken for that of one like it. */
  readonly doseEPerA2: number | null;
  /** Across the beam, µm; null when nobody knows, or when it is that of the Record area. */
  readonly beamRadiusUm: number | null;
}

/** What aligning an image to an earlier one of its target has shown. */
export interface FoundOff {
  /** The step of the earlier one. */
  readonly againstStep: number;
  /** The image shift that would have put the image on the earlier one. */
  readonly correction: Vec<'imageShift'>;
}

/** Images of one autofocus: a run switches SerialEM's drift protection on. */
export const shotsOfFocus = 3;

/** Views of SerialEM's rough eucentricity where the height is not far off (estimate, after SerialEM's ComplexTasks.cpp). */
export const viewsOfEucentricity = 5;

/** How many images a look takes. SerialEM tells the dose of the last one. */
export const imagesOfLook: Readonly<Record<Look, number>> = {
  view: 1,
  preview: 1,
  map: 1,
  focus: shotsOfFocus,
  eucentricity: viewsOfEucentricity,
  realign: 1,
  slit: 1,
  recentre: 1,
};

/** What targets were exposed to while they were chosen: of their Views and Previews those that are kept as maps. */
export function exposedBefore({
  targets,
  settings,
}: Pick<RunPlan, 'targets' | 'settings'>): ReadonlyMap<number, Exposed> {
  const common = { step: null, tile: null, section: null, tiltDeg: settings.tiltTargetsDeg, beamRadiusUm: null };
  const all = targets.flatMap(({ id: target, chosenWith = {} }) =>
    (['view', 'preview'] as const).flatMap((what): readonly Exposed[] => {
      const doseEPerA2 = chosenWith[what];
      return doseEPerA2 === undefined ? [] : [{ what, target, doseEPerA2, awayBy: { x: 0, y: 0 }, ...common }];
    }),
  );
  return new Map(all.entries());
}
