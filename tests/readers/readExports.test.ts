import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { namesIn, type TakenSeries, textIn } from './acquisition.ts';
import { finished } from './finished.ts';
import { imodStack, rawTilt } from './imod.ts';
import { mdocfile } from './mdocfile.ts';
import { mayBeLeftOut, pythonSays } from './python.ts';
import { relionStar, warpStar } from './star.ts';
import { byTilt, dosesOf, expectClose, fileName, priorOf, tiltsOf } from './taken.ts';

// The files that are made for one program each, read as that program does, and by other people's code where it installs.

const column = (rows: readonly ReadonlyMap<string, string>[], name: string): readonly string[] =>
  rows.map((row) => row.get(name) ?? 'none');

const angleDeg = 0.0101;
/** One per cent of the last prior dose of these series; the issue allows so much. */
const doseE = 0.3;

describe.each(['lam', '2-a.b'])('of a run whose names begin with %s', (root) => {
  const { run, eachSeries, exported } = finished(root);

  describe('RELION 5 (relion 73f0a3c0, metadata_table.cpp, tomogram_set.cpp)', () => {
    const table = () => relionStar(exported('relion/tilt_series.star'), 'global');

    test('finds every series in the joint table, with voltage and pixel size', () => {
      expect(column(table(), 'rlnTomoName')).toEqual(run().series.map(({ name }) => name));
      for (const row of table()) {
        expect(Number(row.get('rlnVoltage'))).toBe(run().voltageKv);
        expect(Number(row.get('rlnMicrographOriginalPixelSize'))).toBeCloseTo(run().pixelSizeA, 3);
        expect(Math.abs(Number(row.get('rlnTomoHand')))).toBe(1);
        expect(Number(row.get('rlnAmplitudeContrast'))).toBeGreaterThan(0);
        expect(Number(row.get('rlnSphericalAberration'))).toBeGreaterThan(0);
      }
    });

    test('finds its images by the table of its own name: movie, angle, axis, and the dose before each', () =>
      eachSeries(({ name, taken }) => {
        const listed = table().find((row) => row.get('rlnTomoName') === name);
        const rows = relionStar(exported(`relion/${listed?.get('rlnTomoTiltSeriesStarFile')}`), name);
        expect(column(rows, 'rlnMicrographMovieName').map(fileName)).toEqual(taken.map(({ frame }) => frame));
        expectClose(column(rows, 'rlnTomoNominalStageTiltAngle').map(Number), tiltsOf(taken), angleDeg);
        expectClose(column(rows, 'rlnMicrographPreExposure').map(Number), priorOf(taken), doseE);
        expect(new Set(column(rows, 'rlnTomoNominalTiltAxisAngle').map(Number))).toEqual(new Set([run().axisAngleDeg]));
        const counts = taken.map(({ frame }) => readFileSync(join(run().frames, frame)).readInt32LE(8));
        expect(column(rows, 'rlnTomoTiltMovieFrameCount').map(Number)).toEqual(counts);
      }));

    test.skipIf(mayBeLeftOut('gemmi'))('and gemmi, an independent reader, find the same words', () => {
      const program =
        'import sys, json, gemmi\nprint(json.dumps([[b.name] + [v for i in b if i.loop for v in i.loop.values] for b in gemmi.cif.read(sys.argv[1])]))';
      const words = table().flatMap((row) => [...row.values()]);
      expect(pythonSays(program, [join(run().data, 'export/relion/tilt_series.star')])).toEqual([['global', ...words]]);
    });
  });

  describe('Warp (warp e321344, Star.cs, TiltSeries.cs, and as ts_import writes it)', () => {
    test('finds frames, axis, the dose before each image, and tilts with the other sign, from the lowest stage tilt on', () =>
      eachSeries(({ name, taken }) => {
        const rows = warpStar(exported(`warp/${name}.tomostar`));
        const sorted = byTilt(taken);
        expect(column(rows, 'wrpMovieName').map(fileName)).toEqual(sorted.map(({ frame }) => frame));
        expectClose(
          column(rows, 'wrpAngleTilt').map(Number),
          tiltsOf(sorted).map((tiltDeg) => -tiltDeg),
          angleDeg,
        );
        expectClose(column(rows, 'wrpDose').map(Number), priorOf(sorted), doseE);
        expect(new Set(column(rows, 'wrpAxisAngle').map(Number))).toEqual(new Set([run().axisAngleDeg]));
      }));

    test.skipIf(mayBeLeftOut('gemmi'))('and gemmi find the same tilts', () =>
      eachSeries(({ name }) => {
        const program =
          'import sys, json, gemmi\nprint(json.dumps(list(gemmi.cif.read(sys.argv[1])[0].find_loop("_wrpAngleTilt"))))';
        const path = `export/warp/${name}.tomostar`;
        expect(pythonSays(program, [join(run().data, path)])).toEqual(
          column(warpStar(textIn(run(), path)), 'wrpAngleTilt'),
        );
      }),
    );
  });

  describe('IMOD (8c592ce4c, header.f90, extracttilts.f, get_extra_header_tilts.f)', () => {
    const stackOf = ({ stack }: TakenSeries) => imodStack(readFileSync(join(run().data, stack)));

    test('finds size, pixel and axis in the header of a sorted stack, and the tilts of its sections', () =>
      eachSeries((series) => {
        const known = stackOf(series);
        expect(known.size.sections).toBe(9);
        expectClose(
          [known.pixelSizeA, known.axisAngleDeg ?? Number.NaN],
          [run().pixelSizeA, run().axisAngleDeg],
          0.051,
        );
        expectClose(known.tiltsDeg ?? [], tiltsOf(byTilt(series.taken)), angleDeg);
      }));

    test('finds the same tilts in the .rawtlt, one on each line', () =>
      eachSeries((series) => {
        expectClose(rawTilt(exported(`imod/${series.name}.rawtlt`)), stackOf(series).tiltsDeg ?? [], angleDeg);
      }));

    test('finds in the list for mtffilter what came before each section, and its own dose', () =>
      eachSeries(({ name, taken }) => {
        const rows = exported(`imod/${name}.dose`)
          .trimEnd()
          .split('\n')
          .map((line) => line.split(' ').map(Number));
        expectClose(
          rows.map(([prior]) => prior ?? Number.NaN),
          priorOf(byTilt(taken)),
          doseE,
        );
        expectClose(
          rows.map(([, own]) => own ?? Number.NaN),
          dosesOf(byTilt(taken)),
          0.005,
        );
      }));

    test('is told of pixel size in nm and axis by the directives', () =>
      eachSeries(({ name }) => {
        const known = new Map(
          exported(`imod/${name}.adoc`)
            .trimEnd()
            .split('\n')
            .map((line) => pairOf(line, ' = ')),
        );
        expect(known.get('setupset.copyarg.name')).toBe(name);
        expect(Number(known.get('setupset.copyarg.pixel'))).toBeCloseTo(run().pixelSizeA / 10, 3);
        expect(Number(known.get('setupset.copyarg.rotation'))).toBe(run().axisAngleDeg);
      }));

    test.skipIf(mayBeLeftOut('mrcfile'))(
      'and mrcfile, an independent reader, find the images of the mdoc in a valid file',
      () =>
        eachSeries(({ stack }) => {
          const program =
            'import sys, json, io, mrcfile\nvalid = mrcfile.validate(sys.argv[1], print_file=io.StringIO())\nwith mrcfile.open(sys.argv[1]) as m: print(json.dumps([bool(valid), float(m.voxel_size.x), m.data.mean(axis=(1, 2)).tolist()]))';
          const { sections } = mdocfile(textIn(run(), `${stack}.mdoc`));
          const means = sections.map((section) => Number(section.get('MinMaxMean')?.split(' ')[2]));
          expect(new Set(means).size).toBeGreaterThan(5);
          expect(pythonSays(program, [join(run().data, stack)])).toEqual([
            true,
            expect.closeTo(run().pixelSizeA, 2),
            means.map((mean) => expect.closeTo(mean, 3)),
          ]);
        }),
    );
  });

  test('nextPYP, from the stack, finds tilts and order from 0 for each section (pyp b2b4a36d, preprocess/core.py)', () =>
    eachSeries(({ name, taken }) => {
      expectClose(rawTilt(exported(`nextpyp/${name}.rawtlt`)), tiltsOf(byTilt(taken)), angleDeg);
      const order = exported(`nextpyp/${name}.order`).trimEnd().split('\n').map(Number);
      expect(order).toEqual(byTilt(taken).map((image) => taken.indexOf(image)));
    }));

  test('AreTomo3, from the stack, finds tilt, order from 1 and dose for each section (AreTomo3 8a068cf, CTsPackage.cpp)', () =>
    eachSeries(({ name, taken }) => {
      const rows = exported(`aretomo3/${name}_TLT.txt`)
        .trimEnd()
        .split('\n')
        .map((line) => line.trim().split(/\s+/).map(Number));
      expectClose(
        rows.map(([tiltDeg]) => tiltDeg ?? Number.NaN),
        tiltsOf(byTilt(taken)),
        angleDeg,
      );
      expect(rows.map(([, order]) => order)).toEqual(byTilt(taken).map((image) => taken.indexOf(image) + 1));
      expectClose(
        rows.map(([, , dose]) => dose ?? Number.NaN),
        dosesOf(byTilt(taken)),
        0.005,
      );
    }));

  test('the command for AreTomo3 names an mdoc that is there, beside the frames, with pixel size, voltage and axis', () =>
    eachSeries(({ name }) => {
      const script = join(run().data, `export/aretomo3/${name}.sh`);
      const words = execFileSync('sh', [script, run().frames, '/out'], {
        env: { ...process.env, ARETOMO3: 'echo' },
        encoding: 'utf8',
      })
        .trim()
        .split(/\s+/);
      const given = (option: string): string => words[words.indexOf(option) + 1] ?? '';
      expect(readFileSync(given('-InPrefix'), 'utf8')).toBe(exported(`mdoc/${name}.mdoc`));
      expectClose(
        [given('-PixSize'), given('-kV'), given('-TiltAxis')].map(Number),
        [run().pixelSizeA, run().voltageKv, run().axisAngleDeg],
        0.01,
      );
    }));

  test('a pipeline finds a marker for each series, whose manifest is the one on the disk, and every file as the manifest has it', () => {
    const markers = namesIn(run(), 'export').filter((name) => name.endsWith('.done'));
    expect(markers).toEqual(run().series.map(({ name }) => `${name}.done`));
    eachSeries(({ name }) => {
      const marker = new Map(
        exported(`${name}.done`)
          .trimEnd()
          .split('\n')
          .map((line) => pairOf(line, '=')),
      );
      const manifest = exported(marker.get('manifest') ?? '');
      expect(marker.get('manifest_sha256')).toBe(sha256(Buffer.from(manifest)));
      const { checksums }: { readonly checksums: Readonly<Record<string, string>> } = JSON.parse(manifest);
      expect(Object.keys(checksums).length).toBeGreaterThan(5);
      for (const [path, checksum] of Object.entries(checksums))
        expect(sha256(readFileSync(join(run().data, 'export', path))), path).toBe(checksum);
    });
  });
});

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

function pairOf(line: string, between: string): readonly [key: string, value: string] {
  const at = line.indexOf(between);
  return [line.slice(0, at), line.slice(at + between.length)];
}
