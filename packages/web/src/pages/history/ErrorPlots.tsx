import { useMemo } from 'react';
import { Plot, type PlotLine } from '../../parts/Plot.tsx';
import { columnsOf } from '../../runs/cells.ts';
import { curveOf, type Pick, picks } from '../../runs/curves.ts';
import type { RunStory } from '../../runs/runStory.ts';
import styles from './History.module.css';
import { onAngles } from './onAngles.ts';

interface PlotsProps {
  /** One, or two that are laid over each other. */
  readonly stories: readonly RunStory[];
  /** One target; null for all. */
  readonly target: string | null;
}

const zero = [0] as const;

/** What was measured, by tilt: of one run in all its parts, of two for comparing them. */
export function ErrorPlots({ stories, target }: PlotsProps) {
  const seen = stories.map(({ run, version }) => `${run} ${version}`).join(' ');
  // biome-ignore lint/correctness/useExhaustiveDependencies: what grows in place is told apart by its version
  const drawn = useMemo(() => linesOf(stories, target), [seen, target]);
  const common = { xs: drawn.xs, xLabel: 'tilt, °', heightPx: 150 };
  return (
    <div className={styles.plots}>
      {stories.length === 1 ? (
        <Plot title="Found off the prediction" unit="nm" lines={drawn.xy} decimals={0} include={zero} {...common} />
      ) : (
        <>
          <Plot
            title="Found off in x, along the axis"
            unit="nm"
            lines={drawn.x}
            decimals={0}
            include={zero}
            {...common}
          />
          <Plot
            title="Found off in y, across the axis"
            unit="nm"
            lines={drawn.y}
            decimals={0}
            include={zero}
            {...common}
          />
        </>
      )}
      <Plot
        title={stories.length === 1 ? 'Drift: sum of what was found off' : 'Drift in y: sum of what was found off'}
        unit="nm"
        lines={drawn.drift}
        decimals={0}
        include={zero}
        {...common}
      />
      <Plot
        title={stories.length === 1 ? 'Defocus' : 'Defocus found'}
        unit="µm"
        lines={drawn.defocus}
        decimals={2}
        {...common}
      />
      <Plot title="Counts" unit="per pixel" lines={drawn.counts} decimals={0} {...common} />
      <Plot title="Dose so far" unit="e/Å²" lines={drawn.dose} include={zero} {...common} />
    </div>
  );
}

/** The lines of all plots, over the angles of all runs. */
function linesOf(stories: readonly RunStory[], target: string | null) {
  const all = stories.map((story) => ({ story, columns: columnsOf(story.state, 'angle') }));
  const xs = [...new Set(all.flatMap(({ columns }) => columns.map(({ deg }) => deg)))].sort((a, b) => a - b);
  const lines = (parts: readonly { readonly name: string; readonly pick: Pick }[]): readonly PlotLine[] =>
    all.flatMap(({ story, columns }) =>
      parts.map(({ name, pick }) => {
        const targets = target === null ? story.plan.targets.map(({ id }) => id) : [target];
        const curve = curveOf(story.figures, targets, columns, pick);
        const degs = columns.map(({ deg }) => deg);
        const values = onAngles(xs, degs, curve.middle);
        const title = stories.length === 1 ? name : `${story.run} ${name}`.trim();
        return targets.length === 1 || stories.length > 1
          ? { name: title, values }
          : {
              name: title,
              values,
              band: { low: onAngles(xs, degs, curve.low), high: onAngles(xs, degs, curve.high) },
            };
      }),
    );
  const isOne = stories.length === 1;
  return {
    xs,
    x: lines([{ name: isOne ? 'x' : '', pick: picks.offX }]),
    y: lines([{ name: isOne ? 'y' : '', pick: picks.offY }]),
    xy: lines([
      { name: 'x', pick: picks.offX },
      { name: 'y', pick: picks.offY },
    ]),
    defocus: isOne
      ? lines([
          { name: 'aimed', pick: picks.aimDefocus },
          { name: 'found', pick: picks.foundDefocus },
        ])
      : lines([{ name: '', pick: picks.foundDefocus }]),
    counts: lines([{ name: isOne ? 'mean' : '', pick: picks.counts }]),
    dose: lines([{ name: isOne ? 'with this image' : '', pick: picks.dose }]),
    drift: isOne
      ? lines([
          { name: 'x', pick: picks.driftX },
          { name: 'y', pick: picks.driftY },
        ])
      : lines([{ name: '', pick: picks.driftY }]),
  };
}
