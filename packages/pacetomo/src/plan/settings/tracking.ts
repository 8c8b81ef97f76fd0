import { rowsOf } from './rows.ts';

const { number, yesNo } = rowsOf('Tracking');

/** How targets are kept in view and in focus from tilt to tilt. */
export const tracking = {
  trackExposureS: number({
    oldName: 'trackExpTime',
    unit: 's',
    default: 0,
    range: [0, 60],
    help: 'Exposure time of the tracking target; at the start tilt it gets the longer of this and zeroExpTime; 0 = like the other targets.',
  }),
  trackDefocusUm: number({
    oldName: 'trackDefocus',
    unit: 'µm',
    default: 0,
    range: [-50, 5],
    help: 'Defocus of the tracking target, be it more or less than maxDefocus; at the start tilt zeroDefocus wins; negative is underfocus, 0 = like the others.',
  }),
  trackMag: number({
    oldName: 'trackMag',
    unit: '',
    default: 0,
    range: [0, 2e6],
    integer: true,
    help: 'Nominal magnification at which the tracking target is exposed; 0 = that of the Record area, like the others.',
  }),
  trackTwice: yesNo(
    'trackTwice',
    false,
    'Expose the tracking target a second time at a tilt when its first image was more than alignLimit off; that costs dose.',
  ),
  addAF: yesNo(
    'addAF',
    false,
    'Autofocus at the tracking target with the first image of every group but the first ones, and correct the defocus of all targets on that branch; that costs dose there.',
  ),
  imageShiftLimitUm: number({
    oldName: 'imageShiftLimit',
    unit: 'µm',
    default: 20,
    range: [0.1, 50],
    help: 'Largest image shift that is used; a target that would need more ends there.',
  }),
  alignLimitUm: number({
    oldName: 'alignLimit',
    unit: 'µm',
    default: 0.5,
    range: [0.01, 10],
    help: 'Largest correction believed from aligning one image; the tracking target has no such limit.',
  }),
  dataPoints: number({
    oldName: 'dataPoints',
    unit: 'tilts',
    default: 4,
    range: [1, 100],
    integer: true,
    help: 'How many recent tilts the height of a target is fitted to.',
  }),
  ignoreNegStart: yesNo(
    'ignoreNegStart',
    true,
    'Leave the first movement of the minus branch out of the height fit; it contains the reversal of the stage.',
  ),
  taOffsetPosUm: number({
    oldName: 'taOffsetPos',
    unit: 'µm',
    default: 0,
    range: [-20, 20],
    help: 'Tilt-axis offset that applies on the plus branch only.',
  }),
  taOffsetNegUm: number({
    oldName: 'taOffsetNeg',
    unit: 'µm',
    default: 0,
    range: [-20, 20],
    help: 'Tilt-axis offset that applies on the minus branch only.',
  }),
};
