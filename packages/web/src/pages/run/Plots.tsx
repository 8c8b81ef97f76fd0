import { Text } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useEffect, useMemo, useState } from 'react';
import { Plot, type PlotLine } from '../../parts/Plot.tsx';
import { columnsOf } from '../../runs/cells.ts';
import { curveOf, type Pick, picks } from '../../runs/curves.ts';
import type { RunStory } from '../../runs/runStory.ts';
import { usePerSecond } from '../../runs/usePerSecond.ts';
import styles from './Run.module.css';

const zero = [0] as const;
const plotCount = 5;

/** What the run measures, by tilt: of one target, or the middle and the spread of all. */
export function Plots({ story, selected }: { readonly story: RunStory; readonly selected: string | null }) {
  const { plan, figures } = story;
  const { schedule } = story.state;
  const byAngle = useMemo(() => columnsOf({ schedule }, 'angle'), [schedule]);
  const asTaken = useMemo(() => columnsOf({ schedule }, 'acquisition'), [schedule]);
  const angles = useMemo(() => byAngle.map(({ deg }) => deg), [byAngle]);
  const turns = useMemo(() => asTaken.map(({ step }) => step + 1), [asTaken]);
  const drawn = usePerSecond(story, `${selected} ${schedule.length}`, () => {
    const targets = selected === null ? plan.targets.map(({ id }) => id) : [selected];
    const line = (name: string, pick: Pick, columns = byAngle): PlotLine => {
      const { middle, low, high } = curveOf(figures, targets, columns, pick);
      return targets.length === 1 ? { name, values: middle } : { name, values: middle, band: { low, high } };
    };
    return {
      off: [line('x', picks.offX), line('y', picks.offY)],
      defocus: [line('aimed', picks.aimDefocus), line('found', picks.foundDefocus)],
      counts: [line('mean', picks.counts)],
      dose: [line('so far', picks.dose, asTaken)],
      drift: [line('x', picks.driftX), line('y', picks.driftY)],
    };
  });
  const { ref, height } = useElementSize();
  const [shown, setShown] = useState(1);
  useEffect(() => {
    if (shown === plotCount) return;
    const frame = requestAnimationFrame(() => setShown(shown + 1)); // one in each frame: nobody has to wait for all
    return () => cancelAnimationFrame(frame);
  }, [shown]);
  const heightPx = Math.round(Math.min(Math.max((height - 40) / 5 - 42, 96), 230));
  return (
    <div className={styles.plots} ref={ref}>
      <Text size="xs" c="dimmed">
        {selected === null
          ? `All ${plan.targets.length} targets: the middle one, and shaded what most of them show.`
          : `Target ${selected}. “All targets” above the grid shows all.`}
      </Text>
      <Plot
        heightPx={heightPx}
        title="Found off the prediction"
        unit="nm"
        xLabel="tilt, °"
        xs={angles}
        lines={drawn.off}
        decimals={0}
        include={zero}
      />
      {shown >= 2 && (
        <Plot
          heightPx={heightPx}
          title="Defocus"
          unit="µm"
          xLabel="tilt, °"
          xs={angles}
          lines={drawn.defocus}
          decimals={2}
        />
      )}
      {shown >= 3 && (
        <Plot
          heightPx={heightPx}
          title="Counts"
          unit="per pixel"
          xLabel="tilt, °"
          xs={angles}
          lines={drawn.counts}
          decimals={0}
        />
      )}
      {shown >= 4 && (
        <Plot
          heightPx={heightPx}
          title="Dose"
          unit="e/Å²"
          xLabel="turn, in the order taken"
          xs={turns}
          lines={drawn.dose}
          include={zero}
        />
      )}
      {shown >= 5 && (
        <Plot
          heightPx={heightPx}
          title="Drift: sum of what was found off"
          unit="nm"
          xLabel="tilt, °"
          xs={angles}
          lines={drawn.drift}
          decimals={0}
          include={zero}
        />
      )}
    </div>
  );
}
