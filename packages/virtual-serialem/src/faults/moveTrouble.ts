import type { StageTarget } from '../column/specimenStage.ts';
import type { Instrument } from '../instrument.ts';
import type { FaultOf } from '../scenario/faultSchema.ts';
import { ScriptError } from '../script/scriptError.ts';
import type { Point3 } from '../specimen/specimen.ts';

/** What goes wrong with one move of the stage; null for nothing. */
export type MoveTrouble = FaultOf<'stage-move-fails'>['how'] | null;

/** The stage is told to move: gives what will go wrong. Throws ScriptError when it refuses. */
export function beginMove({ disturbances }: Instrument): MoveTrouble {
  const trouble = disturbances.meetCall('stage-move-fails')?.fault.how ?? null;
  if (trouble === 'refused') throw new ScriptError('The stage does not move: the microscope reported an error');
  return trouble;
}

/** The stage has stopped. Throws ScriptError when the microscope reports an error although it got there. */
export function endMove(trouble: MoveTrouble): void {
  if (trouble === 'error-after') throw new ScriptError('The microscope reported an error at the end of a stage move');
}

/** Half of the way to a target, µm of stage read-out. */
export function halfWay(from: Point3, to: StageTarget): StageTarget {
  return { x: (from.x + (to.x ?? from.x)) / 2, y: (from.y + (to.y ?? from.y)) / 2, z: (from.z + (to.z ?? from.z)) / 2 };
}
