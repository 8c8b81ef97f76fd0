import type { Finding } from '../microscope/microscope.ts';
import { newest, reference, template } from './buffers.ts';
import { noImage } from './camera.ts';
import type { CameraSets } from './cameraSets.ts';
import type { CommandGate } from './gate.ts';
import { orRefused } from './orRefused.ts';

/** AlignBetweenMags: the middle of the reference, and shifts up to one field of the smaller image. */
const middle = -1;
const oneField = -1;

const nmPerUm = 1000;

/** Finding places again by their images, with SerialEM's alignments. */
export function findingOf(gate: CommandGate, sets: CameraSets): Finding {
  return {
    keepAsReference: async () => {
      await gate.send('Copy', newest, reference);
    },
    loadItemMap: (item) =>
      orRefused(
        gate.send('LoadOtherMap', item, reference).then(() => true),
        false,
      ),
    centreOnReference: async (limitUm) => {
      if (limitUm !== null) await gate.send('LimitNextAutoAlign', limitUm);
      return centreOn(gate, reference);
    },
    centreBetweenMagnifications: async () => {
      const found = await orRefused(gate.send('AlignBetweenMags', reference, middle, middle, oneField), null);
      return found === null ? null : movedUm(gate);
    },
    hasTemplate: async () => (await orRefused(gate.send('ImageProperties', template), null)) !== null,
    viewLikeTemplate: async () => {
      const [, , binning, exposureS] = await gate.send('ImageProperties', template);
      // an image from a file may not know its exposure; View then keeps its own
      if (exposureS > 0) await sets.setExposure('V', exposureS);
      await sets.setBinning('V', binning);
    },
    viewWholeCamera: () => sets.useWholeCamera('V'),
    viewAsBefore: () => sets.restore('V'),
    centreOnTemplate: async () => {
      const [widthPx, heightPx] = await gate.send('ImageProperties', template);
      await gate.send('CropCenterToSize', newest, widthPx, heightPx);
      return centreOn(gate, template);
    },
  };
}

/** Aligns buffer A to another, with image shift; null when there is no peak or SerialEM cannot go there. */
async function centreOn(gate: CommandGate, buffer: string): Promise<number | null> {
  const outcome = await orRefused(gate.send('AlignTo', buffer), -1);
  return outcome === -1 ? null : movedUm(gate);
}

/** How far the last alignment went: SerialEM's fifth and sixth values are nm on the axes of the specimen. */
async function movedUm(gate: CommandGate): Promise<number> {
  const [, , , , xNm, yNm] = (await gate.send('ReportAlignShift')) ?? noImage('ReportAlignShift');
  return Math.hypot(xNm, yNm) / nmPerUm;
}
