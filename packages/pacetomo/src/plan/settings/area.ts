import { rowsOf } from './rows.ts';

const { yesNo } = rowsOf('Finding the area and its targets');

/** What is done at an area before its first tilt. */
export const area = {
  eucentricity: yesNo(
    null,
    true,
    'Bring the area to eucentric height, roughly, before anything else; PACEtomo.py always does it.',
  ),
  alignToP: yesNo(
    'alignToP',
    false,
    'Align Views to the template image in SerialEM’s buffer P, in place of the maps in the targets file.',
  ),
  realignToItem: yesNo(
    'realignToItem',
    false,
    'Find the tracking target with SerialEM’s own realignment to its Navigator item, in place of its maps in the targets file; alignToP wins over this.',
  ),
  previewAli: yesNo(
    'previewAli',
    true,
    'Before the first tilt, align a Preview of every target to its reference map, or to its view map if it has no reference map.',
  ),
  viewAli: yesNo(
    'viewAli',
    false,
    'Before the first tilt, and before previewAli, align a View of every target that has a view map to that map.',
  ),
  refFromPreview: yesNo(
    'refFromPreview',
    false,
    'Align the first image of a target to the Preview that previewAli has just taken, in place of its reference map.',
  ),
  noZeroRecAli: yesNo('noZeroRecAli', false, 'Do not align the first image to the target’s reference map.'),
};
