import { rowsOf } from './rows.ts';

const { number, yesNo } = rowsOf('Care of the microscope');

/** What an unattended microscope needs during a run. */
export const facility = {
  checkDewar: yesNo('checkDewar', true, 'Wait before an exposure while the dewars are being filled.'),
  cryoARM: yesNo(
    'cryoARM',
    false,
    'The microscope is a JEOL CRYO ARM: its two tanks are filled together, and the gun is flashed as JEOL does it.',
  ),
  coldFEG: yesNo('coldFEG', false, 'The gun is a cold field emitter: flash it when it is due and while dewars fill.'),
  flashIntervalH: number({
    oldName: 'flashInterval',
    unit: 'h',
    default: -1,
    range: [-1, 100],
    help: 'Time between two flashes with coldFEG and cryoARM; −1 never flashes a CRYO ARM and only notes the time.',
  }),
  slitIntervalMin: number({
    oldName: 'slitInterval',
    unit: 'min',
    default: 0,
    range: [0, 1440],
    help: 'Time after which the slit of the energy filter is centred again on the zero-loss peak, beside the hole pattern; needs tgtPattern and pattern vectors, 0 = never.',
  }),
  openValves: yesNo(
    null,
    false,
    'Open the column valves when they are found closed; otherwise wait for a person to open them.',
  ),
  guardPatienceMin: number({
    oldName: null,
    unit: 'min',
    default: 120,
    range: [0, 1440],
    help: 'How long the run waits for dewars, valves, disk space and the like before it suspends.',
  }),
  minFreeDiskGb: number({
    oldName: null,
    unit: 'GB',
    default: 2,
    range: [0, 10_000],
    help: 'Free disk space below which the run waits for more; 0 switches the test off.',
  }),
};
