import type { AreaView, MapSummary, Vec } from 'pacetomo/page';
import { useMemo } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { baseMapFor } from '../../scene/baseMap.ts';
import { type Orientation, orientationOfFrame, upright } from '../../scene/orientation.ts';
import { placeOver } from '../../scene/placing.ts';
import { type World, worldOf } from '../../scene/world.ts';
import { useReply } from '../../server/replies.ts';
import { useTargets } from './targetsState.ts';
import type { Layer } from './viewer/mapViewer.ts';

/** What is drawn: the maps, and the world that everything over them is drawn in. */
export interface Scene {
  readonly world: World;
  readonly base: MapSummary | null;
  readonly layers: readonly Layer[];
  readonly maps: readonly MapSummary[];
  readonly orientation: Orientation;
  /** Grows when another world is drawn in, so that the viewer looks at all of it. */
  readonly id: string;
}

/** The scene of an area, or of the maps alone. */
export function useScene(area: AreaView | null): Scene {
  const { data: maps = noMaps } = useReply('maps', {});
  const [wanted, over, orientation] = useTargets(useShallow((state) => [state.base, state.over, state.orientation]));
  const hasArea = area !== null;
  const origin = originOf(area); // the same object as long as it says the same, as all of a reply
  const matrix = area?.stageToSpecimen ?? null;
  const base = useMemo(() => {
    if (wanted === 'none') return null;
    const chosen = maps.find(({ map }) => map === wanted);
    return chosen ?? (hasArea && origin === null ? null : baseMapFor(maps, origin));
  }, [maps, wanted, hasArea, origin]);
  const world = useMemo(
    () => worldOf(base, hasArea ? { stageToSpecimen: matrix, origin } : null),
    [base, hasArea, matrix, origin],
  );
  const layers = useMemo(() => {
    if (base === null) return [];
    const upper = maps.filter(({ map }) => map !== base.map && over.includes(map));
    return [base, ...upper].flatMap((map) => {
      const placing = placeOver(base, map);
      return placing === null ? [] : [{ map, placing }];
    });
  }, [maps, base, over]);
  const frame = area?.sizes.frame ?? null;
  const usual = base === null && frame !== null ? orientationOfFrame(frame) : upright;
  return { world, base, layers, maps, orientation: orientation ?? usual, id: base?.map ?? `sheet ${area?.area ?? ''}` };
}

const noMaps: readonly MapSummary[] = [];

/** Where the tracking target of an area lies on the stage. */
function originOf(area: AreaView | null): Vec<'stage'> | null {
  const tracking = area?.targets[0];
  return tracking === undefined ? null : (tracking.stage ?? tracking.onStage);
}
