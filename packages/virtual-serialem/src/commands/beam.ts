import { screenCurrentNa } from '../column/beamStrength.ts';
import { micronsPerIntensity } from '../column/column.ts';
import { openValves } from '../faults/openValves.ts';
import { ScriptError } from '../script/scriptError.ts';
import type { CommandFamily } from './command.ts';

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
  ReportIlluminatedArea: ({ column }) => [column.area.beamDiameterUm / micronsPerIntensity],
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
  ReportScreenCurrent: ({ column, facility, clock }) => [
    screenCurrentNa(column, facility.gun.currentFraction(clock.nowS)),
  ],
};
