import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BufferImage, SerialEmClient } from '@pacetomo/serialem-link';
import { createVirtualSerialEm, type ScenarioInput, type VirtualSerialEm } from '@pacetomo/virtual-serialem';
import type { Vec } from '../../packages/pacetomo/src/geometry/frames.ts';
import type { GreyImage } from '../../packages/pacetomo/src/images/greyImage.ts';
import { oneOf, seeded } from './seeded.ts';

/** A View of the virtual microscope, and the lattice that its holes have by the truth log. */
export interface FilmView {
  readonly image: GreyImage;
  readonly a: Vec<'image'>;
  readonly b: Vec<'image'>;
  readonly words: string;
}

/** Holes and pitch, µm. */
const films = [
  [1.2, 2.5],
  [2, 3],
  [2, 4],
  [1, 2],
  [2, 3.5],
] as const;

/** Views at some tilts of the film of a seed: hole size, pitch, rotation, slope, ice and dirt are drawn. */
export async function viewsOfFilm(seed: number, tiltsDeg: readonly number[]): Promise<readonly FilmView[]> {
  const random = seeded(5_000 + seed);
  const [holeDiameterUm, pitchUm] = oneOf(random, films);
  const film = {
    ...{ holeDiameterUm, pitchUm },
    rotationDeg: 180 * random() - 90,
    slopeDeg: 3 * random(),
    slopeDirectionDeg: 360 * random(),
    iceVariationFraction: 0.3 * random(),
    iceOnFilmNm: 100 + 40 * random(),
    wavinessUm: 0.1 * random(),
    sagUm: 0.6 * random(),
    sagSpreadUm: 0,
  };
  const content = { sheetsPerUm2: 0, vesiclesPerUm2: 1, goldPerUm2: 5, iceCrystalsPerUm2: 0.08 * random() };
  const bars = random() < 0.3 ? { gridBarPitchUm: 22, gridBarWidthUm: 4 } : {};
  const scenario: ScenarioInput = {
    specimen: {
      kind: 'holeyFilm',
      film,
      content,
      ...bars,
    },
    stage: { eucentricErrorUm: 0 },
    ...camera,
  };
  return inVirtual(scenario, seed, async (virtual, client) => {
    const views: FilmView[] = [];
    for (const tiltDeg of tiltsDeg) {
      await client.call('TiltTo', tiltDeg);
      await client.call('V');
      views.push({
        image: greyOf((await client.bufferImage('A'))!),
        ...latticeInView(virtual, film),
        words: `virtual seed ${seed}: R${holeDiameterUm}/${(pitchUm - holeDiameterUm).toFixed(1)} at ${film.rotationDeg.toFixed(1)}°, tilt ${tiltDeg}°`,
      });
    }
    return views;
  });
}

/** Views of lamellae. */
export async function viewsOfLamella(count: number): Promise<readonly GreyImage[]> {
  return inVirtual({ ...camera }, 8_800, async (_, client) => {
    const images: GreyImage[] = [];
    for (let n = 0; n < count; n++) {
      await client.call('TiltTo', ((7 * n) % 41) - 9);
      await client.call('V');
      images.push(greyOf((await client.bufferImage('A'))!));
    }
    return images;
  });
}

/** Half the default camera with pixels twice as large and fewer counts per electron: quicker, the same fields. */
const camera = {
  camera: { widthPx: 720, heightPx: 512, sensorPixels: 8, countsPerElectron: 8 },
  optics: {
    magnifications: [
      { index: 10, magnification: 740, pixelSizeNm: 256 },
      { index: 17, magnification: 4800, pixelSizeNm: 30 },
      { index: 28, magnification: 33_000, pixelSizeNm: 2.16 },
      { index: 29, magnification: 42_000, pixelSizeNm: 1.7 },
    ],
  },
} satisfies ScenarioInput;

async function inVirtual<T>(
  scenario: ScenarioInput,
  seed: number,
  work: (virtual: VirtualSerialEm, client: SerialEmClient) => Promise<T>,
): Promise<T> {
  const dir = await mkdtemp(join(tmpdir(), 'hole-views-'));
  const virtual = await createVirtualSerialEm({ scenario, seed, dir });
  const client = new SerialEmClient(virtual.connect());
  try {
    await client.call('NoMessageBoxOnError', 1);
    return await work(virtual, client);
  } finally {
    client.close();
    await virtual.close();
    await rm(dir, { recursive: true, force: true });
  }
}

/** What a step from hole to hole in the plane of the film is in the newest image, by the pose that the truth log gives. */
function latticeInView(
  virtual: VirtualSerialEm,
  film: {
    readonly pitchUm: number;
    readonly rotationDeg: number;
    readonly slopeDeg: number;
    readonly slopeDirectionDeg: number;
  },
): { readonly a: Vec<'image'>; readonly b: Vec<'image'> } {
  const { look } = virtual.exposures.at(-1)!;
  const { matrix } = look!.pose;
  const toCamera = look!.cameraFromLab;
  const radians = Math.PI / 180;
  const step = (angleDeg: number): Vec<'image'> => {
    const [x, y] = [film.pitchUm * Math.cos(angleDeg * radians), film.pitchUm * Math.sin(angleDeg * radians)];
    const uphill = Math.cos(film.slopeDirectionDeg * radians) * x + Math.sin(film.slopeDirectionDeg * radians) * y;
    const z = Math.tan(film.slopeDeg * radians) * uphill;
    const labX = matrix[0]! * x + matrix[1]! * y + matrix[2]! * z;
    const labY = matrix[3]! * x + matrix[4]! * y + matrix[5]! * z;
    return {
      x: (toCamera.xx * labX + toCamera.xy * labY) / look!.binning,
      y: -(toCamera.yx * labX + toCamera.yy * labY) / look!.binning,
    };
  };
  return { a: step(film.rotationDeg), b: step(film.rotationDeg + 90) };
}

const greyOf = ({ width, height, data }: BufferImage): GreyImage => ({
  widthPx: width,
  heightPx: height,
  data: Float32Array.from(data),
});
