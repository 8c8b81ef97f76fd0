import { basename } from 'node:path';
import { changeGlobals, type Mdoc, type MrcHeader, numberOf, pixelSizeA, setValue } from '@pacetomo/em-files';
import { binnedSize } from './binPixels.ts';

/** Means of float16 are kept as float32. */
const modeOf = (mode: number): number => (mode === 12 ? 2 : mode);

/** Pixel types that have a mean; complex numbers and colours stay as they are. */
export const canBeBinned = (mode: number): boolean => [0, 1, 2, 6, 12].includes(mode);

/** The header of a binned stack, with the statistics of the one that it is made from. */
export function binnedHeader(header: MrcHeader, factor: number): MrcHeader {
  const { width, height } = binnedSize(header, factor);
  const { x, y } = pixelSizeA(header);
  const cellXA = (x ?? 0) * factor * width;
  const countsSections = header.gridZ === header.sections; // as in tilt series, where the cell grows with them
  return {
    ...header,
    width,
    height,
    mode: modeOf(header.mode),
    gridX: width,
    gridY: height,
    cellXA,
    cellYA: (y ?? 0) * factor * height,
    cellZA: countsSections ? (cellXA / width) * header.sections : header.cellZA * factor,
    rms: -1,
  };
}

/** The mdoc of a binned stack. What was measured in the acquired images, MinMaxMean and the like, stays what it was. */
export function binnedMdoc(
  mdoc: Mdoc,
  header: MrcHeader,
  to: { readonly factor: number; readonly path: string },
): Mdoc {
  const { factor, path } = to;
  const size = binnedSize(header, factor);
  const changed = changeGlobals(mdoc, (globals) => {
    const named = setValue(withPixelSize(globals, factor), 'ImageFile', basename(path));
    const sized = setValue(named, 'ImageSize', [size.width, size.height]);
    return modeOf(header.mode) === header.mode ? sized : setValue(sized, 'DataMode', modeOf(header.mode));
  });
  const sections = changed.sections.map((section) =>
    section.type === 'ZValue' ? withPixelSize(section, factor) : section,
  );
  return { ...changed, sections };
}

function withPixelSize<Block extends Parameters<typeof setValue>[0]>(block: Block, factor: number): Block {
  const sizeA = numberOf(block, 'PixelSpacing');
  return sizeA === null ? block : setValue(block, 'PixelSpacing', sizeA * factor);
}
