import type { AreaAction, AreaEdit, AreaView } from 'pacetomo/page';
import { useCallback, useMemo } from 'react';
import { sayTrouble } from '../../parts/say.ts';
import { useRefusal } from '../../server/control.ts';
import { editArea, saveArea } from './areaEdits.ts';

/** Edits of the area that is shown, and why there can be none. */
export interface Editing {
  readonly area: AreaView;
  /** Edits it; what stands against that is said. True when it was done. */
  readonly edit: (edit: AreaEdit) => Promise<boolean>;
  readonly save: () => Promise<boolean>;
  /** Why something cannot be done, control left aside; null when it can. */
  readonly why: (action: AreaAction) => string | null;
}

/** Edits for the area that is shown; null while none is. */
export function useEditing(area: AreaView | null): Editing | null {
  const noControl = useRefusal();
  const objectionTo = useCallback(
    (action: AreaAction | null): string | null => (action === null ? null : area?.refused[action]) ?? noControl,
    [area?.refused, noControl],
  );
  return useMemo(() => {
    if (area === null) return null;
    const orSay = async (action: AreaAction | null, act: () => Promise<boolean>): Promise<boolean> => {
      const objection = objectionTo(action);
      if (objection === null) return act();
      sayTrouble(objection);
      return false;
    };
    return {
      area,
      edit: (wish) => orSay(actionOf[wish.kind], () => editArea(area.area, wish)),
      save: () => orSay('save', () => saveArea(area.area)),
      why: (action) => area.refused[action] ?? null,
    };
  }, [area, objectionTo]);
}

const actionOf: Readonly<Record<AreaEdit['kind'], AreaAction | null>> = {
  skip: 'skip',
  'skip-all-but-tracking': 'skip',
  reorder: 'reorder',
  move: 'move',
  add: 'add',
  delete: 'delete',
  'geometry-add': null,
  'geometry-move': null,
  'geometry-remove': null,
  'geometry-clear': null,
  'geometry-suggest': null,
  'geometry-place': null,
  set: null,
  unset: null,
  undo: null,
  redo: null,
  reset: null,
};
