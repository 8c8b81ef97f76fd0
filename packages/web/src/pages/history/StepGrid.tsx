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

const kinds = ['none', 'taken', 'lost', 'skipped'] as const;
type Kind = (typeof kinds)[number];

const colours: Readonly<Record<Kind, string>> = {
  none: 'var(--mantine-color-default-hover)',
  taken: 'var(--mantine-primary-color-filled)',
  lost: 'var(--mantine-color-red-6)',
  skipped: 'var(--mantine-color-dimmed)',
};

/** Room for the numbers of targets, px. */
const leftPx = 32;

/** What had been taken by then: targets below each other, tilts from the lowest to the highest. */
export const StepGrid = memo(function StepGrid({ plan, state, exposure, onPick }: GridProps) {
  const targets = plan.targets.filter(({ skip }) => !skip);
  const columns = state.schedule.map(({ deg }, step) => ({ deg, step })).toSorted((a, b) => a.deg - b.deg);
  const cell = Math.max(4, Math.min(12, 340 / Math.max(1, columns.length)));
  const [width, height] = [columns.length * cell, targets.length * cell];
  const at = {
    row: targets.findIndex(({ id }) => id === exposure.target),
    column: columns.findIndex(({ step }) => step === exposure.step),
  };
  const paths: Record<Kind, string[]> = { none: [], taken: [], lost: [], skipped: [] };
  let taken = 0;
  for (const [row, { id }] of targets.entries())
    for (const [column, { step }] of columns.entries()) {
      const kind = state.outcomes.get(slotKey({ target: id, step }))?.kind ?? 'none';
      if (kind === 'taken') taken += 1;
      paths[kind].push(square(leftPx + column * cell, row * cell, cell));
    }
  return (
    <>
      <h2 className={styles.title}>Taken by then</h2>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the keys of the page go through the same exposures */}
      <svg
        width={width + leftPx + 4}
        height={height + 18}
        role="img"
        aria-label={`${taken} images by then`}
        style={{ display: 'block', margin: '0 12px', cursor: 'pointer' }}
        onClick={(event) => {
          const box = event.currentTarget.getBoundingClientRect();
          const column = columns[Math.floor((event.clientX - box.left - leftPx) / cell)];
          const target = targets[Math.floor((event.clientY - box.top) / cell)];
          if (column !== undefined && target !== undefined) onPick(target.id, column.step);
        }}
      >
        {cell >= 9 &&
          targets.map(({ id }, row) => (
            <text
              key={id}
              x={leftPx - 4}
              y={(row + 1) * cell - 2}
              textAnchor="end"
              fontSize="9.5"
              fill="var(--mantine-color-dimmed)"
            >
              {id}
            </text>
          ))}
        {kinds.map((kind) => (
          <path key={kind} d={paths[kind].join('')} fill={colours[kind]} />
        ))}
        {at.row >= 0 && at.column >= 0 && (
          <rect
            x={leftPx + at.column * cell}
            y={at.row * cell}
            width={cell}
            height={cell}
            fill="none"
            stroke="var(--mantine-color-orange-5)"
            strokeWidth="2"
          />
        )}
        <text x={leftPx} y={height + 13} fontSize="10" fill="var(--mantine-color-dimmed)">
          {columns[0]?.deg}°
        </text>
        <text x={leftPx + width} y={height + 13} fontSize="10" textAnchor="end" fill="var(--mantine-color-dimmed)">
          {columns.at(-1)?.deg}°
        </text>
      </svg>
    </>
  );
});

/** A square with a gap around it. */
const square = (x: number, y: number, side: number): string =>
  `M${(x + 0.5).toFixed(1)} ${(y + 0.5).toFixed(1)}h${(side - 1).toFixed(1)}v${(side - 1).toFixed(1)}h${(1 - side).toFixed(1)}z`;
