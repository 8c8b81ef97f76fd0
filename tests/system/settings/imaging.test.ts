import { describe } from 'vitest';
import { argumentsOf, madeBy, mdocValues, type records, recordsOf, rounded, sent } from './observations.ts';
import type { Seen } from './settingsWorld.ts';
import { settingTest } from './settingTest.ts';

const targets = ['001', '002', '003'] as const;

/** The true defocus of each target's first image, µm: nothing has moved by then. */
const startDefoci = (seen: Seen): readonly number[] => targets.map((id) => defocus(recordsOf(seen, id)[0]!));
const defocus = ({ trueDefocusUm }: { readonly trueDefocusUm: number }): number => rounded(trueDefocusUm, 1);

/** The exposure times of a target's images, s, in their order. */
const exposureTimes = (seen: Seen, target: string): readonly (number | undefined)[] =>
  recordsOf(seen, target).map(({ look }) => look?.exposureS);

/** Autofocus that measures truly, so that defoci are what they are meant to be. */
const exactFocus = { optics: { focus: { autofocusSlopeError: 0 } } };

describe('dose', () => {
  settingTest('recordDoseEPerA2', 'every image has the dose that a person says, for its exposure time', {
    value: 4,
    given: { zeroExposureS: 2.92 },
    observe: (seen) => mdocValues(seen, '002', 'ExposureDose'),
    expected: ['8', '4', '4', '4', '4'],
  });
  settingTest('recordBeamDiameterUm', 'a wide beam gives its dose to the neighbours', {
    value: 40,
    observe: (seen) => Number(mdocValues(seen, '003', 'PriorRecordDose')[0]) > 6,
    expected: true,
  });
  settingTest('viewBeamDiameterUm', 'Views of a narrow beam do not reach the neighbours', {
    value: 1,
    given: { eucentricity: true },
    observe: (seen) => mdocValues(seen, '003', 'PriorRecordDose')[0],
    expected: '0',
  });
});

describe('defocus', () => {
  settingTest('maxDefocusUm', 'the tracking target has it', {
    value: -6.5,
    given: { minDefocusUm: -2 },
    site: { scenario: exactFocus },
    observe: (seen) => startDefoci(seen)[0],
    expected: -6.5,
  });
  settingTest('minDefocusUm', 'targets come as near to focus as that and then begin again', {
    value: -4.4,
    ignored: -3.2,
    given: { maxDefocusUm: -5.4, stepDefocusUm: 1 },
    site: { scenario: exactFocus },
    observe: startDefoci,
    expected: [-5.4, -4.4, -5.4],
  });
  settingTest('stepDefocusUm', 'neighbouring targets differ by it', {
    value: 0.8,
    given: { maxDefocusUm: -4.9, minDefocusUm: -2.7 },
    site: { scenario: exactFocus },
    observe: startDefoci,
    expected: [-4.9, -4.1, -3.3],
  });
  settingTest('focusSlopeUmPerDeg', 'focus follows a stage that rises as it tilts', {
    value: 0.2,
    given: { maxDefocusUm: -4, minDefocusUm: -4 },
    site: { scenario: exactFocus },
    observe: (seen) => recordsOf(seen, '001').map(defocus),
    expected: [-4, -3.4, -4.6, -2.8, -5.2],
  });
  settingTest('zeroDefocusUm', 'at the start tilt every target has it, and at no other tilt', {
    value: -7.5,
    given: { maxDefocusUm: -4, minDefocusUm: -4 },
    site: { scenario: exactFocus },
    observe: (seen) => targets.map((id) => recordsOf(seen, id).map(defocus).slice(0, 2)),
    expected: [
      [-7.5, -4],
      [-7.5, -4],
      [-7.5, -4],
    ],
  });
  settingTest('trackDefocusUm', 'the tracking target has it at every tilt, no other target', {
    value: -8.2,
    given: { maxDefocusUm: -4.3, minDefocusUm: -4.3 },
    site: { scenario: exactFocus },
    observe: (seen) => targets.map((id) => recordsOf(seen, id).map(defocus).slice(0, 2)),
    expected: [
      [-8.2, -8.2],
      [-4.3, -4.3],
      [-4.3, -4.3],
    ],
  });
});

describe('exposure', () => {
  settingTest('zeroExposureS', 'at the start tilt every target is exposed that long, then as Record says', {
    value: 3.5,
    observe: (seen) => targets.map((id) => exposureTimes(seen, id).slice(0, 2)),
    expected: [
      [3.5, 1.46],
      [3.5, 1.46],
      [3.5, 1.46],
    ],
  });
  settingTest('trackExposureS', 'the tracking target is exposed that long, no other target', {
    value: 0.75,
    observe: (seen) => targets.map((id) => exposureTimes(seen, id).slice(0, 2)),
    expected: [
      [0.75, 0.75],
      [1.46, 1.46],
      [1.46, 1.46],
    ],
  });
  settingTest('trackMag', 'the tracking target is seen with other pixels, no other target', {
    value: 42_000,
    observe: (seen) => targets.map((id) => recordsOf(seen, id).map(pixelSizeNm)),
    expected: [
      [39, 39, 39, 39, 39],
      [50, 50, 50, 50, 50],
      [50, 50, 50, 50, 50],
    ],
  });
  settingTest('beamTiltComp', 'before every Record the beam tilt of the image shift is taken out, after it put back', {
    value: true,
    ignored: false,
    observe: beamTiltOrder,
    expected: Array.from({ length: 15 }, () => 'AdjustBeamTiltforIS R RestoreBeamTilt'),
  });
});

describe('a dark target', () => {
  settingTest('minCountsPerS', 'ends its branch, and no other', {
    value: 25,
    given: { minTiltDeg: -9, maxTiltDeg: 9 },
    site: {
      faults: [{ kind: 'dark-image', beyondDeg: 2, branch: 'plus', for: 'ever', place: { xUm: 2.5, yUm: 3.4 } }],
    },
    observe: (seen) => targets.map((id) => recordsOf(seen, id).length),
    expected: [7, 5, 7],
  });
});

describe('the fit of the CTF', () => {
  settingTest('doCtfFind', 'CtfFind looks at every image, and its defocus goes into the mdoc', {
    value: true,
    site: { scenario: exactFocus },
    observe: (seen) => [sent(seen, 'CtfFind'), mdocValues(seen, '003', 'CtfFind').map((text) => rounded(Number(text)))],
    expected: [15, [-5, -5, -5, -5, -5]],
  });
  settingTest('doCtfPlotter', 'Ctfplotter looks at every image, and its defocus goes into the mdoc', {
    value: true,
    ignored: false,
    site: { scenario: exactFocus },
    observe: (seen) => [
      sent(seen, 'Ctfplotter'),
      mdocValues(seen, '002', 'Ctfplotter').map((text) => rounded(Number(text))),
    ],
    expected: [15, [-5, -5, -5, -5, -5]],
  });
  settingTest('pretiltDeg', 'Ctfplotter is told how the sample lies beside the tilt of the stage', {
    value: -8,
    given: { doCtfPlotter: true },
    observe: (seen) => argumentsOf(seen, 'Ctfplotter').every((args) => args[5] === -8),
    expected: true,
  });
});

/** Nanometres on the specimen of an unbinned pixel, from what the camera truly looked at. */
function pixelSizeNm({ look }: ReturnType<typeof records>[number]): number {
  const { xx, xy, yx, yy } = look!.cameraFromLab;
  return Math.round(1000 / Math.sqrt(Math.abs(xx * yy - xy * yx)));
}

/** For every Record, what was done to the beam tilt since the one before. */
function beamTiltOrder(seen: Seen): readonly string[] {
  const order = seen.commands.map(({ name }) => name).filter((name) => /BeamTilt|^R$/.test(name));
  const triples = order.join(' ').match(/(AdjustBeamTiltforIS )?R( RestoreBeamTilt)?/g) ?? [];
  if (madeBy(seen, 'R').length !== triples.length) throw new Error('commands and exposures do not agree');
  return triples;
}
