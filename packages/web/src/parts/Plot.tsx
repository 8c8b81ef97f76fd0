import 'uplot/dist/uPlot.min.css';
import { Group, Text, useComputedColorScheme } from '@mantine/core';
import { useEffect, useMemo, useRef } from 'react';
import uPlot from 'uplot';
import styles from './Plot.module.css';

/** One line of a plot. */
export interface PlotLine {
  readonly name: string;
  readonly values: readonly (number | null)[];
  /** Between these most of the others lie. */
  readonly band?: { readonly low: readonly (number | null)[]; readonly high: readonly (number | null)[] };
}

export interface PlotProps {
  readonly title: string;
  readonly unit: string;
  /** What x is, with its unit: `tilt, °`. */
  readonly xLabel: string;
  readonly xs: readonly number[];
  /** At most four. */
  readonly lines: readonly PlotLine[];
  readonly heightPx?: number;
  readonly decimals?: number;
  /** Always in sight, such as 0 for errors. */
  readonly include?: readonly number[];
}

/** Told apart by people who see colours differently too: the second one is dashed, the third dotted. */
const strokes = {
  dark: ['#5aa9f0', '#f0a35a', '#9fd36b', '#d59af0'],
  light: ['#1668b5', '#b65a00', '#3f7d12', '#8a3fb0'],
} as const;
const dashes: readonly (readonly number[])[] = [[], [7, 4], [2, 3], [10, 3, 2, 3]];

/** A plot that grows: drawn on a canvas, described in words for those who do not see it. */
export function Plot({ title, unit, xLabel, xs, lines, heightPx = 132, decimals = 1, include = [] }: PlotProps) {
  const place = useRef<HTMLDivElement>(null);
  const reading = useRef<HTMLSpanElement>(null);
  const plot = useRef<uPlot | null>(null);
  const scheme = useComputedColorScheme('dark');
  const colours = strokes[scheme];
  const shape = lines.map(({ name, band }) => `${name}${band === undefined ? '' : '±'}`).join('|');
  const data = useMemo(() => dataOf(xs, lines), [xs, lines]);
  const latest = useRef({ data, lines, xs, include });
  latest.current = { data, lines, xs, include };

  // biome-ignore lint/correctness/useExhaustiveDependencies: drawn anew only when what is drawn changes; data come by setData
  useEffect(() => {
    const div = place.current;
    if (div === null) return;
    const ink = scheme === 'dark' ? '#8f9ca8' : '#5c6570';
    const faint = scheme === 'dark' ? 'rgba(255,255,255,0.07)' : 'rgba(0,0,0,0.07)';
    const axis: uPlot.Axis = {
      stroke: ink,
      font: '11px system-ui, sans-serif',
      grid: { stroke: faint, width: 1 },
      ticks: { stroke: faint, width: 1, size: 4 },
      gap: 3,
    };
    const drawn = new uPlot(
      {
        width: Math.max(div.clientWidth, 120),
        height: heightPx,
        padding: [6, 8, 0, 0],
        legend: { show: false },
        cursor: { y: false, points: { size: 6 }, drag: { x: false, y: false } },
        scales: {
          x: { time: false, range: (_, min, max) => (min === max ? [min - 1, max + 1] : [min, max]) },
          y: { range: (_, min, max) => roomFor(min, max, latest.current.include) },
        },
        axes: [
          { ...axis, size: 22 },
          { ...axis, size: 46, values: (_, ticks) => ticks.map((tick) => tick.toLocaleString('en')) },
        ],
        series: [{}, ...lines.flatMap((line, i) => seriesOf(line, i, colours[i] ?? ink))],
        bands: bandsOf(lines, colours),
        hooks: {
          setCursor: [
            ({ cursor }) => {
              if (reading.current !== null) reading.current.textContent = words(latest.current, cursor.idx, decimals);
            },
          ],
        },
      },
      latest.current.data,
      div,
    );
    plot.current = drawn;
    const watch = new ResizeObserver(() => drawn.setSize({ width: Math.max(div.clientWidth, 120), height: heightPx }));
    watch.observe(div);
    return () => {
      watch.disconnect();
      drawn.destroy();
      plot.current = null;
    };
  }, [scheme, shape, heightPx, decimals]);

  useEffect(() => plot.current?.setData(data), [data]);

  return (
    <figure className={styles.plot} aria-label={`${title}: ${spoken(lines, unit, decimals)}`}>
      <Group gap={8} wrap="nowrap" justify="space-between" className={styles.head}>
        <Text size="xs" fw={600} span>
          {title}
          <Text span size="xs" c="dimmed" fw={400}>
            {' '}
            {unit}
          </Text>
        </Text>
        <Text size="xs" c="dimmed" span className={styles.legend}>
          {lines.map(({ name }, i) => (
            <span key={name} className={styles.name}>
              <svg width="18" height="6" aria-hidden="true">
                <line
                  x1="0"
                  x2="18"
                  y1="3"
                  y2="3"
                  stroke={colours[i]}
                  strokeWidth="2"
                  strokeDasharray={dashes[i]?.join(' ')}
                />
              </svg>
              {name}
            </span>
          ))}
        </Text>
      </Group>
      <div ref={place} className={styles.canvas} />
      <Group justify="space-between" gap={8} wrap="nowrap" className={styles.foot}>
        <Text size="xs" c="dimmed" span>
          <span ref={reading} />
        </Text>
        <Text size="xs" c="dimmed" span>
          {xLabel}
        </Text>
      </Group>
    </figure>
  );
}

function dataOf(xs: readonly number[], lines: readonly PlotLine[]): uPlot.AlignedData {
  const rows = lines.flatMap(({ values, band }) => [values, ...(band === undefined ? [] : [band.high, band.low])]);
  return [[...xs], ...rows.map((row) => [...row])];
}

function seriesOf({ name, band }: PlotLine, i: number, stroke: string): readonly uPlot.Series[] {
  const line: uPlot.Series = {
    label: name,
    stroke,
    width: 1.6,
    dash: [...(dashes[i] ?? [])],
    spanGaps: true,
    points: { show: true, size: 4, fill: stroke, stroke },
  };
  const edge: uPlot.Series = { stroke: 'transparent', width: 0, points: { show: false }, spanGaps: true };
  return band === undefined ? [line] : [line, edge, edge];
}

function bandsOf(lines: readonly PlotLine[], colours: readonly string[]): uPlot.Band[] {
  const bands: uPlot.Band[] = [];
  let at = 1;
  for (const [i, { band }] of lines.entries()) {
    if (band !== undefined) bands.push({ series: [at + 1, at + 2], fill: `${colours[i]}33` });
    at += band === undefined ? 1 : 3;
  }
  return bands;
}

/** A little more than what is drawn. Without data uPlot gives null. */
function roomFor(min: number | null, max: number | null, include: readonly number[]): [number, number] {
  if (min === null || max === null) return [-1, 1];
  const [low, high] = [Math.min(min, ...include), Math.max(max, ...include)];
  const more = Math.max((high - low) * 0.08, Math.abs(high) * 0.01, 1e-3);
  return [low - (low === 0 ? 0 : more), high + more];
}

function words(
  { xs, lines }: { readonly xs: readonly number[]; readonly lines: readonly PlotLine[] },
  index: number | null | undefined,
  decimals: number,
): string {
  if (index === null || index === undefined) return '';
  const values = lines.flatMap(({ name, values: all }) => {
    const value = all[index];
    return value === null || value === undefined ? [] : [`${name} ${value.toFixed(decimals)}`];
  });
  return values.length === 0 ? '' : `at ${xs[index]?.toLocaleString('en')}: ${values.join(', ')}`;
}

function spoken(lines: readonly PlotLine[], unit: string, decimals: number): string {
  const said = lines.map(({ name, values }) => {
    const known = values.filter((value) => value !== null);
    if (known.length === 0) return `${name}: nothing yet`;
    return `${name} from ${Math.min(...known).toFixed(decimals)} to ${Math.max(...known).toFixed(decimals)} ${unit}`;
  });
  return said.join('; ');
}
