import type { FrameFile, RecordPreparation } from '../microscope/microscope.ts';
import type { ImageIntent } from '../run/exposureEvents.ts';
import type { Running } from './running.ts';

/**
 * The frames of the image that was just taken, as SerialEM has named them. That frames stop coming is said once: the stack
 * has the image all the same.
 */
export async function savedFrames(
  scope: RecordPreparation,
  run: Running,
  { frameName, target, tiltDeg }: ImageIntent,
): Promise<{ readonly frames?: FrameFile }> {
  if (run.savesFrames === false) return {};
  const newest = await scope.newestFrames();
  const isOwn = newest !== null && frameName !== undefined && fileName(newest.path).startsWith(frameName);
  if (!isOwn && run.savesFrames === true)
    await run.note({
      type: 'remark',
      text: `No frames were saved for the image of target ${target} at ${tiltDeg}°, after those of the images before were. The image itself is in its stack. Look at the camera, its disk and the folder for frames in SerialEM; this is said once.`,
    });
  run.savesFrames = isOwn;
  return isOwn ? { frames: newest } : {};
}

const fileName = (path: string): string => path.replace(/^.*[\\/]/, '');
