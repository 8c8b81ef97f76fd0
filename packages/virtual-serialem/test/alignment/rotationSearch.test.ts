import { expect, test } from 'vitest';
import { bestRotation } from '../../src/alignment/rotationSearch.ts';
import { type Blob, imageOf, movedBy, strewn } from './blobs.ts';

/** Counter-clockwise as seen: y runs down. */
function turned(blobs: readonly Blob[], degrees: number): readonly Blob[] {
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  return blobs.map((blob) => ({ ...blob, x: cos * blob.x + sin * blob.y, y: cos * blob.y - sin * blob.x }));
}

const blobs = strewn(7, 300, 260);
const size = { widthPx: 256, heightPx: 220 };

test.each([
  [-3.4, -2, 9],
  [6.7, 5, 6],
])('an image that was turned by %d° is found around %d° within %d°, and its shift', (byDeg, centreDeg, rangeDeg) => {
  const image = imageOf(movedBy(turned(blobs, -byDeg), 5, -8), size);
  const found = bestRotation(image, imageOf(blobs, size), { centreDeg, rangeDeg })!;
  expect(Math.abs(found.rotationDeg - byDeg)).toBeLessThan(0.25);
  // The image is turned about its centre first, so its content lies elsewhere than it was moved to.
  const [moved] = turned([{ x: 5, y: -8, sigma: 1, strength: 1 }], byDeg);
  expect(Math.hypot(found.shiftPx.x + moved!.x, found.shiftPx.y + moved!.y)).toBeLessThan(0.4);
  expect(found.coefficient).toBeGreaterThan(0.8);
});
