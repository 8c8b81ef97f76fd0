import type { Vec } from '../geometry/frames.ts';
import type { NewestImage } from '../microscope/microscope.ts';
import { Trouble } from '../run/errors.ts';
import { newest, reference } from './buffers.ts';
import { fitCtf } from './ctf.ts';
import type { CommandGate } from './gate.ts';
import { orRefused } from './orRefused.ts';

/** SerialEM's numbers of parameter sets (VIEW_CONSET and its neighbours). */
const [viewSet, recordSet, previewSet] = [0, 3, 4];

/** The image in buffer A. */
export function newestImageOf(gate: CommandGate): NewestImage {
  return {
    newestImage: async () => {
      const properties = await propertiesOfNewest(gate);
      if (properties === null) return null;
      const tickS = Number(await gate.send('GetVariable', 'imageTickTime'));
      const set = properties[5];
      return { tickS, isRecord: set === recordSet, isView: set === viewSet, isPreview: set === previewSet };
    },
    unalign: async () => {
      await gate.send('ClearAlignment', 1); // 1: the image shift stays
    },
    focusFound: async () => {
      const [, failure] = await gate.send('ReportAutoFocus');
      return failure === 0;
    },
    imageFacts: async () => {
      const [doseEPerA2] = await gate.send('ImageConditions', newest);
      return { doseEPerA2, meanCounts: await meanCounts(gate) };
    },
    imageTiltDeg: () => tiltOfBuffer(gate, newest),
    correctionToReference: async (limitUm) => {
      if (limitUm !== null) await gate.send('LimitNextAutoAlign', limitUm);
      const outcome = await orRefused(gate.send('AlignTo', reference, 1), -1); // 1: measure only, the image shift stays
      if (outcome === -1) return null;
      const [x, y] = (await gate.send('ReportISforBufferShift')) ?? noImage('ReportISforBufferShift');
      return { x, y } satisfies Vec<'imageShift'>;
    },
    fitCtf: (program, search) => fitCtf(gate, program, search),
  };
}

/**
 * What SerialEM says of buffer A; null when it is empty. It refuses the question then, as it may refuse any other for a moment,
 * so only a second refusal counts: an image that was believed away would be taken again.
 */
async function propertiesOfNewest(gate: CommandGate) {
  const ask = () => orRefused(gate.send('ImageProperties', newest), null);
  return (await ask()) ?? ask();
}

async function meanCounts(gate: CommandGate): Promise<number> {
  return Number([await gate.send('ReportMeanCounts', newest)].flat()[0]);
}

/** SerialEM answers nothing at all when buffer A is empty, which it cannot be right after an alignment. */
export function noImage(command: string): never {
  throw new Trouble(
    'serialem-refused',
    `${command}: SerialEM lost the image in buffer A. Resume; the image is read back from its stack.`,
  );
}

/** The tilt noted with the image of a buffer, degrees, or null when nothing is noted. */
export async function tiltOfBuffer(gate: CommandGate, buffer: string): Promise<number | null> {
  const text = await orRefused(gate.send('ReportMetadataString', buffer, 'TiltAngle'), '');
  const tiltDeg = Number(text);
  return text.trim() !== '' && Number.isFinite(tiltDeg) ? tiltDeg : null;
}
