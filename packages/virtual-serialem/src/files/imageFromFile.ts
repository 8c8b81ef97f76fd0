import { type BufferRecord, captured } from '../buffers/bufferRecord.ts';
import { magnificationAt } from '../column/calibration.ts';
import { type Instrument, tickTimeS } from '../instrument.ts';
import { ScriptError } from '../script/scriptError.ts';
import { assumedBinning } from './assumedBinning.ts';
import { readMetadata } from './readMetadata.ts';
import type { StackFile } from './stackFile.ts';
import { exists } from './textFiles.ts';

/** An image from a file as SerialEM puts it into a buffer. */
export async function imageFromFile(
  instrument: Instrument,
  file: StackFile,
  section: number,
  set: number | null,
): Promise<BufferRecord> {
  const { column, clock, scenario } = instrument;
  instrument.files.disk.touch(file.path);
  const image = await file.read(section);
  await clock.spend(scenario.clock.openFileS);
  const { magIndex, spotSize } = column.area;
  const mag = magnificationAt(column.calibration, magIndex);
  const binning = assumedBinning(instrument, file.titles, image);
  const assumed = {
    binning,
    magIndex,
    spotSize,
    magnification: mag?.magnification ?? 0,
    pixelSizeNm: file.pixelSizeNm ?? (mag?.pixelSizeNm ?? 0) * binning,
    rotationDeg: mag?.rotationDeg ?? 0,
    targetDefocusUm: column.targetDefocusUm,
  };
  const metadata = readMetadata(file.mdocSection(section), set, assumed, file.recordOf(section));
  return {
    image,
    metadata,
    captureFlag: captured.fromFile,
    section,
    saved: { file: file.path, section },
    shiftPx: { x: 0, y: 0 },
    mapId: 0,
    tickS: tickTimeS(instrument),
    origin: file.originOf(section),
  };
}

/** Looks into an image file that need not be open. Throws ScriptError when there is none. */
export async function withFile<Result>(
  { files }: Instrument,
  path: string,
  use: (file: StackFile) => Promise<Result>,
): Promise<Result> {
  const number = files.numberOf(path);
  if (number > 0) return await use(files.at(number));
  if (!(await exists(path))) throw new ScriptError(`The file ${path} does not exist`);
  const file = await files.borrow(path);
  try {
    return await use(file);
  } finally {
    await file.close();
  }
}
