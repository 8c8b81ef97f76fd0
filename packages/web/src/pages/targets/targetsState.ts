import type { Vec } from 'pacetomo/page';
import { create } from 'zustand';
import type { Orientation } from '../../scene/orientation.ts';

/** What a click into the map does. */
export type Mode = 'select' | 'add' | 'geometry' | 'polygon';

/** What can be shown over the map or left out. */
export interface Shown {
  readonly frames: boolean;
  readonly labels: boolean;
  readonly beam: boolean;
  readonly geometry: boolean;
  readonly axis: boolean;
  readonly reach: boolean;
  readonly holes: boolean;
  readonly outlines: boolean;
  readonly scores: boolean;
  readonly legend: boolean;
}

/** Something on the map that can be taken hold of. */
export type Held =
  | { readonly kind: 'target'; readonly index: number }
  | { readonly kind: 'geometry'; readonly index: number }
  | { readonly kind: 'pending'; readonly index: number }
  | { readonly kind: 'corner'; readonly index: number };

/** What is being dragged, and where it is now. */
interface Drag {
  readonly held: Held;
  readonly at: Vec<'image'>;
}

/** What the page shows of an area, and what has been pointed at; nothing of it lasts. */
export interface TargetsState {
  readonly mode: Mode;
  /** Target that is chosen, from 0. */
  readonly selected: number | null;
  /** Clicked places that are no targets yet. */
  readonly pending: readonly Vec<'stage'>[];
  /** Corners of the polygon that is drawn. */
  readonly corners: readonly Vec<'stage'>[];
  readonly isClosed: boolean;
  readonly drag: Drag | null;
  readonly shown: Shown;
  /** At which tilt beams and frames are drawn; null at that of the choice. */
  readonly tiltDeg: number | null;
  /** The map that is drawn in; null for the best one, 'none' for none. */
  readonly base: string | null;
  /** Further maps that are shown. */
  readonly over: readonly string[];
  /** Null as the camera sees it. */
  readonly orientation: Orientation | null;
}

const beginning: TargetsState = {
  mode: 'select',
  selected: null,
  pending: [],
  corners: [],
  isClosed: false,
  drag: null,
  shown: {
    frames: true,
    labels: true,
    beam: false,
    geometry: true,
    axis: true,
    reach: true,
    holes: false,
    outlines: false,
    scores: false,
    legend: true,
  },
  tiltDeg: null,
  base: null,
  over: [],
  orientation: null,
};

export const useTargets = create<TargetsState>(() => beginning);

const set = useTargets.setState;

/** Another area is looked at: what was pointed at is forgotten, what is shown stays. */
export const lookAtOtherArea = (): void =>
  set({ selected: null, pending: [], corners: [], isClosed: false, drag: null, mode: 'select', tiltDeg: null });

export const choose = (selected: number | null): void => set({ selected });

/** Changes what clicks do. A polygon that was begun stays. */
export const beginMode = (mode: Mode): void => set({ mode, drag: null });

export const show = (change: Partial<Shown>): void => set(({ shown }) => ({ shown: { ...shown, ...change } }));

export const addPending = (place: Vec<'stage'>): void => set(({ pending }) => ({ pending: [...pending, place] }));

export const movePending = (index: number, place: Vec<'stage'>): void =>
  set(({ pending }) => ({ pending: pending.with(index, place) }));

export const dropPending = (index: number): void => set(({ pending }) => ({ pending: pending.toSpliced(index, 1) }));

export const clearPending = (): void => set({ pending: [] });

/** Adds a corner; after a closed polygon a new one begins. */
export const addCorner = (place: Vec<'stage'>): void =>
  set(({ corners, isClosed }) => ({ corners: isClosed ? [place] : [...corners, place], isClosed: false }));

export const moveCorner = (index: number, place: Vec<'stage'>): void =>
  set(({ corners }) => ({ corners: corners.with(index, place) }));

export const dropPolygon = (): void => set({ corners: [], isClosed: false });

/** Ends the drawing of a polygon that has three corners or more. */
export const closePolygon = (): void =>
  set(({ corners }) => (corners.length < 3 ? {} : { isClosed: true, mode: 'select' }));

/** Shows a map over the base, or not any more. */
export const toggleOver = (map: string): void =>
  set(({ over }) => ({ over: over.includes(map) ? over.filter((other) => other !== map) : [...over, map] }));
