import { numberOf } from '@pacetomo/em-files';
import type { Instrument } from '../instrument.ts';
import { registrationOf } from '../navigator/navigatorTable.ts';
import type { CommandArguments } from '../script/commandArguments.ts';
import { ScriptError } from '../script/scriptError.ts';
import type { Command, CommandFamily } from './command.ts';
import { withOpenNavigator } from './navigatorArguments.ts';

/** A script that comes over the socket is not one that the Navigator runs at an item: nothing is being acquired. */
const notAcquiring: Command = () => {
  throw new ScriptError('The Navigator is not acquiring at items');
};

/** Says in the log what is useless now, and does nothing, as SerialEM does. */
function skip({ log }: Instrument): void {
  log.add('SkipAcquiringNavItem does nothing while the Navigator is not acquiring at items');
}

/** Items of the current registration marked for acquisition, and for tilt series; −1 twice with a closed Navigator. */
function countMarked({ navigator }: Instrument): [number, number] {
  if (!navigator.isOpen) return [-1, -1];
  const here = navigator.items.filter((item) => registrationOf(item) === navigator.registration);
  return [here.filter(isMarked).length, here.filter((item) => numberOf(item, 'TSParamIndex') !== null).length];
}

function isMarked(item: Parameters<typeof numberOf>[0]): boolean {
  return (numberOf(item, 'Acquire') ?? 0) > 0;
}

function mark({ navigator }: Instrument, args: CommandArguments): void {
  navigator.set(args.integerOr(0, 0), 'Acquire', args.flagOr(1, true) ? 1 : null);
}

/** Commands about acquiring at navigator items. The Navigator of the virtual SerialEM marks items and never acquires by itself. */
export const navigatorAcquireCommands: CommandFamily = {
  ...withOpenNavigator({
    SetItemAcquire: mark,
    ReportItemAcquire: ({ navigator }, args) => [isMarked(navigator.item(args.integerOr(0, 0))) ? 1 : 0],
    EndAcquireAtItems: notAcquiring,
    SkipAcquiringNavItem: skip,
    SkipAcquiringGroup: notAcquiring,
    ReportNextNavAcqItem: notAcquiring,
  }),
  ReportIfNavAcquiring: () => [0, 0],
  ReportNumNavAcquire: countMarked,
};
