import {
  appendSection,
  createMdoc,
  createMrc,
  decodeRecord,
  decodeText,
  encodeText,
  formatMdoc,
  type MrcPixels,
  memoryFile,
  numberOf,
  openMrc,
  parseMdoc,
  recordFlags,
  sectionsOf,
  textOf,
} from '@pacetomo/em-files';
import type { Content } from './memoryDisk.ts';

export const stackPath = 'data/L07_ts_004.mrc';
/** Where the acquired stack lies while the sorted one takes its name. */
export const asidePath = 'data/L07_ts_004_unsorted.mrc';
/** The mdoc in the order of acquisition, after sorting. */
export const oldMdocPath = 'data/unsorted/L07_ts_004.mrc.mdoc';
/** Where PACEtomo.py leaves it. */
export const formerMdocPath = `${asidePath}.mdoc`;

type ExampleMode = 0 | 1 | 2 | 6 | 12;

export interface ExampleSeries {
  readonly tiltsDeg: readonly number[];
  readonly mode?: ExampleMode;
  readonly signedBytes?: boolean;
  readonly byteOrder?: 'little' | 'big';
  readonly width?: number;
  readonly height?: number;
  /** Records that the extended header has room for; none without. */
  readonly recordRoom?: number;
}

const flags = recordFlags.tilt + recordFlags.stage + recordFlags.dose;

/** A series on a disk: each image differs from all others in its pixels, its record and its mdoc section. */
export async function seriesFiles(series: ExampleSeries): Promise<Content> {
  return new Map([
    [stackPath, await stackBytes(series)],
    [`${stackPath}.mdoc`, encodeText({ text: mdocText(series), encoding: 'latin-1' })],
  ]);
}

export async function stackBytes(series: ExampleSeries) {
  const {
    tiltsDeg,
    mode = 1,
    width = 5,
    height = 4,
    recordRoom = 0,
    signedBytes = false,
    byteOrder = 'little',
  } = series;
  const file = memoryFile();
  const room = recordRoom > 0 ? { extended: { type: 'SERI', flags, reserveSections: recordRoom } as const } : {};
  const layout = { width, height, mode, signedBytes, byteOrder, pixelSizeA: 2.17 };
  const stack = await createMrc(file, { ...layout, labels: ['Tomogräm'], ...room });
  for (const [z, tiltDeg] of tiltsDeg.entries()) {
    const pixels = Array.from({ length: width * height }, (_, at) => pixelOf(z, at, mode));
    const record = { tiltDeg, stage: { xUm: 4 * z + 1, yUm: -8 * z }, doseEPerA2: z + 0.5 };
    await stack.appendSection(typed(mode, signedBytes, pixels), { record });
  }
  return file.bytes();
}

/** Bytes reach beyond 127, so that those without a sign need all of their bits. */
const pixelOf = (z: number, at: number, mode: ExampleMode): number => {
  const fraction = -3.25 + 50 * z + at / 8;
  return { 0: (50 * z + 90 * at) % 251, 1: -900 + 50 * z + at, 2: fraction, 6: 40_000 + 50 * z + at, 12: fraction }[
    mode
  ];
};

function typed(mode: ExampleMode, signedBytes: boolean, pixels: readonly number[]): MrcPixels {
  if (mode === 0) return signedBytes ? Int8Array.from(pixels) : Uint8Array.from(pixels);
  if (mode === 1) return Int16Array.from(pixels);
  return mode === 6 ? Uint16Array.from(pixels) : Float32Array.from(pixels);
}

/** As SerialEM writes it: two blanks in the date, µ in Latin-1, no empty line after the last section. */
export function mdocText({ tiltsDeg, width = 5, height = 4, mode = 1 }: ExampleSeries): string {
  const start = createMdoc({
    globals: [
      ['PixelSpacing', 2.17],
      ['ImageFile', 'L07_ts_004.mrc'],
      ['ImageSize', [width, height]],
      ['DataMode', mode],
    ],
    titles: ['SerialEM: 5 µm', '    Tilt axis angle = 84.3, binning = 1  spot = 6  camera = 0'],
    lineEnd: '\r\n',
  });
  const mdoc = tiltsDeg.reduce(
    (doc, tiltDeg, z) =>
      appendSection(doc, {
        type: 'ZValue',
        name: String(z),
        values: [
          ['TiltAngle', tiltDeg],
          ['PixelSpacing', 2.17],
          ['SubFramePath', `D:\\frames\\${frameName(z)}`],
          ['DateTime', `03-May-26  13:59:${z + 10}`],
        ],
      }),
    start,
  );
  return formatMdoc(mdoc);
}

export const frameName = (z: number): string => `L07_ts_004_${z}.tif`;

/** An image as a stack and its mdoc have it: which one it was when it was acquired, by pixels, record and mdoc. */
export interface FoundImage {
  readonly byPixels: number;
  /** Null where the record was never stored. */
  readonly byRecord: number | null;
  readonly byMdoc: number;
  readonly name: string;
  readonly tiltDeg: number | null;
  readonly recordDeg: number | null;
}

/** The images of a stack that `seriesFiles` made, whatever became of it since. */
export async function imagesIn(
  content: Content,
  path = stackPath,
  mdocPath = `${path}.mdoc`,
): Promise<readonly FoundImage[]> {
  const stack = await openMrc(memoryFile(content.get(path)!));
  const mdoc = parseMdoc(decodeText(content.get(mdocPath)!).text);
  const found: FoundImage[] = [];
  for (const [z, section] of sectionsOf(mdoc, 'ZValue').entries()) {
    const { data, record } = await stack.readSection(z);
    const decoded = record && decodeRecord(record, flags);
    found.push({
      byPixels: numberByPixel(data),
      byRecord: decoded?.doseEPerA2 ? decoded.doseEPerA2 - 0.5 : null,
      byMdoc: Number(textOf(section, 'DateTime')!.slice(-2)) - 10,
      name: section.name,
      tiltDeg: numberOf(section, 'TiltAngle'),
      recordDeg: decoded?.tiltDeg ?? null,
    });
  }
  return found;
}

/** The number that an image was acquired with. Its first pixel tells. */
export function numberByPixel(data: MrcPixels): number {
  const zeroes = data instanceof Int16Array ? -900 : data instanceof Uint16Array ? 40_000 : -3.25;
  return (data[0]! - zeroes) / 50;
}
