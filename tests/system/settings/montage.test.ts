import { describe } from 'vitest';
import { placeOf, records, recordsOf, rounded } from './observations.ts';
import type { Seen } from './settingsWorld.ts';
import { settingTest } from './settingTest.ts';

/** Two tilts, and pieces that overlap by a fifth. */
const montage = { tgtMontage: true, tgtMntOverlapFraction: 0.2, minTiltDeg: 0, maxTiltDeg: 3 };

const steep = { startTiltDeg: 40, minTiltDeg: 40, maxTiltDeg: 43 };

/** The files of the pieces of a target, of which the middle one has the plain name. */
const pieces = ({ files }: Seen, target: string): readonly string[] =>
  files.filter((name) => name.startsWith(`area_ts_${target}`) && name.endsWith('.mrc'));

/** The images of one piece of the second target. */
const pieceOf = (seen: Seen, column: number, row: number) =>
  records(seen).filter(({ file }) => file === `area_ts_002_${column}_${row}.mrc`);

/** How far apart two neighbouring pieces were taken at the first tilt, µm. */
function pitchUm(seen: Seen): number {
  const middle = recordsOf(seen, '002')[0]!.specimenPointUm;
  const beside = pieceOf(seen, 1, 0)[0]!.specimenPointUm;
  return rounded(Math.hypot(beside.x - middle.x, beside.y - middle.y), 2);
}

/** By how much the defoci of a target's pieces differ at the first tilt, µm. */
function focusSpreadUm(seen: Seen, target: string): number {
  const all = records(seen).filter(({ file, section }) => file?.startsWith(`area_ts_${target}`) && section === 0);
  if (all.length !== 9) throw new Error(`target ${target} was taken in ${all.length} pieces`);
  const defoci = all.map(({ trueDefocusUm }) => trueDefocusUm);
  return rounded(Math.max(...defoci) - Math.min(...defoci), 2);
}

describe('a montage', () => {
  settingTest('tgtMontage', 'every target but the tracking target is taken in nine pieces', {
    value: true,
    given: { ...montage, tgtMontage: false },
    observe: (seen) => ['001', '002', '003'].map((id) => pieces(seen, id).length),
    expected: [1, 9, 9],
  });
  settingTest('tgtMontage', 'every piece is exposed at every tilt', {
    value: true,
    given: { ...montage, tgtMontage: false },
    observe: (seen) => records(seen).length,
    expected: 38,
  });
  settingTest('tgtMntSize', 'so many pieces lie on each side of the middle', {
    value: 2,
    given: montage,
    observe: (seen) => pieces(seen, '002').length,
    expected: 25,
  });
  settingTest('tgtMntOverlapFraction', 'neighbours overlap by so much of a field', {
    value: 0.25,
    given: { ...montage, pretiltDeg: 0 },
    site: { scenario: { specimen: { lamella: { pretiltDeg: 0 } } } },
    observe: pitchUm,
    expected: 1.2,
  });
  settingTest('tgtMntXOffsetUm', 'the pieces slide along the tilt axis as it tilts', {
    value: 0.6,
    given: { ...montage, minTiltDeg: -6, maxTiltDeg: 6 },
    observe: (seen) => ['001', '002'].map((id) => recordsOf(seen, id).map((record) => placeOf(record)[0])),
    expected: [
      [0, 0, 0, 0, 0],
      [2.5, 2.8, 2.2, 3.1, 1.9],
    ],
  });
  settingTest('tgtMntFocusCor', 'every piece has the focus of its place', {
    value: true,
    given: { ...montage, ...steep, minDefocusUm: -4.5, maxDefocusUm: -4.5, pretiltDeg: -12, rotationDeg: 30 },
    site: {
      scenario: {
        optics: { focus: { autofocusSlopeError: 0 } },
        specimen: { lamella: { pretiltDeg: -12, rotationDeg: 30 } },
      },
    },
    observe: (seen) => ['002', '003'].map((id) => focusSpreadUm(seen, id)),
    expected: [0, 0],
  });
  settingTest('tgtTrackMnt', 'the tracking target is taken in pieces too', {
    value: true,
    given: montage,
    observe: (seen) => pieces(seen, '001').length,
    expected: 9,
  });
});
