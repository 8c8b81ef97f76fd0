import { keyedRandom } from '../random/keyedRandom.ts';
import type { Specimen } from '../specimen/specimen.ts';
import { formContrast, noContrast } from './contrast.ts';
import { count, fullElectrons } from './counting.ts';
import { fixedPattern } from './fixedPattern.ts';
import { flatImage } from './flatImage.ts';
import { footprintLattice } from './footprintLattice.ts';
import { brightnessOf, fillBrightness } from './illumination.ts';
import { projectionOf } from './projection.ts';
import type { Scene } from './scene.ts';
import type { CameraSettings } from './schema.ts';
import type { FormedImage, Shot } from './shot.ts';

export type { FormedImage, Pose, Shot } from './shot.ts';

/** The camera with the optics in front of it. */
export interface Camera {
  /**
   * Takes an image of the specimen. The same specimen, shot and seed give the same image bit for bit, whatever was taken before; another
   * counter gives other noise only. With the setting `images: 'flat'` there is no content: every pixel has the mean of the middle of the field.
   */
  form(specimen: Specimen, shot: Shot): FormedImage;
}

/** Makes a camera; it keeps its gain map and working arrays for the next images. The seed fixes gain map, hot pixels and noise. */
export function makeCamera(settings: CameraSettings, seed: number): Camera {
  const patternOf = fixedPattern(settings, seed);
  const arrays = new Map<string, Float32Array>();
  const scratch = (name: string, length: number) => {
    const kept = arrays.get(name);
    const array = kept?.length === length ? kept : new Float32Array(length);
    arrays.set(name, array);
    return array;
  };
  return {
    form(specimen, shot) {
      const projection = projectionOf(shot);
      const lattice = footprintLattice(projection, specimen, shot.widthPx, shot.heightPx);
      const scene: Scene = { specimen, shot, settings, projection, lattice };
      const brightness = brightnessOf(scene);
      const electrons = fullElectrons(shot, projection.pixelNm, settings);
      const random = keyedRandom(seed, 'counting noise', shot.counter);
      if (settings.images === 'flat') {
        return flatImage(shot, settings, electrons * brightness(shot.widthPx / 2, shot.heightPx / 2), random);
      }
      const bright = scratch('brightness', shot.widthPx * shot.heightPx);
      fillBrightness(brightness, projection.pixelNm, shot.widthPx, shot.heightPx, bright);
      const contrast = electrons > 0 ? formContrast(scene, scratch) : noContrast(scene, scratch);
      return count(shot, settings, electrons, bright, contrast, patternOf(shot), random);
    },
  };
}
