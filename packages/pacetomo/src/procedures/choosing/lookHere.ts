import type { ChoosingMicroscope } from '../../microscope/choosing.ts';
import type { Bearings } from './bearings.ts';
import type { Choosing } from './choosing.ts';
import { lookAt } from './looking.ts';
import { type ChoosingLook, take } from './looks.ts';

/** How many pieces a montage has along its two sides. */
export interface Pieces {
  readonly columns: number;
  readonly rows: number;
}

/** Takes an image where stage and image shift stand and keeps it as a map of the Navigator. Gives its file. */
export async function lookHere(
  scope: ChoosingMicroscope,
  choosing: Choosing,
  bearings: Bearings,
  look: ChoosingLook,
): Promise<string> {
  const name = await freeLookName(scope, `look_${look}`);
  await take(scope, choosing, bearings, look, null);
  await scope.saveAsMap(`${name}.mrc`, { label: name, note: `${name}.mrc`, acquire: false });
  return `${name}.mrc`;
}

/** Takes a montage of Views around the position of the stage and keeps it as a map of the Navigator. Gives its file. */
export async function lookAround(
  scope: ChoosingMicroscope,
  choosing: Choosing,
  { toSpecimen }: Pick<Bearings, 'toSpecimen'>,
  pieces: Pieces,
): Promise<string> {
  const name = await freeLookName(scope, 'montage');
  await scope.openMontage(`${name}.mrc`, pieces);
  let isClosed = false;
  try {
    const about = { look: 'montage', target: null, toSpecimen } as const;
    await lookAt(scope, choosing, about, (permit) => scope.montage(permit));
    await scope.closeMontageAsMap({ label: name, note: `${name}.mrc`, acquire: false });
    isClosed = true;
  } finally {
    if (!isClosed) await scope.closeMontage().catch(() => {}); // what went wrong before counts
  }
  return `${name}.mrc`;
}

/** `look_view_01` and so on: the first that no file of SerialEM's directory has. */
async function freeLookName(scope: Pick<ChoosingMicroscope, 'fileExists'>, wanted: string): Promise<string> {
  for (let number = 1; ; number++) {
    const name = `${wanted}_${String(number).padStart(2, '0')}`;
    if (!(await scope.fileExists(`${name}.mrc`))) return name;
  }
}
