/** Side of the squares, µm: on an image of 1 nm pixels one of them stays in the first cache. */
const SQUARE_UM = 0.0625;

/**
 * The points (four numbers each: x, y, z, weight) in the order of small squares, so that neighbours in the list are neighbours on the image: putting
 * them on a large image in any other order waits for memory most of the time.
 */
export function orderByPlace(points: Float32Array): Float32Array {
  const count = points.length / 4;
  if (count < 64) return points;
  const range = rangeOf(points);
  const columns = Math.floor((range.toX - range.fromX) / SQUARE_UM) + 1;
  const rows = Math.floor((range.toY - range.fromY) / SQUARE_UM) + 1;
  const square = new Int32Array(count);
  const next = new Int32Array(columns * rows + 1);
  for (let i = 0; i < count; i++) {
    const column = Math.floor(((points[4 * i] ?? 0) - range.fromX) / SQUARE_UM);
    const row = Math.floor(((points[4 * i + 1] ?? 0) - range.fromY) / SQUARE_UM);
    const at = row * columns + column;
    square[i] = at;
    next[at + 1] = (next[at + 1] ?? 0) + 1;
  }
  for (let i = 1; i < next.length; i++) next[i] = (next[i] ?? 0) + (next[i - 1] ?? 0);
  const ordered = new Float32Array(points.length);
  for (let i = 0; i < count; i++) {
    const at = square[i] ?? 0;
    const place = next[at] ?? 0;
    next[at] = place + 1;
    for (let part = 0; part < 4; part++) ordered[4 * place + part] = points[4 * i + part] ?? 0;
  }
  return ordered;
}

function rangeOf(points: Float32Array) {
  let [fromX, toX] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  let [fromY, toY] = [fromX, toX];
  for (let i = 0; i < points.length; i += 4) {
    fromX = Math.min(fromX, points[i] ?? 0);
    toX = Math.max(toX, points[i] ?? 0);
    fromY = Math.min(fromY, points[i + 1] ?? 0);
    toY = Math.max(toY, points[i + 1] ?? 0);
  }
  return { fromX, toX, fromY, toY };
}
