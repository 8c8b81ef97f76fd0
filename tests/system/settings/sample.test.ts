import { describe } from 'vitest';
import { records, recordsOf, rounded } from './observations.ts';
import type { Seen } from './settingsWorld.ts';
import { settingTest } from './settingTest.ts';
import type { Place } from './smallPlan.ts';

/** Autofocus that measures truly, so that defoci are what they are meant to be. */
const exactFocus = { focus: { autofocusSlopeError: 0 } };

/** The true defoci of all targets in the n-th round, µm. */
const defoci = (seen: Seen, round: number): readonly number[] =>
  ['001', '002', '003'].map((id) => rounded(recordsOf(seen, id)[round]!.trueDefocusUm));

/** The worst of all defoci of a round, µm: how far the farthest target lies from −5 µm. */
function worstUm(seen: Seen, round: number): number {
  const all = records(seen);
  const { nominalTiltDeg } = recordsOf(seen, '001')[round]!;
  const off = all
    .filter((record) => record.nominalTiltDeg === nominalTiltDeg)
    .map((r) => Math.abs(r.trueDefocusUm + 5));
  return Math.max(...off);
}

/** Eight targets all around, as few as a paraboloid needs and two more. */
const ring: readonly Place[] = [0, 40, 85, 130, 175, 230, 280, 325].map((deg, i) => {
  const radiusUm = i === 0 ? 0 : 3 + 0.45 * i;
  const angle = (deg * Math.PI) / 180;
  return { xUm: rounded(radiusUm * Math.cos(angle), 2), yUm: rounded(radiusUm * Math.sin(angle), 2) };
});

const lamella = (pretiltDeg: number, rotationDeg = 0) => ({
  optics: exactFocus,
  specimen: { lamella: { pretiltDeg, rotationDeg } },
});

describe('the slope of the sample', () => {
  settingTest('pretiltDeg', 'targets are focused as high as they lie on it', {
    value: 12,
    site: { scenario: lamella(12) },
    observe: (seen) => defoci(seen, 0),
    expected: [-5, -5, -5],
  });
  settingTest('pretiltDeg', 'targets are followed as they move on it', {
    value: 12,
    given: { tiltStepDeg: 20, minTiltDeg: 0, maxTiltDeg: 40 },
    site: { scenario: lamella(12) },
    observe: (seen) => recordsOf(seen, '003').map(({ specimenPointUm }) => rounded(specimenPointUm.y)),
    expected: [-4.6, -4.6, -4.6],
  });
  settingTest('rotationDeg', 'it rises in that direction', {
    value: -35,
    given: { pretiltDeg: 16 },
    site: { scenario: lamella(16, -35) },
    observe: (seen) => defoci(seen, 0),
    expected: [-5, -5, -5],
  });
  settingTest('measureGeo', 'it is measured by autofocus and taken instead of the settings', {
    value: true,
    given: { pretiltDeg: 0 },
    area: {
      geometryPoints: [
        { xUm: 0.5, yUm: -0.3 },
        { xUm: 4.2, yUm: 3.1 },
        { xUm: -3.7, yUm: 4.9 },
        { xUm: 1.4, yUm: -5.6 },
      ],
    },
    site: { scenario: lamella(13, 25) },
    observe: (seen) => defoci(seen, 0),
    expected: [-5, -5, -5],
  });
});

describe('the heights of the targets', () => {
  settingTest('refineGeo', 'they follow the defocus that is found in the start images', {
    value: true,
    given: { pretiltDeg: 0, doCtfPlotter: true },
    site: { scenario: lamella(-11) },
    observe: (seen) => defoci(seen, 1),
    expected: [-5, -5, -5],
  });
  settingTest('fitLimitA', 'fits that are no better count for nothing', {
    value: 8,
    given: { pretiltDeg: 0, doCtfPlotter: true, refineGeo: true },
    site: { scenario: lamella(-11) },
    observe: (seen) => worstUm(seen, 1) > 0.5,
    expected: true,
  });
  settingTest('paraboloidPoints', 'with so many targets a bent sample is followed', {
    value: 8,
    given: { pretiltDeg: 0, doCtfPlotter: true, refineGeo: true },
    area: { places: ring },
    site: { scenario: { optics: exactFocus, specimen: { lamella: { pretiltDeg: -7, bendUm: 3 } } } },
    observe: (seen) => worstUm(seen, 1) < 0.05,
    expected: true,
  });
});
