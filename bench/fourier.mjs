import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { realFft, transformableHeightPx, transformableWidthPx } from '../packages/virtual-serialem/dist/camera/fft.js';
import { bestSecondsEach, heading, report } from './measure.mjs';

/** As formation pads a frame, and for the smallest also as an alignment pads two of 512 × 364. */
const sizes = [
  [720, 512],
  [1440, 1024],
  [5760, 4092],
].map(([width, height]) => [transformableWidthPx(width), transformableHeightPx(height)]);

/** Our Fourier transform against FFTW's, real to complex, single precision, one thread, processor time. */
export async function fourier() {
  heading('A real Fourier transform in two dimensions');
  const theirs = fftwSeconds();
  for (const [width, height] of sizes) {
    const times = Math.max(2, Math.round(2e7 / (width * height)));
    const plan = realFft(width, height);
    const image = Float32Array.from({ length: width * height }, (_, i) => (i * 7919) % 977);
    const refill = await bestSecondsEach(3, times, () => plan.image().set(image));
    const both = await bestSecondsEach(3, times, () => {
      plan.image().set(image);
      plan.forward();
    });
    const ours = both - refill;
    const fftw = theirs?.get(`${width}x${height}`);
    if (fftw === undefined)
      report(`${width} × ${height}`, 1 / ours, 'per s', await perImageCopy(ours, image), 'copies of the image each');
    else
      report(
        `${width} × ${height}`,
        1 / ours,
        'per s',
        ours / fftw,
        `× the time of FFTW (${(1 / fftw).toFixed(1)} per s)`,
      );
  }
}

/** What one transform of FFTW takes, by size; undefined, with the reason said, where there is no FFTW. */
function fftwSeconds() {
  const script = fileURLToPath(new URL('fftw.py', import.meta.url));
  const { status, stdout, stderr, error } = spawnSync('python3', [script, ...sizes.map((size) => size.join('x'))], {
    encoding: 'utf8',
  });
  if (status !== 0) {
    const why = error?.message ?? stderr.trim().split('\n').at(-1);
    console.log(`No comparison with FFTW: ${why} (Debian: apt-get install python3 libfftw3-single3).`);
    return undefined;
  }
  return new Map(Object.entries(JSON.parse(stdout)));
}

async function perImageCopy(ours, image) {
  return ours / (await bestSecondsEach(3, 10, () => image.slice()));
}
