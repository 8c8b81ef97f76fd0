import { length, subtract } from '../geometry/frames.ts';
import type {
  Beam,
  ExposurePermit,
  NewestImage,
  Optics,
  RecordPreparation,
  Stacks,
  Stage,
} from '../microscope/microscope.ts';
import { StopRequested } from '../run/control.ts';
import { Trouble } from '../run/errors.ts';
import type { ExposureIntent, ImageIntent, Look } from '../run/exposureEvents.ts';
import type { RunState } from '../run/state.ts';
import { annotateTile } from './annotate.ts';
import type { Running } from './running.ts';
import { savedFrames } from './savedFrames.ts';
import { saveNewest } from './slotStack.ts';

/**
 * The only two places of a run where the beam goes on: `takeImage` for images that are kept, `sense` for all others. (A
 * third one, `focus` in set-up, is an autofocus that corrects.) Before each the intent is on the disk, after each what
 * became of it.
 */

/** Takes an image that is kept and saves it in the open stack. Everything else has been set before. */
export async function takeImage(
  scope: Beam & RecordPreparation & NewestImage & Stacks,
  run: Running,
  intent: ImageIntent,
): Promise<void> {
  const tickBeforeS = await newestTickS(scope);
  const permit = await announce(run, { ...intent, tickBeforeS });
  await scope.record(permit);
  await expectNewImage(scope, tickBeforeS);
  const facts = await scope.imageFacts();
  await run.note({ type: 'expose.returned', ...facts });
  await saveNewest(scope, run, intent.file, intent.sectionsBefore);
  await annotateTile(scope, run, intent);
  const { purpose, sectionsBefore: section } = intent;
  const frames = await savedFrames(scope, run, intent);
  await run.note({ type: 'expose.commit', purpose, section, how: 'normal', ...facts, ...frames });
}

/** Takes an image to find a place by, into buffer A. If a crash came after it and it still lies there, none is taken. */
export async function look(
  scope: Stage & Optics & NewestImage,
  run: Running,
  what: Look,
  target: string,
  expose: (permit: ExposurePermit) => Promise<void>,
): Promise<void> {
  const imageShift = await scope.imageShift();
  const tickS = await newestTickS(scope);
  if (isInHand(run, { look: what, target, imageShift, tickS })) await scope.unalign();
  else await sense(scope, run, what, target, expose);
}

/** Exposes for something of which no image is kept, such as a measured focus, and gives what it found. */
export async function sense<T>(
  scope: Stage & Optics & NewestImage,
  run: Running,
  what: Look,
  target: string | null,
  expose: (permit: ExposurePermit) => Promise<T>,
): Promise<T> {
  const tickBeforeS = await newestTickS(scope);
  const found = await expose(await announceLook(scope, run, what, target));
  await noteLook(scope, run, tickBeforeS);
  return found;
}

/** Writes down that the open look is over, with what SerialEM says of its beam, which is still on. */
export async function noteLook(scope: Optics & NewestImage, run: Running, tickBeforeS: number): Promise<void> {
  const left = await leftSince(scope, tickBeforeS);
  await run.note({ type: 'expose.commit', purpose: 'look', ...left, ...(await beamOn(scope)) });
}

/** Writes down that the open autofocus is over, likewise. */
export async function noteFocus(
  scope: Optics & NewestImage,
  run: Running,
  tickBeforeS: number,
  how: 'normal' | 'found-done',
): Promise<void> {
  const { doseEPerA2 } = await leftSince(scope, tickBeforeS);
  const dose = doseEPerA2 > 0 ? { doseEPerA2 } : {};
  await run.note({ type: 'expose.commit', purpose: 'autofocus', how, ...dose, ...(await beamOn(scope)) });
}

/** Radius of the beam that is on, if SerialEM tells it. */
async function beamOn(scope: Optics): Promise<{ readonly beamRadiusUm?: number }> {
  const beamRadiusUm = await scope.beamRadiusUm();
  return beamRadiusUm === null ? {} : { beamRadiusUm };
}

/** Writes down that something is about to be looked at. Whoever calls this commits it when it is over. */
export async function announceLook(
  scope: Stage & Optics & NewestImage,
  run: Running,
  what: Look,
  target: string | null,
): Promise<ExposurePermit> {
  const imageShift = await scope.imageShift();
  const tiltDeg = await scope.tiltDeg();
  const tickBeforeS = await newestTickS(scope);
  return announce(run, { purpose: 'look', look: what, target, imageShift, tiltDeg, tickBeforeS });
}

/** Two read-outs of one image shift differ by less, in its units. */
const sameShift = 1e-3;

/** Whether the image that is wanted lies in buffer A: that very one, of the same place, seen from the same image shift. */
function isInHand({ state }: Running, wanted: Omit<NonNullable<RunState['inHand']>, 'purpose'>): boolean {
  const { inHand } = state;
  if (inHand === null || inHand.look !== wanted.look || inHand.target !== wanted.target) return false;
  return inHand.tickS === wanted.tickS && length(subtract(inHand.imageShift, wanted.imageShift)) < sameShift;
}

/** Focuses on what is under the beam and says whether SerialEM found a focus. */
export async function focus(scope: Optics & Beam & NewestImage, run: Running): Promise<boolean> {
  await scope.setAutofocusTarget(run.settings.maxDefocusUm);
  const tickBeforeS = await newestTickS(scope);
  const permit = await announce(run, { purpose: 'autofocus', tickBeforeS });
  await scope.autofocus(permit);
  if (!(await scope.focusFound())) {
    await run.note({ type: 'expose.lost', lost: 'dose-no-image', evidence: 'the autofocus found no focus' });
    return false;
  }
  await noteFocus(scope, run, tickBeforeS, 'normal');
  return true;
}

/** Writes the intent down. Between its permit and the exposure nothing may be awaited, so that no stop can come in between. */
async function announce(run: Running, intent: ExposureIntent): Promise<ExposurePermit> {
  if (run.control.stopping) throw new StopRequested();
  const permit = await run.intend(intent);
  if (!run.control.stopping) return permit;
  await run.note({ type: 'expose.void', proof: 'stopped before the exposure was sent' });
  throw new StopRequested();
}

const newestTickS = async (scope: NewestImage): Promise<number> => (await scope.newestImage())?.tickS ?? 0;

/** The image that the exposure has left in buffer A, with its dose; no dose when it has left none. */
async function leftSince(
  scope: NewestImage,
  tickBeforeS: number,
): Promise<{ readonly doseEPerA2: number; readonly tickS?: number }> {
  const image = await scope.newestImage();
  if (image === null || image.tickS <= tickBeforeS) return { doseEPerA2: 0 };
  return { doseEPerA2: (await scope.imageFacts()).doseEPerA2, tickS: image.tickS };
}

/** Without this the image of the target before would be saved in its place. */
async function expectNewImage(scope: NewestImage, tickBeforeS: number): Promise<void> {
  if ((await newestTickS(scope)) > tickBeforeS) return;
  throw new Trouble(
    'exposure-failed',
    'SerialEM says that the exposure is done, but there is no new image in buffer A. Its dose is counted and that tilt is left out. Look at the camera and at SerialEM’s log, then resume.',
  );
}
