import { Text } from '@mantine/core';
import { type AreaReport, type DryRunReport, reachUm, type TargetReach } from 'pacetomo/page';
import { useReply } from '../../server/replies.ts';
import styles from './Plan.module.css';
import { reachPicture } from './reachPicture.ts';

/** How far image shift has to follow each target, tilt by tilt, against its limit. */
export function Reaches({ report }: { readonly report: DryRunReport }) {
  return report.areas.map((area) => <AreaReaches key={area.plan.name} area={area} />);
}

function AreaReaches({ area }: { readonly area: AreaReport }) {
  const { data: view } = useReply('area', { area: area.plan.name });
  if (view === undefined) return null;
  const limitUm = reachUm(view.inForce);
  return (
    <section aria-label={`Reach of ${area.plan.name}`}>
      <h3 className={styles.title}>
        {area.plan.name} ·{' '}
        <Text span size="xs" c="dimmed">
          image shift that each target needs, by tilt; the dashed line is the reach, {limitUm} µm; a cross is an image
          that will be missing
        </Text>
      </h3>
      <div className={styles.reaches}>
        {area.reach.map((one) => (
          <Reach key={one.target} one={one} limitUm={limitUm} />
        ))}
      </div>
    </section>
  );
}

const [width, height] = [150, 54];

function Reach({ one, limitUm }: { readonly one: TargetReach; readonly limitUm: number }) {
  const { line, missing, limitY, farthestUm } = reachPicture(one, limitUm, width, height);
  const isShort = missing.length > 0;
  const colour = isShort
    ? 'light-dark(var(--mantine-color-red-8), var(--mantine-color-red-5))'
    : 'var(--mantine-primary-color-filled)';
  const words = `${farthestUm.toFixed(1)} µm${isShort ? `, ${missing.length} missing` : ''}`;
  return (
    <figure className={styles.reach} style={{ margin: 0 }}>
      <figcaption style={{ fontSize: 12, display: 'flex', justifyContent: 'space-between', gap: 6 }}>
        <b>{one.target}</b>
        <span style={{ color: isShort ? colour : 'var(--mantine-color-dimmed)' }}>{words}</span>
      </figcaption>
      <svg
        viewBox={`0 0 ${width} ${height}`}
        width="100%"
        role="img"
        aria-label={`Target ${one.target}: ${words}`}
        style={{ background: 'var(--mantine-color-default-hover)', borderRadius: 3, display: 'block' }}
      >
        <line x1="0" x2={width} y1={limitY} y2={limitY} stroke="var(--mantine-color-dimmed)" strokeDasharray="3 3" />
        <polyline points={line} fill="none" stroke={colour} strokeWidth="1.6" />
        {missing.map(({ x, y, tiltDeg }) => (
          <path key={tiltDeg} d={`M${x - 2} ${y - 2}l4 4m0 -4l-4 4`} stroke={colour} strokeWidth="1.1" />
        ))}
      </svg>
    </figure>
  );
}
