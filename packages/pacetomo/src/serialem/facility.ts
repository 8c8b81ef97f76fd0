import type { Facility } from '../microscope/microscope.ts';
import { Trouble } from '../run/errors.ts';
import type { CommandGate } from './gate.ts';
import { orRefused } from './orRefused.ts';

/** LongOperation: the stage tank, the transfer tank, the gun; and an interval of always. */
const [refillStage, refillTransfer, flash, always] = ['RS', 'RT', 'FF', '0'] as const;

/** IsFEGFlashingAdvised and NextFEGFlashHighTemp. */
const [lowTemperature, highTemperature] = [0, 1] as const;

/** SerialEM's MB are 2²⁰ bytes. */
const gbPerMb = 2 ** 20 / 1e9;

/** Dewars, gun, valves and disk through SerialEM. What a microscope does not have SerialEM refuses to tell. */
export function facilityOf(gate: CommandGate): Facility {
  const isAdvised = async (kind: number): Promise<boolean> =>
    (await orRefused(gate.send('IsFEGFlashingAdvised', kind), 0)) === 1;
  return {
    clockS: () => gate.send('ReportTickTime'),
    // a JEOL says which of its tanks, 1 to 3
    dewarsFilling: async () => (await orRefused(gate.send('AreDewarsFilling'), 0)) >= 1,
    refillDewars: async () => {
      await gate.send('LongOperation', refillStage, always, refillTransfer, always);
    },
    columnValvesOpen: async () => {
      const state = await orRefused(gate.send('ReportColumnOrGunValve'), null);
      if (state === 0) return false;
      return state === 1 ? true : null; // a JEOL says −1 when its valves disagree
    },
    openColumnValves: async () => {
      await gate.send('SetColumnOrGunValve', 1);
    },
    flashAdvised: async () => {
      if (await isAdvised(highTemperature)) return 'high';
      return (await isAdvised(lowTemperature)) ? 'low' : null;
    },
    flashGun: async (kind) => {
      if (kind === 'high') await gate.send('NextFEGFlashHighTemp', highTemperature);
      // a high one that was asked for and never done would come now; a JEOL does not know the difference
      else await orRefused(gate.send('NextFEGFlashHighTemp', lowTemperature), undefined);
      await gate.send('LongOperation', flash, always);
    },
    flashGunAfter: async (intervalH) => {
      await gate.send('LongOperation', flash, hours(intervalH));
    },
    freeDiskGb: async () => {
      const directory = await gate.send('ReportDirectory');
      const freeMb = await orRefused(gate.send('ReportFreeDiskSpace', directory), null);
      return freeMb === null ? null : freeMb * gbPerMb;
    },
  };
}

/** LongOperation takes its intervals as text, which no check of numbers looks at. */
function hours(intervalH: number): string {
  if (Number.isFinite(intervalH) && intervalH >= -1) return String(intervalH);
  throw new Trouble(
    'limit',
    `A flash of the gun every ${intervalH} h was asked for, which cannot be. Nothing was done. Look at the interval in the settings.`,
  );
}
