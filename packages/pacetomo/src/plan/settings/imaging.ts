import { rowsOf } from './rows.ts';

const { number, yesNo } = rowsOf('Defocus and exposure');

/** How every target is exposed. */
export const imaging = {
  minDefocusUm: number({
    oldName: 'minDefocus',
    unit: 'µm',
    default: -5,
    range: [-50, 5],
    help: 'Defocus nearest to focus that targets are given.',
  }),
  maxDefocusUm: number({
    oldName: 'maxDefocus',
    unit: 'µm',
    default: -5,
    range: [-50, 5],
    help: 'Defocus farthest from focus; the tracking target and the autofocus take it.',
  }),
  stepDefocusUm: number({
    oldName: 'stepDefocus',
    unit: 'µm',
    default: 0.5,
    range: [0.01, 20],
    help: 'Change of defocus from one target to the next, from maxDefocus towards minDefocus and round again.',
  }),
  focusSlopeUmPerDeg: number({
    oldName: 'focusSlope',
    unit: 'µm/°',
    default: 0,
    range: [-1, 1],
    help: 'Extra focus per degree from the start tilt, for stages that rise or sink as they tilt.',
  }),
  zeroDefocusUm: number({
    oldName: 'zeroDefocus',
    unit: 'µm',
    default: 0,
    range: [-50, 5],
    help: 'Defocus that every target gets at the start tilt, whatever it has at the other tilts; negative is underfocus, 0 = no special one.',
  }),
  zeroExposureS: number({
    oldName: 'zeroExpTime',
    unit: 's',
    default: 0,
    range: [0, 60],
    help: 'Exposure time of every target at the start tilt; 0 = the time of the Record parameters, as at all other tilts.',
  }),
  recordDoseEPerA2: number({
    oldName: null,
    unit: 'e/Å²',
    default: 0,
    range: [0, 1000],
    help: 'Dose of one Record image with the exposure time of the Record parameters; 0 = what SerialEM says, which is nothing where its dose is not calibrated.',
  }),
  recordBeamDiameterUm: number({
    oldName: null,
    unit: 'µm',
    default: 0,
    range: [0, 100],
    help: 'Diameter of the beam in the Record area, for the dose that targets get from their neighbours; 0 = what SerialEM says.',
  }),
  viewBeamDiameterUm: number({
    oldName: null,
    unit: 'µm',
    default: 0,
    range: [0, 1000],
    help: 'Diameter of the beam in the View area, for the dose that targets get from Views; 0 = what SerialEM says.',
  }),
  delayImageShiftS: number({
    oldName: 'delayIS',
    unit: 's',
    default: 0.3,
    range: [0, 60],
    help: 'Wait between setting the image shift and the exposure.',
  }),
  beamTiltComp: yesNo(
    'beamTiltComp',
    true,
    'Compensate the coma that image shift brings with it by beam tilt; needs SerialEM’s calibration of coma against image shift.',
  ),
  minCountsPerS: number({
    oldName: 'minCounts',
    unit: 'counts/s',
    default: 0,
    range: [0, 1e6],
    help: 'A target darker than this, its mean counts divided by the exposure time of that very image, ends its branch; 0 switches the test off.',
  }),
  doCtfFind: yesNo(
    'doCtfFind',
    false,
    'Measure the defocus of every image with CtfFind; with extendedMdoc it goes into the mdoc.',
  ),
  doCtfPlotter: yesNo(
    'doCtfPlotter',
    true,
    'Measure the defocus of every image with Ctfplotter; with extendedMdoc it goes into the mdoc.',
  ),
};
