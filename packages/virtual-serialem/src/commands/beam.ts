import { ScriptError } from '../script/scriptError.ts';
import type { CommandFamily } from './command.ts';

/** ReportIlluminatedArea gives the diameter in hundreds of µm. */
const illuminatedAreaScale = 0.01;

/** Commands for the beam: tilt, size, valves. */
export const beamCommands: CommandFamily = {
  ReportBeamTilt: ({ column }) => [column.beamTiltMrad.x, column.beamTiltMrad.y],
  SetBeamTilt: ({ column }, args) => {
    column.beamTiltMrad = { x: args.number(0), y: args.number(1) };
  },
  SaveBeamTilt: ({ column }) => {
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
  SetColumnOrGunValve: ({ column }, args) => {
    column.valvesOpen = args.integer(0) !== 0;
  },
};
