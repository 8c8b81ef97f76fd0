import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defaultSettings, type Settings } from '../../src/plan/settings.ts';
import { tiltRange } from '../../src/plan/tiltRange.ts';

const wish = (changes: Partial<Settings>): Settings => ({ ...defaultSettings(), ...changes });
const level = { autoStartTilt: true };

test.each([
  ['a range as wished', {}, 9, 80, [0, -60, 60], []],
  [
    'targets that were chosen at 12°',
    { tiltTargetsDeg: 12, ...level },
    9,
    80,
    [12, -48, 72],
    ['The targets were chosen at 12°: the series starts there and runs from -48° to 72°.'],
  ],
  [
    'a sample that lies level at 10°',
    { startTiltDeg: 3, ...level },
    10,
    80,
    [10, -53, 67],
    ['The sample lies level at 10°: the series starts there and runs from -53° to 67°.'],
  ],
  ['a slope that is still to be measured', level, null, 80, [0, -60, 60], []],
  [
    'a stage that stops at 64.5°',
    level,
    -8,
    64.5,
    [-8, -62, 52],
    [
      'The sample lies level at -8°: the series starts there and runs from -62° to 52°.',
      '-68° to 52° goes beyond ±64.5°: the series runs from -62° to 52°.',
    ],
  ],
  [
    'ends that are the wrong way round and no whole steps away',
    { minTiltDeg: 40, maxTiltDeg: -50, startTiltDeg: 5 },
    9,
    80,
    [5, -49, 38],
    ['-50° to 40° is not a whole number of 3° steps from 5°: the series runs from -49° to 38°.'],
  ],
  [
    'a stage that cannot level the sample',
    level,
    33,
    30,
    [30, -30, 30],
    [
      'The sample would lie level at 33°; the stage reaches 30°: the series starts there and runs from -30° to 30°.',
      '-30° to 90° goes beyond ±30°: the series runs from -30° to 30°.',
    ],
  ],
  ['a start at the lowest tilt (H14)', { startTiltDeg: -60 }, 9, 80, [-60, -60, 60], []],
  [
    'a continuous series that ends between two steps',
    { tiltScheme: 'continuous', minTiltDeg: -41, maxTiltDeg: 50 },
    9,
    80,
    [-41, -41, 49],
    ['-41° to 50° is not a whole number of 3° steps from -41°: the series runs from -41° to 49°.'],
  ],
  [
    'a list, which cannot be moved',
    { tiltScheme: 'list', tiltListDeg: '5 20 -7', ...level },
    9,
    80,
    [5, -7, 20],
    ['autoStartTilt moves dose-symmetric and bidirectional series only; this series starts where it says.'],
  ],
] as const)('%s', (_what, changes, levelDeg, maximumTiltDeg, [startTiltDeg, minTiltDeg, maxTiltDeg], remarks) => {
  const range = tiltRange(wish(changes), levelDeg, maximumTiltDeg);
  expect(range).toEqual({ startTiltDeg, minTiltDeg, maxTiltDeg, remarks });
});

const wishes = fc.record({
  startTiltDeg: fc.integer({ min: -15, max: 15 }),
  minTiltDeg: fc.integer({ min: -70, max: -15 }),
  maxTiltDeg: fc.integer({ min: 15, max: 70 }),
  tiltStepDeg: fc.constantFrom(0.7, 1, 2, 3),
  tiltTargetsDeg: fc.constantFrom(0, 0, 11),
  autoStartTilt: fc.boolean(),
  tiltScheme: fc.constantFrom('dose-symmetric' as const, 'bidirectional' as const, 'continuous' as const),
});
const levels = fc.integer({ min: -40, max: 40 });
const stages = fc.constantFrom(80, 70, 61.5);

test('both ends are whole steps from the start and within the stage (H15)', () => {
  fc.assert(
    fc.property(wishes, levels, stages, (changes, levelDeg, maximumTiltDeg) => {
      const { startTiltDeg, minTiltDeg, maxTiltDeg } = tiltRange(wish(changes), levelDeg, maximumTiltDeg);
      expect(minTiltDeg).toBeGreaterThanOrEqual(-maximumTiltDeg);
      expect(maxTiltDeg).toBeLessThanOrEqual(maximumTiltDeg);
      for (const endDeg of [minTiltDeg, maxTiltDeg]) {
        const steps = (endDeg - startTiltDeg) / changes.tiltStepDeg;
        expect(steps).toBeCloseTo(Math.round(steps), 3);
      }
    }),
  );
});

test('a range that was worked out already stays as it is, without a word', () => {
  fc.assert(
    fc.property(wishes, levels, stages, (changes, levelDeg, maximumTiltDeg) => {
      fc.pre(changes.tiltScheme !== 'continuous' || !changes.autoStartTilt);
      const { remarks: _, ...once } = tiltRange(wish(changes), levelDeg, maximumTiltDeg);
      expect(tiltRange(wish({ ...changes, ...once }), levelDeg, maximumTiltDeg)).toEqual({ ...once, remarks: [] });
    }),
  );
});

test('a slope that is measured during the run leads to the range that it would have led to beforehand', () => {
  fc.assert(
    fc.property(wishes, levels, stages, (changes, levelDeg, maximumTiltDeg) => {
      fc.pre(changes.tiltScheme !== 'continuous');
      const { remarks: _, ...planned } = tiltRange(wish(changes), null, 80);
      const { remarks: __, ...measured } = tiltRange(wish({ ...changes, ...planned }), levelDeg, maximumTiltDeg);
      expect(tiltRange(wish(changes), levelDeg, maximumTiltDeg)).toMatchObject(measured);
    }),
  );
});
