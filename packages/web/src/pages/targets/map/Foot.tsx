import { applyAffine } from 'pacetomo/page';
import { useEffect, useState } from 'react';
import { type ScaleBar, scaleBar } from '../../../scene/scaleBar.ts';
import type { World } from '../../../scene/world.ts';
import { useCursor } from '../cursor.ts';
import type { MapViewer } from '../viewer/mapViewer.ts';
import styles from './MapStage.module.css';

/** Longest scale bar, px. */
const longestPx = 130;

/** Scale bar, and where the cursor is. */
export function Foot({ viewer, world }: { readonly viewer: MapViewer | null; readonly world: World }) {
  const bar = useScaleBar(viewer, world.pixelsPerUm);
  return (
    <div className={`${styles.plate} ${styles.foot}`}>
      {bar !== null && (
        <div role="img" aria-label={`Scale bar ${bar.text}`}>
          <div>{bar.text}</div>
          <div className={styles.bar} style={{ width: bar.px }} />
        </div>
      )}
      <Cursor world={world} />
    </div>
  );
}

function Cursor({ world }: { readonly world: World }) {
  const cursor = useCursor((state) => state.at);
  const specimen = cursor && world.toSpecimen && applyAffine(world.toSpecimen, cursor);
  const stage = cursor && world.toStage && applyAffine(world.toStage, cursor);
  return (
    <div style={{ minWidth: 190, fontVariantNumeric: 'tabular-nums' }} data-testid="cursor">
      <div>specimen {words(specimen)}</div>
      <div>stage {words(stage)}</div>
    </div>
  );
}

const words = (at: { readonly x: number; readonly y: number } | null): string =>
  at === null ? '–' : `${at.x.toFixed(2)}, ${at.y.toFixed(2)} µm`;

function useScaleBar(viewer: MapViewer | null, pixelsPerUm: number): ScaleBar | null {
  const [bar, setBar] = useState<ScaleBar | null>(null);
  useEffect(
    () =>
      viewer?.follow(({ scale }) => {
        const next = scaleBar(scale * pixelsPerUm, longestPx);
        setBar((old) => (old?.text === next.text && Math.abs(old.px - next.px) < 0.5 ? old : next));
      }),
    [viewer, pixelsPerUm],
  );
  return bar;
}
