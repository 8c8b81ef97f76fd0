import { describe } from 'vitest';
import { records, recordsOf, rounded, tiltMoves, tilts } from './observations.ts';
import type { Seen } from './settingsWorld.ts';
import { settingTest } from './settingTest.ts';

describe('the order of the tilts', () => {
  settingTest('startTiltDeg', 'the series begins there and grows from it', {
    value: 3,
    observe: tilts,
    expected: [3, 6, 0, -3, -6],
  });
  settingTest('minTiltDeg', 'no image is taken below', {
    value: -3,
    ignored: -9,
    observe: tilts,
    expected: [0, 3, -3, 6],
  });
  settingTest('maxTiltDeg', 'no image is taken above', {
    value: 9,
    ignored: 12,
    observe: tilts,
    expected: [0, 3, -3, 6, -6, 9],
  });
  settingTest('tiltStepDeg', 'neighbouring images lie so far apart', {
    value: 2,
    observe: tilts,
    expected: [0, 2, -2, 4, -4, 6, -6],
  });
  settingTest('groupSize', 'so many images are taken on one side before the other', {
    value: 3,
    given: { minTiltDeg: -8, maxTiltDeg: 8, tiltStepDeg: 2 },
    observe: tilts,
    expected: [0, 2, 4, 6, -2, -4, -6, 8, -8],
  });
  settingTest('groupGrowth', 'every group is longer than the one before', {
    value: 1,
    given: { minTiltDeg: -8, maxTiltDeg: 8, tiltStepDeg: 2 },
    observe: (seen) => tilts(seen).slice(0, 7),
    expected: [0, 2, -2, 4, 6, -4, -6],
  });
  settingTest('groupGrowthFromDeg', 'groups grow from that far out only', {
    value: 5,
    given: { groupSize: 1, groupGrowth: 1, minTiltDeg: -8, maxTiltDeg: 8, tiltStepDeg: 2 },
    observe: tilts,
    expected: [0, 2, -2, 4, -4, 6, 8, -6, -8],
  });
  settingTest('oneWayBeyondDeg', 'farther out each branch is finished in one go', {
    value: 4,
    given: { groupSize: 1, minTiltDeg: -8, maxTiltDeg: 8, tiltStepDeg: 2 },
    observe: tilts,
    expected: [0, 2, -2, 4, 6, 8, -4, -6, -8],
  });
});

describe('the scheme of the tilts', () => {
  const range = { startTiltDeg: 2, minTiltDeg: -4, maxTiltDeg: 6, tiltStepDeg: 2, groupSize: 2 };
  settingTest('tiltScheme', 'dose-symmetric goes to both sides in groups', {
    value: 'dose-symmetric',
    ignored: 'bidirectional',
    given: { ...range, maxTiltDeg: 8 },
    observe: tilts,
    expected: [2, 4, 6, 0, -2, 8, -4],
  });
  settingTest('tiltScheme', 'continuous goes from the lowest tilt to the highest', {
    value: 'continuous',
    given: range,
    observe: tilts,
    expected: [-4, -2, 0, 2, 4, 6],
  });
  settingTest('tiltScheme', 'bidirectional finishes one side and then the other', {
    value: 'bidirectional',
    given: { ...range, groupSize: 1 },
    observe: tilts,
    expected: [2, 4, 6, 0, -2, -4],
  });
  settingTest('tiltScheme', 'list takes the tilts as they are written', {
    value: 'list',
    given: { tiltListDeg: '-1.5, 4, 1' },
    observe: tilts,
    expected: [-1.5, 4, 1],
  });
  settingTest('tiltListDeg', 'its angles are visited in its order', {
    value: '5, -3, 7.5',
    ignored: '5, 7.5, -3',
    given: { tiltScheme: 'list' },
    observe: tilts,
    expected: [5, -3, 7.5],
  });
});

describe('where the series starts by itself', () => {
  settingTest('autoStartTilt', 'the start and the range move to where the sample lies level', {
    value: true,
    observe: tilts,
    expected: [10, 13, 7, 16, 4],
  });
  const points = [
    { xUm: 0, yUm: 0 },
    { xUm: 4, yUm: 3 },
    { xUm: -4, yUm: 5 },
    { xUm: 1, yUm: -6 },
    { xUm: -3, yUm: -2 },
  ];
  settingTest('autoStartTilt', 'they move to where the sample was measured to lie level', {
    value: true,
    given: { measureGeo: true, pretiltDeg: 0 },
    area: { geometryPoints: points },
    site: { scenario: { specimen: { lamella: { pretiltDeg: 14 } } } },
    observe: tilts,
    expected: [-14, -11, -17, -8, -20],
  });
  settingTest('tiltTargetsDeg', 'the series starts at the tilt at which the targets were chosen', {
    value: 9,
    site: { prepare: (serialEm) => serialEm.call('TiltTo', 9) },
    observe: tilts,
    expected: [9, 12, 6, 15, 3],
  });
  settingTest('tiltTargetsDeg', 'distances across the axis are taken as they were seen at that tilt', {
    value: 40,
    given: { startTiltDeg: 40, minTiltDeg: 40, maxTiltDeg: 43, pretiltDeg: 0 },
    area: {
      places: [
        { xUm: 0, yUm: 0 },
        { xUm: 1, yUm: 3 },
      ],
    },
    site: {
      scenario: { specimen: { lamella: { pretiltDeg: 0 } } },
      prepare: (serialEm) => serialEm.call('TiltTo', 40),
    },
    observe: (seen) => rounded(recordsOf(seen, '002')[0]!.specimenPointUm.y, 2),
    expected: rounded(3 / Math.cos((40 * Math.PI) / 180), 2),
  });
});

describe('how the stage turns', () => {
  settingTest('delayTiltS', 'that long is waited after every turn', {
    value: 17.5,
    observe: (seen) => waitsAfter(seen, 'TiltTo').filter((seconds) => seconds === 17.5).length,
    expected: 5,
  });
  settingTest('slowTilt', 'the stage comes from below on the plus branch too', {
    value: true,
    given: { minTiltDeg: 0, maxTiltDeg: 6 },
    observe: (seen) => tiltMoves(seen).slice(0, -1),
    expected: [-3, 0, 0, 3, 3, 6],
  });
  settingTest('delayImageShiftS', 'that long is waited between image shift and exposure', {
    value: 2.25,
    observe: (seen) => waitsBeforeRecords(seen).filter((seconds) => seconds >= 2.25).length,
    expected: 15,
  });
});

/** The waits that came next after a command, seconds. */
function waitsAfter({ commands }: Seen, name: string): readonly unknown[] {
  return commands.flatMap((command, i) => {
    const next = commands[i + 1];
    return command.name === name && next?.name === 'Delay' ? [next.args[0]] : [];
  });
}

/** How long image shift had stood before each Record was begun, virtual seconds. */
function waitsBeforeRecords(seen: Seen): readonly number[] {
  let setAtS = 0;
  const waits: number[] = [];
  for (const { name, atS } of seen.commands) {
    if (name === 'SetImageShift') setAtS = atS;
    if (name === 'R') waits.push(atS - setAtS);
  }
  if (waits.length !== records(seen).length) throw new Error('commands and exposures do not agree');
  return waits;
}
