import type { NavigatorChange } from '../area/navigatorChanges.ts';
import { changeInWords } from '../area/navigatorChanges.ts';
import { choosingMicroscope } from '../serialem/serialEmMicroscope.ts';
import type { AreaNavigator } from '../session/areaFiles/navigatorWork.ts';
import { withSerialEm } from './workOn.ts';

/** Does something with SerialEM's Navigator. Tests give another one. */
export type WithNavigator = <T>(address: string, work: (navigator: AreaNavigator) => Promise<T>) => Promise<T>;

/** Connects to SerialEM for the time of the work. */
export const withNavigator: WithNavigator = (address, work) =>
  withSerialEm({ serialem: address }, async (client) => {
    const microscope = choosingMicroscope(client);
    await microscope.prepareToMeasure(); // errors must not open a box that nobody closes
    return work(microscope);
  });

/** Says what would have to be done in the Navigator. */
export function tellChanges(changes: readonly NavigatorChange[]): void {
  console.log('In SerialEM’s Navigator (with --serialem HOST:PORT this is done for you):');
  for (const change of changes) console.log(`  ${changeInWords(change)}`);
}
