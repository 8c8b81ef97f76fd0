import { missNm } from './residuals.ts';
import { quantile } from './statistics.ts';
import { type DoseSource, doseSources } from './targetDose.ts';
import type { TargetReport, TiltReport, TruthReport } from './truthReport.ts';

/** A point of a curve. */
type Point = readonly [number, number];

/** A curve of a panel; the colour is a number: 0 for target 1, 1 for the next. */
interface Curve {
  readonly name: string;
  readonly colour: number;
  readonly points: readonly Point[];
}

/** One panel with curves. */
export interface CurvePanel {
  readonly title: string;
  readonly xName: string;
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
  readonly isStepped: boolean;
  readonly curves: readonly Curve[];
}

/** One panel with a stack of bars for each target. */
export interface BarPanel {
  readonly title: string;
  readonly targets: readonly string[];
  readonly parts: readonly { readonly source: DoseSource; readonly values: readonly number[] }[];
}

/** What the picture of a report shows, before it is drawn. */
export interface ReportPanels {
  readonly curves: readonly [CurvePanel, CurvePanel, CurvePanel, CurvePanel];
  readonly bars: readonly [BarPanel, BarPanel];
}

/** The panels of a report. */
export function reportPanels({ targets }: TruthReport): ReportPanels {
  const tiltCurves = (value: (tilt: TiltReport) => number) => curvesAgainstTilt(targets, value);
  return {
    curves: [
      tiltPanel(
        'Miss along the tilt axis, nm',
        tiltCurves((tilt) => tilt.alongNm),
      ),
      tiltPanel(
        'Miss across the tilt axis, nm',
        tiltCurves((tilt) => tilt.acrossNm),
      ),
      tiltPanel(
        'Defocus error, µm',
        tiltCurves((tilt) => tilt.defocusErrorUm),
      ),
      missPanel(targets),
    ],
    bars: [
      dosePanel('Dose at each target, e/Å²', targets, doseSources),
      dosePanel('Of it beside its own images, e/Å²', targets, doseSources.slice(1)),
    ],
  };
}

function curvesAgainstTilt(targets: readonly TargetReport[], value: (tilt: TiltReport) => number): Curve[] {
  return targets.map(({ file, tilts }, colour) => ({
    name: file.replace(/\.mrc$/, ''),
    colour,
    points: tilts.map((tilt) => [tilt.nominalTiltDeg, value(tilt)] as const).toSorted((a, b) => a[0] - b[0]),
  }));
}

function tiltPanel(title: string, curves: readonly Curve[]): CurvePanel {
  const points = curves.flatMap((curve) => curve.points);
  const tiltsDeg = points.map(([tiltDeg]) => tiltDeg);
  const sizes = points.map(([, value]) => Math.abs(value));
  const reach = readableReach(sizes);
  const outside = sizes.filter((size) => size > reach).length;
  return {
    title: outside === 0 ? title : `${title} (${outside === 1 ? '1 image' : `${outside} images`} beyond)`,
    xName: 'tilt, °',
    x: [Math.min(0, ...tiltsDeg) - 2, Math.max(0, ...tiltsDeg) + 2],
    y: [-reach, reach],
    isStepped: false,
    curves,
  };
}

/** A few lost images must not squeeze all others: the axis ends at the largest, or earlier when that is far beyond nearly all. */
function readableReach(sizes: readonly number[]): number {
  const usual = 1.6 * quantile(sizes, 0.97);
  const largest = 1.05 * quantile(sizes, 1);
  return roundedUp(largest > 2.5 * usual && usual > 0 ? usual : largest);
}

/** The next of 1, 1.5, 2, 3, 4, 5, 6, 8 times a power of ten. */
function roundedUp(value: number): number {
  if (value <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(value));
  return power * ([1, 1.5, 2, 3, 4, 5, 6, 8, 10].find((step) => step * power >= value) ?? 10);
}

/** How many per cent of the images miss by at most so much. */
function missPanel(targets: readonly TargetReport[]): CurvePanel {
  const missesOf = (some: readonly TargetReport[]) =>
    some.flatMap(({ tilts }) => tilts.filter(({ isReference }) => !isReference).map(missNm)).toSorted((a, b) => a - b);
  const curve = (name: string, colour: number, misses: readonly number[]): Curve => ({
    name,
    colour,
    points: [[0, 0], ...misses.map((miss, i) => [miss, (100 * (i + 1)) / misses.length] as const)],
  });
  const [tracking, others] = [missesOf(targets.slice(0, 1)), missesOf(targets.slice(1))];
  const reach = readableReach([...tracking, ...others]);
  const ended = (points: Curve): Curve => ({
    ...points,
    points: [...points.points, [reach, points.points.at(-1)?.[1] ?? 0]],
  });
  return {
    title: 'Images that miss by at most |r|, %',
    xName: '|r|, nm',
    x: [0, reach],
    y: [0, 100],
    isStepped: true,
    curves: [
      ...(others.length > 0 ? [ended(curve(`targets 2 to ${targets.length}`, 1, others))] : []),
      ended(curve('target 1', 0, tracking)),
    ],
  };
}

function dosePanel(title: string, targets: readonly TargetReport[], sources: readonly DoseSource[]): BarPanel {
  const parts = sources.map((source) => ({ source, values: targets.map(({ received }) => received[source]) }));
  return {
    title,
    targets: targets.map((_, i) => String(i + 1)),
    parts: parts.filter(({ values }) => values.some((value) => value > 0)),
  };
}
