import { describe } from 'vitest';
import { mdocValues, placeOf, recordsOf, rounded, sent, tilts } from './observations.ts';
import { takeMap } from './preparations.ts';
import type { Seen } from './settingsWorld.ts';
import { settingTest } from './settingTest.ts';

/** The heights in the mdoc of the tracking target, µm, rounded. */
const heights = (seen: Seen): readonly number[] =>
  mdocValues(seen, '001', 'EucentricOffset').map((text) => rounded(Number(text), 2));

/** How far the tracking target's images look from where its first one does, across the tilt axis, µm. */
function wandering(seen: Seen): readonly number[] {
  const all = recordsOf(seen, '001').map(({ specimenPointUm: { y } }) => y);
  return all.map((y) => rounded(y - all[0]!, 2));
}

describe('a specimen that jumps', () => {
  settingTest('trackTwice', 'the tracking target is exposed once more where it has gone', {
    value: true,
    given: { alignLimitUm: 0.2 },
    site: { faults: [{ kind: 'stage-jump', at: { tiltDeg: -3, visit: 2 }, xUm: 0.34, yUm: 0 }] },
    observe: tilts,
    expected: [0, 3, -3, -3, 6, 6, -6],
  });
  settingTest('trackTwice', 'the second image finds it, on either branch', {
    value: true,
    given: { alignLimitUm: 0.2 },
    site: { faults: [{ kind: 'stage-jump', at: { tiltDeg: 3 }, xUm: 0.31, yUm: 0 }] },
    observe: (seen) => recordsOf(seen, '001').map((record) => placeOf(record)[0]),
    expected: [0, -0.3, 0, -0.3, 0, 0, 0],
  });
  settingTest('addAF', 'the focus is measured with every later group and corrected on its branch', {
    value: true,
    site: {
      scenario: { optics: { focus: { autofocusSlopeError: 0 } } },
      faults: [{ kind: 'stage-jump', at: { tiltDeg: 3 }, xUm: 0, yUm: 0, zUm: 0.8 }],
    },
    observe: (seen) => [sent(seen, 'G'), recordsOf(seen, '002').map(({ trueDefocusUm }) => rounded(trueDefocusUm))],
    expected: [3, [-5, -4.2, -4.2, -5, -5]],
  });
});

describe('what is believed of an alignment', () => {
  /** A reference map that shows what lies beside the second target. */
  const besideTarget = {
    area: {
      places: [
        { xUm: 0, yUm: 0 },
        { xUm: 2.5, yUm: 3.4, reference: 'beside.mrc' },
      ],
    },
    site: {
      prepare: (serialEm: Parameters<typeof takeMap>[0]) =>
        takeMap(serialEm, { file: 'beside.mrc', set: 'L', xUm: 2.9, yUm: 3.4 }),
    },
    observe: (seen: Seen) => recordsOf(seen, '002').map((record) => placeOf(record)[0]),
  };
  settingTest('alignLimitUm', 'a larger correction is not believed', {
    ...besideTarget,
    value: 0.3,
    expected: [2.5, 2.5, 2.5, 2.5, 2.5],
  });
  settingTest('noZeroRecAli', 'the first image is not aligned to the reference map', {
    ...besideTarget,
    value: true,
    expected: [2.5, 2.5, 2.5, 2.5, 2.5],
  });
});

describe('how far image shift goes', () => {
  settingTest('imageShiftLimitUm', 'a target that would need more ends there on that branch', {
    value: 5.45,
    observe: (seen) => recordsOf(seen, '003').map(({ nominalTiltDeg }) => nominalTiltDeg),
    expected: [0, 3, -3, -6],
  });
});

describe('the height that is fitted to the movements', () => {
  const jumpOnce = { faults: [{ kind: 'stage-jump', at: { tiltDeg: 6 }, xUm: 0, yUm: 0.2 }] } as const;
  settingTest('dataPoints', 'so many recent tilts count', {
    value: 2,
    given: { tiltScheme: 'continuous', minTiltDeg: 0, maxTiltDeg: 18, pretiltDeg: 0 },
    site: jumpOnce,
    observe: (seen) => heights(seen).map((height) => Math.abs(height) > 0.2),
    expected: [false, false, true, true, false, false, false],
  });
  settingTest('ignoreNegStart', 'the first movement of the minus branch does not', {
    value: true,
    ignored: false,
    site: { faults: [{ kind: 'stage-jump', at: { tiltDeg: -3, visit: 2 }, xUm: 0, yUm: 0.2 }] },
    observe: (seen) => heights(seen)[2],
    expected: 0,
  });
});

describe('a tilt axis that is not where SerialEM believes it', () => {
  const steep = { minTiltDeg: -30, maxTiltDeg: 30, tiltStepDeg: 30, pretiltDeg: 0 };
  const flat = { specimen: { lamella: { pretiltDeg: 0 } }, optics: { tiltAxisOffsetErrorUm: -2 } };
  settingTest('taOffsetPosUm', 'its distance counts on the plus branch', {
    value: 2,
    given: steep,
    site: { scenario: flat },
    observe: wandering,
    expected: [0, 0, -0.31],
  });
  settingTest('taOffsetNegUm', 'its distance counts on the minus branch', {
    value: 2,
    given: steep,
    site: { scenario: flat },
    observe: wandering,
    expected: [0, -0.31, 0],
  });
});
