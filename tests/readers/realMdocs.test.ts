import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatMdoc, parseMdoc } from '@pacetomo/em-files';
import { describe, expect, test } from 'vitest';
import { inOrderOfAcquisition } from '../../packages/pacetomo/src/series/inOrder.ts';
import { seriesOfMdoc } from '../../packages/pacetomo/src/series/ofMdoc.ts';
import { tidyMdoc } from '../../packages/pacetomo/src/series/tidyMdoc.ts';
import { areTomo3 } from './areTomo3.ts';
import { linesOf } from './complaint.ts';
import { mdocfile } from './mdocfile.ts';
import { nextPyp } from './nextPyp.ts';
import { relion5 } from './relion5.ts';
import { scipion } from './scipion.ts';
import { timeOf } from './serialEmDate.ts';
import { dosesOf, expectClose, tiltsOf } from './taken.ts';
import { tomoman } from './tomoman.ts';
import { warp1 } from './warp1.ts';
import { warpTools } from './warpTools.ts';

// Series of other people's microscopes, put right by us as those of our own runs are: two-digit years, sections sorted by
// tilt, frames without a folder, no dose at all. Each reader has to learn from the new mdoc what stood in the old one.

const folder = join(import.meta.dirname, '../../../shared/data/mdoc');
const isHere = existsSync(folder);
const series = [
  ['cryocat_017.mdoc', 60],
  ['mdocfile_TS_01_crlf.mrc.mdoc', 41],
  ['mdocfile_tilt_series.mdoc', 41],
  ['murfey_test.mdoc', 11],
  ['swissopenem_TS_41.mrc.mdoc', 40],
] as const;

interface Image {
  readonly tiltDeg: number;
  readonly frame: string;
  readonly doseEPerA2: number;
  readonly timeMs: number;
}

/** The images of an mdoc in the order of their times, read without our packages. */
function imagesIn(text: string): readonly Image[] {
  const sections = linesOf(text)
    .join('\n')
    .split(/^\[ZValue.*$/m)
    .slice(1);
  return sections
    .map((section) => {
      const value = (key: string): string => new RegExp(`^${key} = (.*)$`, 'm').exec(section)?.[1]?.trim() ?? '';
      const between = /^\s+$/;
      const timeMs = timeOf(value('DateTime'), { yearDigits: 2, between }) ?? Number.NaN;
      const frame = value('SubFramePath').replace(/^.*[\\/]/, '');
      return { tiltDeg: Number(value('TiltAngle')), doseEPerA2: Number(value('ExposureDose')), frame, timeMs };
    })
    .sort((a, b) => a.timeMs - b.timeMs);
}

describe.skipIf(!isHere).each(series)('the series of %s, put right', (file, count) => {
  const old = isHere ? readFileSync(join(folder, file), 'utf8') : '';
  const images = imagesIn(old);
  const frames = images.map(({ frame }) => frame);
  const stack = /^ImageFile = (.*)$/m.exec(old)?.[1]?.trim() ?? '';
  const { mdoc: acquired, isSorted } = inOrderOfAcquisition(parseMdoc(old));
  const known = seriesOfMdoc(acquired, { stack, isSorted, known: null });
  const mdoc = formatMdoc(
    tidyMdoc(acquired, known, { imageFile: `${known.name}.mrc`, order: 'acquired', known: null }),
  );
  const upwards = [...tiltsOf(images)].sort((a, b) => a - b);
  const hasDose = images.every(({ doseEPerA2 }) => doseEPerA2 > 0);
  const hasCounts = old.includes('CountsPerElectron = ');

  test('keeps all its images', () => {
    expect(images).toHaveLength(count);
    expect(known.images).toHaveLength(count);
  });

  test('is in the order of acquisition for TOMOMAN', () => {
    const read = tomoman(`${known.name}.mdoc`, mdoc, { stacks: null, frames });
    expectClose(tiltsOf(read.tilts), tiltsOf(images), 1e-4);
    expect(read.tilts.map(({ frame }) => frame)).toEqual(frames);
  });

  test('has its order by time for WarpTools 2, Warp 1, RELION 5, AreTomo3 and nextPYP', () => {
    const warp = warpTools(mdoc, new Set(frames.map((frame) => frame.replace(/\.[^.]*$/, ''))), 1);
    expectClose(tiltsOf(warp), upwards, 0.0051);
    expect([...warp].sort((a, b) => a.order - b.order).map(({ frame }) => frame)).toEqual(frames);
    expectClose(tiltsOf(warp1(mdoc)), upwards, 0.051);
    const named = frames.map((frame) => `${known.name}_${frame}`); // RELION wants the name of the series in the frames
    const forRelion = mdoc.replace(/^(SubFramePath = .*?)([^\\/\n]*)$/gm, `$1${known.name}_$2`);
    const [relion] = relion5(new Map([[`${known.name}.mdoc`, forRelion]]), named);
    expect(relion?.tilts.map(({ movie }) => movie)).toEqual(named);
    const areTomo = areTomo3(Buffer.from(mdoc), '');
    expect([...areTomo].sort((a, b) => a.acquisitionIndex - b.acquisitionIndex).map(({ movie }) => movie)).toEqual(
      frames,
    );
    expect(nextPyp(new Map([[`${known.name}.mdoc`, mdoc]]))[0]?.tilts.map(({ frame }) => frame)).toEqual(frames);
  });

  test('is taken by mdocfile, and by Scipion where dose or counts are known', () => {
    expect(mdocfile(mdoc).sections).toHaveLength(count);
    const read = () => scipion(mdoc, 'series.mdoc', () => true);
    if (!hasDose && !hasCounts) return expect(read).toThrow(/Dose values/); // nobody knows it
    expect(read().tilts.map(({ movie }) => movie)).toEqual(frames);
    if (hasDose) expectClose(dosesOf(read().tilts), dosesOf(images), 1e-3);
  });

  test('is put right once: a second time changes nothing', () => {
    const again = seriesOfMdoc(parseMdoc(mdoc), { stack, isSorted, known: null });
    const wish = { imageFile: `${known.name}.mrc`, order: 'acquired', known: null } as const;
    expect(formatMdoc(tidyMdoc(parseMdoc(mdoc), again, wish))).toBe(mdoc);
  });
});
