import { rowsOf } from './rows.ts';

const { number, yesNo } = rowsOf('Montage');

/** Several images side by side at every tilt of a target. */
export const montage = {
  tgtMontage: yesNo('tgtMontage', false, 'Take a montage of every target at every tilt, in place of one image.'),
  tgtMntSize: number({
    oldName: 'tgtMntSize',
    unit: 'pieces',
    default: 1,
    range: [1, 5],
    integer: true,
    help: 'Pieces on each side of the central one: 1 makes 3 × 3, 2 makes 5 × 5.',
  }),
  tgtMntOverlapFraction: number({
    oldName: 'tgtMntOverlap',
    unit: '',
    default: 0.05,
    range: [0, 0.9],
    help: 'Overlap of neighbouring pieces as a fraction of the shorter side of the camera.',
  }),
  tgtMntXOffsetUm: number({
    oldName: 'tgtMntXOffset',
    unit: 'µm',
    default: 0,
    range: [-10, 10],
    help: 'How far the pieces slide along the tilt axis, in proportion to the tilt, so that seams do not stay in one place: by this much to either side over a symmetric range; may be negative, 0 = not at all.',
  }),
  tgtMntFocusCor: yesNo(
    'tgtMntFocusCor',
    false,
    'Give every piece the focus that belongs to its place, from stage tilt, pretilt and rotation.',
  ),
  tgtTrackMnt: yesNo(
    'tgtTrackMnt',
    false,
    'With tgtMontage, take the montage of the tracking target too, which otherwise gets one image.',
  ),
};
