import { awaitBackgroundMove } from '../acquisition/backgroundMove.ts';
import { moveStage, refuseFarPlace, refuseSteepTilt, tiltStage } from '../acquisition/moveStage.ts';
import { tiltCosine } from '../acquisition/resetImageShift.ts';
import { takeImage } from '../acquisition/takeImage.ts';
import { reverseTilt, walkTo } from '../acquisition/trackTilt.ts';
import { type DriftWait, waitForDrift } from '../acquisition/waitForDrift.ts';
import { backgroundTiltDeg } from '../column/backgroundMove.ts';
import { apply, composed, inverse } from '../column/planeMatrix.ts';
import type { Instrument } from '../instrument.ts';
import type { CommandArguments } from '../script/commandArguments.ts';
import { ScriptError } from '../script/scriptError.ts';
import type { Command, CommandFamily } from './command.ts';

/** One step up or down; with cosine tilting it shrinks with the cosine of the tilt. */
const step =
  (direction: 1 | -1): Command =>
  async (instrument) => {
    const { goniometer } = instrument.column.stage;
    const { stepDeg, byCosine } = instrument.tiltIncrement;
    const byDeg = byCosine ? stepDeg * Math.cos((goniometer.reportedDeg * Math.PI) / 180) : stepDeg;
    await tiltStage(instrument, goniometer.nominalDeg + direction * byDeg);
  };

function setIncrement(instrument: Instrument, args: CommandArguments): void {
  const stepDeg = args.number(0);
  if (stepDeg < 0.02 || stepDeg > 60)
    throw new ScriptError(`A tilt increment of ${stepDeg} degrees is not between 0.02 and 60`);
  instrument.tiltIncrement = { stepDeg, byCosine: args.flagOr(1, instrument.tiltIncrement.byCosine) };
}

/** Speeds are factors of the usual one. */
function speedArgument(args: CommandArguments, position: number): number {
  const speed = args.numberOr(position, 1);
  if (speed <= 0) throw new ScriptError(`A stage speed of ${speed} is not possible`);
  return speed;
}

/** A Record image, and then a tilt, in one command. */
const recordAndTilt =
  (tilt: Command): Command =>
  async (instrument, args) => {
    await takeImage(instrument, { set: 'record', command: args.name });
    await tilt(instrument, args);
  };

/** The longest step between two images of WalkUpTo: SerialEM's user setting WalkUpMaxInterval, degrees. */
const usualIntervalDeg = 6;

async function walkUp(instrument: Instrument, args: CommandArguments): Promise<void> {
  const targetDeg = args.number(0);
  refuseSteepTilt(instrument, targetDeg);
  const stepDeg = instrument.settings.setting('WalkUpMaxInterval') ?? usualIntervalDeg;
  await walkTo(instrument, targetDeg, stepDeg, args.name);
}

async function reverse(instrument: Instrument, args: CommandArguments): Promise<void> {
  const direction = Math.sign(args.integerOr(0, 1));
  if (direction === 0) throw new ScriptError('ReverseTilt needs a direction, 1 or -1');
  await reverseTilt(instrument, direction, args.name);
}

async function backgroundTilt(instrument: Instrument, args: CommandArguments): Promise<void> {
  const speed = speedArgument(args, 1);
  await awaitBackgroundMove(instrument);
  const { clock, scenario, column } = instrument;
  const fromDeg = column.stage.goniometer.nominalDeg;
  const toDeg = args.number(0);
  refuseSteepTilt(instrument, toDeg);
  const startS = clock.nowS + scenario.clock.tiltStartS;
  const endS = startS + Math.abs(toDeg - fromDeg) / (speed * scenario.clock.tiltSpeedDegPerS);
  instrument.backgroundMove = { kind: 'tilt', fromDeg, toDeg, startS, endS };
}

/** The stage is told to go to where it is, or a little further, and stops there. */
async function stopTilt(instrument: Instrument, args: CommandArguments): Promise<void> {
  const move = instrument.backgroundMove;
  if (move?.kind !== 'tilt') return;
  instrument.backgroundMove = null;
  await tiltStage(instrument, backgroundTiltDeg(move, instrument.clock.nowS) + args.numberOr(0, 0));
}

async function backgroundMove(instrument: Instrument, args: CommandArguments): Promise<void> {
  const speed = speedArgument(args, 2);
  await awaitBackgroundMove(instrument);
  const { clock, scenario, column } = instrument;
  const to = { x: args.number(0), y: args.number(1) };
  refuseFarPlace(to);
  const from = column.stage.reportedUm;
  const distanceUm = Math.hypot(to.x - from.x, to.y - from.y);
  const durationS = scenario.clock.stageStartS + distanceUm / (speed * scenario.clock.stageSpeedUmPerS);
  instrument.backgroundMove = { kind: 'stage', to, endS: clock.nowS + durationS };
}

async function stopMove(instrument: Instrument, args: CommandArguments): Promise<void> {
  if (instrument.backgroundMove?.kind !== 'stage') return;
  instrument.backgroundMove = null;
  const { x, y } = instrument.column.stage.reportedUm;
  await moveStage(instrument, { x: x + args.numberOr(0, 0), y: y + args.numberOr(1, 0) });
}

async function moveBy(instrument: Instrument, x: number, y: number, fromBelow = false): Promise<void> {
  await awaitBackgroundMove(instrument);
  const from = instrument.column.stage.reportedUm;
  await moveStage(instrument, { x: from.x + x, y: from.y + y }, fromBelow);
}

async function moveWithSpeed(instrument: Instrument, args: CommandArguments): Promise<void> {
  const speed = speedArgument(args, 2);
  const [x, y] = [args.number(0), args.number(1)];
  await moveBy(instrument, x, y);
  const usualS = Math.hypot(x, y) / instrument.scenario.clock.stageSpeedUmPerS;
  await instrument.clock.spend(Math.max(0, usualS / speed - usualS));
}

async function moveByPixels(instrument: Instrument, args: CommandArguments): Promise<void> {
  const { calibration, calibrated } = instrument.column;
  const stageToCamera = composed(calibration.stageToSpecimen, calibrated.specimenToCamera);
  const move = apply(inverse(stageToCamera), { x: args.number(0), y: args.number(1) });
  await moveBy(instrument, move.x, move.y / tiltCosine(instrument));
}

/** SerialEM's defaults of the task: by Focus images, below 1 nm/s, every 10 s, for a minute at most, and then an error. */
const usualWait = { rateNmPerS: 1, intervalS: 10, longestS: 60 } as const;
const nmPerAngstrom = 0.1;

/** What the dialog of SerialEM's drift wait lets one choose; an endless wait would keep the microscope for ever. */
const waitLimits = {
  rateNmPerS: { least: 0.001, most: 1000, what: 'A drift rate', unit: 'nm/s' },
  longestS: { least: 1, most: 1000, what: 'A longest wait', unit: 's' },
  intervalS: { least: 0.1, most: 60, what: 'An interval', unit: 's' },
  exposureS: { least: 0.001, most: 20, what: 'A Trial exposure', unit: 's' },
} as const;

function withinLimits(name: keyof typeof waitLimits, value: number): number {
  const { least, most, what, unit } = waitLimits[name];
  if (value >= least && value <= most) return value;
  throw new ScriptError(`${what} of ${value} ${unit} is not between ${least} and ${most} ${unit}`);
}

/** An optional positive number; anything else means the default. */
function positive(args: CommandArguments, position: number, absent: number): number {
  const value = args.numberOr(position, 0);
  return value > 0 ? value : absent;
}

function waitSource(args: CommandArguments): DriftWait['by'] {
  const letter = args.textOr(5, '0');
  if (letter === 'T') return 'trial';
  if (letter === 'A') return 'autofocus';
  if (letter === 'F' || letter === '0') return 'focus';
  throw new ScriptError(`${letter} is no way of measuring drift; they are T, F, A and 0`);
}

async function driftWait(instrument: Instrument, args: CommandArguments): Promise<void> {
  const unit = args.textOr(1, '0');
  if (!['nm', 'A', '0'].includes(unit)) throw new ScriptError(`${unit} is not a unit of drift; they are nm and A`);
  const rate = positive(args, 0, 0) * (unit === 'A' ? nmPerAngstrom : 1);
  const by = waitSource(args);
  const exposureS = args.numberOr(7, 0) > 0 ? withinLimits('exposureS', args.number(7)) : 0;
  const binning = positive(args, 8, 0);
  const found = await waitForDrift(instrument, {
    rateNmPerS: withinLimits('rateNmPerS', rate || usualWait.rateNmPerS),
    longestS: withinLimits('longestS', positive(args, 2, usualWait.longestS)),
    intervalS: withinLimits('intervalS', positive(args, 3, usualWait.intervalS)),
    by,
    changeImageShift: args.integerOr(6, 0) > 0,
    parameters: by === 'trial' ? { ...(exposureS && { exposureS }), ...(binning && { binning }) } : {},
  });
  instrument.lastDriftWait = found;
  const failsAtLimit = args.integerOr(4, 1) >= 0;
  if (found.failed && failsAtLimit) {
    throw new ScriptError(`The drift was still ${found.nmPerS.toFixed(2)} nm/s at the end of the wait`);
  }
}

/** Commands that tilt and move in steps, in the background, or until the specimen is still. */
export const stageTaskCommands: CommandFamily = {
  TiltUp: step(1),
  U: step(1),
  TiltDown: step(-1),
  D: step(-1),
  SetTiltIncrement: setIncrement,
  RecordAndTiltUp: recordAndTilt(step(1)),
  RecordAndTiltDown: recordAndTilt(step(-1)),
  RecordAndTiltTo: recordAndTilt((instrument, args) => tiltStage(instrument, args.number(0))),
  WalkUpTo: walkUp,
  ReverseTilt: reverse,
  BackgroundTilt: backgroundTilt,
  StopBackgroundTilt: stopTilt,
  BackgroundMoveStage: backgroundMove,
  StopBackgroundStage: stopMove,
  MoveStageWithSpeed: moveWithSpeed,
  StageShiftByPixels: moveByPixels,
  TestRelaxingStage: (instrument, args) => moveBy(instrument, args.number(0), args.number(1), true),
  RelaxStage: ({ log }) =>
    log.add('The stage was not relaxed: SerialEM does that only after a move that took up the backlash'),
  DriftWaitTask: driftWait,
  GetWaitTaskDrift: ({ lastDriftWait }) => [lastDriftWait?.nmPerS ?? -1, lastDriftWait?.failed ? 1 : 0],
};
