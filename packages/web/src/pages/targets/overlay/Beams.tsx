import { type AreaView, applyAffine } from 'pacetomo/page';
import { memo } from 'react';
import { footprintPath } from '../../../scene/paths.ts';
import { beamAt } from '../../../scene/tilted.ts';
import { placeOf, type World } from '../../../scene/world.ts';
import { drawn } from './drawn.ts';
import styles from './Overlay.module.css';

interface BeamsProps {
  readonly area: AreaView;
  readonly world: World;
  readonly tiltDeg: number;
}

/** What the beam exposes of the sample for each target at a tilt: ellipses that grow across the tilt axis. */
export const Beams = memo(function Beams({ area, world, tiltDeg }: BeamsProps) {
  const { fromSpecimen, toSpecimen } = world;
  const radiusUm = area.sizes.beamRadiusUm;
  if (radiusUm === null || fromSpecimen === null) return null;
  const sample = { pretiltDeg: area.inForce.pretiltDeg, rotationDeg: area.inForce.rotationDeg };
  const tilts = { chosenDeg: area.chosenTiltDeg, exposedDeg: tiltDeg };
  return (
    <g {...drawn(`Beam at ${tiltDeg}°`)}>
      {area.targets.map((target) => {
        const at = placeOf(world, target);
        const centre = target.position ?? (at && toSpecimen && applyAffine(toSpecimen, at));
        if (target.skip || centre === null) return null;
        return (
          <path
            key={target.stack}
            className={styles.beam}
            d={footprintPath(beamAt(sample, tilts, centre, radiusUm), fromSpecimen)}
          />
        );
      })}
    </g>
  );
});
