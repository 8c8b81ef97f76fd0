import type { PlaneVector } from '../column/planeMatrix.ts';
import type { Instrument } from '../instrument.ts';
import type { CommandArguments } from '../script/commandArguments.ts';
import { ScriptError } from '../script/scriptError.ts';
import type { Command, CommandFamily } from './command.ts';

/** The commands of a family as SerialEM has them: without an open Navigator they are errors. */
export function withOpenNavigator(family: CommandFamily): CommandFamily {
  const guarded =
    (command: Command): Command =>
    (instrument, args) => {
      if (!instrument.navigator.isOpen) throw new ScriptError('The Navigator is not open');
      return command(instrument, args);
    };
  return Object.fromEntries(Object.entries(family).map(([name, command]) => [name, guarded(command)]));
}

/** The index of an item given by a positive number only. Throws ScriptError for others. */
export function ownIndex(args: CommandArguments, position = 0): number {
  const index = args.integer(position);
  if (index < 1) throw new ScriptError(`There is no navigator item with index ${index}`);
  return index;
}

/** The points of two array variables of equal length. Throws ScriptError when they are not, or not numbers. */
export function pointsOfVariables(instrument: Instrument, xName: string, yName: string): readonly PlaneVector[] {
  const [xs, ys] = [xName, yName].map((name) => String(instrument.variables.get(name)).split('\n').map(Number));
  if (!xs || !ys || xs.length !== ys.length) {
    throw new ScriptError(`The arrays ${xName} and ${yName} must have as many X as Y coordinates`);
  }
  if ([...xs, ...ys].some((value) => !Number.isFinite(value))) {
    throw new ScriptError(`The arrays ${xName} and ${yName} must hold numbers only`);
  }
  return xs.map((x, at) => ({ x, y: ys[at] ?? 0 }));
}

/** Sets two array variables to the coordinates of points, with a number of decimals. */
export function setPointVariables(
  instrument: Instrument,
  [xName, yName]: readonly [string, string],
  points: readonly PlaneVector[],
  decimals: number,
): void {
  instrument.variables.setText(xName, points.map(({ x }) => x.toFixed(decimals)).join('\n'));
  instrument.variables.setText(yName, points.map(({ y }) => y.toFixed(decimals)).join('\n'));
}
