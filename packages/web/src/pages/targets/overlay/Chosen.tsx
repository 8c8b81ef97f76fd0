import { applyAffine, type Vec } from 'pacetomo/page';
import { useShallow } from 'zustand/react/shallow';
import { linePath, polygonPath } from '../../../scene/paths.ts';
import type { World } from '../../../scene/world.ts';
import { useCursor } from '../cursor.ts';
import { useTargets } from '../targetsState.ts';
import styles from './Overlay.module.css';
import { Pin, Tag } from './Pin.tsx';

/** Clicked places that are no targets yet. */
export function Pending({ world: { fromStage } }: { readonly world: World }) {
  const pending = useTargets((state) => state.pending);
  if (fromStage === null) return null;
  return (
    <>
      {pending.map((place, index) => {
        const data = { 'data-held': 'pending', 'data-index': index };
        const at = applyAffine(fromStage, place);
        return (
          <g key={`${place.x} ${place.y}`}>
            <Pin at={at} label={`New point ${index + 1}`} {...data}>
              <path d="M0-7L7 5H-7Z" className={styles.pending} {...data} />
            </Pin>
            <Tag at={at} right={8} down={-4}>
              {`+${index + 1}`}
            </Tag>
          </g>
        );
      })}
    </>
  );
}

/** The polygon that is drawn: open while corners are added, and then filled. */
export function Polygon({ world: { fromStage } }: { readonly world: World }) {
  const [corners, isClosed, mode] = useTargets(useShallow((state) => [state.corners, state.isClosed, state.mode]));
  const cursor = useCursor((state) => (mode === 'polygon' ? state.at : null));
  if (fromStage === null || corners.length === 0) return null;
  const places = corners.map((corner) => applyAffine(fromStage, corner));
  const open: readonly Vec<'image'>[] = cursor !== null ? [...places, cursor] : places;
  return (
    <>
      <path className={styles.polygon} d={isClosed ? polygonPath(places) : linePath(open)} />
      {places.map((place, index) => {
        const data = { 'data-held': 'corner', 'data-index': index };
        return (
          <Pin key={`${place.x} ${place.y}`} at={place} label={`Corner ${index + 1}`} {...data}>
            <rect x={-5} y={-5} width={10} height={10} className={styles.pending} {...data} />
          </Pin>
        );
      })}
    </>
  );
}

/** What is being dragged, where it is now. */
export function Ghost({ world }: { readonly world: World }) {
  const drag = useTargets((state) => state.drag);
  if (drag === null) return null;
  return (
    <Pin at={drag.at} label="Is being moved">
      <circle r={9} className={styles.halo} />
      <path d="M-14 0H14M0-14V14" className={styles.halo} />
      <text className={styles.label} x={12} y={-10}>
        {wordsFor(world, drag.at)}
      </text>
    </Pin>
  );
}

function wordsFor({ toSpecimen }: World, at: Vec<'image'>): string {
  if (toSpecimen === null) return '';
  const { x, y } = applyAffine(toSpecimen, at);
  return `${x.toFixed(2)}, ${y.toFixed(2)} µm`;
}
