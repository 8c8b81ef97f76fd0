import { type RunPlan, type RunState, slotKey } from 'pacetomo/page';
import { memo } from 'react';
import type { Exposure } from './exposures.ts';
import styles from './History.module.css';

interface GridProps {
  readonly plan: RunPlan;
  readonly state: RunState;
  readonly exposure: Exposure;
  readonly onPick: (target: string, step: number) => void;
}

const colours = {
  taken: 'var(--mantine-primary-color-filled)',
  lost: 'var(--mantine-color-red-6)',
  skipped: 'var(--mantine-color-dimmed)',
} as const;

/** What had been taken by then: targets below each other, tilts from the lowest to the highest. */
export const StepGrid = memo(function StepGrid({ plan, state, exposure, onPick }: GridProps) {
  const targets = plan.targets.filter(({ skip }) => !skip);
  const columns = state.schedule.map(({ deg }, step) => ({ deg, step })).toSorted((a, b) => a.deg - b.deg);
  const cell = Math.max(4, Math.min(12, 340 / Math.max(1, columns.length)));
  const [width, height] = [columns.length * cell, targets.length * cell];
  return (
    <>
      <h2 className={styles.title}>Taken by then</h2>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the keys of the page go through the same exposures */}
      <svg
        width={width + 34}
        height={height + 18}
        role="img"
        aria-label={`${[...state.outcomes.values()].filter(({ kind }) => kind === 'taken').length} images by then`}
        style={{ display: 'block', margin: '0 12px', cursor: 'pointer' }}
        onClick={(event) => {
          const box = event.currentTarget.getBoundingClientRect();
          const column = columns[Math.floor((event.clientX - box.left - 32) / cell)];
          const target = targets[Math.floor((event.clientY - box.top) / cell)];
          if (column !== undefined && target !== undefined) onPick(target.id, column.step);
        }}
      >
        {targets.map(({ id }, row) => (
          <g key={id} transform={`translate(0 ${row * cell})`}>
            {cell >= 9 && (
              <text x="28" y={cell - 2} textAnchor="end" fontSize="9.5" fill="var(--mantine-color-dimmed)">
                {id}
              </text>
            )}
            {columns.map(({ step }, column) => {
              const outcome = state.outcomes.get(slotKey({ target: id, step }));
              const isNow = exposure.target === id && exposure.step === step;
              return (
                <rect
                  key={step}
                  x={32 + column * cell + 0.5}
                  y={0.5}
                  width={cell - 1}
                  height={cell - 1}
                  fill={outcome === undefined ? 'var(--mantine-color-default-hover)' : colours[outcome.kind]}
                  stroke={isNow ? 'var(--mantine-color-orange-5)' : 'none'}
                  strokeWidth="2"
                />
              );
            })}
          </g>
        ))}
        <text x="32" y={height + 13} fontSize="10" fill="var(--mantine-color-dimmed)">
          {columns[0]?.deg}°
        </text>
        <text x={32 + width} y={height + 13} fontSize="10" textAnchor="end" fill="var(--mantine-color-dimmed)">
          {columns.at(-1)?.deg}°
        </text>
      </svg>
    </>
  );
});
