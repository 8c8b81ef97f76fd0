import type { AreaView, HolesView, OutlineView, Vec } from 'pacetomo/page';
import { useCallback, useMemo, useRef } from 'react';
import { useShallow } from 'zustand/react/shallow';
import type { World } from '../../../scene/world.ts';
import { deedsIn } from '../deeds.ts';
import { useTargets } from '../targetsState.ts';
import type { Editing } from '../useEditing.ts';
import type { MapViewer } from '../viewer/mapViewer.ts';
import { useGestures } from '../viewer/useGestures.ts';
import { Beams } from './Beams.tsx';
import { Ghost, Pending, Polygon } from './Chosen.tsx';
import { GeometryPoints } from './GeometryPoints.tsx';
import styles from './Overlay.module.css';
import { Holes, Outlines, Reach, TiltAxis } from './Surroundings.tsx';
import { Targets } from './Targets.tsx';
import { useFollow } from './useFollow.ts';

export interface OverlayProps {
  readonly viewer: MapViewer | null;
  readonly world: World;
  readonly editing: Editing | null;
  readonly holes: HolesView | null;
  readonly outlines: readonly OutlineView[];
  readonly onOpen: (index: number) => void;
}

/** Everything that is drawn over the map, and what the mouse does with it. */
export function Overlay({ viewer, world, editing, holes, outlines, onOpen }: OverlayProps) {
  const ground = useRef<HTMLDivElement>(null);
  const svg = useRef<SVGSVGElement>(null);
  const scene = useRef<SVGGElement>(null);
  const [shown, mode, selected, tiltDeg] = useTargets(
    useShallow((state) => [state.shown, state.mode, state.selected, state.tiltDeg]),
  );
  const deeds = useMemo(() => deedsIn(world, editing), [world, editing]);
  const holeAt = useCallback(
    (index: number): Vec<'image'> | null => (holes?.found === true ? (holes.holes[index] ?? null) : null),
    [holes],
  );
  const gestures = useGestures(viewer, ground, deeds, holeAt);
  useFollow(viewer, svg, scene);
  const area = editing?.area ?? null;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a drawing is no fieldset
    <div
      ref={ground}
      className={styles.overlay}
      role="group"
      aria-label={titleOf(area)}
      style={{ cursor: mode === 'select' ? 'grab' : 'crosshair' }}
      {...gestures}
      onContextMenu={(event) => event.preventDefault()}
      onDoubleClick={({ clientX, clientY }) => {
        const under = document.elementFromPoint(clientX, clientY); // the event itself goes to what captured the pointer
        const marked = under?.closest<SVGElement>('[data-held="target"]') ?? null;
        if (marked !== null) onOpen(Number(marked.dataset.index));
      }}
    >
      <svg ref={svg} className={styles.drawing} aria-label={titleOf(area)}>
        <g ref={scene}>
          {shown.outlines && <Outlines outlines={outlines} world={world} />}
          {shown.holes && holes !== null && <Holes holes={holes} />}
          {area !== null && (
            <Drawn area={area} world={world} tiltDeg={tiltDeg ?? area.chosenTiltDeg} selected={selected} />
          )}
          <Polygon world={world} />
          <Pending world={world} />
          <Ghost world={world} />
        </g>
      </svg>
    </div>
  );
}

interface DrawnProps {
  readonly area: AreaView;
  readonly world: World;
  readonly tiltDeg: number;
  readonly selected: number | null;
}

function Drawn({ area, world, tiltDeg, selected }: DrawnProps) {
  const shown = useTargets((state) => state.shown);
  const highest = Math.max(0, ...area.targets.map(({ score }) => score ?? 0));
  return (
    <>
      {shown.reach && <Reach area={area} world={world} />}
      {shown.axis && <TiltAxis world={world} />}
      {shown.beam && <Beams area={area} world={world} tiltDeg={tiltDeg} />}
      <Targets
        area={area}
        world={world}
        tiltDeg={tiltDeg}
        selected={selected}
        hasFrames={shown.frames}
        hasLabels={shown.labels}
        highestScore={shown.scores && highest > 0 ? highest : null}
      />
      {shown.geometry && <GeometryPoints area={area} world={world} />}
    </>
  );
}

const titleOf = (area: AreaView | null): string =>
  area === null ? 'Map' : `Map of ${area.area} with ${area.targets.length} targets`;
