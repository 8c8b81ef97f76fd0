import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMrc } from '@pacetomo/em-files';
import { openFile } from '@pacetomo/em-files/node';
import { writeNewArea } from '../packages/pacetomo/dist/session/virtualMaps/diskCuts.js';
import { readNavigator } from '../packages/pacetomo/dist/session/virtualMaps/mapFiles.js';
import { areaInFolder, folderFor, selectOnMap } from '../packages/pacetomo/dist/session/virtualMaps/selectOnMap.js';
import { heading, report, seconds } from './measure.mjs';

/** Montages of View images of a K3: one that comes with hardware binning 2, and one in full. */
const montages = [
  { columns: 6, rows: 6, widthPx: 2880, heightPx: 2046, pixelSizeNm: 4.1 },
  { columns: 6, rows: 6, widthPx: 5760, heightPx: 4092, pixelSizeNm: 2.05 },
];
const overlap = 0.1;
const targets = 30;
/** Unbinned Record pixel, nm. */
const recordPixelNm = 0.27;

/** Picking 30 targets on a montage on the disk: cutting and writing 30 Views and 30 Previews, their items and the targets file. */
export async function virtualMaps(folder) {
  for (const montage of montages) await pickOn(montage, folder);
}

async function pickOn(montage, parent) {
  const folder = await mkdtemp(join(parent, 'virtual-maps-'));
  try {
    await writeMontage(montage, folder);
    await writeFile(join(folder, 'grid.nav'), navigatorText(montage));
    const bytes = (await stat(join(folder, 'square.mrc'))).size;
    let chosen = null;
    const begun = process.cpuUsage();
    const takenS = await seconds(async () => {
      chosen = await pick(folder);
    });
    const { user, system } = process.cpuUsage(begun);
    const workedS = (user + system) / 1e6;
    heading(
      `${targets} targets on ${montage.columns} × ${montage.rows} pieces of ${montage.widthPx} × ${montage.heightPx}, ${(bytes / 1e9).toFixed(2)} GB`,
    );
    report('processor time', workedS, 's', workedS / chosen.targets.length, 's for each target');
    report('time on the wall', takenS, 's', takenS / chosen.targets.length, '(the disk, and whoever else works here)');
    report('largest memory', process.resourceUsage().maxRSS / 1024, 'MB', 0, '');
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function pick(folder) {
  const navigator = await readNavigator(join(folder, 'grid.nav'));
  const place = folderFor(folder, navigator);
  const area = await areaInFolder('square', folder);
  const choosing = { area, note: async () => {}, keep: (chosen) => writeNewArea(place, chosen) };
  const selection = {
    mapLabel: 'square',
    points: { kind: 'group', group: 7 },
    viewOnly: false,
    binning: null,
    pixelSizeNm: { preview: recordPixelNm },
    folderMaps: [],
  };
  return selectOnMap(choosing, navigator, place, selection, null);
}

async function writeMontage({ columns, rows, widthPx, heightPx, pixelSizeNm }, folder) {
  const path = join(folder, 'square.mrc');
  const file = await openFile(path, 'create');
  const stack = await createMrc(file, { width: widthPx, height: heightPx, mode: 1, pixelSizeA: 10 * pixelSizeNm });
  const step = stepOf({ widthPx, heightPx });
  const sections = [];
  for (let piece = 0; piece < columns * rows; piece++) {
    const data = new Int16Array(widthPx * heightPx);
    for (let i = 0; i < data.length; i++) data[i] = (i * 2654435761) & 1023;
    await stack.appendSection(data);
    const [x, y] = [Math.floor(piece / rows) * step.x, (piece % rows) * step.y];
    sections.push(
      `[ZValue = ${piece}]\nPieceCoordinates = ${x} ${y} 0\nPixelSpacing = ${10 * pixelSizeNm}\nBinning = 1\n`,
    );
  }
  await stack.close();
  await writeFile(`${path}.mdoc`, `PixelSpacing = ${10 * pixelSizeNm}\n\n${sections.join('\n')}`);
}

function navigatorText(montage) {
  const { columns, rows, widthPx, heightPx, pixelSizeNm } = montage;
  const step = stepOf(montage);
  const [width, height] = [widthPx + (columns - 1) * step.x, heightPx + (rows - 1) * step.y];
  const perUm = 1000 / pixelSizeNm;
  const map = `[Item = square]\nStageXYZ = 0 0 0\nRegis = 1\nType = 2\nMapFile = square.mrc\nMapID = 11\nMapMontage = 1\nMapSection = 0\nMapBinning = 1\nMontBinning = 1\nMapMagInd = 17\nMapScaleMat = ${perUm} 0 0 ${-perUm}\nMapWidthHeight = ${width} ${height}\nMapLDConSet = 0\nMapTiltAngle = 0\n`;
  const points = Array.from({ length: targets }, (_, i) => {
    const x = (((i * 0.618) % 1) - 0.5) * 0.8 * (width / perUm);
    const y = (i / targets - 0.5) * 0.8 * (height / perUm);
    return `[Item = p${i}]\nStageXYZ = ${x} ${y} 0\nRegis = 1\nType = 0\nGroupID = 7\nDrawnID = 11\nMapID = ${100 + i}\nPtsX = ${x}\nPtsY = ${y}\n`;
  });
  return `AdocVersion = 2.00\n\n${[map, ...points].join('\n')}`;
}

const stepOf = ({ widthPx, heightPx }) => ({
  x: Math.round(widthPx * (1 - overlap)),
  y: Math.round(heightPx * (1 - overlap)),
});

if (process.argv[1] === import.meta.filename) await virtualMaps(process.argv[2] ?? tmpdir());
