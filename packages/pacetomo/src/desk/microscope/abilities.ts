import type { SerialEmClient } from '@pacetomo/serialem-link';
import type { MicroscopeView } from '../../api/microscope.ts';
import type { Inspection } from '../../microscope/inspecting.ts';
import { CommandGate } from '../../serialem/gate.ts';
import { inspectorBehind } from '../../serialem/inspecting.ts';
import { orRefused } from '../../serialem/orRefused.ts';

/** A program as it presents itself. */
export interface AboutSerialEm {
  readonly version: string | null;
  readonly abilities: MicroscopeView['abilities'];
}

const noMoves = { tiltDeg: 0, imageShiftUm: 0, defocusUm: 0, stageUm: 0 };

/** Asks a SerialEM what it is and what it can do; changes nothing. */
export async function aboutSerialEm(client: SerialEmClient): Promise<AboutSerialEm> {
  const version = await versionOf(new CommandGate(client, noMoves));
  return { version, abilities: abilitiesOf(await inspectorBehind(client).lookRound()) };
}

/** SerialEM does not say its version, only whether it is at least one: 40300 is 4.3. */
const newestFirst = [50_000, ...Array.from({ length: 10 }, (_, i) => 40_900 - 100 * i)];

async function versionOf(gate: CommandGate): Promise<string | null> {
  for (const each of newestFirst) {
    const has = await orRefused(gate.send('IsVersionAtLeast', String(each)), null);
    if (has === null) return null;
    if (has === 1) return `${Math.floor(each / 10_000)}.${Math.floor((each % 10_000) / 100)}`;
  }
  return 'older than 4.0';
}

/** What it can do, in the words of the page. */
function abilitiesOf(found: Inspection): MicroscopeView['abilities'] {
  const { frames, warnings } = found;
  return [
    ability('Works in Low Dose', found.lowDoseIsOn, 'Switch Low Dose mode on in SerialEM: nothing is done without it.'),
    ability(
      'Exposes once for each image',
      found.cameraRetries === 0,
      `Its property CameraRetries is ${found.cameraRetries}: it would expose again by itself. Set it to 0.`,
    ),
    ability(
      'Aligns View with Record',
      found.viewIsAligned,
      'The shift offset of the View area is exactly 0, as if it had never been set: align View with Record in Low Dose Control.',
    ),
    ability(
      'Corrects beam tilt that image shift brings',
      found.hasBeamTiltCalibration,
      'There is no calibration of coma against image shift; targets far out get more beam tilt.',
    ),
    ability('Saves frames', frames.folder !== null, 'There is no folder for frames, or this camera has none.'),
    ability('Is ready for a run', warnings.length === 0, warnings.join(' ')),
  ];
}

const ability = (name: string, has: boolean, otherwise: string) => ({ name, has, remark: has ? '' : otherwise });
