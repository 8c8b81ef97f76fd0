import { readFile, writeFile } from 'node:fs/promises';
import {
  type AutodocSection,
  appendSection,
  createMdoc,
  createMrc,
  findSection,
  formatMdoc,
  type Mdoc,
  type MrcSection,
  type MrcStack,
  openMrc,
  parseMdoc,
  type RandomAccess,
  recordFlags,
  setValue,
  tiltAxisTitle,
} from '@pacetomo/em-files';
import { openFile } from '@pacetomo/em-files/node';
import type { BufferRecord, ImageOrigin, ImagePixels } from '../buffers/bufferRecord.ts';
import { ScriptError } from '../script/scriptError.ts';
import { type MdocSite, mdocEntries } from './mdocKeys.ts';
import { exists } from './textFiles.ts';

/** Items of SerialEM's extended header that this program keeps: tilt, stage, magnification, intensity and dose. */
const keptFlags =
  recordFlags.tilt | recordFlags.stage | recordFlags.magnification | recordFlags.intensity | recordFlags.dose;

/** Room in the extended header of a new stack: more than the tilts of any series. */
const reservedSections = 256;

/** SerialEM's intensity of the second condenser: the virtual column has none. */
const intensity = 0.12;

/** Who and when, for the titles of a new file. */
export interface FileSite extends MdocSite {
  readonly dateTime: string;
}

/** An open image file: an MRC stack and the mdoc beside it. */
export class StackFile {
  readonly path: string;
  readonly #file: RandomAccess;
  readonly #origins = new Map<number, ImageOrigin>();
  #stack: MrcStack | null;
  #mdoc: Mdoc | null;

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

  /** Appends an image and its metadata, mdoc included. Gives the section. Throws ScriptError for another size or type. */
  async append(record: BufferRecord, site: FileSite): Promise<number> {
    this.#stack ??= await this.#begin(record, site);
    const { metadata, image } = record;
    const { tiltDeg, stageUm, magnification, doseEPerA2 } = metadata;
    const extended = { tiltDeg, stage: { xUm: stageUm.x, yUm: stageUm.y }, magnification, intensity, doseEPerA2 };
    const data = bottomFirst(image).pixels;
    try {
      const { z } = await this.#stack.appendSection(data, { record: extended });
      if (record.origin) this.#origins.set(z, record.origin);
      this.#mdoc ??= createMdoc({ globals: [] });
      this.#mdoc = appendSection(this.#mdoc, { type: 'ZValue', name: String(z), values: mdocEntries(record, site) });
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

  /** Closes the file. */
  async close(): Promise<void> {
    await this.#file.close();
  }

  /** The first image fixes size and type, and brings the titles. */
  async #begin(record: BufferRecord, site: FileSite): Promise<MrcStack> {
    const { metadata, image } = record;
    const titles = titlesOf(record, site);
    const mode = modeOf(image);
    const pixelSizeA = metadata.pixelSizeNm * 10;
    this.#mdoc = createMdoc({
      globals: [
        ['PixelSpacing', pixelSizeA],
        ['Voltage', site.voltageKv],
        ['Version', 'Virtual SerialEM Version 4.3.0 64-bit,  built Aug  1 2026'],
        ['ImageFile', this.path.replace(/^.*[\\/]/, '')],
        ['ImageSize', [image.widthPx, image.heightPx]],
        ['DataMode', mode],
      ],
      titles,
    });
    return await createMrc(this.#file, {
      width: image.widthPx,
      height: image.heightPx,
      mode,
      pixelSizeA,
      labels: titles,
      extended: { type: 'SERI', flags: keptFlags, reserveSections: reservedSections },
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
