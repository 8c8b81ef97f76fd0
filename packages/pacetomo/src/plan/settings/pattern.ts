import { rowsOf } from './rows.ts';

const { number, yesNo } = rowsOf('Hole pattern');

const component = (oldName: string, help: string) =>
  number({ oldName, unit: 'µm', default: 0, range: [-50, 50], help });

/** Targets on a lattice of holes. Target selection writes size and vectors into the targets file. */
export const pattern = {
  tgtPattern: yesNo('tgtPattern', false, 'The targets are a hole pattern: they have no reference maps.'),
  refineVec: yesNo(
    'refineVec',
    false,
    'Measure both pattern vectors again with Views at the edge of the pattern and move all targets accordingly; needs tgtPattern, alignToP and patternSize.',
  ),
  patternSize: number({
    oldName: 'size',
    unit: 'holes',
    default: 0,
    range: [0, 20],
    integer: true,
    help: 'Holes from the centre of the pattern to its edge: n means 2n + 1 holes each way; 0 = not given.',
  }),
  vecA0Um: component('vecA0', 'First vector from hole to hole, along the tilt axis; both components 0 = not given.'),
  vecA1Um: component('vecA1', 'First vector from hole to hole, across the tilt axis.'),
  vecB0Um: component('vecB0', 'Second vector from hole to hole, along the tilt axis; both components 0 = not given.'),
  vecB1Um: component('vecB1', 'Second vector from hole to hole, across the tilt axis.'),
};
