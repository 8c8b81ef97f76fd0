import { describe } from 'vitest';
import { argumentsOf, records, rounded, sent } from './observations.ts';
import type { Seen, Site } from './settingsWorld.ts';
import { settingTest } from './settingTest.ts';

/** The longest time between one Record and the next, whole minutes. */
function longestPauseMin(seen: Seen): number {
  const times = records(seen).map(({ timeS }) => timeS);
  return Math.floor(Math.max(...times.slice(1).map((timeS, i) => timeS - times[i]!)) / 60);
}

describe('dewars', () => {
  const filling: Site = { faults: [{ kind: 'dewar-filling', at: { name: 'CloseFile', occurrence: 4 }, fillS: 900 }] };
  settingTest('checkDewar', 'nothing is exposed while they are being filled', {
    value: true,
    ignored: false,
    site: filling,
    observe: (seen) => longestPauseMin(seen) >= 14,
    expected: true,
  });
  settingTest('cryoARM', 'both tanks of a CRYO ARM are filled together', {
    value: true,
    given: { checkDewar: true },
    site: filling,
    observe: (seen) => argumentsOf(seen, 'LongOperation'),
    expected: [['RS', '0', 'RT', '0']],
  });
});

describe('a cold gun', () => {
  const wantsFlash: Site = {
    scenario: { facility: { gun: { kind: 'cold' } } },
    faults: [{ kind: 'gun-needs-flashing', at: { tiltDeg: -3, visit: 2 } }],
  };
  settingTest('coldFEG', 'it is flashed when that is advised, before the next group', {
    value: true,
    site: wantsFlash,
    observe: flashes,
    expected: [{ said: 'FF 0', records: 9 }],
  });
  settingTest('coldFEG', 'it is flashed while the dewars fill', {
    value: true,
    given: { checkDewar: true },
    site: { ...wantsFlash, faults: [{ kind: 'dewar-filling', at: { name: 'CloseFile', occurrence: 5 }, fillS: 700 }] },
    observe: flashes,
    expected: [{ said: 'FF 0', records: 5 }],
  });
  settingTest('flashIntervalH', 'that of a CRYO ARM is flashed when the last flash is so long ago', {
    value: 2.5,
    given: { coldFEG: true, cryoARM: true },
    site: wantsFlash,
    observe: (seen) => argumentsOf(seen, 'LongOperation'),
    expected: [['FF', '2.5']],
  });
});

/** Every flash: what was said, and how many Records had been taken. */
function flashes(seen: Seen): readonly { readonly said: string; readonly records: number }[] {
  const { commands } = seen;
  return commands.flatMap(({ name, args }, i) => {
    if (name !== 'LongOperation') return [];
    return [{ said: args.join(' '), records: commands.slice(0, i).filter((earlier) => earlier.name === 'R').length }];
  });
}

describe('the energy filter', () => {
  settingTest('slitIntervalMin', 'its slit is centred again beside the pattern after so long', {
    value: 2,
    given: {
      ...{ tgtPattern: true, patternSize: 1, vecA0Um: 3.1, vecA1Um: 0.2, vecB0Um: -0.3, vecB1Um: 2.9 },
      ...{ delayTiltS: 120 },
    },
    observe: (seen) => [sent(seen, 'RefineZLP'), slitPlaceUm(seen)],
    expected: [4, [-0.6, 5.8]],
  });
});

/** Where image shift pointed when the slit was centred, µm from where it pointed for the tracking target. */
function slitPlaceUm({ commands }: Seen): readonly number[] {
  const refined = commands.findIndex(({ name }) => name === 'RefineZLP');
  const [x = 0, y = 0] =
    commands
      .slice(0, refined)
      .findLast(({ name }) => name === 'SetImageShift')
      ?.args.map(Number) ?? [];
  const toSpecimen = commands.find(({ name }) => name === 'ISToSpecimenMatrix')?.reply;
  if (!Array.isArray(toSpecimen)) return [];
  const [xx, xy, yx, yy] = toSpecimen.map(Number);
  return [rounded(xx! * x + xy! * y), rounded(yx! * x + yy! * y)];
}

describe('what may stop a run', () => {
  const valvesClose: Site = { faults: [{ kind: 'valve-closed', at: { name: 'CloseFile', occurrence: 6 } }] };
  settingTest('openValves', 'closed valves are opened, and no image is dark', {
    value: true,
    given: { guardPatienceMin: 5 },
    site: valvesClose,
    mayEnd: true,
    observe: (seen) => [seen.ending, records(seen).filter(({ look }) => look!.transmission > 0.1).length],
    expected: ['complete', 15],
  });
  settingTest('guardPatienceMin', 'the run waits so long and then for a person', {
    value: 9,
    site: valvesClose,
    mayEnd: true,
    observe: (seen) => [seen.ending, argumentsOf(seen, 'Delay').filter(([seconds]) => seconds === 60).length],
    expected: ['needs-person', 9],
  });
  settingTest('minFreeDiskGb', 'nothing is exposed while less is free', {
    value: 4,
    site: { faults: [{ kind: 'disk-full', at: { timeS: 0 }, for: { seconds: 1500 }, freeMb: 3000 }] },
    mayEnd: true,
    observe: (seen) => [seen.ending, records(seen).length, records(seen)[0]!.timeS > 1500],
    expected: ['complete', 15, true],
  });
});
