import type { SerialEmClient } from '@pacetomo/serialem-link';
import type { Navigator } from '../microscope/microscope.ts';
import { CommandGate, type StopSwitch } from './gate.ts';
import { navigatorOf } from './navigator.ts';
import { takeControl } from './session.ts';

/** Nothing is to be moved on such a visit. */
const noMoves = { tiltDeg: 0, imageShiftUm: 0, defocusUm: 0, stageUm: 0 };

/** SerialEM's Navigator behind a connection, for looking and marking between two runs. Throws when Low Dose is off. */
export async function navigatorBehind(
  client: SerialEmClient,
  control?: StopSwitch,
): Promise<Pick<Navigator, 'itemsToAcquire' | 'itemWithNote' | 'markAcquire'>> {
  const gate = new CommandGate(client, noMoves, { control });
  await takeControl(gate);
  return navigatorOf(gate);
}
