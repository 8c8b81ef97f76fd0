import { rowsOf } from './rows.ts';
import { objectionToTiltList, stageRangeDeg } from './tiltList.ts';

const { number, yesNo, choice, text } = rowsOf('Tilt series');

/** In which order the angles of a series are visited. */
type TiltSchemeName = 'dose-symmetric' | 'continuous' | 'bidirectional' | 'list';

/** Which angles are acquired, and in which order. */
export const tilting = {
  tiltScheme: choice<TiltSchemeName>({
    oldName: null,
    default: 'dose-symmetric',
    choices: ['dose-symmetric', 'continuous', 'bidirectional', 'list'],
    help: 'Order of the tilts: dose-symmetric goes from startTilt to both sides in groups, continuous from minTilt to maxTilt, bidirectional from startTilt to maxTilt and then from startTilt to minTilt, list as tiltListDeg says.',
  }),
  startTiltDeg: number({
    oldName: 'startTilt',
    unit: '°',
    default: 0,
    range: stageRangeDeg,
    help: 'Tilt of the first image; both branches grow from it.',
  }),
  minTiltDeg: number({
    oldName: 'minTilt',
    unit: '°',
    default: -60,
    range: stageRangeDeg,
    help: 'Lowest tilt of the series.',
  }),
  maxTiltDeg: number({
    oldName: 'maxTilt',
    unit: '°',
    default: 60,
    range: stageRangeDeg,
    help: 'Highest tilt of the series.',
  }),
  tiltStepDeg: number({
    oldName: 'step',
    unit: '°',
    default: 3,
    range: [0.1, 30],
    help: 'Angle between neighbouring images; an end of the range that is no whole number of steps from startTilt is not reached.',
  }),
  groupSize: number({
    oldName: 'groupSize',
    unit: 'images',
    default: 2,
    range: [1, 50],
    integer: true,
    help: 'Images on one branch before the stage swings to the other.',
  }),
  groupGrowth: number({
    oldName: null,
    unit: 'images',
    default: 0,
    range: [0, 10],
    integer: true,
    help: 'How many images longer each group is than the one before it on the same branch; 0 keeps all groups at groupSize.',
  }),
  groupGrowthFromDeg: number({
    oldName: null,
    unit: '°',
    default: 0,
    range: [0, 90],
    help: 'Distance from startTilt from which groups grow by groupGrowth; the first group never does.',
  }),
  oneWayBeyondDeg: number({
    oldName: null,
    unit: '°',
    default: 90,
    range: [0, 90],
    help: 'Distance from startTilt beyond which the plus branch is finished first and then the minus branch in one go; 90 keeps the groups to the end.',
  }),
  tiltListDeg: text({
    oldName: null,
    unit: '°',
    default: '',
    allowed: 'angles separated by commas or blanks',
    check: objectionToTiltList,
    help: 'Angles in the order in which they are acquired, used when tiltScheme is list; the first one takes the place of startTilt.',
  }),
  autoStartTilt: yesNo(
    'autoStartTilt',
    false,
    'Start at the whole degree at which the sample lies level, from pretilt and rotation, and move minTilt and maxTilt along with it; tiltTargets wins over this.',
  ),
  tiltTargetsDeg: number({
    oldName: 'tiltTargets',
    unit: '°',
    default: 0,
    range: stageRangeDeg,
    help: 'Stage tilt at which the targets were chosen; when it is not 0 the series starts there and positions are not rescaled.',
  }),
  delayTiltS: number({ oldName: 'delayTilt', unit: 's', default: 0.3, range: [0, 600], help: 'Wait after tilting.' }),
  slowTilt: yesNo('slowTilt', false, 'Take up the backlash of the goniometer on the plus branch too.'),
};
