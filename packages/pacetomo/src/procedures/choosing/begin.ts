import type { Area } from '../../area/area.ts';
import { targetsFileName } from '../../area/areaNames.ts';
import { newArea } from '../../area/newArea.ts';
import type { ChoosingMicroscope } from '../../microscope/choosing.ts';
import type { Bearings } from './bearings.ts';
import type { Choosing } from './choosing.ts';
import { filesOfTarget, isFree } from './keeping.ts';

/**
 * The first of root, root2, root3, … that no file of an area belongs to in SerialEM's directory (behaviour A.1). `isTaken`
 * knows of files that SerialEM does not see, such as targets files in a folder of this computer.
 */
export async function freeName(
  scope: Pick<ChoosingMicroscope, 'fileExists'>,
  wanted: string,
  isTaken: (root: string) => boolean = () => false,
): Promise<string> {
  for (let number = 1; ; number++) {
    const root = number === 1 ? wanted : `${wanted}${number}`;
    const files = [targetsFileName({ root, copy: null }), ...filesOfTarget(root, 1)];
    if (!isTaken(root) && (await isFree(scope, files))) return root;
  }
}

/**
 * The context of an area: one that goes on, or a new one by its name, without targets yet (behaviour D.1, D.3). The new one's settings hold the tilt of the stage to a tenth of
 * a degree, because positions hold at the tilt that they are chosen at (H67). Nothing is on the disk before the first target.
 */
export function beginArea(choosing: Choosing, begun: Area | string, { tiltDeg }: Pick<Bearings, 'tiltDeg'>): Choosing {
  let area = typeof begun === 'string' ? newArea(begun, tiltDeg) : begun;
  const { control, person } = choosing;
  return {
    control,
    person,
    get area() {
      return area;
    },
    keep: async (changed) => {
      await choosing.keep(changed);
      area = changed;
    },
    note: (event) => choosing.note(event),
    intend: (intent) => choosing.intend(intent),
  };
}

/** Warns of what a microscopist should know before choosing; asks nothing. */
export async function sayConditions({ person }: Choosing, { tiltDeg, beamRadiusUm }: Bearings): Promise<void> {
  if (Math.round(tiltDeg) !== 0)
    await person.say(
      `The stage is tilted to ${tiltDeg.toFixed(1)}°. The targets will hold at that tilt, and their tilt series will start there.`,
    );
  if (beamRadiusUm === null)
    await person.say(
      'SerialEM does not know how large the beam is in the Record area; 1 µm is taken for its diameter unless you say otherwise.',
    );
}
