import type { BufferRecord } from '../buffers/bufferRecord.ts';
import { bufferIndex } from '../buffers/imageBuffers.ts';
import { type SetName, setOfLetter } from '../column/cameraSets.ts';
import { type AreaName, areaOfLetter } from '../column/lowDose.ts';
import type { Instrument } from '../instrument.ts';
import type { CommandArguments } from '../script/commandArguments.ts';
import { ScriptError } from '../script/scriptError.ts';

/** The buffer that an argument names; the default where the argument may be left out. */
export function bufferArgument(args: CommandArguments, position: number, absent?: number): number {
  if (absent !== undefined && !args.has(position)) return absent;
  const text = args.text(position);
  const index = bufferIndex(text);
  if (index === undefined) throw new ScriptError(`${text} is not the letter of an image buffer`);
  return index;
}

/** The image in the buffer that an argument names. Throws ScriptError when the buffer is empty. */
export function imageArgument(
  instrument: Instrument,
  args: CommandArguments,
  position: number,
  absent?: number,
): BufferRecord {
  const index = bufferArgument(args, position, absent);
  const record = instrument.buffers.get(index);
  if (!record) throw new ScriptError(`There is no image in buffer ${args.textOr(position, 'A')}`);
  return record;
}

/** The camera parameter set that an argument names. */
export function setArgument(args: CommandArguments, position: number): SetName {
  const text = args.text(position);
  const set = setOfLetter(text);
  if (!set) throw new ScriptError(`${text} is not a camera parameter set`);
  return set;
}

/** The low-dose area that an argument names. */
export function areaArgument(args: CommandArguments, position: number): AreaName {
  const text = args.text(position);
  const area = areaOfLetter(text);
  if (!area) throw new ScriptError(`${text} is not a low dose area`);
  return area;
}
