import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExposureTruth } from '@pacetomo/virtual-serialem';
import { expect, test } from 'vitest';
import { cliProgram } from '../../src/cliProgram.ts';
import { readTruth } from '../../src/report/readTruth.ts';
import { truthReport } from '../../src/report/truthReport.ts';
import { exposure, exposureNumber, lookAt, missing } from './logged.ts';

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
    nominalTiltDeg: 8.97,
    specimenPointUm: { x: 1.1, y: 2.2, z: 0 },
    section: null,
    file: null,
  });
  const neighbour = exposure({ nominalTiltDeg: 9, specimenPointUm: { x: 3.5, y: 2, z: 0 }, file: 'b.mrc' });
  const otherTilt = exposure({ nominalTiltDeg: 12, section: 1 });
  const preview = exposure({ command: 'L', nominalTiltDeg: 9, section: null, file: null, doseEPerA2: 0.4 });
  const report = truthReport([first, preview, again, neighbour, otherTilt], noWish);
  expect(report.doubleExposures).toEqual([{ first: first.n, second: again.n, nominalTiltDeg: 8.97, file: 'a.mrc' }]);
  expect(report.unsavedRecords).toBe(1);
  expect(report.exposuresByCommand).toEqual({ R: 4, L: 1 });
  expect(report.doseEPerA2).toBeCloseTo(12.4, 9);
  expect(report.doseOffRecordEPerA2).toBeCloseTo(0.4, 9);
});

test('a torn last line is left out, any other damage is named', () => {
  const line = JSON.stringify(exposure({}));
  expect(readTruth(`${line}\n${line.slice(0, 40)}`)).toEqual([{ exposures: [JSON.parse(line)], notes: [] }]);
  expect(() => readTruth(`${line}\n{"n":2}\n${line}\n`)).toThrow(/Line 2 of the truth log/);
});

test('what the camera set Record exposed is a Record, whichever command took it', () => {
  const run = [
    exposure({ command: 'RecordAndTiltUp' }),
    exposure({ command: 'RecordAndTiltUp', section: 1, nominalTiltDeg: 3, specimenPointUm: { x: 1.07, y: 2, z: 0 } }),
    exposure({ command: 'AcquireToMatchBuffer', nominalTiltDeg: 3.04, file: null, section: null, doseEPerA2: 2.5 }),
    exposure({ command: 'AcquireToMatchBuffer', set: 'preview', file: null, section: null, doseEPerA2: 0.3 }),
    exposure({ command: 'Eucentricity', set: 'view', file: null, section: null, doseEPerA2: 0.07 }),
    exposure({ command: 'V', file: 'overview.mrc', doseEPerA2: 0.02 }),
  ];
  const { targets, ...report } = truthReport(run, noWish);
  expect(targets).toMatchObject([
    {
      file: 'a.mrc',
      images: 2,
      doseEPerA2: 6,
      alongNm: { largest: expect.closeTo(70, 6) },
      received: { own: 6, retaken: 2.5, preview: 0.3, view: expect.closeTo(0.09, 9), autofocus: 0, other: 0 },
    },
  ]);
  expect(report.doubleExposures).toMatchObject([{ first: run[1]!.n, second: run[2]!.n }]);
  expect(report.unsavedRecords).toBe(1);
  expect(report.doseOffRecordEPerA2).toBeCloseTo(0.39, 9);
});

test('the pieces of a montage are Records, but no tilt series', () => {
  const piece = (section: number) =>
    exposure({
      command: 'Montage',
      file: 'map.mrc',
      section,
      specimenPointUm: { x: 20 + 3 * section, y: 2, z: 0 },
      look: lookAt(20 + 3 * section, 2),
    });
  const { targets, ...report } = truthReport([piece(0), piece(1), exposure({ look: lookAt(1, 2) })], noWish);
  expect(targets.map(({ file }) => file)).toEqual(['a.mrc']);
  expect(report.doseOffRecordEPerA2).toBe(0);
  expect(report.unsavedRecords).toBe(0);
});

test('logs of the first versions do not tell the camera set, and their commands do', () => {
  const old = (change: Partial<ExposureTruth>) => {
    const { set: _, ...line } = exposure(change);
    return `${JSON.stringify(line)}\n`;
  };
  const [session] = readTruth(
    [
      old({ command: 'R' }),
      old({ command: 'RecordAndTiltDown' }),
      old({ command: 'L' }),
      old({ command: 'G', area: 'focus' }),
      old({ command: 'Eucentricity', area: 'view' }),
      old({ command: 'AlignToTemplate', area: 'record' }),
    ].join(''),
  );
  expect(session!.exposures.map(({ set }) => set)).toEqual(['record', 'record', 'preview', 'focus', 'view', 'preview']);
});

test('in logs without a line between sessions, numbers that count anew begin one', () => {
  const note = (afterExposure: number) => ({
    note: 'fault',
    kind: 'busy',
    timeS: 7,
    commandCount: 3,
    afterExposure,
  });
  // A note stands before the line of the exposure that it follows, for it is written at once; a killed server leaves it alone.
  const [one, two] = [exposureNumber(1), exposureNumber(2)];
  const sessions = [[one, note(2), two], [note(0), one, two], [note(1), note(3)], [note(2), one], [one]];
  const text = sessions.flat().map((line) => `${JSON.stringify(line)}\n`);
  expect(readTruth(text.join(''))).toEqual([
    { exposures: [one, two], notes: [note(2)] },
    { exposures: [one, two], notes: [note(0)] },
    { exposures: [], notes: [note(1), note(3)] },
    { exposures: [one], notes: [note(2)] },
    { exposures: [one], notes: [] },
  ]);
});

test('the tracking target is told apart from the others, lost images are counted, and the first images count nowhere', () => {
  const run = [
    ...missing('one.mrc', [90, -120, 251]),
    ...missing('two.mrc', [10, -20, 30, 40], { x: 6, y: 2, z: 0 }),
    ...missing('three.mrc', [300, -50], { x: 11, y: 2, z: 0 }),
  ];
  const { overall, trackingTarget, otherTargets, targets } = truthReport(run, noWish);
  expect(trackingTarget).toMatchObject({ compared: 3, lost: 1, missNm: { median: expect.closeTo(120, 6) } });
  expect(otherTargets).toMatchObject({ compared: 6, lost: 1, missNm: { median: expect.closeTo(35, 6) } });
  // Between 50 and 300 nm, three quarters of the way: the 95th of a hundred among six.
  expect(otherTargets.missNm.percentile95).toBeCloseTo(50 + 250 * 0.75, 6);
  expect(overall.lostPercent).toBeCloseTo(100 * (2 / 9), 6);
  expect(targets.map(({ missingTiltsDeg }) => missingTiltsDeg)).toEqual([[12], [], [9, 12]]);
});

test('images without electrons are dark, wherever the electrons went', () => {
  const run = [
    exposure({ look: lookAt(1, 2) }),
    exposure({ section: 1, nominalTiltDeg: 45, look: lookAt(1, 2, { transmission: 0.012 }) }),
    exposure({ section: 2, nominalTiltDeg: 48, doseEPerA2: 0, look: lookAt(1, 2, { transmission: 0 }) }),
  ];
  const [target] = truthReport(run, noWish).targets;
  expect(target!.tilts.map(({ isDark }) => isDark)).toEqual([false, true, true]);
  expect(target!.dark).toBe(2);
});

test('a target is charged with every exposure whose beam touched the middle of its field, by source', () => {
  const run = [
    exposure({
      command: 'V',
      file: null,
      section: null,
      doseEPerA2: 0.04,
      look: lookAt(2, 3, { beam: { centreUm: { x: 2, y: 3 }, diameterUm: 20 } }),
    }),
    exposure({ command: 'L', file: null, section: null, doseEPerA2: 0.5, look: lookAt(1.1, 2) }),
    exposure({ command: 'G', file: null, section: null, doseEPerA2: 1.1, look: lookAt(9, 2) }),
    exposure({ look: lookAt(1, 2) }),
    exposure({ command: 'G', file: null, section: null, doseEPerA2: 1.3, look: lookAt(1, 2) }),
    exposure({ command: 'T', file: null, section: null, doseEPerA2: 0.7, look: lookAt(1, 2) }),
    exposure({
      file: null,
      section: null,
      doseEPerA2: 2.9,
      look: lookAt(1.05, 2.02),
      specimenPointUm: { x: 1.05, y: 2.02, z: 0 },
    }),
    exposure({ file: 'b.mrc', doseEPerA2: 3.2, look: lookAt(2.2, 2), specimenPointUm: { x: 2.2, y: 2, z: 0 } }),
    exposure({ section: 1, nominalTiltDeg: 3, look: lookAt(1, 2) }),
  ];
  const { targets } = truthReport(run, noWish);
  const { received, tilts } = targets[0]!;
  expect(received).toMatchObject({
    own: 6,
    retaken: 2.9,
    preview: 0.5,
    view: 0.04,
    autofocus: 1.3,
    other: 0.7,
  });
  // The neighbour 1.2 µm away has its edge, a disc of 1.2 µm radius, at the centre: its chord leaves a little less than half.
  expect(received.neighbours / 3.2).toBeGreaterThan(0.4);
  expect(received.neighbours / 3.2).toBeLessThan(0.5);
  expect(received.total).toBeCloseTo(6 + 2.9 + 0.5 + 0.04 + 1.3 + 0.7 + received.neighbours, 9);
  expect(tilts.map(({ doseSoFarEPerA2 }) => doseSoFarEPerA2)).toEqual([
    expect.closeTo(3.54, 9),
    expect.closeTo(received.total, 9),
  ]);
});

test('neighbours reach a target when the tilt brings them together', () => {
  const [c, s] = [Math.cos(Math.PI / 3), Math.sin(Math.PI / 3)];
  const pose = { matrix: [1, 0, 0, 0, c, -s, 0, s, c], offsetUm: { x: 0, y: 0, z: 0 } } as const;
  const neighbour = (y: number, tilted: boolean) =>
    exposure({
      file: 'b.mrc',
      specimenPointUm: { x: 1, y, z: 0 },
      look: lookAt(1, y, tilted ? { pose, beam: { centreUm: { x: 1, y: c * y }, diameterUm: 2.4 } } : {}),
    });
  const part = (y: number, tilted: boolean) =>
    truthReport([exposure({ look: lookAt(1, 2) }), neighbour(y, tilted)], noWish).targets[0]!.received.neighbours / 3;
  // The middle of the field is 0.7 × 0.5 µm about (1, 2). At 60° the disc of 1.2 µm radius reaches 2.4 µm far across the axis.
  expect(part(4.2, false)).toBe(0);
  expect(part(4.2, true)).toBeGreaterThan(0.75);
  expect(part(4.2, true)).toBeLessThan(0.95);
  expect(part(5, true)).toBe(0);
});

test('against the map, the first image of a series can miss too', () => {
  const map = exposure({ command: 'L', file: 'area_tgt_007.mrc', specimenPointUm: { x: 1.02, y: 2.05, z: 0 } });
  const run = [
    map,
    exposure({ file: 'area_ts_007.mrc' }),
    exposure({ file: 'area_ts_007.mrc', section: 1, nominalTiltDeg: 3 }),
  ];
  expect(truthReport(run, noWish).targets[0]!.alongNm.largest).toBe(0);
  const [target] = truthReport(run, noWish, { reference: 'map' }).targets;
  expect(target).toMatchObject({
    compared: 2,
    alongNm: { mean: expect.closeTo(-20, 6) },
    acrossNm: { mean: expect.closeTo(-50, 6) },
  });
});

test('the dose of a target is that of its Record frame, whatever it is compared with', () => {
  const map = exposure({ command: 'L', file: 'area_tgt_007.mrc', doseEPerA2: 0.4, look: lookAt(8, 2) });
  const series = [0, 1].map((section) =>
    exposure({ file: 'area_ts_007.mrc', section, nominalTiltDeg: 3 * section, look: lookAt(1, 2) }),
  );
  const [target] = truthReport([map, ...series], noWish, { reference: 'map' }).targets;
  expect(target!.received).toMatchObject({ own: 6, preview: 0, total: 6 });
});

test('the time is told by what it was spent on', () => {
  const at = (timeS: number, nominalTiltDeg: number, section: number) =>
    exposure({ timeS, nominalTiltDeg, section, look: lookAt(1, 2, { exposureS: 2 }) });
  const { minutesByUse, minutes } = truthReport([at(31, 0, 0), at(46, 0, 1), at(90, 3, 2)], noWish);
  expect(minutesByUse).toEqual({
    before: expect.closeTo(30 / 60, 9),
    exposing: expect.closeTo(6 / 60, 9),
    withinTilts: expect.closeTo(13 / 60, 9),
    betweenTilts: expect.closeTo(42 / 60, 9),
  });
  expect(minutes).toBe(1.5);
});

/** The lines of a log file. */
async function logFile(lines: readonly object[], name = 'truth.jsonl'): Promise<string> {
  const path = join(await mkdtemp(join(tmpdir(), 'report-')), name);
  await writeFile(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  return path;
}

async function printedBy(...words: string[]): Promise<string> {
  const printed: string[] = [];
  const program = cliProgram({ write: (text) => printed.push(text), started: () => {} }).exitOverride();
  await program.parseAsync(['report', ...words], { from: 'user' });
  return printed.join('');
}

test('the command line prints tables or JSON', async () => {
  const fault = { note: 'fault', kind: 'stage-jump', text: '0.2 µm', timeS: 90, commandCount: 15, afterExposure: 1 };
  const path = await logFile([
    exposureNumber(1),
    fault,
    exposureNumber(2, { section: 1, nominalTiltDeg: 3, trueDefocusUm: -5.5 }),
  ]);
  const tables = await printedBy(path, '--target-defocus', 'a.mrc=-4.5');
  expect(tables).toMatch(/^a\.mrc +2 +0 +0 /m);
  expect(tables).toMatch(/^a\.mrc +-0\.750 +0\.791 +1\.000 +6\.0 /m);
  expect(tables).toMatch(/^1 fault happened:\n {2}stage-jump \(0\.2 µm\): minute 1\.5, command 15, after exposure 1$/m);
  const json = JSON.parse(await printedBy(path, '--json', '--defocus', '-5'));
  expect(json.targets[0].defocusErrorUm.mean).toBe(-0.25);
  expect(json.faults).toEqual([fault]);
  await expect(printedBy(path, '--target-defocus', 'a.mrc')).rejects.toThrow(/is not FILE=DEFOCUS/);
});

test('several logs come out in one table, under the part of their paths in which they differ', async () => {
  const ours = await logFile(missing('a.mrc', [5, -7]), 'ours.jsonl');
  const theirs = await logFile(
    [...missing('a.mrc', [400, 0]), ...missing('b.mrc', [33], { x: 7, y: 7, z: 0 })],
    'theirs.jsonl',
  );
  const table = await printedBy(ours, theirs);
  expect(table).toMatch(/ours +1 +3 +0 +6\.1 +0\.0 +6\.0 +6\.9 +0\.0 %/);
  expect(table).toMatch(/theirs +2 +5 +1 +33\.0 +0\.0 +33\.0 +33\.0 +0\.0 %/);
  expect(JSON.parse(await printedBy(ours, theirs, '--json'))).toHaveLength(2);
  await expect(printedBy(ours, theirs, '--svg', 'x.svg')).rejects.toThrow(/--svg draws one log/);
});

test('each session of a log is reported by itself', async () => {
  const session = { note: 'session' };
  const first = [exposureNumber(1), exposureNumber(2, { section: 1, nominalTiltDeg: 3 })];
  const second = [
    exposureNumber(1, { doseEPerA2: 7 }),
    exposureNumber(2, { section: 1, nominalTiltDeg: 3, specimenPointUm: { x: 1.04, y: 2, z: 0 } }),
  ];
  const path = await logFile([...first, session, ...second], 'twice.jsonl');
  const both = await printedBy(path);
  expect(both).toMatch(/^2 sessions in this log: /);
  expect(both).toMatch(/^twice, session 1 +1 +2 +0 +0\.0 /m);
  expect(both).toMatch(/^twice, session 2 +1 +2 +0 +40\.0 /m);
  const json = JSON.parse(await printedBy(path, '--json'));
  expect(json.map(({ minutes, doseEPerA2 }: Record<string, number>) => [minutes, doseEPerA2])).toEqual([
    [2, 6],
    [2, 10],
  ]);
  expect(JSON.parse(await printedBy(path, '--session', '2', '--json'))).toEqual(json[1]);
  expect(await printedBy(path, '--session', '2')).toMatch(/^a\.mrc +2 +0 +0 +40\.0 /m);
  await expect(printedBy(path, '--session', '3')).rejects.toThrow(/has 2 sessions; there is no session 3\.$/);
  await expect(printedBy(path, '--session', '0')).rejects.toThrow(/there is no session 0\.$/);
  await expect(printedBy(path, '--svg', 'x.svg')).rejects.toThrow(/the log has 2: choose with --session/);
  await printedBy(path, '--session', '1', '--svg', `${path}.svg`);
  expect(await readFile(`${path}.svg`, 'utf8')).toContain('>twice, session 1</text>');
  const other = await logFile(first, 'other.jsonl');
  const three = await printedBy(path, other);
  expect(three).toMatch(/^3 sessions in these logs: /);
  expect(three).toMatch(/twice, session 2 +1 +2 .*\n.*other +1 +2 /);
});

test('the picture shows each target, the curves and the doses', async () => {
  const lines = [...missing('a.mrc', [5, -7]), ...missing('b.mrc', [400, 33], { x: 7, y: 7, z: 0 })];
  const path = await logFile(lines);
  const svg = `${path}.svg`;
  await printedBy(path, '--svg', svg);
  const picture = await readFile(svg, 'utf8');
  expect(picture).toMatch(/^<svg [\s\S]*<\/svg>$/);
  for (const text of [
    'truth',
    'Miss along the tilt axis, nm',
    'Defocus error, µm',
    'Dose at each target, e/Å²',
    'target 1',
  ])
    expect(picture).toContain(`>${text}</text>`);
});

test('a log of 5,000 exposures is read and reported within two seconds', async () => {
  const lines = Array.from({ length: 5000 }, (_, i) => {
    const [x, y] = [3 * (i % 7), 3 * (Math.floor(i / 7) % 7)];
    const [target, step] = [i % 49, Math.floor(i / 49)];
    return exposureNumber(i + 1, {
      file: `ts_${target}.mrc`,
      section: step,
      nominalTiltDeg: step - 51,
      specimenPointUm: { x, y, z: 0 },
      look: lookAt(x, y),
    });
  });
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  const [session] = readTruth(text);
  const report = truthReport(session!.exposures, noWish);
  expect(report.targets).toHaveLength(49);
  expect(report.doubleExposures).toEqual([]);
  // The best of three: other tests run at the same time.
  const taken = [1, 2, 3].map(() => {
    const start = performance.now();
    truthReport(readTruth(text)[0]!.exposures, noWish);
    return performance.now() - start;
  });
  expect(Math.min(...taken)).toBeLessThan(2000);
});
