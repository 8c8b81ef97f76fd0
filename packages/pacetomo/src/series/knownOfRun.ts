import { doseBefore, type Spot } from '../dose/spotDose.ts';
import { apply, type Vec } from '../geometry/frames.ts';
import type { SampleTilt } from '../geometry/sampleTilt.ts';
import { defocusSteps, imagedDefocusUm } from '../motion/wantedDefocus.ts';
import type { RunPlan } from '../plan/plan.ts';
import { after } from '../run/after.ts';
import type { RunEvent } from '../run/events.ts';
import type { Exposed } from '../run/exposed.ts';
import { indexOf, initialState, planNow, type RunState, slotKey } from '../run/state.ts';
import type { SeriesImage, WantedTilt } from './series.ts';
import { wantedTilts } from './wantedTilts.ts';

/** What the journal of a run knows of one stack that it has written. */
export interface KnownOfRun {
  readonly area: string;
  readonly target: string;
  readonly slope: SampleTilt;
  readonly wanted: readonly WantedTilt[];
  /** By section of the stack as it was acquired. */
  readonly images: ReadonlyMap<number, KnownImage>;
}

/** What the journal knows of one image. */
export interface KnownImage
  extends Pick<SeriesImage, 'doseEPerA2' | 'priorDoseEPerA2' | 'targetDefocusUm' | 'offUm' | 'ctf'> {
  readonly step: number;
  /** As planned, degrees. */
  readonly plannedDeg: number;
  /** The file of its frames as SerialEM named it; null when it was not asked for, or had none. */
  readonly frames: { readonly path: string; readonly count: number | null } | null;
  /** What was predicted for it: SerialEM's image shift and defocus, µm. */
  readonly aim: { readonly imageShift: Vec<'imageShift'>; readonly defocusUm: number } | null;
}

/** A run, folded once for all of its stacks. */
export interface RunStory {
  readonly plan: RunPlan;
  readonly state: RunState;
  /** What was written down with each image, by stack and section. */
  readonly told: ReadonlyMap<string, Told>;
}

interface Told {
  readonly frames: KnownImage['frames'];
  readonly aim: KnownImage['aim'];
  readonly correction: Vec<'imageShift'> | null;
}

const nothingTold: Told = { frames: null, aim: null, correction: null };

const toldKey = ({ target, tile }: Spot, section: number): string =>
  `${target}:${tile?.column ?? 0},${tile?.row ?? 0}:${section}`;

/** Reads the journal of a run for all of its stacks. */
export function storyOf(plan: RunPlan, events: readonly RunEvent[]): RunStory {
  const told = new Map<string, Told>();
  let state = initialState(plan);
  let newest: string | null = null;
  for (const event of events) {
    const { open } = state;
    if (event.type === 'expose.commit' && 'section' in event && open !== null && 'file' in open) {
      newest = toldKey({ target: open.target, tile: open.tile ?? null }, event.section);
      const frames = event.frames === undefined ? null : { path: event.frames.path, count: event.frames.frames };
      const aim = { imageShift: open.imageShift, defocusUm: open.defocusUm };
      told.set(newest, { frames, aim, correction: null });
    }
    if (event.type === 'track.measured' && newest !== null)
      told.set(newest, { ...(told.get(newest) ?? nothingTold), correction: event.correction });
    state = after(plan, state, event);
  }
  return { plan, state, told };
}

/** What a run knows of the stack of a target, or of a piece of its montage. */
export function knownOfRun({ plan, state, told }: RunStory, spot: Spot): KnownOfRun {
  const images = new Map<number, KnownImage>();
  for (const [at, exposed] of state.exposed) {
    if (!isImageOf(exposed, spot)) continue;
    const { section, step } = exposed;
    const { frames, aim, correction } = told.get(toldKey(spot, section)) ?? nothingTold;
    images.set(section, {
      step,
      plannedDeg: state.schedule[step]?.deg ?? exposed.tiltDeg,
      doseEPerA2: exposed.doseEPerA2 ?? 0,
      priorDoseEPerA2: doseBefore(plan, state, spot, at),
      targetDefocusUm: wantedDefocusUm(plan, state, spot.target, step),
      frames,
      aim,
      offUm: correction === null || state.area === null ? null : apply(state.area.toSpecimen, correction),
      ctf: spot.tile === null ? ctfOf(state, spot.target, step) : null,
    });
  }
  const { pretiltDeg, rotationDeg } = state.settings;
  const slope = { pretiltDeg, rotationDeg };
  return { area: plan.name, target: spot.target, slope, wanted: wantedTilts(state, spot), images };
}

/** SerialEM's own TargetDefocus is that of its autofocus, the same for all targets. */
function wantedDefocusUm(plan: RunPlan, state: RunState, target: string, step: number): number | null {
  const { area, schedule, settings } = state;
  const tilt = schedule[step];
  if (area === null || tilt === undefined) return null;
  const index = indexOf(plan, target);
  const ownUm = settings.maxDefocusUm + (defocusSteps(planNow(plan, state), area.stageToSpecimen)[index] ?? 0);
  return imagedDefocusUm(settings, index, tilt, ownUm);
}

type SavedImage = Exposed & { readonly section: number; readonly step: number };

function isImageOf(exposed: Exposed, { target, tile }: Spot): exposed is SavedImage {
  const isSame = exposed.tile?.column === tile?.column && exposed.tile?.row === tile?.row;
  return exposed.target === target && isSame && exposed.section !== null && exposed.step !== null;
}

/** Ctfplotter is the more robust of the two (the README of the original). */
function ctfOf(state: RunState, target: string, step: number): KnownImage['ctf'] {
  const { ctfplotter, ctffind } = state.ctf.get(slotKey({ target, step })) ?? {};
  return ctfplotter ?? ctffind ?? null;
}
