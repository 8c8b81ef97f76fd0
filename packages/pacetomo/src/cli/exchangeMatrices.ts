import type { ExchangeMatrices } from '../area/parallelTsImport.ts';
import { Trouble } from '../run/errors.ts';
import { choosingMicroscope } from '../serialem/serialEmMicroscope.ts';
import { numbersOf } from './measure.ts';
import { withSerialEm } from './workOn.ts';

/** Where the matrices between image shift, specimen and stage come from. */
export interface MatrixOptions {
  /** Four numbers as ISToSpecimenMatrix reports them for the magnification of the targets. */
  readonly imageShiftMatrix?: string | undefined;
  /** Four numbers as StageToSpecimenMatrix reports them. */
  readonly stageMatrix?: string | undefined;
  /** SerialEM, to ask it for what is not given; it has to be in the Record area. */
  readonly serialem?: string | undefined;
}

/** The matrices that were given, or that SerialEM reports. Throws `bad-input` when there is neither. */
export async function matricesFrom({
  imageShiftMatrix,
  stageMatrix,
  serialem,
}: MatrixOptions): Promise<ExchangeMatrices> {
  const given = {
    imageShiftToSpecimen: matrixOf('--image-shift-matrix', imageShiftMatrix),
    stageToSpecimen: matrixOf('--stage-matrix', stageMatrix),
  };
  const asked = serialem === undefined ? null : await askSerialEm(serialem);
  const imageShiftToSpecimen = given.imageShiftToSpecimen ?? asked?.imageShiftToSpecimen ?? null;
  if (imageShiftToSpecimen === null)
    throw new Trouble(
      'bad-input',
      'SerialEM keeps these targets in image-shift units, and the navigator file does not say what they are. Give --serialem HOST:PORT while SerialEM is in the Record area, or --image-shift-matrix xx,xy,yx,yy as the script command “ISToSpecimenMatrix INDEX” reports it there.',
    );
  return { imageShiftToSpecimen, stageToSpecimen: given.stageToSpecimen ?? asked?.stageToSpecimen ?? null };
}

interface PlainMatrix {
  readonly xx: number;
  readonly xy: number;
  readonly yx: number;
  readonly yy: number;
}

function matrixOf(option: string, text: string | undefined): PlainMatrix | null {
  if (text === undefined) return null;
  const [xx, xy, yx, yy, ...more] = numbersOf(option, text);
  if (xx === undefined || xy === undefined || yx === undefined || yy === undefined || more.length > 0)
    throw new Trouble('bad-input', `${option} “${text}” is no matrix. Write four numbers: xx,xy,yx,yy.`);
  if (xx * yy === xy * yx)
    throw new Trouble(
      'bad-input',
      `${option} “${text}” loses a direction. SerialEM reports zeros for what is not calibrated.`,
    );
  return { xx, xy, yx, yy };
}

function askSerialEm(address: string): Promise<ExchangeMatrices> {
  return withSerialEm({ serialem: address }, async (client) => {
    const microscope = choosingMicroscope(client);
    await microscope.prepareToMeasure(); // errors must not open a box that nobody closes
    const area = await microscope.lowDoseArea();
    if (area !== null && area !== 'R')
      throw new Trouble(
        'bad-input',
        `SerialEM is in the low-dose area ${area}, whose image-shift units are others. Go to the Record area, then say it again.`,
      );
    return {
      imageShiftToSpecimen: await microscope.imageShiftToSpecimen(),
      stageToSpecimen: await microscope.stageToSpecimen(),
    };
  });
}
