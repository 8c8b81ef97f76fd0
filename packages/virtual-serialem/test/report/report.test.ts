import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExposureTruth } from '@pacetomo/virtual-serialem';
import { expect, test } from 'vitest';
import { cliProgram } from '../../src/cliProgram.ts';
import { readTruth } from '../../src/report/readTruth.ts';
import { truthReport } from '../../src/report/truthReport.ts';

let counter = 0;

function exposure(change: Partial<ExposureTruth>): ExposureTruth {
  counter += 1;
  return {
    n: counter,
    command: 'R',
    area: 'record',
    file: 'a.mrc',
    section: 0,
    nominalTiltDeg: 0,
    trueTiltDeg: 0,
    specimenPointUm: { x: 1, y: 2, z: 0 },
    trueDefocusUm: -5,
    requestedDefocusUm: -5,
    doseEPerA2: 3,
    footprintUm: { centre: { x: 1, y: 2 }, halfAxes: { x: 1.2, y: 1.4 } },
    timeS: 60 * counter,
    commandCount: 10 * counter,
    ...change,
  };
}

const noWish = { byFile: new Map<string, number>(), otherwise: null };

test('the miss of an image is what separates both specimen points in the lab at its true tilt', () => {
  const first = exposure({});
  const later = exposure({
    section: 1,
    nominalTiltDeg: 60,
    trueTiltDeg: 60,
    specimenPointUm: { x: 1.03, y: 2.08, z: -0.02 },
  });
  const [target] = truthReport([later, first], noWish).targets;
  const [, tilted] = target!.tilts;
  expect(tilted!.alongNm).toBeCloseTo(30, 9);
  // y·cos 60° − z·sin 60° of a difference of 80 nm in y and −20 nm in z.
  expect(tilted!.acrossNm).toBeCloseTo(40 + 20 * Math.sin(Math.PI / 3), 9);
  expect(target!.acrossNm.rms).toBeCloseTo(tilted!.acrossNm, 9);
});

test('defocus errors are meant against the wanted defocus of the file, of the run, or the mean', () => {
  const run = [
    exposure({ section: 0, trueDefocusUm: -4.8 }),
    exposure({ section: 1, trueDefocusUm: -5.6, nominalTiltDeg: 3 }),
    exposure({ file: 'b.mrc', trueDefocusUm: -3.1, nominalTiltDeg: 6 }),
  ];
  const errors = (wanted: Parameters<typeof truthReport>[1]) =>
    truthReport(run, wanted).targets.map(({ defocusErrorUm }) => Number(defocusErrorUm.mean.toFixed(9)) + 0);
  expect(errors(noWish)).toEqual([0, 0]);
  expect(errors({ byFile: new Map([['b.mrc', -3]]), otherwise: -5 })).toEqual([-0.2, -0.1]);
  expect(truthReport(run, noWish).targets[0]!.defocusErrorUm.largest).toBeCloseTo(0.4, 9);
});

test('two Records of one place at one tilt are a double exposure, neighbours and other tilts are not', () => {
  const first = exposure({ nominalTiltDeg: 9 });
  const again = exposure({
    nominalTiltDeg: 9.02,
    specimenPointUm: { x: 1.1, y: 2.2, z: 0 },
    section: null,
    file: null,
  });
  const neighbour = exposure({ nominalTiltDeg: 9, specimenPointUm: { x: 3.5, y: 2, z: 0 }, file: 'b.mrc' });
  const otherTilt = exposure({ nominalTiltDeg: 12, section: 1 });
  const preview = exposure({ command: 'L', nominalTiltDeg: 9, section: null, file: null, doseEPerA2: 0.4 });
  const report = truthReport([first, preview, again, neighbour, otherTilt], noWish);
  expect(report.doubleExposures).toEqual([{ first: first.n, second: again.n, nominalTiltDeg: 9.02, file: 'a.mrc' }]);
  expect(report.unsavedRecords).toBe(1);
  expect(report.exposuresByCommand).toEqual({ R: 4, L: 1 });
  expect(report.doseEPerA2).toBeCloseTo(12.4, 9);
  expect(report.doseOffRecordEPerA2).toBeCloseTo(0.4, 9);
});

test('a torn last line is left out, any other damage is named', () => {
  const line = JSON.stringify(exposure({}));
  expect(readTruth(`${line}\n${line.slice(0, 40)}`)).toHaveLength(1);
  expect(() => readTruth(`${line}\n{"n":2}\n${line}\n`)).toThrow(/Line 2 of the truth log/);
});

test('the command line prints a table or JSON', async () => {
  const path = join(await mkdtemp(join(tmpdir(), 'report-')), 'truth.jsonl');
  const run = [exposure({}), exposure({ section: 1, nominalTiltDeg: 3, trueDefocusUm: -5.5 })];
  await writeFile(path, run.map((line) => `${JSON.stringify(line)}\n`).join(''));
  const printed: string[] = [];
  const program = () => cliProgram({ write: (text) => printed.push(text), started: () => {} }).exitOverride();
  await program().parseAsync(['report', path, '--target-defocus', 'a.mrc=-4.5'], { from: 'user' });
  expect(printed[0]).toMatch(/^a\.mrc +2 .* -0\.750 /m);
  await program().parseAsync(['report', path, '--json', '--defocus', '-5'], { from: 'user' });
  expect(JSON.parse(printed[1]!).targets[0].defocusErrorUm.mean).toBe(-0.25);
  await expect(program().parseAsync(['report', path, '--target-defocus', 'a.mrc'], { from: 'user' })).rejects.toThrow(
    /is not FILE=DEFOCUS/,
  );
});
