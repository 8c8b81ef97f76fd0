import { largestLossEv, slitLimitsEv } from '../facility/energyFilter.ts';
import type { Instrument } from '../instrument.ts';
import type { CommandArguments } from '../script/commandArguments.ts';
import { ScriptError } from '../script/scriptError.ts';
import type { Command, CommandFamily } from './command.ts';
import { type LongOperation, parseLongOperations } from './longOperations.ts';

/** Refines the zero-loss peak, unless that was done within the given minutes: then nothing is reported either. */
const refineZlp: Command = async ({ clock, scenario, facility }, args) => {
  const intervalMin = args.numberOr(0, 0);
  const lastS = facility.filter.refinedAtS;
  if (intervalMin !== 0 && lastS !== null && clock.nowS - lastS <= 60 * intervalMin) return;
  await clock.spend(scenario.clock.refineZlpS);
  facility.filter.refine(clock.nowS);
  return [0];
};

function setSlitWidth({ facility }: Instrument, args: CommandArguments): void {
  const widthEv = args.number(0);
  const { smallest, largest } = slitLimitsEv;
  if (widthEv < smallest || widthEv > largest) {
    throw new ScriptError(`A slit of ${widthEv} eV cannot be set; the filter has ${smallest} to ${largest} eV`);
  }
  facility.filter.slitWidthEv = widthEv;
}

function setLoss({ facility }: Instrument, lossEv: number): void {
  if (Math.abs(lossEv) > largestLossEv) {
    throw new ScriptError(`An energy loss of ${lossEv} eV is beyond the range of ${largestLossEv} eV of the filter`);
  }
  facility.filter.lossEv = lossEv;
}

/** Nothing is known of an operation that was never done: SerialEM then counts from long ago, hours. */
const neverH = 999_999;

/** Refilling, by the letters of the operation: all dewars of this microscope fill together. */
const refills: readonly string[] = ['RE', 'RS', 'RT', 'RB'];

async function longOperation(instrument: Instrument, args: CommandArguments): Promise<number[]> {
  const { clock, facility } = instrument;
  const items = Array.from({ length: args.count }, (_, position) => args.textOr(position, ''));
  const hoursSince: number[] = [];
  for (const operation of parseLongOperations(items.filter((item) => item !== ''))) {
    const lastS = facility.lastOperationS.get(operation.letters);
    const sinceH = lastS === undefined ? neverH : (clock.nowS - lastS) / 3600;
    if (operation.kind === 'ask') hoursSince.push(sinceH);
    if (operation.kind === 'do' && (operation.intervalH === 0 || sinceH >= operation.intervalH)) {
      await carryOut(instrument, operation);
    }
    if (operation.kind === 'note') facility.lastOperationS.set(operation.letters, clock.nowS);
  }
  return hoursSince.length > 0 ? hoursSince : [0, 0];
}

async function carryOut({ clock, facility }: Instrument, { letters }: LongOperation): Promise<void> {
  const { gun, dewars } = facility;
  if (letters === 'FF' && gun.isCold) {
    await clock.spend(gun.flashS);
    gun.flash(clock.nowS);
  }
  if (refills.includes(letters) && dewars.areThere) await clock.spend(dewars.fill(clock.nowS));
  facility.lastOperationS.set(letters, clock.nowS);
}

/** Waits while the dewars fill, as the check before an acquisition does. */
async function manageDewars({ clock, facility }: Instrument): Promise<void> {
  if (facility.dewars.isFilling(clock.nowS)) await clock.spend(facility.dewars.fill(clock.nowS));
}

/** Commands about energy filter, dewars, gun and vacuum. */
export const facilityCommands: CommandFamily = {
  AreDewarsFilling: ({ clock, facility }) => [facility.dewars.isFilling(clock.nowS) ? 1 : 0],
  DewarsRemainingTime: ({ clock, facility }) => [Math.round(facility.dewars.remainingS(clock.nowS) ?? -1)],
  ManageDewarsAndPumps: manageDewars,
  IsFEGFlashingAdvised: ({ clock, facility }, args) => [
    facility.gun.isFlashAdvised(args.flagOr(0, false) ? 'high' : 'low', clock.nowS) ? 1 : 0,
  ],
  NextFEGFlashHighTemp: ({ facility }, args) => {
    facility.gun.nextFlashIsHigh = args.flagOr(0, true);
  },
  LongOperation: longOperation,
  ReportVacuumStatus: ({ disturbances }) => [disturbances.meetCall('vacuum-bad')?.fault.status ?? 0],
  RefineZLP: refineZlp,
  ReportEnergyFilter: ({ facility }) => {
    const { slitWidthEv, lossEv, slitIn } = facility.filter;
    return [slitWidthEv, lossEv, slitIn ? 1 : 0];
  },
  SetSlitWidth: setSlitWidth,
  SetSlitIn: ({ facility }, args) => {
    facility.filter.slitIn = args.flagOr(0, true);
  },
  SetEnergyLoss: (instrument, args) => setLoss(instrument, args.number(0)),
  ChangeEnergyLoss: (instrument, args) => setLoss(instrument, instrument.facility.filter.lossEv + args.number(0)),
};
