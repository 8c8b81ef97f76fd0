import { type AreaView, applyAffine } from 'pacetomo/page';
import { memo } from 'react';
import { circleFootprint, footprintPath } from '../../../scene/paths.ts';
import type { World } from '../../../scene/world.ts';
import styles from './Overlay.module.css';
import { Pin, Tag } from './Pin.tsx';

/** Where the slope of the sample is measured, with what the autofocus exposes there. */
export const GeometryPoints = memo(function GeometryPoints({
  area,
  world,
}: {
  readonly area: AreaView;
  readonly world: World;
}) {
  const { fromSpecimen } = world;
  const radiusUm = area.sizes.beamRadiusUm;
  if (fromSpecimen === null) return null;
  return (
    <>
      {area.geometryPoints.map((point, index) => {
        const data = { 'data-held': 'geometry', 'data-index': index };
        return (
          <g key={`${point.x} ${point.y}`}>
            {radiusUm !== null && (
              <path className={styles.focus} d={footprintPath(circleFootprint(point, radiusUm), fromSpecimen)} />
            )}
            <Pin at={applyAffine(fromSpecimen, point)} label={`Geometry point ${index + 1}`} {...data}>
              <path d="M0-6L6 0L0 6L-6 0Z" className={styles.geometry} {...data} />
            </Pin>
            <Tag at={applyAffine(fromSpecimen, point)} right={8} down={4}>
              {index + 1}
            </Tag>
          </g>
        );
      })}
    </>
  );
});
