import { type JobResult, planeHeightUm } from 'pacetomo/page';

/** A line through space, µm on the specimen, z up. */
export interface SpaceLine {
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly z: readonly number[];
}

/** The fitted plane as a wire frame over its points. */
export function planeMesh({ points, pretiltDeg, rotationDeg }: JobResult, spacingUm: number): readonly SpaceLine[] {
  const sample = { pretiltDeg, rotationDeg };
  const offsets = points.map((point) => point.z - planeHeightUm(sample, { x: point.x, y: point.y }));
  const offset = offsets.reduce((sum, one) => sum + one, 0) / Math.max(1, offsets.length);
  const xs = steps(
    points.map(({ x }) => x),
    spacingUm,
  );
  const ys = steps(
    points.map(({ y }) => y),
    spacingUm,
  );
  const height = (x: number, y: number): number => offset + planeHeightUm(sample, { x, y });
  return [
    ...xs.map((x) => ({ x: ys.map(() => x), y: ys, z: ys.map((y) => height(x, y)) })),
    ...ys.map((y) => ({ x: xs, y: xs.map(() => y), z: xs.map((x) => height(x, y)) })),
  ];
}

/** Whole steps around all values. */
function steps(values: readonly number[], spacing: number): readonly number[] {
  if (values.length === 0) return [];
  const first = Math.floor(Math.min(...values) / spacing);
  const last = Math.ceil(Math.max(...values) / spacing);
  return Array.from({ length: last - first + 1 }, (_, i) => (first + i) * spacing);
}
