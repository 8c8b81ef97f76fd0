import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createMrc, recordFlags } from '@pacetomo/em-files';
import { openFile } from '@pacetomo/em-files/node';

/** A montage whose pixels tell where they are. */
export interface MontageWish {
  readonly columns: number;
  readonly rows: number;
  readonly piece: { readonly widthPx: number; readonly heightPx: number };
  readonly overlapPx: number;
  /** Count of a pixel of the whole, from its upper left corner. */
  readonly count: (x: number, y: number) => number;
}

/** Writes a montage of 50 nm pixels as `grid.mrc`, with `session.nav`, and gives its size. */
export async function montageOnDisk(
  folder: string,
  wish: MontageWish,
): Promise<{ readonly widthPx: number; readonly heightPx: number }> {
  const { columns, rows, piece, overlapPx, count } = wish;
  const [stepX, stepY] = [piece.widthPx - overlapPx, piece.heightPx - overlapPx];
  const size = { widthPx: piece.widthPx + (columns - 1) * stepX, heightPx: piece.heightPx + (rows - 1) * stepY };
  const file = await openFile(join(folder, 'grid.mrc'), 'create');
  const stack = await createMrc(file, {
    width: piece.widthPx,
    height: piece.heightPx,
    mode: 1,
    pixelSizeA: 500,
    extended: { type: 'SERI', flags: recordFlags.piece, reserveSections: columns * rows },
  });
  for (let column = 0; column < columns; column++) {
    for (let row = 0; row < rows; row++) {
      // pieces count from the lower left corner, and so do the rows of a piece
      const top = (rows - 1 - row) * stepY;
      const pixels = new Int16Array(piece.widthPx * piece.heightPx);
      for (let y = 0, at = 0; y < piece.heightPx; y++) {
        const line = top + piece.heightPx - 1 - y;
        for (let x = 0; x < piece.widthPx; x++, at++) pixels[at] = count(column * stepX + x, line);
      }
      await stack.appendSection(pixels, { record: { piece: { x: column * stepX, y: row * stepY, z: 0 } } });
    }
  }
  await stack.close();
  writeFileSync(join(folder, 'session.nav'), navigatorOf(size));
  return size;
}

/** Stage 8, −3 in the middle; 20 pixels a µm; and a polygon. */
const navigatorOf = ({ widthPx, heightPx }: { readonly widthPx: number; readonly heightPx: number }): string =>
  `AdocVersion = 2.00

[Item = grid]
StageXYZ = 8 -3 1
Regis = 1
Type = 2
Note = the grid
MapFile = X:\\data\\grid.mrc
MapID = 5
MapMontage = 1
MapSection = 0
MapBinning = 4
MontBinning = 4
MapTiltAngle = 0.5
MapScaleMat = 20 0 0 -20
MapWidthHeight = ${widthPx} ${heightPx}
PtsX = 0 10 10 0 0
PtsY = 0 0 9 9 0

[Item = hole]
StageXYZ = 1 2 3
Regis = 1
Type = 1
PtsX = 1 4 5 1
PtsY = 2 2 6 2

[Item = elsewhere]
StageXYZ = 8 -3 1
Regis = 1
Type = 2
MapFile = X:\\data\\gone.mrc
MapID = 6
MapMontage = 0
MapSection = 0
MapScaleMat = 20 0 0 -20
MapWidthHeight = 100 90
`;
