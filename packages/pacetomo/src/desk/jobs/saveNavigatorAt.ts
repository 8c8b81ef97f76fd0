import { keepNavigator } from '../../procedures/choosing/keepNavigator.ts';
import { choosingMicroscope } from '../../serialem/serialEmMicroscope.ts';
import { openSerialEm } from '../../session/openSerialEm.ts';

/** SerialEM is idle: whatever takes longer has a box open, ms. */
const replyTimeoutMs = 30_000;

/** Saves the Navigator of the SerialEM at an address, that maps are in its file. Throws Trouble. */
export async function saveNavigatorAt(address: string): Promise<void> {
  const { client, close } = await openSerialEm(address, replyTimeoutMs);
  try {
    const scope = choosingMicroscope(client);
    await scope.prepareToMeasure(); // an error must not open a box that nobody closes
    await keepNavigator(scope);
  } finally {
    await close();
  }
}
