import { apply, length, type Matrix, type Vec } from '../geometry/frames.ts';
import { Trouble } from '../run/errors.ts';

/** How far the gate lets the microscope go. Whatever lies beyond is refused, never clamped. */
export interface Limits {
  /** Steepest tilt of the plan, with the overshoot for backlash, degrees. */
  readonly tiltDeg: number;
  /** Largest image shift, µm on the specimen. */
  readonly imageShiftUm: number;
  readonly defocusUm: number;
  /** Farthest stage travel from the centre, µm: a grid is 3 mm wide. */
  readonly stageUm: number;
}

/** What the numbers of a command are held against. */
interface Bounds {
  readonly limits: Limits;
  /** Null until it was read. */
  readonly toSpecimen: Matrix<'imageShift', 'specimen'> | null;
}

type Check = (numbers: readonly number[], bounds: Bounds) => void;

/** Throws unless every number of a command is one and inside the limits; what is no number is not looked at. */
export function checkNumbers(name: string, args: readonly unknown[], bounds: Bounds): void {
  const numbers = args.filter((value) => typeof value === 'number');
  for (const value of numbers) {
    if (!Number.isFinite(value)) throw new Trouble('limit', `${name} was not sent: one of its values is ${value}.`);
  }
  checks.get(name)?.(numbers, bounds);
}

const tilt: Check = ([tiltDeg = 0], { limits }) =>
  refuseBeyond('A tilt', Math.abs(tiltDeg), limits.tiltDeg, '°', 'Choose a smaller range or another start tilt.');

const defocus: Check = ([defocusUm = 0], { limits }) => {
  const advice = 'Look at the heights in the log: a target may have been lost.';
  refuseBeyond('A defocus', Math.abs(defocusUm), limits.defocusUm, ' µm', advice);
};

const stage: Check = ([x = 0, y = 0], { limits }) => {
  const advice = 'Look at stageX and stageY of target 001 in the targets file.';
  refuseBeyond('A stage position', Math.max(Math.abs(x), Math.abs(y)), limits.stageUm, ' µm', advice);
};

/** Whether an image shift is a pair of numbers within the limit. */
export function isWithinReach(shift: Vec<'imageShift'>, bounds: Bounds): boolean {
  return shiftUm(shift, bounds) <= bounds.limits.imageShiftUm;
}

function shiftUm(shift: Vec<'imageShift'>, { toSpecimen }: Bounds): number {
  if (toSpecimen === null) throw new Error('image shift was asked for before its calibration was read');
  return length(apply(toSpecimen, shift));
}

const imageShift: Check = ([x = 0, y = 0], bounds) => {
  const advice = 'Look at the last lines of the log: a target may have been lost.';
  refuseBeyond('An image shift', shiftUm({ x, y }, bounds), bounds.limits.imageShiftUm, ' µm', advice);
};

/** No image of a tilt series takes this long; who asks for it has mistaken the unit. */
const longestExposureS = 100;

const exposure: Check = ([exposureS = 0]) => {
  const advice = 'Look at the exposure times in the settings.';
  refuseUnlessPositive('An exposure', exposureS, ' s', advice);
  refuseBeyond('An exposure', exposureS, longestExposureS, ' s', advice);
};

const magnification: Check = ([nominal = 0]) =>
  refuseUnlessPositive('A magnification', nominal, '', 'Look at the magnifications in the settings.');

/** SerialEM takes zero and less for no limit at all. */
const alignment: Check = ([limitUm = 0]) =>
  refuseUnlessPositive('A limit of alignment', limitUm, ' µm', 'Look at the limits in the settings.');

/** SerialEM takes 0 for the current item and counts negative ones from the end of its table. */
const item: Check = ([index = 0]) => {
  if (!Number.isInteger(index) || index < 1) throw new Error(`${index} is no item of the Navigator's table`);
};

const checks: ReadonlyMap<string, Check> = new Map([
  ['TiltTo', tilt],
  ['SetDefocus', defocus],
  ['SetTargetDefocus', defocus],
  ['MoveStageTo', stage],
  ['SetImageShift', imageShift],
  ['SetExposure', exposure],
  ['SetMag', magnification],
  ['LimitNextAutoAlign', alignment],
  ['MoveToNavItem', item],
  ['RealignToOtherItem', item],
  ['LoadOtherMap', item],
  ['ReportOtherItem', item],
  ['ReportItemAcquire', item],
  ['SetItemAcquire', item],
  ['UpdateItemZ', item],
  ['GetItemPointArray', item],
  ['ChangeItemLabel', item],
  ['ChangeItemNote', item],
  ['DeleteNavigatorItem', item],
]);

function refuseBeyond(what: string, value: number, limit: number, unit: string, advice: string): void {
  if (value <= limit) return;
  throw new Trouble(
    'limit',
    `${what} of ${round(value)}${unit} was asked for, but the limit of this run is ${round(limit)}${unit}. Nothing was moved. ${advice}`,
  );
}

function refuseUnlessPositive(what: string, value: number, unit: string, advice: string): void {
  if (value > 0) return;
  throw new Trouble(
    'limit',
    `${what} of ${value}${unit} was asked for, which cannot be. Nothing was changed. ${advice}`,
  );
}

const round = (value: number): number => Math.round(value * 100) / 100;
