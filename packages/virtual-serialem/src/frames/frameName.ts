import { basename, extname, join } from 'node:path';
import type { Instrument } from '../instrument.ts';

/** SerialEM's bits for what the names of frame files and of their folder are made of (CameraController.h). */
const frameNameBits = {
  folderBase: 1,
  folderFile: 2,
  folderLabel: 4,
  fileBase: 8,
  fileFile: 0x10,
  fileLabel: 0x20,
  fileNumber: 0x40,
  fileMonthDay: 0x80,
  fileTime: 0x100,
  fileTilt: 0x400,
} as const;

/** Frame files are stacks. */
export const frameExtension = '.mrc';

/** Digits of the numbers in names. */
const numberDigits = 3;

/** What a name is made of besides the settings. */
export interface FrameNameParts {
  /** The next number of numbered names. */
  readonly number: number;
  readonly tiltDeg: number;
  /** As in the mdoc: `06-Jan-2025  09:00:17`. */
  readonly dateTime: string;
}

/** The folder, relative to that for all frames, and the name without its extension of the next frame file. */
export function frameFileName(instrument: Instrument, parts: FrameNameParts): { folder: string; root: string } {
  const { frameBaseName, frameNameBits: bits, files, navigator } = instrument;
  const path = files.current?.path ?? '';
  const stack = basename(path, extname(path));
  const label = navigator.current > 0 ? navigator.item(0).name : '';
  const [date = '', time = ''] = parts.dateTime.split(/\s+/);
  const joined = (...pieces: readonly (readonly [bit: number, text: string])[]): string =>
    pieces.flatMap(([bit, text]) => (bits & bit && text !== '' ? [text] : [])).join('_');
  const folder = joined(
    [frameNameBits.folderBase, frameBaseName],
    [frameNameBits.folderFile, stack],
    [frameNameBits.folderLabel, label],
  );
  const root = joined(
    [frameNameBits.fileBase, frameBaseName],
    [frameNameBits.fileFile, stack],
    [frameNameBits.fileLabel, label],
    [frameNameBits.fileNumber, String(parts.number).padStart(numberDigits, '0')],
    [frameNameBits.fileTilt, parts.tiltDeg.toFixed(1)],
    [frameNameBits.fileMonthDay, monthDay(date)],
    [frameNameBits.fileTime, time.replaceAll(':', '.')],
  );
  return { folder, root: root === '' ? 'frames' : root };
}

/** The date and the time of an mdoc as names have them: `Jan06_09.00.17`. */
export function namedDateTime(dateTime: string): string {
  const [date = '', time = ''] = dateTime.split(/\s+/);
  return `${monthDay(date)}_${time.replaceAll(':', '.')}`;
}

/** `06-Jan-2025` as SerialEM has it in names: `Jan06`. */
function monthDay(date: string): string {
  const [day = '', month = ''] = date.split('-');
  return month + day;
}

/** The path of a frame file in the folder of all frames. */
export function framePath(folderOfAll: string, { folder, root }: { folder: string; root: string }): string {
  return join(folderOfAll, folder, `${root}${frameExtension}`);
}
