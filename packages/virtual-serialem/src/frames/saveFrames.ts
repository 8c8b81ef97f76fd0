import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { appendSection, createMdoc, createMrc, formatMdoc } from '@pacetomo/em-files';
import { openFile } from '@pacetomo/em-files/node';
import type { ImageMetadata, ImagePixels } from '../buffers/bufferRecord.ts';
import type { CameraSet, SetName } from '../column/cameraSets.ts';
import { type MdocSite, metadataEntries, minMaxMean } from '../files/mdocKeys.ts';
import { exists } from '../files/textFiles.ts';
import type { Instrument } from '../instrument.ts';
import { isFileTrouble } from '../script/scriptError.ts';
import { frameExtension, frameFileName, framePath, namedDateTime } from './frameName.ts';
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
 * an mdoc beside it, named as the script wants it. Gives null when none are saved. A file that cannot be written is a line
 * in the log, as with the frames of a camera: the image is there all the same.
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
  const { exposureS, frameTimeS } = exposed.camera;
  const count = Math.min(mostFrames, Math.max(1, Math.round(exposureS / frameTimeS)));
  const parts = kind === 'real' ? splitIntoFrames(image, count) : placeholderFrames(image, count);
  try {
    const path = await newFramePath(instrument, folderOfAll, metadata);
    await writeStack(path, parts, metadata.pixelSizeNm * 10);
    await writeMdoc(instrument, path, image, metadata, count, site);
    instrument.frames.lastPath = path;
    instrument.frames.lastCount = count;
    return { path, count };
  } catch (error) {
    if (!isFileTrouble(error)) throw error;
    instrument.log.add(`The frames of this exposure were not saved: ${error instanceof Error ? error.message : error}`);
    return null;
  } finally {
    instrument.frames.nextEntries = [];
  }
}

/** Where the next frame file goes, in a folder that is there. */
async function newFramePath(instrument: Instrument, folderOfAll: string, metadata: ImageMetadata): Promise<string> {
  const { frames, folder } = instrument;
  frames.lastNumber += 1;
  const { tiltDeg, dateTime } = metadata;
  const name = frameFileName(instrument, { number: frames.lastNumber, tiltDeg, dateTime });
  const path = await freePath(folder.path(framePath(folderOfAll, name)), dateTime);
  await mkdir(dirname(path), { recursive: true });
  return path;
}

/** A frame file is never written over: a name that is taken gets date and time, and then numbers, at its end. */
async function freePath(path: string, dateTime: string): Promise<string> {
  const root = path.slice(0, -frameExtension.length);
  const dated = `${root}_${namedDateTime(dateTime)}`;
  for (let number = 0; ; number++) {
    const candidate = number === 0 ? root : number === 1 ? dated : `${dated}_${number}`;
    if (!(await exists(`${candidate}${frameExtension}`))) return `${candidate}${frameExtension}`;
  }
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
