import type { Command, CommandFamily } from './command.ts';

const never: Command = () => [0];

/** Commands about dewars, gun and vacuum: the virtual instrument is idle and well. */
export const facilityCommands: CommandFamily = {
  AreDewarsFilling: never,
  DewarsRemainingTime: () => [-1],
  ManageDewarsAndPumps: () => {},
  IsFEGFlashingAdvised: never,
  NextFEGFlashHighTemp: () => {},
  LongOperation: () => [0, 0],
  ReportVacuumStatus: never,
  RefineZLP: async ({ clock, scenario }) => {
    await clock.spend(scenario.clock.refineZlpS);
    return [0];
  },
  ReportEnergyFilter: () => [20, 0, 1],
};
