import { type AreaView, applyAffine, numberText, type TargetView, type Vec } from 'pacetomo/page';
import { memo } from 'react';
import { footprintPath } from '../../../scene/paths.ts';
import { roleColours, roleOf, roleWords } from '../../../scene/roles.ts';
import { frameAt } from '../../../scene/tilted.ts';
import { viridis } from '../../../scene/viridis.ts';
import { placeOf, type World } from '../../../scene/world.ts';
import styles from './Overlay.module.css';
import { Pin, Tag } from './Pin.tsx';

export interface TargetsProps {
  readonly area: AreaView;
  readonly world: World;
  readonly tiltDeg: number;
  readonly selected: number | null;
  readonly hasFrames: boolean;
  readonly hasLabels: boolean;
  /** The highest score when targets are coloured by it; else null. */
  readonly highestScore: number | null;
}

/** All targets of an area: what the camera shows of each, its number, and what it does. */
export const Targets = memo(function Targets({ area, world, ...rest }: TargetsProps) {
  return (
    <>
      {area.targets.map((target, index) => {
        const at = placeOf(world, target);
        return (
          at !== null && (
            <Target
              key={target.stack}
              {...rest}
              area={area}
              world={world}
              target={target}
              index={index}
              at={at}
              selected={rest.selected === index}
            />
          )
        );
      })}
    </>
  );
});

interface TargetProps extends Omit<TargetsProps, 'selected'> {
  readonly target: TargetView;
  readonly index: number;
  readonly at: Vec<'image'>;
  readonly selected: boolean;
}

function Target({
  area,
  world,
  target,
  index,
  at,
  selected,
  tiltDeg,
  hasFrames,
  hasLabels,
  highestScore,
}: TargetProps) {
  const role = roleOf(index, target.skip);
  const { frame } = area.sizes;
  const centre = target.position ?? (world.toSpecimen && applyAffine(world.toSpecimen, at));
  const sample = { pretiltDeg: area.inForce.pretiltDeg, rotationDeg: area.inForce.rotationDeg };
  const tilts = { chosenDeg: area.chosenTiltDeg, exposedDeg: tiltDeg };
  const colour = highestScore === null || target.score === null ? undefined : viridis(target.score / highestScore);
  const data = { 'data-held': 'target', 'data-index': index };
  const className = `${styles.frame} ${styles[role]} ${selected ? styles.selected : ''}`;
  return (
    <g>
      {hasFrames && frame !== null && centre !== null && world.fromSpecimen !== null && (
        <path
          d={footprintPath(frameAt(sample, tilts, centre, frame), world.fromSpecimen)}
          className={className}
          style={colour === undefined ? undefined : { stroke: colour }}
          {...data}
        />
      )}
      <Pin at={at} label={`Target ${numberText(index + 1)}, ${roleWords[role]}${selected ? ', chosen' : ''}`} {...data}>
        {selected && <circle r={9} className={styles.halo} />}
        <Mark role={role} colour={colour ?? roleColours[role]} />
        <circle r={8} className={styles.hold} {...data} />
      </Pin>
      {hasLabels && (
        <Tag at={at} right={7} down={-6}>
          {numberText(index + 1)}
        </Tag>
      )}
    </g>
  );
}

/** Told apart without colours: a cross in a ring tracks, a dot is acquired, a small cross is skipped. */
export function Mark({ role, colour }: { readonly role: ReturnType<typeof roleOf>; readonly colour: string }) {
  if (role === 'tracking')
    return (
      <g className={styles.mark} stroke={colour}>
        <circle r={5} />
        <path d="M-8 0H8M0-8V8" />
      </g>
    );
  if (role === 'acquire') return <circle r={3} fill={colour} />;
  const cross = 'M-3.5-3.5L3.5 3.5M-3.5 3.5L3.5-3.5';
  return (
    <>
      <path d={cross} className={styles.under} />
      <path d={cross} className={styles.mark} stroke={colour} />
    </>
  );
}
