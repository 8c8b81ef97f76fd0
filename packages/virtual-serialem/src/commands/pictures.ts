import { rm, writeFile } from 'node:fs/promises';
import type { BufferRecord, ImagePixels } from '../buffers/bufferRecord.ts';
import { displayed } from '../buffers/displayRange.ts';
import { greyJpeg } from '../files/greyJpeg.ts';
import { greyTiff } from '../files/greyTiff.ts';
import { mdocSite } from '../files/mdocSite.ts';
import { mdocDateTime } from '../files/serialEmDate.ts';
import { StackFile } from '../files/stackFile.ts';
import { exists } from '../files/textFiles.ts';
import type { Instrument } from '../instrument.ts';
import type { CommandArguments } from '../script/commandArguments.ts';
import { ScriptError } from '../script/scriptError.ts';
import type { CommandFamily } from './command.ts';
import { imageArgument } from './named.ts';

type FileType = 'MRC' | 'TIFF' | 'JPEG';
type Compression = 'none' | 'zip' | 'jpeg';

/** The type of a file as the argument names it; the present one (CUR, −1) is the standard of each command. */
function typeArgument(args: CommandArguments, position: number, standard: FileType): FileType {
  const text = args.text(position);
  if (text === 'MRC') return 'MRC';
  if (text === 'TIF' || text === 'TIFF') return 'TIFF';
  if (text === 'JPG' || text === 'JPEG') return 'JPEG';
  if (text === 'CUR' || text === '-1') return standard;
  if (text === 'HDF') throw new ScriptError('The virtual SerialEM writes no HDF files');
  throw new ScriptError(`${text} is not one of the file types MRC, TIF, TIFF, JPG, JPEG, CUR and -1`);
}

function compressionArgument(args: CommandArguments, position: number): Compression {
  const text = args.text(position);
  if (text === 'NONE' || text === 'CUR' || text === '-1') return 'none';
  if (text === 'ZIP') return 'zip';
  if (text === 'JPG' || text === 'JPEG') return 'jpeg';
  if (text === 'LZW') throw new ScriptError('The virtual SerialEM does not compress with LZW; use ZIP or NONE');
  throw new ScriptError(`${text} is not one of the compressions NONE, LZW, ZIP, JPG, JPEG, CUR and -1`);
}

/** The picture as bytes of a file. TIFF files with JPEG inside are not written. */
function fileOf(image: ImagePixels, type: 'TIFF' | 'JPEG', compression: Compression): Uint8Array {
  if (type === 'JPEG') return greyJpeg(displayed(image), image.widthPx, image.heightPx);
  if (compression === 'jpeg') throw new ScriptError('The virtual SerialEM writes no TIFF files compressed as JPEG');
  return greyTiff(image, compression);
}

/**
 * What is shown in the active window, one pixel for one of the image, in the contrast of the screen. Items of the
 * Navigator and other lines over the image are not drawn, and enlarged pictures are not made.
 */
async function snapshot(instrument: Instrument, args: CommandArguments): Promise<void> {
  const { buffers, folder } = instrument;
  const [zoom, lineScale] = [args.number(0), args.number(1)];
  if ((zoom > 0 && zoom < 1) || (lineScale > 0 && lineScale < 1)) {
    throw new ScriptError('The zoom and the scale of lines in a snapshot must be at least 1, or 0 and less for none');
  }
  if (zoom > 1) throw new ScriptError('The virtual SerialEM takes snapshots of whole images at a zoom of 1 only');
  const type = typeArgument(args, 3, 'TIFF');
  if (type === 'MRC') throw new ScriptError('A snapshot cannot be an MRC file');
  const compression = compressionArgument(args, 4);
  const record = buffers.get(buffers.shown);
  if (!record) throw new ScriptError('There is no image in the active window to take a snapshot of');
  const picture = { ...record.image, pixels: displayed(record.image) };
  await writeFile(folder.path(args.lastText()), fileOf(picture, type, compression));
}

/** Saves an image into a file of its own that is not left open; what was there is replaced. */
async function saveToOther(instrument: Instrument, args: CommandArguments): Promise<void> {
  const { folder, files } = instrument;
  const record = imageArgument(instrument, args, 0);
  const type = typeArgument(args, 1, 'MRC');
  const compression = compressionArgument(args, 2);
  const path = folder.path(args.lastText());
  if (files.numberOf(path) > 0) throw new ScriptError(`${path} is open; save to it with S`);
  files.disk.write(path);
  if (type === 'MRC') await writeMrc(instrument, record, path);
  else await writeFile(path, fileOf(record.image, type, compression));
}

async function writeMrc(instrument: Instrument, record: BufferRecord, path: string): Promise<void> {
  const { clock, scenario } = instrument;
  if (await exists(path)) await rm(path);
  await rm(`${path}.mdoc`, { force: true });
  const file = await StackFile.create(path);
  try {
    const dateTime = mdocDateTime(scenario.clock.startsAt, clock.wallS);
    await file.append(record, { ...mdocSite(instrument), dateTime });
  } finally {
    await file.close();
  }
}

/** Commands that write single pictures. */
export const pictureCommands: CommandFamily = {
  SnapshotToFile: snapshot,
  SaveToOtherFile: saveToOther,
};
