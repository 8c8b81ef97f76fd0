import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createMrc } from '@pacetomo/em-files';
import { openFile } from '@pacetomo/em-files/node';

/** A montage of 4 × 4 pieces, 16096 × 16096 pixels, of a film with holes. */
const pieces = 4;
const piecePx = 4096;
const stepPx = 4000;
const widthPx = piecePx + (pieces - 1) * stepPx;
const pixelSizeNm = 2;
const perUm = 1000 / pixelSizeNm;
const pitchPx = 1100;
const holePx = 520;

/** Writes the montage, a navigator file with it as a map, and the targets file of an area of so many targets on it. */
export async function writeSquare(folder, targets) {
  const path = join(folder, 'square.mrc');
  const file = await openFile(path, 'create');
  const stack = await createMrc(file, { width: piecePx, height: piecePx, mode: 1, pixelSizeA: 10 * pixelSizeNm });
  const sections = [];
  for (let piece = 0; piece < pieces ** 2; piece++) {
    const [x, y] = [Math.floor(piece / pieces) * stepPx, (piece % pieces) * stepPx];
    await stack.appendSection(film(x, y));
    sections.push(
      `[ZValue = ${piece}]\nPieceCoordinates = ${x} ${y} 0\nPixelSpacing = ${10 * pixelSizeNm}\nBinning = 1\n`,
    );
  }
  await stack.close();
  await writeFile(`${path}.mdoc`, `PixelSpacing = ${10 * pixelSizeNm}\n\n${sections.join('\n')}`);
  await writeFile(join(folder, 'square.nav'), navigatorText());
  await writeFile(join(folder, 'square_tgts.txt'), targetsText(targets));
}

/** The pixels of a piece, lowest row first: bright discs on a grey film, with noise. */
function film(left, bottom) {
  const data = new Int16Array(piecePx ** 2);
  let seed = left * 31 + bottom + 1;
  for (let y = 0; y < piecePx; y++) {
    for (let x = 0; x < piecePx; x++) {
      seed = (Math.imul(seed, 1664525) + 1013904223) | 0;
      const [u, v] = [((left + x + 200) % pitchPx) - pitchPx / 2, ((bottom + y + 350) % pitchPx) - pitchPx / 2];
      const isHole = u * u + v * v < (holePx / 2) ** 2;
      data[y * piecePx + x] = (isHole ? 620 : 320) + (seed >>> 25);
    }
  }
  return data;
}

function navigatorText() {
  const map = [
    '[Item = square]',
    'StageXYZ = 0 0 0',
    'Regis = 1',
    'Type = 2',
    'MapFile = square.mrc',
    'MapID = 11',
    'MapMontage = 1',
    'MapSection = 0',
    'MapBinning = 1',
    'MontBinning = 1',
    'MapMagInd = 17',
    `MapScaleMat = ${perUm} 0 0 ${-perUm}`,
    `MapWidthHeight = ${widthPx} ${widthPx}`,
    'MapLDConSet = 0',
    'MapTiltAngle = 0',
  ];
  return `AdocVersion = 2.00\n\n${map.join('\n')}\n`;
}

function targetsText(count) {
  const side = Math.ceil(Math.sqrt(count));
  const places = Array.from({ length: count }, (_, i) => {
    const [column, row] = [(i % side) - side / 2, Math.floor(i / side) - side / 2];
    return { x: column * 1.6, y: row * 1.6 };
  }).toSorted((a, b) => Math.hypot(a.x, a.y) - Math.hypot(b.x, b.y));
  const [origin] = places;
  const lines = places.map(({ x, y }, i) => {
    const number = String(i + 1).padStart(3, '0');
    const shift = `SSX = ${(x - origin.x).toFixed(3)}\nSSY = ${(y - origin.y).toFixed(3)}`;
    return `_tgt = ${number}\ntsfile = square_ts_${number}.mrc\n${shift}\nstageX = ${x.toFixed(3)}\nstageY = ${y.toFixed(3)}\nskip = False\n`;
  });
  return `_set startTilt = 0\n_set minTilt = -60\n_set maxTilt = 60\n_set step = 3\n\n${lines.join('\n')}`;
}
