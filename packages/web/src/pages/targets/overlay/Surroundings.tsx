import { type AreaView, applyAffine, type HolesView, type OutlineView } from 'pacetomo/page';
import { memo } from 'react';
import { circleFootprint, footprintPath, linePath, polygonPath } from '../../../scene/paths.ts';
import type { World } from '../../../scene/world.ts';
import { drawn } from './drawn.ts';
import styles from './Overlay.module.css';

/** How far the dashed line of the tilt axis is drawn, µm. */
const axisUm = 60;

/** The tilt axis through the tracking target. */
export const TiltAxis = memo(function TiltAxis({ world: { fromSpecimen } }: { readonly world: World }) {
  if (fromSpecimen === null) return null;
  const ends = [-axisUm, axisUm].map((x) => applyAffine(fromSpecimen, { x, y: 0 }));
  return <path className={styles.axis} d={linePath(ends)} {...drawn('Tilt axis')} />;
});

/** How far image shift reaches from the tracking target. */
export const Reach = memo(function Reach({ area, world }: { readonly area: AreaView; readonly world: World }) {
  if (world.fromSpecimen === null) return null;
  const { reachUm } = area.sizes;
  return (
    <path
      className={styles.reach}
      d={footprintPath(circleFootprint({ x: 0, y: 0 }, reachUm), world.fromSpecimen)}
      {...drawn(`Reach of image shift, ${reachUm} µm`)}
    />
  );
});

/** Polygons of the Navigator and borders of maps. */
export const Outlines = memo(function Outlines({
  outlines,
  world: { fromStage },
}: {
  readonly outlines: readonly OutlineView[];
  readonly world: World;
}) {
  if (fromStage === null) return null;
  return (
    <>
      {outlines.map(({ label, note, kind, corners }) => (
        <path
          key={`${kind} ${label} ${corners[0]?.x} ${corners[0]?.y}`}
          className={styles.outline}
          d={polygonPath(corners.map((corner) => applyAffine(fromStage, corner)))}
          {...drawn(`${kind === 'polygon' ? 'Polygon' : 'Border of map'} ${label} ${note}`)}
        />
      ))}
    </>
  );
});

/** The holes that were found in the base map; each can be clicked. */
export const Holes = memo(function Holes({ holes }: { readonly holes: HolesView }) {
  if (!holes.found) return null;
  return (
    <>
      {holes.holes.map((hole, i) => (
        <circle
          key={`${hole.x} ${hole.y}`}
          className={styles.hole}
          cx={hole.x}
          cy={hole.y}
          r={holes.radiusPx}
          data-held="hole"
          data-index={i}
        />
      ))}
    </>
  );
});
