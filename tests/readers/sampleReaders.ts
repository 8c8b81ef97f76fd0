import { areTomo3 } from './areTomo3.ts';
import { cryoemTools } from './cryoemTools.ts';
import { dataPortal } from './dataPortal.ts';
import { goodMdoc, sampleFrames, sampleImages } from './goodMdoc.ts';
import { mdocfile } from './mdocfile.ts';
import { murfey } from './murfey.ts';
import { nextPyp } from './nextPyp.ts';
import { relion5 } from './relion5.ts';
import { scipion } from './scipion.ts';
import { tomoman } from './tomoman.ts';
import { warp1 } from './warp1.ts';
import { warpTools } from './warpTools.ts';

export const good = goodMdoc();
export const frames = [...sampleFrames];
const withoutExtension = new Set(frames.map((frame) => frame.replace(/\.tif$/, '')));
/** The movies as RELION and Scipion find them. */
export const movies = frames.map((frame) => `frames/${frame}`);
export const inOrder = sampleImages.map(({ tiltDeg }) => tiltDeg);
export const upwards = [...inOrder].sort((a, b) => a - b);
/** The doses up to and with each image. */
export const summed = sampleImages.map((_, i) =>
  sampleImages.slice(0, i + 1).reduce((sum, { doseEPerA2 }) => sum + doseEPerA2, 0),
);

/** The mdoc with the sections of the images sorted by tilt and numbered anew, as our stacks have them. */
export const sortedByTilt = goodMdoc([...sampleImages].sort((a, b) => a.tiltDeg - b.tiltDeg));

/** The good mdoc with the n-th match replaced, from 0. */
export function edit(pattern: RegExp, replacement: string, n = 0): string {
  let seen = 0;
  const edited = good.replace(new RegExp(pattern.source, 'gm'), (match) => (seen++ === n ? replacement : match));
  if (edited === good) throw new Error(`nothing was edited by ${pattern}`);
  return edited;
}

/** Every reader, on files that suit the good mdoc. */
export const readers = {
  warpTools: (text: string) => warpTools(text, withoutExtension, 3.1),
  warp1,
  mdocfile,
  relion5: (text: string) => relion5(new Map([['lam_ts_001.mdoc', text]]), movies),
  areTomo3: (text: string) => areTomo3(Buffer.from(text), 'frames/'),
  scipion: (text: string) => scipion(text, 'frames/lam_ts_001.mdoc', (path) => movies.includes(path)),
  tomoman: (text: string) => tomoman('lam_ts_001.mdoc', text, { stacks: ['lam_ts_001.mrc'], frames }),
  nextPyp: (text: string) => nextPyp(new Map([['lam_ts_001.mdoc', text]])),
  murfey: (text: string) => murfey(text, 'lam_ts_001.mdoc'),
  cryoemTools,
  dataPortal: (text: string) =>
    dataPortal(text, { frames: new Map(frames.map((frame) => [frame, 8])), rawTilt: upwards.join('\n') }),
} as const;
