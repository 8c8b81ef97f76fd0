import { EmFileError } from './errors.ts';

/** Bytes of an MRC header, before the extended header and the pixels. */
export const mrcHeaderBytes = 1024;

/** What imodStamp is in files whose imodFlags mean something (“IMOD” in bytes). */
export const imodStampValue = 1146047817;

/** The order of the bytes of a number. */
export type ByteOrder = 'little' | 'big';

/**
 * The header of an MRC file (MRC2014 with IMOD's and SerialEM's use of the extra words). Changing fields by spread is
 * how a header is edited; everything without a field here is kept in `raw`.
 */
export interface MrcHeader {
  readonly byteOrder: ByteOrder;
  /** nx, ny, nz: columns, rows and sections. */
  readonly width: number;
  readonly height: number;
  readonly sections: number;
  /** Type of the pixels: 0 bytes, 1 int16, 2 float32, 4 complex float32, 6 uint16, 12 float16, 16 RGB bytes. */
  readonly mode: number;
  readonly startX: number;
  readonly startY: number;
  readonly startZ: number;
  /** mx, my, mz: the numbers of intervals that the cell is divided into. */
  readonly gridX: number;
  readonly gridY: number;
  readonly gridZ: number;
  /** Cell in Å; cell divided by grid is the pixel spacing. */
  readonly cellXA: number;
  readonly cellYA: number;
  readonly cellZA: number;
  readonly cellAlphaDeg: number;
  readonly cellBetaDeg: number;
  readonly cellGammaDeg: number;
  /** mapc, mapr, maps: which axis (1 x, 2 y, 3 z) columns, rows and sections follow. */
  readonly columnAxis: number;
  readonly rowAxis: number;
  readonly sectionAxis: number;
  /** Of all pixels; not determined where max is below min. */
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  /** Standard deviation of all pixels; not determined where negative. */
  readonly rms: number;
  readonly spaceGroup: number;
  /** Length of the extended header. */
  readonly extendedBytes: number;
  /** Type of the extended header: `SERI`, `FEI1`, `FEI2`, `CCP4`, `MRCO`, `AGAR`, or zero bytes. */
  readonly extendedType: string;
  /** 20140 or 20141 for MRC2014; 0 in older files. */
  readonly version: number;
  /** In SerialEM's extended header: bytes for each section, and flags for what they hold. */
  readonly recordBytes: number;
  readonly recordFlags: number;
  readonly imodStamp: number;
  readonly imodFlags: number;
  readonly originXA: number;
  readonly originYA: number;
  readonly originZA: number;
  /** `MAP ` in files since MRC2000. */
  readonly map: string;
  /** At most ten, of at most 80 characters, without padding at the end. */
  readonly labels: readonly string[];
  /** The 1024 bytes that were read, or zeros. */
  readonly raw: Uint8Array;
}

type NumberField = {
  [Name in keyof MrcHeader]: MrcHeader[Name] extends number ? Name : never;
}[keyof MrcHeader];

const fields: readonly (readonly [name: NumberField, offset: number, type: 'int32' | 'float32' | 'int16'])[] = [
  ['width', 0, 'int32'],
  ['height', 4, 'int32'],
  ['sections', 8, 'int32'],
  ['mode', 12, 'int32'],
  ['startX', 16, 'int32'],
  ['startY', 20, 'int32'],
  ['startZ', 24, 'int32'],
  ['gridX', 28, 'int32'],
  ['gridY', 32, 'int32'],
  ['gridZ', 36, 'int32'],
  ['cellXA', 40, 'float32'],
  ['cellYA', 44, 'float32'],
  ['cellZA', 48, 'float32'],
  ['cellAlphaDeg', 52, 'float32'],
  ['cellBetaDeg', 56, 'float32'],
  ['cellGammaDeg', 60, 'float32'],
  ['columnAxis', 64, 'int32'],
  ['rowAxis', 68, 'int32'],
  ['sectionAxis', 72, 'int32'],
  ['min', 76, 'float32'],
  ['max', 80, 'float32'],
  ['mean', 84, 'float32'],
  ['spaceGroup', 88, 'int32'],
  ['extendedBytes', 92, 'int32'],
  ['version', 108, 'int32'],
  ['recordBytes', 128, 'int16'],
  ['recordFlags', 130, 'int16'],
  ['imodStamp', 152, 'int32'],
  ['imodFlags', 156, 'int32'],
  ['originXA', 196, 'float32'],
  ['originYA', 200, 'float32'],
  ['originZA', 204, 'float32'],
  ['rms', 216, 'float32'],
];
const extendedTypeAt = 104;
const mapAt = 208;
const stampAt = 212;
const labelCountAt = 220;
const labelsAt = 224;
const labelLength = 80;
const mostLabels = 10;

/**
 * The header in the first 1024 bytes of a file. The byte order is what the machine stamp says where the sizes are
 * plausible in it, otherwise the one in which they are: old files have no stamp, some have a wrong one.
 *
 * Throws `not-mrc` if the sizes make no sense in either order.
 */
export function parseMrcHeader(bytes: Uint8Array): MrcHeader {
  if (bytes.length < mrcHeaderBytes) {
    throw new EmFileError('not-mrc', { byte: bytes.length }, `An MRC header has 1024 bytes; here are ${bytes.length}.`);
  }
  const raw = bytes.slice(0, mrcHeaderBytes);
  return readFields(raw, byteOrderOf(raw));
}

function byteOrderOf(raw: Uint8Array): ByteOrder {
  const view = viewOf(raw);
  const plausible = (['little', 'big'] as const).filter((order) => isPlausible(view, order));
  const stamped = stampedOrder(raw);
  if (stamped && plausible.includes(stamped)) return stamped;
  const [first, second] = plausible;
  if (!first) {
    const size = [0, 4, 8].map((at) => view.getInt32(at, true)).join(' × ');
    throw new EmFileError(
      'not-mrc',
      { byte: 0 },
      `This is no MRC file: the header says ${size} pixels of type ${view.getInt32(12, true)}.`,
    );
  }
  // Pixels of type 0 look the same in both orders; the images of this world are less than 65,536 pixels wide.
  return second && view.getInt32(0, true) > view.getInt32(0, false) ? second : first;
}

/** Pixel types that MRC2014 and IMOD know, supported here or not. */
const knownModes = [0, 1, 2, 3, 4, 6, 12, 16, 101];

function isPlausible(view: DataView, order: ByteOrder): boolean {
  const int = (at: number) => view.getInt32(at, order === 'little');
  return int(0) > 0 && int(4) > 0 && int(8) >= 0 && knownModes.includes(int(12)) && int(92) >= 0;
}

/** What the machine stamp says: `DD` or `DA` little, 11 11 (hexadecimal) big, anything else nothing. */
function stampedOrder(raw: Uint8Array): ByteOrder | null {
  const [first, second] = raw.subarray(stampAt, stampAt + 2);
  if (first === 0x44 && (second === 0x44 || second === 0x41)) return 'little';
  return first === 0x11 && second === 0x11 ? 'big' : null;
}

function readFields(raw: Uint8Array, byteOrder: ByteOrder): MrcHeader {
  const view = viewOf(raw);
  const numbers = Object.fromEntries(
    fields.map(([name, at, type]) => [name, readNumber(view, at, type, byteOrder)]),
  ) as Record<NumberField, number>;
  const labels = Array.from({ length: labelCount(view, byteOrder) }, (_, index) =>
    trimPadding(characters(raw, labelsAt + labelLength * index, labelLength)),
  );
  const extendedType = characters(raw, extendedTypeAt, 4);
  return { ...numbers, byteOrder, extendedType, map: characters(raw, mapAt, 4), labels, raw };
}

function labelCount(view: DataView, order: ByteOrder): number {
  return Math.min(Math.max(view.getInt32(labelCountAt, order === 'little'), 0), mostLabels);
}

/**
 * The 1024 bytes of a header: those that were read, except for the fields that were changed. Throws `unwritable` for
 * more than ten labels, or a label or type with characters that are not in Latin-1.
 */
export function formatMrcHeader(header: MrcHeader): Uint8Array {
  const bytes = header.raw.slice();
  const view = viewOf(bytes);
  const before = readFields(header.raw, header.byteOrder);
  for (const [name, at, type] of fields) {
    if (!Object.is(header[name], before[name])) writeNumber(view, at, type, header[name], header.byteOrder);
  }
  if (header.extendedType !== before.extendedType) put(bytes, extendedTypeAt, header.extendedType, 4, '\0');
  if (header.map !== before.map) put(bytes, mapAt, header.map, 4, ' ');
  if (header.labels.length > mostLabels) {
    throw new EmFileError('unwritable', null, `An MRC file has room for 10 labels, not for ${header.labels.length}.`);
  }
  if (header.labels.length !== before.labels.length) {
    view.setInt32(labelCountAt, header.labels.length, header.byteOrder === 'little');
  }
  header.labels.forEach((label, index) => {
    if (label !== before.labels[index]) put(bytes, labelsAt + labelLength * index, label, labelLength, ' ');
  });
  return bytes;
}

/** A header of zeros with the machine stamp of its byte order, to be filled in by spread. */
export function emptyMrcHeader(byteOrder: ByteOrder): MrcHeader {
  const raw = new Uint8Array(mrcHeaderBytes);
  raw.set(byteOrder === 'little' ? [0x44, 0x44] : [0x11, 0x11], stampAt);
  return readFields(raw, byteOrder);
}

/** What is irregular in a header but does not hinder reading, in sentences. */
export function mrcHeaderDefects(header: MrcHeader): readonly string[] {
  const defects: string[] = [];
  if (header.map !== 'MAP ') defects.push('The header lacks the word MAP, as in files older than MRC2000.');
  const stamped = stampedOrder(header.raw);
  if (stamped === null) defects.push(`The machine stamp is not known; the sizes say ${header.byteOrder} endian.`);
  else if (stamped !== header.byteOrder) defects.push(`The machine stamp says ${stamped} endian, the sizes do not.`);
  const count = viewOf(header.raw).getInt32(labelCountAt, header.byteOrder === 'little');
  if (count < 0 || count > mostLabels) defects.push(`The header counts ${count} labels; there is room for 10.`);
  return defects;
}

/** Pixel spacing in Å along x, y and z; null where cell or grid are zero or negative, as many programs leave them. */
export function pixelSizeA(header: MrcHeader): Readonly<Record<'x' | 'y' | 'z', number | null>> {
  const spacing = (cellA: number, grid: number) => (cellA > 0 && grid > 0 ? cellA / grid : null);
  return {
    x: spacing(header.cellXA, header.gridX),
    y: spacing(header.cellYA, header.gridY),
    z: spacing(header.cellZA, header.gridZ),
  };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function readNumber(view: DataView, at: number, type: 'int32' | 'float32' | 'int16', order: ByteOrder): number {
  const little = order === 'little';
  if (type === 'int32') return view.getInt32(at, little);
  return type === 'int16' ? view.getInt16(at, little) : view.getFloat32(at, little);
}

function writeNumber(
  view: DataView,
  at: number,
  type: 'int32' | 'float32' | 'int16',
  value: number,
  order: ByteOrder,
): void {
  const little = order === 'little';
  if (type === 'int32') view.setInt32(at, value, little);
  else if (type === 'int16') view.setInt16(at, value, little);
  else view.setFloat32(at, value, little);
}

function characters(bytes: Uint8Array, at: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + length));
}

function trimPadding(label: string): string {
  let end = label.length;
  while (end > 0 && (label[end - 1] === ' ' || label[end - 1] === '\0')) end--;
  return label.slice(0, end);
}

function put(bytes: Uint8Array, at: number, text: string, length: number, padding: string): void {
  const padded = text.padEnd(length, padding);
  for (let index = 0; index < padded.length; index++) {
    const code = padded.charCodeAt(index);
    if (index >= length || code > 255) {
      throw new EmFileError('unwritable', null, `“${text}” does not fit into ${length} characters of Latin-1.`);
    }
    bytes[at + index] = code;
  }
}
