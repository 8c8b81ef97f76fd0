import { applyAffine, type MapSummary, type Vec } from 'pacetomo/page';

type Candidate = Pick<MapSummary, 'map' | 'widthPx' | 'heightPx' | 'pixelSizeNm' | 'fromStage'>;

/** Whether a map shows a place of the stage. */
function shows({ fromStage, widthPx, heightPx }: Candidate, stage: Vec<'stage'>): boolean {
  const { x, y } = applyAffine(fromStage, stage);
  return x >= 0 && y >= 0 && x <= widthPx && y <= heightPx;
}

/**
 * The map that an area is shown on: of those that show its tracking target, the one that shows most (behaviour E.1). Without
 * an area the newest one, which stands last. Null when none fits.
 */
export function baseMapFor<M extends Candidate>(maps: readonly M[], tracking: Vec<'stage'> | null): M | null {
  if (tracking === null) return maps.at(-1) ?? null;
  const fitting = maps.filter((map) => shows(map, tracking));
  return fitting.reduce<M | null>((best, map) => (best === null || areaOf(map) > areaOf(best) ? map : best), null);
}

const areaOf = ({ widthPx, heightPx, pixelSizeNm }: Candidate): number => widthPx * heightPx * pixelSizeNm ** 2;
