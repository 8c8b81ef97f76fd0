import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exportsOf, usualPlaces } from '../../src/exports/exportsOf.ts';
import { anySeries } from './anySeries.ts';
import { lamella, withImages } from './lamella.ts';

const where = { ...usualPlaces, mdoc: 'PixelSpacing = 2.7\n' };

describe('what is made of a series', () => {
  test('is one folder for each program that reads a file of its own', () => {
    const { files, notes } = exportsOf(lamella, where);
    expect(files.map(({ path }) => path)).toEqual([
      'mdoc/lam_ts_004.mdoc',
      'imod/lam_ts_004.rawtlt',
      'imod/lam_ts_004_level.rawtlt',
      'imod/lam_ts_004.dose',
      'imod/lam_ts_004_order.csv',
      'imod/lam_ts_004.adoc',
      'relion/tilt_series/lam_ts_004.star',
      'warp/lam_ts_004.tomostar',
      'warp/level/lam_ts_004.tomostar',
      'warp/lam_ts_004.sh',
      'aretomo3/lam_ts_004.sh',
      'aretomo3/lam_ts_004_TLT.txt',
      'nextpyp/lam_ts_004.rawtlt',
      'nextpyp/lam_ts_004.order',
    ]);
    expect(notes).toEqual([]);
    expect(files[0]!.text).toBe(where.mdoc);
  });

  test('is the mdoc alone when it has no images', () => {
    expect(exportsOf({ ...lamella, images: [] }, where)).toEqual({
      files: [{ path: 'mdoc/lam_ts_004.mdoc', text: where.mdoc }],
      notes: ['lam_ts_004 has no images, so there is nothing to export of it.'],
    });
  });

  test('says where a stack has another name than its series', () => {
    expect(exportsOf({ ...lamella, stack: 'lam-1.ts 004.mrc' }, where).notes).toEqual([
      'The stack lam-1.ts 004.mrc goes by the name lam_ts_004 in other programs. IMOD, AreTomo3, nextPYP and TOMOMAN find it by a ' +
        'link lam_ts_004.mrc.',
    ]);
  });

  test('finds frames where it is told', () => {
    const { files } = exportsOf(lamella, { ...where, relionFrames: 'raw', warpFrameSeries: '../fs' });
    expect(files.find(({ path }) => path.startsWith('relion/'))!.text).toContain('\nraw/lam_ts_004_001');
    expect(files.find(({ path }) => path === 'warp/level/lam_ts_004.tomostar')!.text).toContain(
      '\n../fs/lam_ts_004_008',
    );
  });

  test('of a series without frames is what starts from its stack', () => {
    const { files } = exportsOf(
      withImages(() => ({ frames: null })),
      where,
    );
    expect([...new Set(files.map(({ path }) => path.split('/')[0]))]).toEqual(['mdoc', 'imod', 'aretomo3', 'nextpyp']);
    expect(files.map(({ path }) => path)).not.toContain('aretomo3/lam_ts_004.sh');
  });

  test('suits PEET and shells by its names, Unix by its lines, and every reader by its numbers', () => {
    fc.assert(
      fc.property(anySeries, (series) => {
        for (const { path, text } of exportsOf(series, where).files) {
          expect(path).toMatch(/^[a-z0-9]+(\/[a-z_]+)?\/[A-Za-z][A-Za-z0-9_]*\.[a-z]+$/);
          expect(text).toMatch(/\n$/);
          expect(text).not.toMatch(/\r|[^\n -~]|NaN|Infinity|undefined|null/);
          expect(text.match(/(?<![\w.])-0(\.0+)?(?![\w.])|(?<![\w.])-?\d+(\.\d+)?e[+-]?\d+/i)).toBeNull();
        }
      }),
    );
  });

  test('has every path once', () => {
    fc.assert(
      fc.property(anySeries, (series) => {
        const paths = exportsOf(series, where).files.map(({ path }) => path);
        expect(new Set(paths).size).toBe(paths.length);
      }),
    );
  });
});
