import { cosDeg, sinDeg } from '../../geometry/degrees.ts';
import type { Vec } from '../../geometry/frames.ts';
import { planeHeightUm } from '../../geometry/sampleTilt.ts';
import type { GeometryOutcome } from '../../procedures/measureSampleGeometry.ts';
import type { TiltAxisOutcome } from '../../procedures/measureTiltAxisOffset.ts';

/** A reading as it is drawn. */
export interface PlotPoint {
  readonly x: number;
  readonly y: number;
  /** Reading less fit, µm; null without a fit. */
  readonly residualUm: number | null;
  /** False for a reading that the fit has left out. */
  readonly isKept: boolean;
}

/** Readings that belong together, and the fit through them. */
interface PlotSeries {
  readonly name: string;
  readonly points: readonly PlotPoint[];
  /** Empty without a fit. */
  readonly fit: readonly (readonly [number, number])[];
}

/** One panel of a picture. */
export interface PlotPanel {
  readonly title: string;
  readonly xName: string;
  readonly yName: string;
  readonly series: readonly PlotSeries[];
  /** A map: both axes have one scale, and each point the colour and the number of its residual. */
  readonly isMap: boolean;
}

type Drawn<Outcome extends { readonly kind: string }> = Exclude<Outcome, { readonly kind: 'stopped' }>;

const um = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)} µm`;

/** How defocus changed with tilt at each place, and by how much each reading is off the fit. */
export function tiltAxisPanels(outcome: Drawn<TiltAxisOutcome>): readonly PlotPanel[] {
  const places = [...new Set(outcome.readings.map(({ acrossUm }) => acrossUm))].toSorted((a, b) => a - b);
  const series = places.map((acrossUm) => seriesOfPlace(outcome, acrossUm));
  const change = 'Defocus less that of the fit at the tilt nearest to 0°, µm';
  const panel = { xName: 'tilt, °', isMap: false } as const;
  if (outcome.kind === 'unclear') return [{ ...panel, title: 'Defocus, µm', yName: '', series }];
  const residuals = series.map(({ name, points }) => ({
    name,
    // one that is far off would make all others look alike; the first panel has it
    points: points.filter(({ isKept }) => isKept).map((point) => ({ ...point, y: point.residualUm ?? 0 })),
    fit: points.map(({ x }) => [x, 0] as const),
  }));
  return [
    { ...panel, title: change, yName: '', series },
    { ...panel, title: 'Reading less fit, µm, of those that the fit used', yName: '', series: residuals },
  ];
}

function seriesOfPlace(outcome: Drawn<TiltAxisOutcome>, acrossUm: number): PlotSeries {
  const points = outcome.readings.flatMap((reading, i): PlotPoint[] => {
    if (reading.acrossUm !== acrossUm) return [];
    const fit = outcome.kind === 'measured' ? outcome.fit : null;
    const residualUm = fit?.residualsUm[i] ?? null;
    return [{ x: reading.tiltDeg, y: reading.defocusUm, residualUm, isKept: fit?.kept[i] ?? true }];
  });
  const fitted = points
    .flatMap(({ x, y, residualUm }) => (residualUm === null ? [] : [[x, y - residualUm] as const]))
    .toSorted(([a], [b]) => a - b);
  const [, zeroUm] = fitted.toSorted(([a], [b]) => Math.abs(a) - Math.abs(b))[0] ?? [0, 0];
  return {
    name: `at ${um(acrossUm)}`,
    points: points.map((point) => ({ ...point, y: point.y - zeroUm })),
    fit: fitted.map(([x, y]) => [x, y - zeroUm] as const),
  };
}

/** The points from above, and seen along the level direction of the plane. */
export function geometryPanels(outcome: Drawn<GeometryOutcome>): readonly PlotPanel[] {
  const plane = outcome.kind === 'measured' ? outcome.plane : null;
  const points = outcome.readings.map(({ position, heightUm }, i) => ({
    position,
    heightUm,
    residualUm: plane?.residualsUm[i] ?? null,
    isKept: plane?.kept[i] ?? true,
  }));
  const above: PlotPanel = {
    title: plane === null ? 'The points from above' : 'The points from above: µm off the plane',
    xName: 'specimen x, along the tilt axis, µm',
    yName: 'specimen y, µm',
    series: [{ name: 'readings', points: points.map((point) => ({ ...point, ...point.position })), fit: [] }],
    isMap: true,
  };
  if (plane === null) return [above];
  const uphill = uphillOf(plane);
  const side = points.map((point) => ({ ...point, x: dot(uphill, point.position), y: point.heightUm }));
  const fit = side.map(({ x, y, residualUm }) => [x, y - (residualUm ?? 0)] as const).toSorted(([a], [b]) => a - b);
  return [
    above,
    {
      title: 'From the side: defocus, µm, higher is up',
      xName: 'distance uphill, µm',
      yName: '',
      series: [{ name: 'readings', points: side, fit }],
      isMap: false,
    },
  ];
}

/** Where the plane rises most steeply, seen from above. */
function uphillOf(plane: { readonly pretiltDeg: number; readonly rotationDeg: number }): Vec<'specimen'> {
  const along = { x: -sinDeg(plane.rotationDeg), y: cosDeg(plane.rotationDeg) };
  return planeHeightUm(plane, along) < 0 ? { x: -along.x, y: -along.y } : along;
}

const dot = (a: Vec<'specimen'>, b: Vec<'specimen'>): number => a.x * b.x + a.y * b.y;
