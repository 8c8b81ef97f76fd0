import { describe } from 'vitest';
import { mdocValues, records, rounded, tilts } from './observations.ts';
import { seenOfProgram } from './seenOfProgram.ts';
import type { SettingsWorld } from './settingsWorld.ts';
import { settingTest } from './settingTest.ts';

describe('what is written', () => {
  settingTest('extendedMdoc', 'place and height of every image stand in the mdoc', {
    value: true,
    ignored: false,
    observe: (seen) =>
      ['SpecimenShift', 'EucentricOffset'].map(
        (key) => mdocValues(seen, '002', key).filter((text) => text !== '').length,
      ),
    expected: [5, 5],
  });
});

describe('what becomes of the files after the last tilt', () => {
  const withFrames = { scenario: { camera: { frames: 'placeholder' } } };
  settingTest('sortByTilt', 'the images of every series are sorted by tilt', {
    value: true,
    ignored: false,
    see: seenOfProgram,
    observe: (seen) => mdocValues(seen, '003', 'TiltAngle').map((text) => rounded(Number(text))),
    expected: [-6, -3, 0, 3, 6],
  });
  settingTest('writeExports', 'what other programs read lies in a folder of its own', {
    value: true,
    ignored: false,
    see: seenOfProgram,
    observe: ({ files }) => files.includes('export'),
    expected: true,
  });
  settingTest('binFinalStack', 'every series is binned by this factor', {
    value: 4,
    site: withFrames,
    see: seenOfProgram,
    observe: ({ files }) => files.filter((name) => /_bin\d+\.mrc$/.test(name)),
    expected: ['area_ts_001_bin4.mrc', 'area_ts_002_bin4.mrc', 'area_ts_003_bin4.mrc'],
  });
  settingTest('delFinalStack', 'every series whose frames are saved is deleted, and its mdoc kept', {
    value: true,
    given: { sortByTilt: false },
    site: withFrames,
    see: seenOfProgram,
    observe: ({ files }) => files.filter((name) => /^area_ts_\d+\.mrc/.test(name)),
    expected: ['area_ts_001.mrc.mdoc', 'area_ts_002.mrc.mdoc', 'area_ts_003.mrc.mdoc'],
  });
  settingTest('writeRunFile', 'a run file for PACEtomo.py lies beside the targets file', {
    value: true,
    ignored: false,
    see: seenOfProgram,
    observe: ({ files }) => files.includes('area_tgts_run01.txt'),
    expected: true,
  });
});

describe('the log', () => {
  settingTest('debug', 'has every command with its answer', {
    value: true,
    see: seenOfProgram,
    observe: ({ log }) => /DEBUG ReportTiltAngle\(\) → -?[\d.]+, \d+ ms/.test(log ?? ''),
    expected: true,
  });
});

describe('a run that rests', () => {
  /** Nobody lets the run go on when it rests; after a while somebody stops it. */
  async function watched(world: SettingsWorld): Promise<void> {
    const working = world.work();
    let isOver = false;
    void working.finally(() => {
      isOver = true;
    });
    while (!isOver && world.control.pausedBy === null) await new Promise((resolve) => setImmediate(resolve));
    world.control.stop('the test');
    await working;
  }
  settingTest('breakpoints', 'it stops at every intermediate result until somebody lets it go on', {
    value: true,
    given: { debug: true },
    site: { work: watched },
    mayEnd: true,
    observe: (seen) => [seen.ending, seen.exposures.length],
    expected: ['stopped', 0],
  });
});

describe('an exposure that left no trace', () => {
  /** SerialEM dies with an image, somebody starts it again and switches Low Dose on, and the run is resumed. */
  async function withCrash(world: SettingsWorld): Promise<void> {
    world.scope.faults.add({ kind: 'program-dies', at: { name: 'R', occurrence: 7 }, moment: 'after' });
    await world.work();
    await world.byHand((serialEm) => serialEm.call('SetLowDoseMode', 1));
    await world.work();
  }
  settingTest('unknownExposure', 'is made again if one accepts the risk of double dose', {
    value: 'retake',
    site: { work: withCrash },
    observe: (seen) => [records(seen).length, tilts(seen)],
    expected: [16, [0, 3, -3, 6, -6]],
  });
});
