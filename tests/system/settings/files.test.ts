import { describe } from 'vitest';
import { mdocValues, records, tilts } from './observations.ts';
import { settingTest } from './settingTest.ts';
import type { SettingsWorld } from './settingsWorld.ts';

describe('what is written', () => {
  settingTest('extendedMdoc', 'place and height of every image stand in the mdoc', {
    value: true,
    ignored: false,
    observe: (seen) =>
      ['SpecimenShift', 'EucentricOffset'].map((key) => mdocValues(seen, '002', key).filter((text) => text !== '').length),
    expected: [5, 5],
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
