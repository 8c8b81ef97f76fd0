import { openValves } from '../faults/openValves.ts';
import type { Instrument } from '../instrument.ts';
import { ScriptError } from '../script/scriptError.ts';
import type { CommandFamily } from './command.ts';

/** ReportIlluminatedArea gives the diameter in hundreds of µm. */
const illuminatedAreaScale = 0.01;

/** Electrons of 1 e/Å²/s over 1 µm², nA. */
const nanoamperes = 1e8 * 1.602e-10;

/** What the fluorescent screen would measure, nA: nothing unless it is down and the beam comes there. */
function screenCurrent({ column, facility, clock }: Instrument): number {
  if (!column.screenIsDown || column.beamIsBlanked || !column.valvesOpen) return 0;
  const areaUm2 = Math.PI * (column.area.beamDiameterUm / 2) ** 2;
  return nanoamperes * column.area.doseRateEPerA2PerS * areaUm2 * facility.gun.currentFraction(clock.nowS);
}

/** Some times what any alignment asks for; the coils of a real column end earlier. */
const mostBeamTiltMrad = 200;

/** Commands for the beam: tilt, size, valves, blanker and screen. */
export const beamCommands: CommandFamily = {
  ReportBeamTilt: ({ column }) => [column.beamTiltMrad.x, column.beamTiltMrad.y],
  SetBeamTilt: ({ column }, args) => {
    const tilt = { x: args.number(0), y: args.number(1) };
    if (Math.hypot(tilt.x, tilt.y) > mostBeamTiltMrad)
      throw new ScriptError(
        `A beam tilt of ${tilt.x}, ${tilt.y} mrad is beyond the ${mostBeamTiltMrad} mrad of the coils`,
      );
    column.beamTiltMrad = tilt;
  },
  SaveBeamTilt: ({ column }) => {
    if (column.savedBeamTiltMrad)
      throw new ScriptError('A beam tilt is saved already; it has to be restored before another one is saved');
    column.savedBeamTiltMrad = column.beamTiltMrad;
  },
  RestoreBeamTilt: ({ column }) => {
    if (!column.savedBeamTiltMrad) throw new ScriptError('There is no saved beam tilt to restore');
    column.beamTiltMrad = column.savedBeamTiltMrad;
    column.savedBeamTiltMrad = null;
  },
  ReportIlluminatedArea: ({ column }) => [column.area.beamDiameterUm * illuminatedAreaScale],
  ReportSpotSize: ({ column }) => [column.area.spotSize],
  ReportHighVoltage: ({ scenario }) => [scenario.camera.voltageKv],
  ReportColumnOrGunValve: ({ column }) => [column.valvesOpen ? 1 : 0],
  SetColumnOrGunValve: ({ column, disturbances }, args) => {
    const open = args.integer(0) !== 0;
    if (open) openValves(disturbances);
    column.valvesOpen = open;
  },
  SetBeamBlank: ({ column }, args) => {
    column.beamIsBlanked = args.integer(0) !== 0;
  },
  ScreenUp: ({ column }) => {
    column.screenIsDown = false;
  },
  ScreenDown: ({ column }) => {
    column.screenIsDown = true;
  },
  ReportScreen: ({ column }) => [column.screenIsDown ? 1 : 0],
  ReportScreenCurrent: (instrument) => [screenCurrent(instrument)],
};
