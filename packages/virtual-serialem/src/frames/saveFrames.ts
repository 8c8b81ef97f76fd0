import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { appendSection, createMdoc, createMrc, formatMdoc } from '@pacetomo/em-files';
import { openFile } from '@pacetomo/em-files/node';
import type { ImageMetadata, ImagePixels } from '../buffers/bufferRecord.ts';
import type { CameraSet, SetName } from '../column/cameraSets.ts';
import { type MdocSite, metadataEntries, minMaxMean } from '../files/mdocKeys.ts';
import type { Instrument } from '../instrument.ts';
import { frameFileName, framePath } from './frameName.ts';
import { placeholderFrames, splitIntoFrames } from './splitIntoFrames.ts';

/** No camera gives more frames of one exposure. */
const mostFrames = 4000;
/** The folder for all frames, in that of the session. */
const framesFolder = 'frames';

/** The folder for all frames; null when the camera of the scenario saves none. */
export function folderOfFrames({ scenario, folder }: Instrument): string | null {
  return scenario.camera.frames === 'none' ? null : join(folder.root, framesFolder);
}

/** What is told of the frames of an image. */
export interface SavedFrames {
  readonly path: string;
  readonly count: number;
}

/**
 * Saves the frames of an exposure when the scenario's camera saves any and the camera set asks for it: as an MRC file with
 * an mdoc beside it, named as the script wants it. Gives null when none are saved.
 */
export async function saveFrames(
  instrument: Instrument,
  image: ImagePixels,
  metadata: ImageMetadata,
  exposed: { readonly set: SetName; readonly camera: CameraSet },
  site: MdocSite,
): Promise<SavedFrames | null> {
  const kind = instrument.scenario.camera.frames;
  const folderOfAll = folderOfFrames(instrument);
  const wanted = exposed.set === 'record' || exposed.camera.saveFrames > 0;
  if (folderOfAll === null || !wanted) return null;
  const { frames, folder } = instrument;
  const { exposureS, frameTimeS } = exposed.camera;
  const count = Math.min(mostFrames, Math.max(1, Math.round(exposureS / frameTimeS)));
  frames.lastNumber += 1;
  const { tiltDeg, dateTime } = metadata;
  const name = frameFileName(instrument, { number: frames.lastNumber, tiltDeg, dateTime });
  const path = folder.path(framePath(folderOfAll, name));
  await mkdir(dirname(path), { recursive: true });
  const parts = kind === 'real' ? splitIntoFrames(image, count) : placeholderFrames(image, count);
  await writeStack(path, parts, metadata.pixelSizeNm * 10);
  await writeMdoc(instrument, path, image, metadata, count, site);
  frames.lastPath = path;
  frames.lastCount = count;
  frames.nextEntries = [];
  return { path, count };
}

async function writeStack(path: string, parts: readonly ImagePixels[], pixelSizeA: number): Promise<void> {
  const [first] = parts;
  if (!first) return;
  const file = await openFile(path, 'create');
  try {
    const stack = await createMrc(file, { width: first.widthPx, height: first.heightPx, mode: 1, pixelSizeA });
    for (const { pixels } of parts) await stack.appendSection(Int16Array.from(pixels));
  } finally {
    await file.close();
  }
}

async function writeMdoc(
  instrument: Instrument,
  path: string,
  image: ImagePixels,
  metadata: ImageMetadata,
  count: number,
  site: MdocSite,
): Promise<void> {
  const values = [
    ...instrument.frames.nextEntries,
    ['MinMaxMean', minMaxMean(image.pixels)] as const,
    ...metadataEntries({ ...metadata, frames: { path, count } }, site),
  ];
  const titles = [`${'SerialEM: Virtual microscope'.padEnd(56)}${metadata.dateTime}`];
  const mdoc = appendSection(createMdoc({ globals: [], titles }), { type: 'FrameSet', name: '0', values });
  await writeFile(`${path}.mdoc`, formatMdoc(mdoc));
}
