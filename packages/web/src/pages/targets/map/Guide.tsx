import type { MapSummary } from 'pacetomo/page';
import { type Mode, useTargets } from '../targetsState.ts';
import styles from './MapStage.module.css';

const words: Readonly<Record<Mode, string | null>> = {
  select: null,
  add: 'Click where targets shall be; the first one of a new area tracks. Drag a point to correct it. Then take their images at the right.',
  geometry:
    'Click where the slope of the sample shall be measured: three points or more, not in a line, beside the targets.',
  polygon: 'Click the corners. Enter closes the polygon, Esc drops it.',
};

/** What to do next, in the mode that is on, and which map is shown. */
export function Guide({ base }: { readonly base: MapSummary | null }) {
  const mode = useTargets((state) => state.mode);
  const text = words[mode] ?? (base === null ? null : `Map ${base.label}${base.note === '' ? '' : ` · ${base.note}`}`);
  if (text === null) return null;
  return (
    <div className={`${styles.plate} ${styles.guide}`} role="status">
      {text}
    </div>
  );
}
