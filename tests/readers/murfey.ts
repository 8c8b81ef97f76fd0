import { Complaint, linesOf, numberIn, wholeNumberIn } from './complaint.ts';
import { timeOf } from './serialEmDate.ts';

/** What Murfey registers of a series from its mdoc. */
export interface MurfeySeries {
  readonly tag: string;
  /** How many tilts make it complete. */
  readonly tiltCount: number;
  readonly voltageKv: number;
  readonly imageSize: readonly [number, number];
  readonly pixelSizeM: number;
  readonly magnification: number;
  readonly frameCount: number;
  readonly exposureS: number;
  /** It takes RotationAngle, which SerialEM has 90° beside the tilt axis. */
  readonly rotationDeg: number;
  /** eV; null when the slit is given as `nan`. */
  readonly slitWidthEv: number | null;
  readonly extension: string;
}

type Value = string | readonly string[];

/** How Murfey reads an mdoc (DiamondLightSource/python-murfey 1b858e45, src/murfey/util/mdoc.py and client/contexts/tomo.py). */
export function murfey(text: string, mdocName: string): MurfeySeries {
  const lines = linesOf(text);
  const globals = blockFrom(lines, 0, (line) => line.startsWith('[') || isBlank(line));
  const heading = lines.findIndex((line) => line.startsWith('[ZValue'));
  if (heading < 0) throw new Complaint('list index out of range: no block');
  const block = blockFrom(lines, heading + 1, isBlank);
  const size = found(globals, 'ImageSize');
  const [slit = ''] = found(block, 'FilterSlitAndLoss');
  return {
    tag: mdocName.replace(/\.[^.]*$/, ''),
    tiltCount: lines.filter((line) => line.startsWith('[ZValue')).length,
    voltageKv: numberIn(textOf(globals, 'Voltage')),
    imageSize: [wholeNumberIn(size[0] ?? ''), wholeNumberIn(size[1] ?? '')],
    pixelSizeM: numberIn(textOf(globals, 'PixelSpacing')) * 1e-10,
    magnification: wholeNumberIn(textOf(block, 'Magnification')),
    frameCount: wholeNumberIn(textOf(block, 'NumSubFrames')),
    exposureS: numberIn(textOf(block, 'ExposureTime')),
    rotationDeg: numberIn(textOf(block, 'RotationAngle')),
    slitWidthEv: slit.toLowerCase() === 'nan' ? null : numberIn(slit),
    extension: `.${textOf(block, 'SubFramePath').split('.').at(-1)}`,
  };
}

const isBlank = (line: string): boolean => line.replaceAll(' ', '') === '';

function blockFrom(
  lines: readonly string[],
  start: number,
  ends: (line: string) => boolean,
): ReadonlyMap<string, Value> {
  const values = new Map<string, Value>();
  for (const line of lines.slice(start)) {
    if (ends(line)) break;
    const [key = '', value] = line.split('=').map((part) => part.trim());
    if (value === undefined) throw new Complaint(`list index out of range: no “=” in “${line}”`);
    if (key === 'DateTime' && timeOf(value, { yearDigits: 4, between: /^\s+$/ }) === null)
      throw new Complaint(`time data '${value}' does not match format '%d-%b-%Y %H:%M:%S'`);
    values.set(key, value.includes(' ') ? value.split(/\s+/) : value);
  }
  return values;
}

function found(values: ReadonlyMap<string, Value>, key: string): Value {
  const value = values.get(key);
  if (value === undefined) throw new Complaint(`KeyError: '${key}'`);
  return value;
}

function textOf(values: ReadonlyMap<string, Value>, key: string): string {
  const value = found(values, key);
  if (typeof value !== 'string') throw new Complaint(`${key} became a tuple, because there is a blank in it`);
  return value;
}
