import type { AreaView } from 'pacetomo/page';
import { roleColours, type TargetRole } from '../../../scene/roles.ts';
import { viridis } from '../../../scene/viridis.ts';
import { Mark } from '../overlay/Targets.tsx';
import { useTargets } from '../targetsState.ts';
import styles from './MapStage.module.css';

const roles: readonly (readonly [TargetRole, string])[] = [
  ['tracking', 'tracking target'],
  ['acquire', 'acquired'],
  ['skipped', 'skipped'],
];

/** What the marks mean. */
export function Legend({ area }: { readonly area: AreaView }) {
  const shown = useTargets((state) => state.shown);
  if (!shown.legend) return null;
  const highest = Math.max(0, ...area.targets.map(({ score }) => score ?? 0));
  return (
    <section className={`${styles.plate} ${styles.legend}`} aria-label="Legend">
      {roles.map(([role, text]) => (
        <Entry key={role} text={text}>
          <Mark role={role} colour={roleColours[role]} />
        </Entry>
      ))}
      {shown.geometry && (
        <Entry text="geometry point">
          <path d="M0-6L6 0L0 6L-6 0Z" fill={roleColours.geometry} stroke="#10161b" />
        </Entry>
      )}
      {shown.geometry && area.sizes.beamRadiusUm !== null && (
        <Entry text="autofocus there">
          <circle r={6} fill="none" stroke={roleColours.geometry} strokeDasharray="2 2" />
        </Entry>
      )}
      {shown.axis && (
        <Entry text="tilt axis">
          <path d="M-11 0H11" stroke="currentColor" strokeDasharray="5 3" />
        </Entry>
      )}
      {shown.beam && (
        <Entry text="beam on the sample">
          <ellipse rx={10} ry={6} fill="none" stroke="#d8b03c" />
        </Entry>
      )}
      {shown.reach && (
        <Entry text={`image shift, ${area.sizes.reachUm} µm`}>
          <circle r={6} fill="none" stroke="#9d7fe0" strokeWidth={1.5} strokeDasharray="2 3" />
        </Entry>
      )}
      {shown.scores && highest > 0 && (
        <>
          <div
            className={styles.colours}
            role="img"
            aria-label={`Colours of scores from 0 to ${highest}`}
            style={{ background: `linear-gradient(90deg, ${[0, 0.25, 0.5, 0.75, 1].map(viridis).join(', ')})` }}
          />
          <span>score 0 – {highest.toFixed(2)}</span>
        </>
      )}
    </section>
  );
}

function Entry({ text, children }: { readonly text: string; readonly children: React.ReactNode }) {
  return (
    <>
      <svg width={24} height={16} viewBox="-12 -8 24 16" aria-hidden="true">
        {children}
      </svg>
      <span>{text}</span>
    </>
  );
}
