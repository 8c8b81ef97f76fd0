import FFT from 'fft.js';
import { findHoles } from '../packages/pacetomo/dist/holes/findHoles.js';
import { bestSecondsEach, heading, report } from './measure.mjs';

const sizePx = 4096;

/** Finding the holes in an image of 4096 × 4096 pixels, against one Fourier transform of as many numbers by fft.js; processor time. */
export async function holes() {
  heading(`The lattice of holes in an image of ${sizePx} × ${sizePx}`);
  const image = film();
  const found = findHoles(image);
  if (found.kind === 'none') throw new Error(found.why);
  const find = await bestSecondsEach(3, 1, () => findHoles(image));
  const transform = await bestSecondsEach(2, 1, () => bareTransform(image.data));
  report('lattices found', 1 / find, 'per s', find / transform, 'transforms by fft.js each');
  report('transforms by fft.js', 1 / transform, 'per s', 1, '(the measure of the one above)');
}

/** R2/1 with a pitch of 420 px, turned by 13°, with noise. */
function film() {
  const data = new Float32Array(sizePx * sizePx);
  const [pitch, radius, angle] = [420, 140, (13 * Math.PI) / 180];
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  let state = 1;
  for (let at = 0; at < data.length; at++) {
    const [x, y] = [at % sizePx, Math.floor(at / sizePx)];
    const [u, v] = [(cos * x + sin * y) / pitch, (cos * y - sin * x) / pitch];
    const distance = pitch * Math.hypot(u - Math.round(u), v - Math.round(v));
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    data[at] = (distance < radius ? 260 : 200) + state / 2 ** 26;
  }
  return { widthPx: sizePx, heightPx: sizePx, data };
}

/** Rows, then columns, of complex numbers, as a transform in two dimensions goes. */
function bareTransform(pixels) {
  const plan = new FFT(sizePx);
  const rows = new Float64Array(2 * pixels.length);
  const [line, out] = [new Float64Array(2 * sizePx), new Float64Array(2 * sizePx)];
  for (let y = 0; y < sizePx; y++) {
    plan.realTransform(out, pixels.subarray(y * sizePx, (y + 1) * sizePx));
    rows.set(out, 2 * y * sizePx);
  }
  for (let x = 0; x <= sizePx / 2; x++) {
    for (let y = 0; y < sizePx; y++) {
      line[2 * y] = rows[2 * (y * sizePx + x)];
      line[2 * y + 1] = rows[2 * (y * sizePx + x) + 1];
    }
    plan.transform(out, line);
    for (let y = 0; y < sizePx; y++) rows[2 * (y * sizePx + x)] = out[2 * y];
  }
  return rows;
}
