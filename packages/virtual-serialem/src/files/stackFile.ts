import { readFile, writeFile } from 'node:fs/promises';
import {
  type AutodocSection,
  type AutodocValue,
  appendSection,
  createMdoc,
  createMrc,
  decodeRecord,
  findSection,
  formatMdoc,
  type Mdoc,
  type MrcSection,
  type MrcStack,
  numberOf,
  numbersOf,
  openMrc,
  parseMdoc,
  pixelSizeA,
  type RandomAccess,
  recordFlags,
  recordLayoutOf,
  type SectionRecord,
  sectionsOf,
  setValue,
  tiltAxisTitle,
} from '@pacetomo/em-files';
import { openFile } from '@pacetomo/em-files/node';
import type { BufferRecord, ImageOrigin, ImagePixels } from '../buffers/bufferRecord.ts';
import type { MontageLayout, MontagePlace } from '../montage/montageLayout.ts';
import { ScriptError } from '../script/scriptError.ts';
import { type MdocSite, mdocEntries } from './mdocKeys.ts';
import { exists } from './textFiles.ts';

/** Items of SerialEM's extended header that this program keeps: tilt, stage, magnification, intensity and dose. */
const keptFlags =
  recordFlags.tilt | recordFlags.stage | recordFlags.magnification | recordFlags.intensity | recordFlags.dose;

/** Room in the extended header of a new stack: more than the tilts of any series. */
const reservedSections = 256;

/** Who and when, for the titles of a new file. */
export interface FileSite extends MdocSite {
  readonly dateTime: string;
}

/** A piece of a montage: the pixel of its lower left corner, and of which montage of the file it is, from 0. */
export interface PieceInFile extends Pick<MontagePlace, 'xPx' | 'yPx'> {
  readonly montage: number;
  /** Its section in the file; not known before it is saved. */
  readonly section?: number;
}

/** An open image file: an MRC stack and the mdoc beside it. */
export class StackFile {
  readonly path: string;
  readonly #file: RandomAccess;
  readonly #origins = new Map<number, ImageOrigin>();
  #stack: MrcStack | null;
  #mdoc: Mdoc | null;
  /** How the next montage is taken into this file; null for a file of single images. */
  montage: MontageLayout | null = null;

  private constructor(path: string, file: RandomAccess, stack: MrcStack | null, mdoc: Mdoc | null) {
    this.path = path;
    this.#file = file;
    this.#stack = stack;
    this.#mdoc = mdoc;
  }

  /** A new file, empty until the first image is saved. The path must be free. */
  static async create(path: string): Promise<StackFile> {
    return new StackFile(path, await openFile(path, 'create'), null, null);
  }

  /** An existing stack, with its mdoc when there is one. Throws ScriptError when it is no MRC file. */
  static async open(path: string): Promise<StackFile> {
    const file = await openFile(path, 'write');
    try {
      const stack = (await file.size()) === 0 ? null : await openMrc(file);
      const mdocPath = `${path}.mdoc`;
      const mdoc = (await exists(mdocPath)) ? parseMdoc(await readFile(mdocPath, 'utf8')) : null;
      return new StackFile(path, file, stack, mdoc);
    } catch (error) {
      await file.close();
      throw new ScriptError(`${path} cannot be opened as an image file: ${reasonOf(error)}`);
    }
  }

  /** The number of images in the file. */
  get sectionCount(): number {
    return this.#stack?.sectionCount ?? 0;
  }

  /**
   * Appends an image and its metadata, mdoc included; a piece of a montage with its place. Gives the section.
   * Throws ScriptError for another size or type.
   */
  async append(record: BufferRecord, site: FileSite, piece?: PieceInFile): Promise<number> {
    this.#stack ??= await this.#begin(record, site, piece !== undefined);
    const { metadata, image } = record;
    const { tiltDeg, stageUm, magnification, doseEPerA2 } = metadata;
    const stage = { xUm: stageUm.x, yUm: stageUm.y };
    const place = piece ? { x: piece.xPx, y: piece.yPx, z: piece.montage } : null;
    const extended = {
      tiltDeg,
      stage,
      magnification,
      intensity: metadata.beam?.intensity ?? 0,
      doseEPerA2,
      piece: place,
    };
    const data = bottomFirst(image).pixels;
    try {
      const { z } = await this.#stack.appendSection(data, { record: extended });
      if (record.origin) this.#origins.set(z, record.origin);
      this.#mdoc ??= createMdoc({ globals: [] });
      const coordinates = place ? ([['PieceCoordinates', [place.x, place.y, place.z]]] as const) : [];
      const values = [...coordinates, ...mdocEntries(record, site)];
      this.#mdoc = appendSection(this.#mdoc, { type: 'ZValue', name: String(z), values });
      await this.writeMdoc();
      return z;
    } catch (error) {
      throw new ScriptError(`The image cannot be saved to ${this.path}: ${reasonOf(error)}`);
    }
  }

  /** The image of a section, row 0 at the top. Throws ScriptError for a section that is not there. */
  async read(section: number): Promise<ImagePixels> {
    if (!this.#stack || section < 0 || section >= this.sectionCount) {
      throw new ScriptError(`${this.path} has no section ${section}; it has ${this.sectionCount}`);
    }
    return topFirst(await this.#stack.readSection(section));
  }

  /** What the mdoc says of a section; null when it says nothing. */
  mdocSection(section: number): AutodocSection | null {
    return this.#mdoc ? findSection(this.#mdoc, 'ZValue', String(section)) : null;
  }

  /** What SerialEM's extended header says of a section, with or without an mdoc; null when it says nothing. */
  recordOf(section: number): SectionRecord | null {
    const bytes = this.#stack?.readRecord(section) ?? null;
    const layout = this.#stack ? recordLayoutOf(this.#stack.header) : null;
    return bytes && layout ? decodeRecord(bytes, layout.flags) : null;
  }

  /** The exposure from which a section came, as long as this program remembers it. */
  originOf(section: number): ImageOrigin | null {
    return this.#origins.get(section) ?? null;
  }

  /** Remembers where the sections came from when the file is opened once more. */
  adoptOrigins(origins: ReadonlyMap<number, ImageOrigin>): void {
    for (const [section, origin] of origins) this.#origins.set(section, origin);
  }

  /** Where the sections came from, to be handed on when the file is closed. */
  get origins(): ReadonlyMap<number, ImageOrigin> {
    return this.#origins;
  }

  /** Sets a key of the last section, or of the whole file while it has none (MacroCommands.cpp). Throws ScriptError without an mdoc. */
  addToMdoc(key: string, value: string): void {
    if (!this.#mdoc) throw new ScriptError(`${this.path} has no mdoc file`);
    const mdoc = this.#mdoc;
    const last = findSection(mdoc, 'ZValue', String(this.sectionCount - 1));
    if (!last) {
      this.#mdoc = { ...mdoc, globals: setValue(mdoc.globals, key, value) };
      return;
    }
    const changed = setValue(last, key, value);
    this.#mdoc = { ...mdoc, sections: mdoc.sections.map((section) => (section === last ? changed : section)) };
  }

  /** Writes the mdoc. Throws ScriptError without one. */
  async writeMdoc(): Promise<void> {
    if (!this.#mdoc) throw new ScriptError(`${this.path} has no mdoc file`);
    await writeFile(`${this.path}.mdoc`, formatMdoc(this.#mdoc));
  }

  /** Writes what the mdoc says of a whole montage. */
  async appendMontage(
    montage: number,
    values: readonly (readonly [key: string, value: AutodocValue])[],
  ): Promise<void> {
    if (!this.#mdoc) throw new ScriptError(`${this.path} has no mdoc file`);
    this.#mdoc = appendSection(this.#mdoc, { type: 'MontSection', name: String(montage), values });
    await this.writeMdoc();
  }

  /** The pieces of a montage in this file, as its mdoc has them; none for a file of single images. */
  piecesOf(montage: number): readonly PieceInFile[] {
    return (this.#mdoc ? sectionsOf(this.#mdoc, 'ZValue') : []).flatMap((section) => {
      const [xPx, yPx, z] = numbersOf(section, 'PieceCoordinates') ?? [];
      if (xPx === undefined || yPx === undefined || z !== montage) return [];
      return [{ section: Number(section.name), xPx, yPx, montage: z }];
    });
  }

  /** How many montages are in the file. */
  get montageCount(): number {
    const places = (this.#mdoc ? sectionsOf(this.#mdoc, 'ZValue') : []).map(
      (section) => numbersOf(section, 'PieceCoordinates')?.[2] ?? -1,
    );
    return Math.max(-1, ...places) + 1;
  }

  /** Width and height of its images, px; null while it is empty. */
  get imageSize(): { readonly widthPx: number; readonly heightPx: number } | null {
    return this.#stack ? { widthPx: this.#stack.header.width, heightPx: this.#stack.header.height } : null;
  }

  /** The pixel size that its header tells, nm; null when it tells none. */
  get pixelSizeNm(): number | null {
    const spacingA = this.#stack ? pixelSizeA(this.#stack.header).x : null;
    return spacingA === null ? null : spacingA / 10;
  }

  /** The titles in its header. */
  get titles(): readonly string[] {
    return this.#stack?.header.labels ?? [];
  }

  /** Whether the file holds montages. */
  get holdsMontages(): boolean {
    return this.montage !== null || (this.#mdoc !== null && numberOf(this.#mdoc.globals, 'Montage') === 1);
  }

  /** Adds a title to the header. Throws ScriptError before the first image is saved. */
  async addTitle(title: string): Promise<void> {
    if (!this.#mdoc || this.sectionCount === 0) throw new ScriptError(`No image has been saved to ${this.path} yet`);
    this.#mdoc = appendSection(this.#mdoc, { type: 'T', name: title, values: [] });
    await this.#stack?.setLabels([...this.#stack.header.labels, title]);
    await this.writeMdoc();
  }

  /** Closes the file. */
  async close(): Promise<void> {
    await this.#file.close();
  }

  /** The first image fixes size and type, and brings the titles. */
  async #begin(record: BufferRecord, site: FileSite, isMontage: boolean): Promise<MrcStack> {
    const { metadata, image } = record;
    const titles = titlesOf(record, site);
    const mode = modeOf(image);
    const spacingA = metadata.pixelSizeNm * 10;
    this.#mdoc = createMdoc({
      globals: [
        ['PixelSpacing', spacingA],
        ['Voltage', site.voltageKv],
        ['Version', 'Virtual SerialEM Version 4.3.0 64-bit,  built Aug  1 2026'],
        ['ImageFile', this.path.replace(/^.*[\\/]/, '')],
        ['ImageSize', [image.widthPx, image.heightPx]],
        ...(isMontage ? ([['Montage', 1]] as const) : []),
        ['DataMode', mode],
      ],
      titles,
    });
    return await createMrc(this.#file, {
      width: image.widthPx,
      height: image.heightPx,
      mode,
      pixelSizeA: spacingA,
      labels: titles,
      extended: {
        type: 'SERI',
        flags: isMontage ? keptFlags | recordFlags.piece : keptFlags,
        reserveSections: reservedSections,
      },
    });
  }
}

/** SerialEM's two titles: program, place and date; tilt axis, binning, spot and camera. The axis title is 90° less than θ. */
function titlesOf({ metadata }: BufferRecord, site: FileSite): readonly [string, string] {
  const program = `SerialEM: Virtual microscope`.padEnd(56).slice(0, 56);
  const { binning, spotSize, rotationDeg } = metadata;
  return [program + site.dateTime, tiltAxisTitle({ axisAngleDeg: rotationDeg - 90, binning, spotSize, camera: 0 })];
}

/** The MRC mode of the pixels. */
function modeOf({ pixels }: ImagePixels): 0 | 1 | 2 | 6 {
  if (pixels instanceof Int16Array) return 1;
  if (pixels instanceof Uint16Array) return 6;
  return pixels instanceof Float32Array ? 2 : 0;
}

/** The image upside down: SerialEM shows row 0 at the top and files have it at the bottom. */
function bottomFirst({ pixels, widthPx, heightPx }: ImagePixels): ImagePixels {
  const flipped = pixels.slice();
  for (let row = 0; row < heightPx; row++) {
    flipped.set(pixels.subarray(row * widthPx, (row + 1) * widthPx), (heightPx - 1 - row) * widthPx);
  }
  return { widthPx, heightPx, pixels: flipped };
}

function topFirst({ data, width, height }: MrcSection): ImagePixels {
  if (data instanceof Int8Array)
    return bottomFirst({ widthPx: width, heightPx: height, pixels: Int16Array.from(data) });
  return bottomFirst({ widthPx: width, heightPx: height, pixels: data });
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
