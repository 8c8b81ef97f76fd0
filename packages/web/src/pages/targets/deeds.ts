import { applyAffine, type Vec } from 'pacetomo/page';
import { sayTrouble } from '../../parts/say.ts';
import { placeOf, type World } from '../../scene/world.ts';
import { addCorner, addPending, choose, type Held, moveCorner, movePending, useTargets } from './targetsState.ts';
import type { Editing } from './useEditing.ts';

/** What can be done at a place of the map. */
export interface Deeds {
  /** A click at a place, or on something there. */
  readonly click: (place: Vec<'image'>, held: Held | null) => void;
  readonly skip: (index: number) => void;
  readonly addGeometry: (place: Vec<'image'>) => void;
  /** What was dragged lies there now. */
  readonly drop: (held: Held, place: Vec<'image'>) => void;
  /** Where something lies; null when it cannot be dragged. */
  readonly placeOf: (held: Held) => Vec<'image'> | null;
}

const noStage = 'Nobody knows where this is on the stage. Load a map of the place first: “Look” takes one.';
const noSpecimen = 'Nobody knows how this area lies on the map. It needs a tracking target with a stage position.';

/** Deeds in a world. Without an area only places for new targets can be clicked. */
export function deedsIn(world: World, editing: Editing | null): Deeds {
  const onSpecimen = (place: Vec<'image'>, then: (at: Vec<'specimen'>) => void): void =>
    world.toSpecimen === null ? sayTrouble(noSpecimen) : then(rounded(applyAffine(world.toSpecimen, place)));
  const onStage = (place: Vec<'image'>, then: (at: Vec<'stage'>) => void): void =>
    world.toStage === null ? sayTrouble(noStage) : then(applyAffine(world.toStage, place));
  const addGeometry = (place: Vec<'image'>): void => {
    if (editing === null) return;
    onSpecimen(place, (at) => void editing.edit({ kind: 'geometry-add', at }));
  };
  return {
    click: (place, held) => {
      const { mode } = useTargets.getState();
      if (held?.kind === 'target' && mode !== 'add') return choose(held.index);
      if (held !== null && held.kind !== 'target') return;
      if (mode === 'add') onStage(place, addPending);
      else if (mode === 'polygon') onStage(place, addCorner);
      else if (mode === 'geometry') addGeometry(place);
      else choose(null);
    },
    skip: (index) => {
      const target = editing?.area.targets[index];
      if (target !== undefined) void editing?.edit({ kind: 'skip', index, skip: !target.skip });
    },
    addGeometry,
    drop: (held, place) => {
      const { index } = held;
      if (held.kind === 'pending') onStage(place, (at) => movePending(index, at));
      else if (held.kind === 'corner') onStage(place, (at) => moveCorner(index, at));
      else if (held.kind === 'target') onSpecimen(place, (to) => void editing?.edit({ kind: 'move', index, to }));
      else onSpecimen(place, (to) => void editing?.edit({ kind: 'geometry-move', index, to }));
    },
    placeOf: ({ kind, index }) => {
      if (kind === 'target') {
        const target = editing?.area.targets[index];
        return target === undefined ? null : placeOf(world, target);
      }
      if (kind === 'geometry') {
        const point = editing?.area.geometryPoints[index];
        return point === undefined || world.fromSpecimen === null ? null : applyAffine(world.fromSpecimen, point);
      }
      const place = useTargets.getState()[kind === 'pending' ? 'pending' : 'corners'][index];
      return place === undefined || world.fromStage === null ? null : applyAffine(world.fromStage, place);
    },
  };
}

/** As the targets file keeps it, to 1 nm. */
const rounded = ({ x, y }: Vec<'specimen'>): Vec<'specimen'> => ({ x: nanometres(x), y: nanometres(y) });
const nanometres = (um: number): number => Math.round(um * 1000) / 1000 || 0;
