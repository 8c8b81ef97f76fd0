import { rowsOf } from './rows.ts';

const { number, yesNo } = rowsOf('Slope and height of the sample');

/** How the sample lies, and how that is measured. */
export const sample = {
  pretiltDeg: number({
    oldName: 'pretilt',
    unit: '°',
    default: 0,
    range: [-60, 60],
    help: 'Slope of the sample across the tilt axis; a lamella that is thinnest at +10° has −10.',
  }),
  rotationDeg: number({
    oldName: 'rotation',
    unit: '°',
    default: 0,
    range: [-180, 180],
    help: 'Direction of that slope in the plane, counter-clockwise.',
  }),
  measureGeo: yesNo(
    'measureGeo',
    false,
    'Measure pretilt and rotation before the run, by autofocus at three or more geometry points of the targets file or between the holes of a pattern; the result takes the place of both settings.',
  ),
  refineGeo: yesNo(
    'refineGeo',
    false,
    'Refine the height of every target from the defocus that doCtfFind or doCtfPlotter, one of which it needs, finds in the images at the start tilt.',
  ),
  fitLimitA: number({
    oldName: 'fitLimit',
    unit: 'Å',
    default: 30,
    range: [1, 200],
    help: 'A defocus counts for refineGeo only when its CTF was fitted to a resolution better than this; it holds for CtfFind and for Ctfplotter.',
  }),
  paraboloidPoints: number({
    oldName: 'parabolTh',
    unit: 'points',
    default: 9,
    range: [6, 1000],
    integer: true,
    help: 'From this many measured targets on, refineGeo fits a paraboloid instead of a plane.',
  }),
};
