import type { BufferImage } from '@pacetomo/serialem-link';
import type { Matrix } from '../geometry/frames.ts';
import type { GreyImage } from '../images/greyImage.ts';
import type { PicturePlace, Pictures } from '../microscope/choosing.ts';
import { aside, newest, template } from './buffers.ts';
import { tiltOfBuffer } from './camera.ts';
import type { CommandGate } from './gate.ts';
import { orRefused } from './orRefused.ts';

/** StageToBufImageMatrix: positions of the Navigator, not read-outs of the stage. */
const navigatorPositions = 0;

/** The images in SerialEM's buffers, as pixels. */
export function picturesOf(gate: CommandGate): Pictures {
  return {
    picture: async () => {
      const place = await placeOfNewest(gate);
      const image = place === null ? null : await gate.image(newest);
      return place === null || image === null ? null : { image: greyOf(image), place };
    },
    showMap: (item) =>
      orRefused(
        gate.send('LoadOtherMap', item, newest).then(() => true),
        false,
      ),
    keepAsTemplate: async () => {
      await gate.send('Copy', newest, template);
    },
    keepAside: async () => {
      await gate.send('Copy', newest, aside);
    },
    showKept: async () => {
      await gate.send('Copy', aside, newest);
    },
  };
}

/** Where the image in buffer A lies; null when there is none or when SerialEM does not know. */
async function placeOfNewest(gate: CommandGate): Promise<PicturePlace | null> {
  const properties = await orRefused(gate.send('ImageProperties', newest), null);
  if (properties === null) return null;
  const [, , binning, , pixelSizeNm] = properties;
  const onImage = await orRefused(gate.send('StageToBufImageMatrix', newest, navigatorPositions), null);
  if (onImage === null) return null;
  const [xx, xy, yx, yy, x, y] = onImage;
  const matrix: Matrix<'stage', 'image'> = { xx, xy, yx, yy };
  const tiltDeg = (await tiltOfBuffer(gate, newest)) ?? 0;
  return { pixelSizeNm, binning, tiltDeg, fromStage: { matrix, offset: { x, y } } };
}

/** Any image as grey; of one in colour, as SerialEM's own display shows them, the mean of the three. */
function greyOf({ width: widthPx, height: heightPx, type, data }: BufferImage): GreyImage {
  if (type !== 16) return { widthPx, heightPx, data: Float32Array.from(data) };
  const grey = new Float32Array(widthPx * heightPx);
  for (let i = 0; i < grey.length; i++) {
    grey[i] = ((data[3 * i] ?? 0) + (data[3 * i + 1] ?? 0) + (data[3 * i + 2] ?? 0)) / 3;
  }
  return { widthPx, heightPx, data: grey };
}
