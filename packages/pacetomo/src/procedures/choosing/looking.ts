import { apply, type Matrix } from '../../geometry/frames.ts';
import type { ExposurePermit, NewestImage, Optics, Stage } from '../../microscope/microscope.ts';
import type { LookIntent } from '../../run/choosingEvents.ts';
import { StopRequested } from '../../run/control.ts';
import type { Choosing } from './choosing.ts';

/** What an exposure is for. */
export interface LookFor {
  readonly look: LookIntent['look'];
  /** The target that it is for, such as `003`; null before there is one. */
  readonly target: string | null;
  /** The matrix of the Record area, whichever area is on. */
  readonly toSpecimen: Matrix<'imageShift', 'specimen'>;
}

/**
 * The only place where choosing targets costs dose. The intent is on the disk before the beam goes on, and what it has cost
 * is noted afterwards; gives that, e⁻/Å². Everything else has been set before.
 */
export async function lookAt(
  scope: Stage & Optics & NewestImage,
  choosing: Choosing,
  { look, target, toSpecimen }: LookFor,
  expose: (permit: ExposurePermit) => Promise<unknown>,
): Promise<number> {
  const tiltDeg = await scope.tiltDeg();
  const stage = await scope.position();
  const position = apply(toSpecimen, await scope.imageShift());
  const tickBeforeS = (await scope.newestImage())?.tickS ?? 0;
  if (choosing.control.stopping) throw new StopRequested();
  const permit = await choosing.intend({ look, target, tiltDeg, stage, position });
  await expose(permit);
  const image = await scope.newestImage();
  const hasImage = image !== null && image.tickS > tickBeforeS;
  const doseEPerA2 = hasImage ? (await scope.imageFacts()).doseEPerA2 : 0;
  await choosing.note({ type: 'look.done', doseEPerA2 });
  return doseEPerA2;
}
