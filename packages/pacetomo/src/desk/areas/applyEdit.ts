import type { AreaEdit } from '../../api/areas.ts';
import type { Area } from '../../area/area.ts';
import { type Edited, edited, isRefused } from '../../area/edit.ts';
import {
  addGeometryPoint,
  addSuggestedPoints,
  clearGeometryPoints,
  moveGeometryPoint,
  removeGeometryPoint,
} from '../../area/editGeometry.ts';
import { removeSetting, setSetting } from '../../area/editSettings.ts';
import { addTarget, deleteTarget, moveTarget, reorder, setSkip, skipAllButTracking } from '../../area/editTargets.ts';
import { inverse } from '../../geometry/affine.ts';
import { add, apply, type Matrix, subtract, type Vec } from '../../geometry/frames.ts';
import { checkSetting, namesOfSetting } from '../../session/areaFiles/settingCheck.ts';

/** Edits that make another area of one; undo, redo and reset need to know what was before, and `geometry-place` the beam. */
export type PlainEdit = Exclude<AreaEdit, { readonly kind: 'undo' | 'redo' | 'reset' | 'geometry-place' }>;

/** What edits need to know beside the area. */
export interface EditFacts {
  /** From Navigator positions to the specimen at the tilt that the targets were chosen at; null when nobody knows. */
  readonly stageToSpecimen: Matrix<'stage', 'specimen'> | null;
  /** How far image shift goes, µm. */
  readonly reachUm: number;
  /** Names in the folder: new files keep off them. */
  readonly entries: readonly string[];
}

/** An area after one edit, or why it is refused. */
export function applyEdit(area: Area, edit: PlainEdit, facts: EditFacts): Edited {
  switch (edit.kind) {
    case 'skip':
      return setSkip(area, edit.index, edit.skip);
    case 'skip-all-but-tracking':
      return skipAllButTracking(area);
    case 'reorder':
      return reorder(area, edit.order);
    case 'move':
      return moveTarget(area, edit.index, toNanometre(edit.to), toStage(facts));
    case 'add':
      return addTarget(area, bothPlaces(area, edit, facts), facts.entries);
    case 'delete':
      return deleteTarget(area, edit.index);
    case 'geometry-add':
      return addGeometryPoint(area, edit.at);
    case 'geometry-move':
      return moveGeometryPoint(area, edit.index, edit.to);
    case 'geometry-remove':
      return removeGeometryPoint(area, edit.index);
    case 'geometry-clear':
      return clearGeometryPoints(area);
    case 'geometry-suggest':
      return addSuggestedPoints(area, facts.reachUm);
    case 'set':
      return setSetting(area, edit.name, edit.text, checkSetting);
    case 'unset':
      return removeSetting(area, namesOfSetting(edit.name));
    default:
      return edit satisfies never;
  }
}

/** An area with further geometry points. Those that are there already are passed over. */
export function withGeometryPoints(area: Area, points: readonly Vec<'specimen'>[]): Edited {
  return edited(
    points.reduce((now, point) => {
      const outcome = addGeometryPoint(now, point);
      return isRefused(outcome) ? now : outcome.area;
    }, area),
  );
}

const toStage = ({ stageToSpecimen }: EditFacts): Matrix<'specimen', 'stage'> | null =>
  stageToSpecimen && inverse(stageToSpecimen);

/** A place of which one side is known gets the other, as far as it is known how they belong together. */
function bothPlaces(
  { targets }: Area,
  { position, stage }: Extract<PlainEdit, { readonly kind: 'add' }>,
  facts: EditFacts,
): { readonly position: Vec<'specimen'> | null; readonly stage: Vec<'stage'> | null } {
  const origin = targets[0]?.stage ?? null;
  const back = toStage(facts);
  const seen =
    stage && origin && facts.stageToSpecimen && apply(facts.stageToSpecimen, subtract<'stage'>(stage, origin));
  const there = position && origin && back && add(origin, apply<'specimen', 'stage'>(back, position));
  const rounded = position ?? seen;
  return { position: rounded && toNanometre(rounded), stage: toNanometreOnStage(stage ?? there) };
}

const toNanometreOnStage = (stage: Vec<'stage'> | null): Vec<'stage'> | null =>
  stage && { x: nanometres(stage.x), y: nanometres(stage.y) };
const toNanometre = ({ x, y }: Vec<'specimen'>): Vec<'specimen'> => ({ x: nanometres(x), y: nanometres(y) });
const nanometres = (um: number): number => Math.round(um * 1000) / 1000 || 0;
