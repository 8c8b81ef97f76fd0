import { EmFileError, type MrcStack, openMrc, pixelSizeA } from '@pacetomo/em-files';
import { openFile } from '@pacetomo/em-files/node';
import { angleBetweenDeg, type MeasuredVec, polarErrors } from '../geometry/lattice.ts';
import { findHoles } from '../holes/findHoles.ts';
import type { FoundHoles, HoleLattice } from '../holes/foundHoles.ts';
import type { GreyImage } from '../images/greyImage.ts';
import { Trouble } from '../run/errors.ts';

/** What may be told with an image. */
export interface HolesOptions {
  /** Section of the stack, from 0. */
  readonly section?: number | undefined;
  /** Size of a pixel, nm, where the file's header says none or a wrong one. */
  readonly pixelNm?: number | undefined;
  /** Diameter of the holes and distance from hole to hole, µm, if they are known: they restrict the search. */
  readonly diameterUm?: number | undefined;
  readonly pitchUm?: number | undefined;
  readonly json?: true | undefined;
}

/** `pacetomo holes IMAGE.mrc`: says what lattice of holes an image shows, or why none. */
export async function holes(path: string, options: HolesOptions = {}): Promise<void> {
  const { image, headerPixelNm } = await readImage(path, options.section ?? 0);
  const pixelSizeNm = options.pixelNm ?? headerPixelNm;
  const { diameterUm, pitchUm } = options;
  if (pixelSizeNm === null && (diameterUm !== undefined || pitchUm !== undefined)) {
    throw new Trouble(
      'bad-input',
      `${path} does not say how large its pixels are, so lengths in µm mean nothing in it: give --pixel-nm, too.`,
    );
  }
  const found = findHoles(image, {
    ...(pixelSizeNm === null ? {} : { pixelSizeNm }),
    ...(diameterUm === undefined ? {} : { diameterUm }),
    ...(pitchUm === undefined ? {} : { pitchUm }),
  });
  if (options.json) console.log(JSON.stringify({ pixelSizeNm, ...found }, null, 2));
  else for (const line of holeLines(found, pixelSizeNm)) console.log(line);
}

/** What is said of what was found; lengths in µm as well where the size of a pixel is known. */
function holeLines(found: FoundHoles, pixelSizeNm: number | null): readonly string[] {
  if (found.kind === 'none') return [`No lattice of holes: ${found.why}`];
  return [
    `${found.holes.length} holes on a ${words[found.shape]} lattice.`,
    vectorLine('a', found.a, pixelSizeNm),
    vectorLine('b', found.b, pixelSizeNm),
    `Angle from a to b: ${angleBetweenDeg(found.a.vector, found.b.vector).toFixed(2)}°.`,
    `Diameter of the holes: ${lengthText(found.holeDiameterPx, pixelSizeNm)}.`,
    `The hole nearest to the middle of the image is at ${found.origin.vector.x.toFixed(1)}, ${found.origin.vector.y.toFixed(1)} px from its upper left corner.`,
  ];
}

const words: Readonly<Record<HoleLattice['shape'], string>> = {
  square: 'square',
  hexagonal: 'hexagonal',
  oblique: 'oblique',
};

function vectorLine(name: string, measured: MeasuredVec<'image'>, pixelSizeNm: number | null): string {
  const { x, y } = measured.vector;
  const { length: errorPx, directionDeg } = polarErrors(measured);
  const angleDeg = (Math.atan2(-y, x) * 180) / Math.PI + 0;
  const size = lengthText(Math.hypot(x, y), pixelSizeNm, errorPx);
  return `${name}: ${x.toFixed(2)}, ${y.toFixed(2)} px (y down); ${size} at ${angleDeg.toFixed(2)} ± ${directionDeg.toFixed(2)}° from x, counter-clockwise.`;
}

function lengthText(px: number, pixelSizeNm: number | null, errorPx?: number): string {
  const inUnit = (perPx: number, digits: number, unit: string): string =>
    `${(px * perPx).toFixed(digits)}${errorPx === undefined ? '' : ` ± ${(errorPx * perPx).toFixed(digits)}`} ${unit}`;
  const inPx = inUnit(1, 2, 'px');
  return pixelSizeNm === null ? inPx : `${inPx} = ${inUnit(pixelSizeNm / 1000, 4, 'µm')}`;
}

/** A section of an MRC file as SerialEM shows it, top row first, and the size of its pixels by the header, nm. */
async function readImage(
  path: string,
  section: number,
): Promise<{ readonly image: GreyImage; readonly headerPixelNm: number | null }> {
  const file = await openFile(path, 'read').catch((error: unknown) => {
    throw new Trouble(
      'bad-input',
      `${path} cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
      { cause: error },
    );
  });
  try {
    const stack = await openMrc(file);
    const spacingA = pixelSizeA(stack.header).x;
    // headers without a scale have as many Å as pixels
    const headerPixelNm = spacingA === null || spacingA === 1 ? null : spacingA / 10;
    return { image: await greySection(stack, section, path), headerPixelNm };
  } catch (error) {
    if (!(error instanceof EmFileError)) throw error;
    throw new Trouble('bad-input', `${path} is no image that can be read: ${error.message}`, { cause: error });
  } finally {
    await file.close();
  }
}

async function greySection(stack: MrcStack, section: number, path: string): Promise<GreyImage> {
  if (section < 0 || section >= stack.sectionCount) {
    throw new Trouble(
      'bad-input',
      `${path} has ${stack.sectionCount} sections, counted from 0; there is no section ${section}.`,
    );
  }
  const { width, height, mode, data } = await stack.readSection(section);
  if (mode === 16)
    throw new Trouble(
      'bad-input',
      `Section ${section} of ${path} is a colour picture; holes are found in grey images.`,
    );
  const turned = new Float32Array(width * height);
  for (let row = 0; row < height; row++)
    turned.set(data.subarray(row * width, (row + 1) * width), (height - 1 - row) * width);
  return { widthPx: width, heightPx: height, data: turned };
}
