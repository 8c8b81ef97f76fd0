import type { Instrument } from '../instrument.ts';
import type { CommandArguments } from '../script/commandArguments.ts';

/** Values as SerialEM's GetAll… commands give them: an array in the variable named first, then one by one in those after it. */
export function setVariables(
  { variables }: Instrument,
  args: CommandArguments,
  firstName: number,
  values: readonly number[],
): void {
  variables.setArray(args.text(firstName), values);
  for (const [index, value] of values.entries()) {
    const position = firstName + 1 + index;
    if (!args.has(position)) break;
    variables.setNumber(args.text(position), value);
  }
}
