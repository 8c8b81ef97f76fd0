/** A summit in a map of numbers, in pixels of the map. */
export interface Peak {
  readonly x: number;
  readonly y: number;
  readonly height: number;
}

/** The map's summits that are at least `leastHeight` high and the highest within `apartPx`, to a part of a pixel; highest first. */
export function peaksOf(map: HeightMap, apartPx: number, leastHeight: number): readonly Peak[] {
  const { widthPx, heightPx, values } = map;
  const isHighest = highestWithin(map, apartPx);
  const peaks: Peak[] = [];
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      const height = values[y * widthPx + x] ?? 0;
      if (height >= leastHeight && isHighest(x, y, height)) peaks.push(summit(map, x, y, height));
    }
  }
  return peaks.toSorted((a, b) => b.height - a.height);
}

/** A map of numbers, row by row. */
export interface HeightMap {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly values: Float32Array;
}

/** Asks whether a pixel is higher than all others within a distance; of equals the first one is. Near ones are asked first. */
function highestWithin({ widthPx, heightPx, values }: HeightMap, apartPx: number) {
  const steps = around(apartPx);
  const [dxs, dys] = [Int32Array.from(steps, ([dx]) => dx), Int32Array.from(steps, ([, dy]) => dy)];
  return (x: number, y: number, height: number): boolean => {
    for (let k = 0; k < dxs.length; k++) {
      const u = x + (dxs[k] ?? 0);
      const v = y + (dys[k] ?? 0);
      if (u < 0 || v < 0 || u >= widthPx || v >= heightPx) continue;
      const other = values[v * widthPx + u] ?? 0;
      if (other > height || (other === height && v * widthPx + u < y * widthPx + x)) return false;
    }
    return true;
  };
}

/** All steps up to a distance, nearest first. */
function around(apartPx: number): readonly (readonly [number, number])[] {
  const reach = Math.floor(apartPx);
  const steps = Array.from({ length: 2 * reach + 1 }, (_, i) => i - reach);
  return steps
    .flatMap((dy) => steps.map((dx): readonly [number, number] => [dx, dy]))
    .filter(([dx, dy]) => (dx !== 0 || dy !== 0) && dx * dx + dy * dy <= apartPx * apartPx)
    .toSorted(([ax, ay], [bx, by]) => ax * ax + ay * ay - bx * bx - by * by);
}

/** The top of the parabola through a highest pixel and its neighbours, along x and along y. */
function summit({ widthPx, heightPx, values }: HeightMap, x: number, y: number, height: number): Peak {
  const at = (u: number, v: number): number => values[v * widthPx + u] ?? 0;
  const dx = x > 0 && x < widthPx - 1 ? vertex(at(x - 1, y), height, at(x + 1, y)) : 0;
  const dy = y > 0 && y < heightPx - 1 ? vertex(at(x, y - 1), height, at(x, y + 1)) : 0;
  return { x: x + dx, y: y + dy, height };
}

/** Where a parabola through three equally spaced numbers, the middle one highest, has its vertex: −0.5 to 0.5. */
export function vertex(before: number, middle: number, after: number): number {
  const curvature = before - 2 * middle + after;
  return curvature < 0 ? Math.max(-0.5, Math.min(0.5, (0.5 * (before - after)) / curvature)) : 0;
}
